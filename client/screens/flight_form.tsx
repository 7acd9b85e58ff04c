import { useSignalEffect } from "@preact/signals";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { uuidOf } from "../../shared/ids.ts";
import { useApp } from "../app_context.ts";
import { Elsewhere, isReadOnly } from "../fields/elsewhere.tsx";
import { FieldInput } from "../fields/field_input.tsx";
import { FormFoot } from "../fields/form_foot.tsx";
import { FormNotices } from "../fields/form_notices.tsx";
import { CorrectionReason } from "../fields/correction_reason.tsx";
import { ReasonField } from "../fields/reason_field.tsx";
import { RecordFields } from "../fields/record_fields.tsx";
import { useRecordForm } from "../fields/use_record_form.ts";
import type { Flight } from "../models/flight_facts.ts";
import {
  blockTimes,
  moveClocks,
  newFlight,
  nextLeg,
  repeatedFlight,
  workOut,
} from "../models/flight_start.ts";
import type { Form, FormStart } from "../models/form.ts";
import { correctionStart } from "../models/locks.ts";
import { fieldsOf, type AnyRecord } from "../models/logbook.ts";
import { Page } from "../ui/page.tsx";
import { LegCounts, LegFields, LegPlaces } from "./leg_fields.tsx";

const { fields } = flightKind;

/** Times that most flights have; the rest is a section away. */
const quickTimes = [
  "total_time",
  "pic_time",
  "dual_received",
  "cross_country_time",
  "night_time",
  "actual_instrument",
] as const;

const quick = [
  "flight_date",
  "aircraft_id",
  "flight_legs",
  "remarks",
  ...blockTimes,
  ...quickTimes,
];

/** A button that gives a part of the flight the whole time. */
function WholeTime({ form, path }: { form: Form; path: string }) {
  const total = form.value("total_time");
  if (typeof total !== "number" || total === 0 || form.value(path) === total) return null;
  return (
    <button type="button" class="whole_time" onClick={() => form.set(path, total)}>
      = total
    </button>
  );
}

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
  return (
    <fieldset class="times wide">
      <legend class="visually_hidden">Times of the flight</legend>
      {quickTimes.map((name) => (
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

interface FlightFormProps {
  /** The flight to edit; null for a new one. */
  uuid: string | null;
  start: FormStart;
  /** The flight that this new one corrects. */
  corrects?: string;
}

function FlightFields({ uuid, start, corrects }: FlightFormProps) {
  const { router, settings, places, toasts } = useApp();
  const draft = corrects === undefined ? "new" : `corrects.${corrects}`;
  const editing = useRecordForm("flight", uuid, start, draft);
  const { form } = editing;
  useSignalEffect(() => workOut(form, settings.duration_style.value, places));

  const leave = () => {
    editing.discard();
    router.back(uuid === null ? "/flights" : `/flights/${uuid}`);
  };
  const saved = (id: string) => {
    toasts.show("Flight saved");
    if (editing.isOpen()) router.replace(`/flights/${uuidOf(id)}`);
  };
  const setDate = {
    ...form,
    set(path: string, value: Parameters<Form["set"]>[1]) {
      moveClocks(form, form.value(path) as string | null, value as string | null);
      form.set(path, value);
    },
  };
  return (
    <Page
      title={
        corrects !== undefined ? "Correct flight" : uuid === null ? "New flight" : "Edit flight"
      }
      onBack={() => router.back("/flights")}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void editing.save().then((id) => id !== undefined && saved(id));
        }}
      >
        <FormNotices editing={editing} onSaved={saved} onLeave={leave} />
        <ReasonField form={form} />
        {corrects !== undefined && <CorrectionReason form={form} />}
        <div class="form_grid quick">
          <FieldInput form={setDate} path="flight_date" field={fields.flight_date} />
          <FieldInput form={form} path="aircraft_id" field={fields.aircraft_id} />
          <RouteAndTimes form={form} />
          <FieldInput form={form} path="remarks" field={fields.remarks} />
        </div>
        <RecordFields form={form} without={quick} />
        <FormFoot label="Save flight" onDiscard={leave} />
      </form>
    </Page>
  );
}

/** The form of a correction entry: a new flight that supersedes the one with `uuid`. */
export function FlightCorrectionForm({ uuid }: { uuid: string }) {
  const { logbook } = useApp();
  if (!logbook.ready.value) return null;
  const flight = logbook.get("flight", uuid);
  if (flight === undefined) return <MissingFlight />;
  const values = correctionStart(flight as unknown as AnyRecord);
  return <FlightFields key={`corrects ${uuid}`} uuid={null} start={{ values }} corrects={uuid} />;
}

function MissingFlight() {
  const { router } = useApp();
  return (
    <Page title="Edit flight" onBack={() => router.replace("/flights")}>
      <p>This flight is not in the logbook on this device.</p>
    </Page>
  );
}

/** The form of a flight: what every flight needs first, everything else a section away. */
export function FlightForm({ uuid, like }: { uuid: string | null; like: [string, string] | null }) {
  const app = useApp();
  const { logbook, clock } = app;
  if (!logbook.ready.value) return null;
  const flight = logbook.get("flight", uuid);
  if (uuid !== null && flight === undefined) return <MissingFlight />;
  // What is locked is shown instead: the page says what can be done.
  if (flight !== undefined && isReadOnly(app, flight as unknown as AnyRecord))
    return <Elsewhere path={`/flights/${uuid}`} />;
  const repeated = like === null ? undefined : logbook.get("flight", like[1]);
  const start = () => {
    if (flight !== undefined) return { values: fieldsOf(flight as unknown as AnyRecord) };
    if (repeated !== undefined) return repeatedFlight(clock.today(), repeated, like![0] === "back");
    return newFlight(clock.today(), logbook.all("flight")[0]);
  };
  return <FlightFields key={uuid ?? like?.join() ?? "new"} uuid={uuid} start={start()} />;
}
