/** What stands in the columns of the logbook as pages: as 14 CFR 61.51(b) asks, or as AMC1 FCL.050. */
import type { Craft } from "../../shared/facts/craft.ts";
import { unknownCraft } from "../../shared/facts/craft.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { lookupByCode, lookupById } from "../../shared/reference/lookups.ts";
import { type EasaLine, easaLine } from "../../shared/totals/easa.ts";
import type { App } from "../app_context.ts";
import { endsOf, type Flight, landingsOf } from "./flight_facts.ts";
import { modelName } from "./shared_models.ts";

/** How the pages are ruled. */
export const bookStyles = { faa: "14 CFR 61.51", easa: "AMC1 FCL.050" } as const;

/** The name of a ruling. */
export type BookStyle = keyof typeof bookStyles;

/** A column of the book. */
export type BookColumn = {
  name: string;
  label: string;
} & (
  | { is: "words"; words(flight: Flight): string }
  | { is: "minutes" | "count"; amount(flight: Flight): number }
);

/** A column that is added up at the foot. */
export type AmountColumn = Extract<BookColumn, { is: "minutes" | "count" }>;

/** What columns read beside the flights. */
export type BookContext = Pick<App, "logbook" | "places" | "models" | "standing">;

const words = (name: string, label: string, of: (flight: Flight) => string): BookColumn => ({
  name,
  label,
  is: "words",
  words: of,
});
const amount = (
  is: "minutes" | "count",
  name: string,
  label: string,
  of: (flight: Flight) => number,
): AmountColumn => ({ name, label, is, amount: of });

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
  "ground_training_received",
  "ground_training_given",
] as const;

/** From the first place to the last, and those between. */
function endsInWords(flight: Flight, { places }: BookContext): [from: string, to: string] {
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  const [first, last] = [legs[0], legs.at(-1)];
  if (first === undefined || last === undefined) return ["", ""];
  const via = legs.slice(0, -1).map((leg) => places.name(endsOf(leg).to));
  return [places.name(endsOf(first).from), [...via, places.name(endsOf(last).to)].join(" ")];
}

function faaColumns(context: BookContext): BookColumn[] {
  const { logbook, standing } = context;
  const crafts = standing.facts.value?.crafts ?? new Map<string, Craft>();
  const classOf = ({ aircraft_id }: Flight) => {
    const { class: of_class, category } = crafts.get(aircraft_id) ?? unknownCraft;
    return of_class ?? category ?? "";
  };
  const classes = [
    ...new Set([...crafts.values()].map((craft) => craft.class ?? craft.category ?? "")),
  ].filter(Boolean);
  const nameOfClass = (code: string) =>
    lookupByCode("aircraft_classes", code) === undefined
      ? (lookupByCode("aircraft_categories", code)?.name ?? code)
      : code;
  return [
    words("date", "Date", (flight) => flight.flight_date),
    words("model", "Aircraft", (flight) => {
      const craft = logbook.get("aircraft", flight.aircraft_id);
      return craft === undefined ? "" : modelName(context, craft);
    }),
    words("ident", "Ident", (flight) => logbook.nameOf("aircraft", flight.aircraft_id)),
    words("from", "From", (flight) => endsInWords(flight, context)[0]),
    words("to", "To", (flight) => endsInWords(flight, context)[1]),
    amount("minutes", "total_time", "Total", (flight) => flight.total_time),
    ...classes.map((code) =>
      amount("minutes", code, nameOfClass(code), (flight) =>
        classOf(flight) === code ? flight.total_time : 0,
      ),
    ),
    amount("count", "day_landings", "Day ldg", (flight) => landingsOf(flight).day_landings),
    amount("count", "night_landings", "Night ldg", (flight) => landingsOf(flight).night_landings),
    amount("count", "approaches", "Appr", (flight) => landingsOf(flight).approaches),
    ...faaTimes.map((name) =>
      amount("minutes", name, flightKind.fields[name].label, (flight) => flight[name]),
    ),
    words("remarks", "Remarks", (flight) =>
      [flight.instructor_name, flight.remarks].filter(Boolean).join(" · "),
    ),
  ];
}

/** Who was in command, column 7: of the crew, or the instructor. */
function picName({ logbook }: BookContext, flight: Flight): string {
  const isPic = ({ role_on_flight_id: id }: Flight["flight_crew"][number]) =>
    lookupById("role_on_flight_types", id)?.code === "PIC";
  const pic = flight.flight_crew.find(isPic);
  return pic === undefined
    ? (flight.instructor_name ?? "")
    : logbook.nameOf("person", pic.person_id);
}

function easaColumns(context: BookContext): BookColumn[] {
  const { places, standing } = context;
  const crafts = standing.facts.value?.crafts;
  const made = new WeakMap<Flight, EasaLine>();
  const nameOf = (id: string) => {
    const own = context.logbook.get("airport", id) !== undefined;
    return places.name({
      airport_id: own ? null : id,
      own_airport_id: own ? id : null,
      airport_description: null,
    });
  };
  const line = (flight: Flight): EasaLine => {
    let known = made.get(flight);
    if (known === undefined) {
      const craft = crafts?.get(flight.aircraft_id) ?? unknownCraft;
      known = easaLine(flight, craft, nameOf, picName(context, flight));
      made.set(flight, known);
    }
    return known;
  };
  const said = (name: keyof EasaLine, label: string) =>
    words(name, label, (flight) => String(line(flight)[name] ?? ""));
  const summed = (is: "minutes" | "count", name: keyof EasaLine, label: string) =>
    amount(is, name, label, (flight) => line(flight)[name] as number);
  return [
    said("date", "1 Date"),
    said("departure_place", "2 Departure"),
    said("departure_time", "UTC"),
    said("arrival_place", "3 Arrival"),
    said("arrival_time", "UTC"),
    said("aircraft", "4 Aircraft"),
    said("registration", "Registration"),
    summed("minutes", "single_pilot_se", "5 SP SE"),
    summed("minutes", "single_pilot_me", "SP ME"),
    summed("minutes", "multi_pilot", "Multi-pilot"),
    summed("minutes", "total", "6 Total"),
    said("pic_name", "7 PIC"),
    summed("count", "landings_day", "8 Ldg day"),
    summed("count", "landings_night", "Night"),
    summed("minutes", "night", "9 Night"),
    summed("minutes", "ifr", "IFR"),
    summed("minutes", "pic", "10 PIC"),
    summed("minutes", "co_pilot", "Co-pilot"),
    summed("minutes", "dual", "Dual"),
    summed("minutes", "instructor", "Instructor"),
    said("remarks", "12 Remarks"),
  ];
}

const isAmount = (column: BookColumn): column is AmountColumn => column.is !== "words";

/** The columns of a ruling; of an American one those only in which some flight says something. */
export function bookColumns(
  context: BookContext,
  style: BookStyle,
  flights: readonly Flight[],
): BookColumn[] {
  if (style === "easa") return easaColumns(context);
  const always = new Set(["total_time", "day_landings", "pic_time"]);
  return faaColumns(context).filter(
    (column) =>
      !isAmount(column) ||
      always.has(column.name) ||
      flights.some((flight) => column.amount(flight) !== 0),
  );
}

/** The columns that are added up, in their order. */
export function amountColumns(columns: readonly BookColumn[]): AmountColumn[] {
  return columns.filter(isAmount);
}
