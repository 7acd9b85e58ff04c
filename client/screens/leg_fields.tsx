import type { Field } from "../../shared/fields.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { FieldInput } from "../fields/field_input.tsx";
import type { Flight } from "../models/flight_facts.ts";
import type { Form } from "../models/form.ts";
import { eventCount, eventsOfLeg } from "../models/leg_events.ts";
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

/** Turns the counts of a leg into rows, each with its own time and place. */
function OneByOne({ form, index }: LegFieldsProps) {
  const flight = form.values.value as unknown as Flight;
  const leg = flight.flight_legs[index]!;
  const count = eventCount(leg);
  if (count === 0 || leg.landings_takeoffs.length > 0) return null;
  const path = `flight_legs.${index}.landings_takeoffs`;
  return (
    <button
      type="button"
      class="button plain one_by_one"
      onClick={() => form.set(path, eventsOfLeg(flight, index))}
    >
      {count === 1
        ? "Give it its own time and place"
        : `Give each of the ${count} its own time and place`}
    </button>
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
          <OneByOne form={form} index={index} />
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
