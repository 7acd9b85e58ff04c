import type { Field } from "../../shared/fields.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { FieldInput } from "../fields/field_input.tsx";
import type { Form } from "../models/form.ts";
import { Icon } from "../ui/icon.tsx";

const { fields } = flightKind.fields.flight_legs;

const counts = [
  ["day_takeoffs", "Day take-offs"],
  ["night_takeoffs", "Night take-offs"],
  ["day_landings_full_stop", "Day full stop"],
  ["day_landings_touch_and_go", "Day touch and go"],
  ["night_landings_full_stop", "Night full stop"],
  ["night_landings_touch_and_go", "Night touch and go"],
] as const;

const more = ["approaches", "landings_takeoffs", "distance_nm", "leg_time", "notes"] as const;

interface LegFieldsProps {
  form: Form;
  index: number;
}

/** Where a leg began and ended. */
export function LegPlaces({ form, index }: LegFieldsProps) {
  const at = (name: string) => `flight_legs.${index}.${name}`;
  return (
    <div class="pair wide">
      <FieldInput form={form} path={at("from_airport_id")} field={fields.from_airport_id} />
      <FieldInput form={form} path={at("to_airport_id")} field={fields.to_airport_id} />
    </div>
  );
}

/** What was flown on a leg: take-offs and landings; approaches and the rest folded away. */
export function LegCounts({ form, index }: LegFieldsProps) {
  const at = (name: string) => `flight_legs.${index}.${name}`;
  const wrong = form.problems.value.some((problem) =>
    more.some((name) => problem.path.startsWith(at(name))),
  );
  return (
    <>
      <div class="counts wide">
        {counts.map(([name, label]) => (
          <FieldInput key={name} form={form} path={at(name)} field={{ ...fields[name], label }} />
        ))}
      </div>
      <details class="fold inner wide" open={wrong || undefined}>
        <summary>Approaches, distance and more of this leg</summary>
        <div class="fold_body form_grid">
          {more.map((name) => (
            <FieldInput key={name} form={form} path={at(name)} field={fields[name] as Field} />
          ))}
        </div>
      </details>
    </>
  );
}

/** One of several legs, all of it. */
export function LegFields({ form, index }: LegFieldsProps) {
  return (
    <fieldset class="leg wide sub_row">
      <legend class="field_label">Leg {index + 1}</legend>
      <button
        type="button"
        class="icon_button leg_remove"
        aria-label={`Remove leg ${index + 1}`}
        onClick={() => form.removeRow("flight_legs", index)}
      >
        <Icon name="trash" />
      </button>
      <LegPlaces form={form} index={index} />
      <LegCounts form={form} index={index} />
    </fieldset>
  );
}
