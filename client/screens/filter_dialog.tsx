import { useId, useMemo, useState } from "preact/hooks";
import { everyFlight, type FilterList, filterLists } from "../../shared/flight_filter.ts";
import { useApp } from "../app_context.ts";
import { choicesOf, type FilterChoice, listWords } from "../fields/filter_words.ts";
import { Combobox } from "../ui/combobox.tsx";
import { plainFigures } from "../ui/digits.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FieldProblem, InputField } from "../ui/input_field.tsx";
import { Icon } from "../ui/icon.tsx";
import { FieldTestInput } from "./field_test_input.tsx";
import { SavedSearchList } from "./saved_search_list.tsx";
import type { FilterControl } from "./use_filter.ts";

/** Choices offered at once. */
const offered = 40;

interface ListInputProps {
  list: FilterList;
  choices: readonly FilterChoice[];
  control: FilterControl;
}

/** One list of the filter: what was chosen, and a field to find more. */
function ListInput({ list, choices, control }: ListInputProps) {
  const id = useId();
  const filter = control.filter.value;
  const chosen = filter[list];
  if (choices.length === 0 && chosen.length === 0) return null;
  const set = (values: readonly string[]) => control.change({ ...filter, [list]: values });
  const matching = (text: string) => {
    const said = text.trim().toLowerCase();
    return choices.filter(
      ({ value, label }) => !chosen.includes(value) && label.toLowerCase().includes(said),
    );
  };
  return (
    <div class="field">
      <label for={id}>{listWords[list]}</label>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((value) => {
            const label = choices.find((one) => one.value === value)?.label ?? value;
            return (
              <li key={value}>
                <button
                  type="button"
                  class="chip"
                  aria-label={`Remove: ${label}`}
                  onClick={() => set(chosen.filter((one) => one !== value))}
                >
                  <bdi>{label}</bdi>
                  <Icon name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <Combobox
        id={id}
        describedBy=""
        invalid={false}
        prefilled={false}
        placeholder={chosen.length === 0 ? "Any" : "or …"}
        shown=""
        unread={undefined}
        options={(text) =>
          matching(text)
            .slice(0, offered)
            .map(({ value, label }) => ({
              key: value,
              label,
              more: "",
              pick: () => set([...chosen, value]),
            }))
        }
        onText={() => undefined}
        onLeave={(text) => {
          const found = matching(text);
          if (text.trim() !== "" && found.length === 1) set([...chosen, found[0]!.value]);
        }}
      />
    </div>
  );
}

/** The last so many days. What is no number stays as it was typed, says so, and changes nothing. */
function LastDays({ control }: { control: FilterControl }) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const filter = control.filter.value;
  const take = (text: string) => {
    const said = plainFigures(text);
    const last_days = /^\d{1,5}$/.test(said) ? Number(said) : 0;
    const isRead = said === "" || last_days > 0;
    setTyped(isRead ? undefined : text);
    if (isRead) control.change({ ...filter, last_days: last_days || null });
  };
  return (
    <label class="field">
      <span class="field_label">Within so many days up to today</span>
      <input
        class="input figures"
        inputMode="numeric"
        aria-invalid={typed !== undefined}
        value={typed ?? filter.last_days ?? ""}
        onChange={({ currentTarget }) => take(currentTarget.value)}
      />
      {typed !== undefined && (
        <FieldProblem>This is no number of days. Write a whole number, 1 to 99999.</FieldProblem>
      )}
    </label>
  );
}

function DayInputs({ control }: { control: FilterControl }) {
  const filter = control.filter.value;
  const days = (name: "from" | "to", label: string) => (
    <InputField
      label={label}
      type="date"
      value={filter[name] ?? ""}
      onText={(day) => control.change({ ...filter, [name]: day || null }, "soon")}
    />
  );
  return (
    <>
      {days("from", "From")}
      {days("to", "To")}
      <LastDays control={control} />
    </>
  );
}

interface FilterDialogProps {
  control: FilterControl;
  /** How many flights are found. */
  count: number;
  onClose: () => void;
}

/** Everything that can be looked for. The list behind follows at once. */
export function FilterDialog({ control, count, onClose }: FilterDialogProps) {
  const app = useApp();
  const choices = useMemo(() => choicesOf(app), []);
  return (
    <Dialog title="Find flights" onClose={onClose}>
      <SavedSearchList onOpen={onClose} />
      <div class="form_grid">
        {filterLists.map((list) => (
          <ListInput key={list} list={list} choices={choices[list]} control={control} />
        ))}
        <DayInputs control={control} />
      </div>
      <FieldTestInput control={control} />
      <div class="buttons dialog_foot">
        <button type="button" class="button primary" onClick={onClose}>
          Show {count === 1 ? "1 flight" : `${count} flights`}
        </button>
        <button type="button" class="button" onClick={() => control.change(everyFlight)}>
          Show all
        </button>
      </div>
    </Dialog>
  );
}
