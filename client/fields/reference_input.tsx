import { useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import type { Field } from "../../shared/fields.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { Combobox, type Option } from "../ui/combobox.tsx";
import { dayInWords } from "../ui/moments.ts";
import type { ControlProps, FieldProps } from "./field_frame.tsx";
import { recordMore } from "./record_words.ts";
import { NewRecordDialog } from "./new_record_dialog.tsx";

/** Records offered at once. */
const offered = 30;

interface ReferenceInputProps extends FieldProps<Extract<Field, { type: "reference" }>> {
  control: ControlProps;
}

/** Another record of the logbook, found by its title; one that is missing is made here. */
export function ReferenceInput({ form, path, field, control }: ReferenceInputProps) {
  const app = useApp();
  const { logbook } = app;
  const [making, setMaking] = useState<string | undefined>(undefined);
  const kind = kindNamed(field.kind)!;
  const all = logbook.all(field.kind as KindName) as unknown as readonly AnyRecord[];
  const value = form.value(path) as string | null;

  const options = (text: string): Option[] => {
    const said = text.trim().toLowerCase();
    const found = all
      .map((record) => ({ record, title: dayInWords(logbook.title(record)) }))
      .filter(({ title }) => title.toLowerCase().includes(said))
      .slice(0, offered)
      .map(({ record, title }) => ({
        key: record._id,
        label: title,
        more: recordMore(app, record),
        pick: () => form.set(path, uuidOf(record._id)),
      }));
    const make = {
      key: "new",
      label: text.trim() === "" ? "New …" : `New “${text.trim()}” …`,
      more: kind.label,
      pick: () => setMaking(text.trim()),
    };
    return [...found, make];
  };
  const leave = (text: string) => {
    const said = text.trim().toLowerCase();
    if (said === "") return form.set(path, null);
    const same = all.filter((record) => dayInWords(logbook.title(record)).toLowerCase() === said);
    if (same.length === 1) form.set(path, uuidOf(same[0]!._id));
    else form.setUnread(path, text);
  };

  return (
    <>
      <Combobox
        id={control.id}
        describedBy={control.describedBy}
        invalid={control.invalid}
        prefilled={form.prefilled.value.has(path)}
        required={field.required ?? false}
        capitals={field.kind === "aircraft"}
        placeholder="Type to find or add"
        shown={dayInWords(logbook.nameOf(field.kind, value))}
        unread={form.unread.value[path]}
        options={options}
        onText={() => undefined}
        onLeave={leave}
      />
      {making !== undefined && (
        <NewRecordDialog
          kind={field.kind as KindName}
          text={making}
          onClose={() => setMaking(undefined)}
          onMade={(uuid) => {
            form.set(path, uuid);
            setMaking(undefined);
          }}
        />
      )}
    </>
  );
}
