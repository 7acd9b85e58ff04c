import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { useApp } from "../app_context.ts";
import { FieldInput } from "../fields/field_input.tsx";
import { WholeTime } from "../fields/whole_time.tsx";
import type { Flight } from "../models/flight_facts.ts";
import { quickTimesOf } from "../models/flight_roles.ts";
import { blockTimes, nextLeg } from "../models/flight_start.ts";
import type { Form } from "../models/form.ts";
import { LegCounts, LegFields, LegPlaces } from "./leg_fields.tsx";

const { fields } = flightKind;

function Clocks({ form }: { form: Form }) {
  return (
    <fieldset class="clocks wide">
      <legend class="field_label">Block times, UTC (1432 is 14:32)</legend>
      {blockTimes.map((name, i) => {
        const before = blockTimes
          .slice(0, i)
          .map((earlier) => form.value(earlier))
          .findLast((moment) => typeof moment === "string");
        return (
          <FieldInput
            key={name}
            form={form}
            path={name}
            field={fields[name]}
            after={(before as string | undefined) ?? null}
          />
        );
      })}
    </fieldset>
  );
}

function Times({ form }: { form: Form }) {
  const { settings } = useApp();
  return (
    <fieldset class="times wide">
      <legend class="visually_hidden">Times of the flight</legend>
      {quickTimesOf[settings.role.value].map((name) => (
        <FieldInput
          key={name}
          form={form}
          path={name}
          field={fields[name]}
          action={name !== "total_time" && <WholeTime form={form} path={name} />}
        />
      ))}
    </fieldset>
  );
}

/** Route, clocks, times and landings, in the order in which a flight of one leg or of many is told. */
function RouteAndTimes({ form }: { form: Form }) {
  const legs = form.value("flight_legs") as unknown as Flight["flight_legs"];
  const add = () => form.set("flight_legs", [...legs, nextLeg(legs.at(-1))] as never);
  const addLeg = (
    <button type="button" class="button plain add_leg" onClick={add}>
      Add a leg
    </button>
  );
  if (legs.length === 1)
    return (
      <>
        <LegPlaces form={form} index={0} />
        <Clocks form={form} />
        <Times form={form} />
        <LegCounts form={form} index={0} />
        {addLeg}
      </>
    );
  return (
    <>
      {legs.map((leg, i) => (
        <LegFields key={leg.id} form={form} index={i} />
      ))}
      {addLeg}
      <Clocks form={form} />
      <Times form={form} />
    </>
  );
}

/** What the head of the form shows, so that no section repeats it. */
export function shownAtHead(role: keyof typeof quickTimesOf): readonly string[] {
  return [
    "flight_date",
    "aircraft_id",
    "flight_legs",
    "remarks",
    ...blockTimes,
    ...quickTimesOf[role],
  ];
}

interface FlightHeadProps {
  form: Form;
  /** The form, moving the clocks when the date is set. */
  dated: Form;
}

/** What every flight needs: when, in what, where, how long, how many landings. */
export function FlightHead({ form, dated }: FlightHeadProps) {
  return (
    <div class="form_grid quick">
      <FieldInput form={dated} path="flight_date" field={fields.flight_date} />
      <FieldInput form={form} path="aircraft_id" field={fields.aircraft_id} />
      <RouteAndTimes form={form} />
      <FieldInput form={form} path="remarks" field={fields.remarks} />
    </div>
  );
}
