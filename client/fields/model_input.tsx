import { useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { useApp, type App } from "../app_context.ts";
import type { Form } from "../models/form.ts";
import { modelName } from "../models/shared_models.ts";
import { Combobox, type Option } from "../ui/combobox.tsx";
import type { ControlProps, FieldProps } from "./field_frame.tsx";
import { NewRecordDialog } from "./new_record_dialog.tsx";

/** Models offered at once. */
const offered = 20;

interface ModelInputProps extends FieldProps {
  control: ControlProps;
}

/** The field beside a shared model that names one of the owner's own. */
function ownPath(path: string): string {
  return path.replace(/[a-z_]+$/, "own_model_id");
}

interface FoundModel {
  key: string;
  label: string;
  more: string;
  ids: { model_id: string | null; own_model_id: string | null };
}

/** Aircraft models by what was typed: the logbook's own, then those that everybody has. */
export function findAircraftModels({ logbook, models }: App, text: string): FoundModel[] {
  const said = text.trim().toLowerCase();
  const own = logbook
    .all("aircraft_model")
    .map((record): FoundModel => {
      const uuid = uuidOf(record._id);
      return {
        key: record._id,
        label: logbook.nameOf("aircraft_model", uuid),
        more: [record.icao_type_designator, "your own"].filter(Boolean).join(" · "),
        ids: { model_id: null, own_model_id: uuid },
      };
    })
    .filter(({ label, more }) => `${label} ${more}`.toLowerCase().includes(said));
  const listed = (models.lists.value?.searchModels(text, offered) ?? []).map((row): FoundModel => ({
    key: row.id,
    label: `${row.manufacturer} ${row.model_name}`,
    more: row.icao_type_designator ?? "",
    ids: { model_id: row.id, own_model_id: null },
  }));
  return [...own, ...listed].slice(0, offered);
}

/** An aircraft model of the shared list or of the owner's own, found by words; or a new one. */
export function AircraftModelInput({ form, path, control }: ModelInputProps) {
  const app = useApp();
  const own = ownPath(path);
  const [making, setMaking] = useState<string | undefined>(undefined);
  const take = ({ model_id, own_model_id }: FoundModel["ids"]) => {
    form.set(path, model_id);
    form.set(own, own_model_id);
  };
  const ids = {
    model_id: form.value(path) as string | null,
    own_model_id: form.value(own) as string | null,
  };
  const options = (text: string): Option[] => [
    ...findAircraftModels(app, text).map((found) => ({ ...found, pick: () => take(found.ids) })),
    {
      key: "new",
      label: text.trim() === "" ? "New …" : `New “${text.trim()}” …`,
      more: "a model of your own",
      pick: () => setMaking(text.trim()),
    },
  ];
  return (
    <>
      <ModelBox
        form={form}
        path={path}
        control={control}
        shown={modelName(app, ids)}
        options={options}
        onClear={() => take({ model_id: null, own_model_id: null })}
      />
      {making !== undefined && (
        <NewRecordDialog
          kind="aircraft_model"
          text={making}
          onClose={() => setMaking(undefined)}
          onMade={(uuid) => {
            take({ model_id: null, own_model_id: uuid });
            setMaking(undefined);
          }}
        />
      )}
    </>
  );
}

/** A model of training device of the shared list; one that it lacks is described in the fields. */
export function DeviceModelInput({ form, path, control }: ModelInputProps) {
  const { models } = useApp();
  const id = form.value(path) as string | null;
  const lists = models.lists.value;
  const options = (text: string): Option[] =>
    (text.trim() === ""
      ? (lists?.trainingDeviceModelRows().slice(0, offered) ?? [])
      : (lists?.searchDeviceModels(text, offered) ?? [])
    ).map((row) => ({
      key: row.id,
      label: `${row.manufacturer} ${row.model_name}`,
      more: row.device_level ?? "",
      pick: () => {
        form.set(path, row.id);
        form.prefill("device_type_id", row.device_type_id);
        if (row.device_level !== null) form.prefill("device_level", row.device_level);
      },
    }));
  return (
    <ModelBox
      form={form}
      path={path}
      control={control}
      shown={id === null ? "" : models.deviceName(id)}
      options={options}
      onClear={() => form.set(path, null)}
    />
  );
}

interface ModelBoxProps {
  form: Form;
  path: string;
  control: ControlProps;
  shown: string;
  options: (text: string) => Option[];
  onClear: () => void;
}

function ModelBox({ form, path, control, shown, options, onClear }: ModelBoxProps) {
  return (
    <Combobox
      {...control}
      prefilled={form.prefilled.value.has(path)}
      placeholder="Type to find"
      shown={shown}
      unread={form.unread.value[path]}
      options={options}
      onText={() => undefined}
      onLeave={(text) => {
        if (text.trim() === "") return onClear();
        const same = options(text).filter(
          ({ label }) => label.toLowerCase() === text.trim().toLowerCase(),
        );
        if (same.length === 1) same[0]!.pick();
        else form.setUnread(path, text);
      }}
    />
  );
}
