/** The columns of the logbook as pages after 14 CFR 61.51(b): what most American paper books have. */
import { type Craft, unknownCraft } from "../../shared/facts/craft.ts";
import { at, type Measure } from "../../shared/facts/measures.ts";
import { sessionFacts } from "../../shared/facts/session_facts.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { trainingSession } from "../../shared/kinds/training_session.ts";
import { lookupByCode } from "../../shared/reference/lookups.ts";
import { reportColumns } from "../../shared/totals/report_columns.ts";
import type { App } from "../app_context.ts";
import { formatMinutes } from "../ui/durations.ts";
import { amount, type BookColumn, dayOfLine, type Lesson, words } from "./book_lines.ts";
import { endsOf, type Flight, landingsOf, type PlaceName } from "./flight_facts.ts";
import { modelName } from "./shared_models.ts";

/** What the columns read beside the lines. */
export type FaaContext = Pick<App, "logbook" | "places" | "models" | "standing" | "settings">;

/** The times of an American logbook, in the order of most paper ones. */
const faaTimes = [
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "cross_country_time",
  "solo_time",
  "pic_time",
  "sic_time",
  "dual_received",
  "dual_given",
  "multi_pilot_time",
  "nvg_time",
] as const;

const groundTimes = ["ground_training_received", "ground_training_given"] as const;

/** From the first place to the last, and those between. */
function endsInWords(flight: Flight, place: PlaceName): [from: string, to: string] {
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  const [first, last] = [legs[0], legs.at(-1)];
  if (first === undefined || last === undefined) return ["", ""];
  const via = legs.slice(0, -1).map((leg) => place(endsOf(leg).to));
  return [place(endsOf(first).from), [...via, place(endsOf(last).to)].join(" ")];
}

/** A column for each class of aircraft that the logbook has, with the time in it. */
function classColumns(crafts: ReadonlyMap<string, Craft>): BookColumn[] {
  const classOf = (craft: Craft) => craft.class ?? craft.category ?? "";
  const classes = new Set([...crafts.values()].map(classOf).filter(Boolean));
  const label = (code: string) =>
    lookupByCode("aircraft_classes", code) === undefined
      ? (lookupByCode("aircraft_categories", code)?.name ?? code)
      : code;
  return [...classes].map((code) =>
    amount("minutes", code, label(code), ({ aircraft_id, total_time }) =>
      classOf(crafts.get(aircraft_id) ?? unknownCraft) === code ? total_time : 0,
    ),
  );
}

/** Times of a lesson that count for a lesson alone, so that no column of flights has them. */
const timesInWords = ["instrument_time_simulated", "dual_received", "dual_given"] as const;

/** What a lesson says beside its columns: 61.51(b)(1)(ii), (3)(iv) and (g)(5). */
function lessonRemarks({ logbook, settings }: FaaContext, lesson: Lesson): string {
  const style = settings.duration_style.value;
  const inDevice = lesson.session_type === "device";
  const time = (label: string, minutes: number) =>
    minutes === 0 ? "" : `${label} ${formatMinutes(minutes, style)}`;
  const { length } = lesson.approaches;
  return [
    logbook.nameOf("person", lesson.instructor_person_id) || lesson.instructor_name,
    ...(inDevice
      ? timesInWords.map((name) => time(trainingSession.fields[name].label, lesson[name]))
      : [time("Lesson", lesson.total_time)]),
    length === 0 ? "" : `${length} ${length === 1 ? "approach" : "approaches"}`,
    lesson.remarks,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What tells the lines apart: the day, what was flown, and from where to where. */
function craftColumns(context: FaaContext): BookColumn[] {
  const { logbook, models, places } = context;
  const device = (lesson: Lesson) => logbook.get("training_device", lesson.training_device_id);
  const modelOfFlight = (flight: Flight) => {
    const craft = logbook.get("aircraft", flight.aircraft_id);
    return craft === undefined ? "" : modelName(context, craft);
  };
  const modelOfLesson = (lesson: Lesson) => {
    if (lesson.session_type === "ground") return "Ground lesson";
    const model_id = device(lesson)?.model_id ?? null;
    return model_id === null ? "Training device" : models.deviceName(model_id);
  };
  const identOfFlight = (flight: Flight) => logbook.nameOf("aircraft", flight.aircraft_id);
  const from = (flight: Flight) => endsInWords(flight, places.name)[0];
  const to = (flight: Flight) => endsInWords(flight, places.name)[1];
  const placeOfLesson = (lesson: Lesson) =>
    lesson.location ?? device(lesson)?.facility_location ?? "";
  return [
    words("date", "Date", (flight) => flight.flight_date, dayOfLine),
    words("model", "Aircraft", modelOfFlight, modelOfLesson),
    words("ident", "Ident", identOfFlight, (lesson) => device(lesson)?.name ?? ""),
    words("from", "From", from, placeOfLesson),
    words("to", "To", to),
  ];
}

/** What lessons add up to, and the ground training of flights with it. */
function lessonColumns(): BookColumn[] {
  const adds = (name: Measure) => (lesson: Lesson) => sessionFacts(lesson).sums[at[name]]!;
  const label = (name: Measure) => reportColumns.get(name)!.label;
  return [
    amount("minutes", "device_time", label("device_time"), () => 0, adds("device_time")),
    ...groundTimes.map((name) =>
      amount("minutes", name, label(name), (flight) => flight[name], adds(name)),
    ),
  ];
}

/** Every column; which of them a page has depends on what its lines say. */
export function faaColumns(context: FaaContext): BookColumn[] {
  const landings = (name: "day_landings" | "night_landings" | "approaches", label: string) =>
    amount("count", name, label, (flight) => landingsOf(flight)[name]);
  const remarks = ({ instructor_name, remarks: said }: Flight) =>
    [instructor_name, said].filter(Boolean).join(" · ");
  return [
    ...craftColumns(context),
    amount("minutes", "total_time", "Total", (flight) => flight.total_time),
    ...classColumns(context.standing.facts.value?.crafts ?? new Map()),
    landings("day_landings", "Day ldg"),
    landings("night_landings", "Night ldg"),
    landings("approaches", "Appr"),
    ...faaTimes.map((name) =>
      amount("minutes", name, flightKind.fields[name].label, (flight) => flight[name]),
    ),
    ...lessonColumns(),
    words("remarks", "Remarks", remarks, (lesson) => lessonRemarks(context, lesson)),
  ];
}
