/**
 * A logbook to try the app with: a private pilot of Palo Alto over the last fourteen months. It is
 * a logbook of its own on the device, so nothing of it ever mixes with anybody's own entries.
 */
import { addDays } from "../../shared/calendar.ts";
import { derivedUuid } from "../../shared/ids.ts";
import { aircraftModelRows } from "../../shared/reference/aircraft_models.ts";
import { lookupByCode, type LookupTable } from "../../shared/reference/lookups.ts";
import { trainingDeviceModelRows } from "../../shared/reference/training_device_models.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { ownerId } from "./owner.ts";

/** Whose logbook the sample is. */
export const sampleOwner = "Sam Sample";

/** What the sample needs from outside. */
export interface SampleContext {
  logbook_id: string;
  today: string;
  /** The id of the airport with a code; null where it is not known. */
  airport(code: string): string | null;
}

interface SampleFlight {
  /** Days before today. */
  ago: number;
  craft: string;
  route: [from: string, to: string];
  /** OUT, UTC, `HHMM`; the flight is 12 minutes longer than its time in the air. */
  out: string;
  minutes: number;
  landings?: number;
  night?: boolean;
  dual?: boolean;
  instrument?: number;
  approaches?: number;
  remarks?: string;
}

const skyhawk = "N172SP";
const archer = "N81PA";

/** Flights, told in a line each; the newest last. */
const flights: readonly SampleFlight[] = [
  {
    ago: 421,
    craft: skyhawk,
    route: ["KPAO", "KPAO"],
    out: "1630",
    minutes: 78,
    landings: 6,
    dual: true,
    remarks: "Pattern work, short and soft field",
  },
  {
    ago: 407,
    craft: skyhawk,
    route: ["KPAO", "KSTS"],
    out: "1700",
    minutes: 66,
    dual: true,
    remarks: "Flight review: steep turns, stalls, a diversion",
  },
  { ago: 407, craft: skyhawk, route: ["KSTS", "KPAO"], out: "1930", minutes: 60, dual: true },
  {
    ago: 380,
    craft: skyhawk,
    route: ["KPAO", "KHAF"],
    out: "1800",
    minutes: 36,
    remarks: "Breakfast with Jun",
  },
  { ago: 380, craft: skyhawk, route: ["KHAF", "KPAO"], out: "2000", minutes: 36 },
  {
    ago: 351,
    craft: archer,
    route: ["KPAO", "KMRY"],
    out: "1715",
    minutes: 54,
    remarks: "First flight in the Archer; low wing, heavier flare",
  },
  { ago: 351, craft: archer, route: ["KMRY", "KPAO"], out: "2115", minutes: 54 },
  {
    ago: 322,
    craft: skyhawk,
    route: ["KPAO", "KTRK"],
    out: "1600",
    minutes: 114,
    remarks: "Mountain flying with Carol: density altitude 8,400 ft",
    dual: true,
  },
  { ago: 322, craft: skyhawk, route: ["KTRK", "KPAO"], out: "2000", minutes: 108, dual: true },
  {
    ago: 288,
    craft: skyhawk,
    route: ["KPAO", "KPAO"],
    out: "0200",
    minutes: 54,
    landings: 4,
    night: true,
    remarks: "Night currency",
  },
  {
    ago: 261,
    craft: archer,
    route: ["KPAO", "KSBP"],
    out: "1630",
    minutes: 96,
    remarks: "Wine country from above",
  },
  { ago: 260, craft: archer, route: ["KSBP", "KPAO"], out: "1800", minutes: 102 },
  {
    ago: 231,
    craft: skyhawk,
    route: ["KPAO", "KLVK"],
    out: "1900",
    minutes: 48,
    instrument: 36,
    approaches: 2,
    dual: true,
    remarks: "Under the hood with Carol",
  },
  {
    ago: 231,
    craft: skyhawk,
    route: ["KLVK", "KPAO"],
    out: "2045",
    minutes: 42,
    instrument: 24,
    approaches: 1,
    dual: true,
  },
  { ago: 190, craft: skyhawk, route: ["KPAO", "KUKI"], out: "1630", minutes: 84 },
  { ago: 190, craft: skyhawk, route: ["KUKI", "KPAO"], out: "2000", minutes: 84 },
  { ago: 150, craft: archer, route: ["KPAO", "KMOD"], out: "1700", minutes: 48 },
  { ago: 150, craft: archer, route: ["KMOD", "KPAO"], out: "1900", minutes: 48 },
  { ago: 118, craft: skyhawk, route: ["KPAO", "KPAO"], out: "1800", minutes: 60, landings: 5 },
  { ago: 83, craft: skyhawk, route: ["KPAO", "KSTS"], out: "1630", minutes: 60 },
  { ago: 83, craft: skyhawk, route: ["KSTS", "KPAO"], out: "1900", minutes: 60 },
  {
    ago: 55,
    craft: skyhawk,
    route: ["KPAO", "KPAO"],
    out: "0400",
    minutes: 48,
    landings: 3,
    night: true,
    remarks: "Three to a full stop by night",
  },
  { ago: 41, craft: archer, route: ["KPAO", "KMRY"], out: "1700", minutes: 54 },
  { ago: 41, craft: archer, route: ["KMRY", "KPAO"], out: "2000", minutes: 54 },
  {
    ago: 20,
    craft: skyhawk,
    route: ["KPAO", "KPAO"],
    out: "1730",
    minutes: 66,
    landings: 4,
    remarks: "Crosswind practice, 12 knots across",
  },
  {
    ago: 6,
    craft: skyhawk,
    route: ["KPAO", "KHAF"],
    out: "1800",
    minutes: 36,
    remarks: "Fog rolled in an hour later",
  },
  { ago: 6, craft: skyhawk, route: ["KHAF", "KPAO"], out: "1930", minutes: 36 },
];

/** Longer than 50 NM from Palo Alto. */
const far = new Set(["KSTS", "KMRY", "KTRK", "KSBP", "KUKI", "KMOD"]);

const lookup = (table: LookupTable, code: string) => lookupByCode(table, code)!.id;
const model = (code: string) => aircraftModelRows().find((row) => row.code === code)!.id;

/** A moment so many minutes after OUT. */
function after(day: string, out: string, minutes: number): string {
  const start = Date.parse(`${day}T${out.slice(0, 2)}:${out.slice(2)}:00Z`);
  return `${new Date(start + minutes * 60_000).toISOString().slice(0, 16)}:00Z`;
}

function legOf(flight: SampleFlight, id: string, airport: SampleContext["airport"]) {
  const { landings = 1, night = false, route } = flight;
  const when = night ? "night" : "day";
  const count = { [`${when}_takeoffs`]: landings, [`${when}_landings_full_stop`]: landings };
  const approaches = Array.from({ length: flight.approaches ?? 0 }, (_, i) => ({
    id: derivedUuid(`${id} approach ${i}`),
    approach_type_id: lookup("approach_types", i === 0 ? "ILS" : "RNAV-GPS-LPV"),
    airport_id: airport(route[1]),
    airport_description: airport(route[1]) === null ? route[1] : null,
    in_simulated_imc: true,
  }));
  const [from, to] = route.map((code) => {
    const airport_id = airport(code);
    return { airport_id, words: airport_id === null ? code : null };
  });
  return {
    id: derivedUuid(`${id} leg`),
    leg_number: 1,
    from_airport_id: from!.airport_id,
    from_airport_description: from!.words,
    to_airport_id: to!.airport_id,
    to_airport_description: to!.words,
    ...count,
    ...(approaches.length > 0 && { approaches }),
  };
}

function flightDocument(flight: SampleFlight, i: number, context: SampleContext): DocumentToSave {
  const { craft, route, out, minutes, night, dual, instrument = 0 } = flight;
  const id = derivedUuid(`sample flight ${i} ${context.logbook_id}`);
  const flight_date = addDays(context.today, -flight.ago);
  // A flight that begins after midnight UTC began in the evening before in California.
  const utc_day = out < "1200" ? addDays(flight_date, 1) : flight_date;
  const isAway = route[0] !== route[1];
  const isFar = isAway && route.some((code) => far.has(code));
  return {
    _id: `flight:${id}`,
    flight_date,
    aircraft_id: derivedUuid(`aircraft:${craft}`),
    flight_legs: [legOf(flight, id, context.airport)],
    block_out: after(utc_day, out, 0),
    block_off: after(utc_day, out, 6),
    block_on: after(utc_day, out, minutes - 6),
    block_in: after(utc_day, out, minutes),
    total_time: minutes,
    pic_time: minutes,
    pic_basis_id: lookup("pic_basis_types", "sole_manipulator"),
    ...(dual && { dual_received: minutes, instructor_name: "Carol Whitman" }),
    ...(isAway && { cross_country_time: minutes }),
    ...(isFar && { cross_country_50nm_time: minutes }),
    ...(night && { night_time: minutes }),
    ...(instrument > 0 && {
      simulated_instrument: instrument,
      course_intercepting_tracking_performed: true,
    }),
    ...(flight.remarks?.startsWith("Flight review") && { is_flight_review: true }),
    ...(flight.remarks !== undefined && { remarks: flight.remarks }),
  };
}

/** A trainer, an hour in it and an evening in the classroom: what stands in a book beside flights. */
function lessonDocuments({ logbook_id, today }: SampleContext): DocumentToSave[] {
  const name = "Redbird FMX at KPAO";
  const training_device_id = derivedUuid(`training_device:${name.toLowerCase()}`);
  const lesson = (ago: number, fields: object): DocumentToSave => ({
    _id: `training_session:${derivedUuid(`sample lesson ${ago} ${logbook_id}`)}`,
    session_date: addDays(today, -ago),
    instructor_name: "Carol Whitman",
    ...fields,
  });
  return [
    {
      _id: `training_device:${training_device_id}`,
      name,
      model_id: trainingDeviceModelRows().find((row) => row.code === "redbird-fmx")!.id,
      device_type_id: lookup("training_device_types", "AATD"),
      facility_location: "Palo Alto",
    },
    lesson(34, {
      session_type: "device",
      training_device_id,
      total_time: 72,
      instrument_time_simulated: 60,
      dual_received: 72,
      remarks: "Unusual attitudes, partial panel",
    }),
    lesson(13, {
      session_type: "ground",
      location: "KPAO",
      total_time: 90,
      dual_received: 90,
      remarks: "Winter weather: icing, carburetor heat",
    }),
  ];
}

/** Everything in the sample: documents that are valid on any day. */
export function sampleDocuments(context: SampleContext): DocumentToSave[] {
  const { logbook_id, today } = context;
  const id = (kind: string, name: string) => `${kind}:${derivedUuid(`${name} ${logbook_id}`)}`;
  const aircraft = (registration: string, code: string, year_manufactured: number) => ({
    _id: `aircraft:${derivedUuid(`aircraft:${registration}`)}`,
    registration,
    model_id: model(code),
    year_manufactured,
  });
  return [
    {
      _id: ownerId(logbook_id),
      display_name: sampleOwner,
      is_logbook_owner: true,
      date_of_birth: "1988-05-17",
    },
    aircraft(skyhawk, "cessna-172s", 2004),
    aircraft(archer, "piper-pa-28-181", 1998),
    { _id: id("person", "carol"), display_name: "Carol Whitman" },
    {
      _id: id("certificate", "private"),
      certificate_level_id: lookup("certificate_levels", "private"),
      certificate_number: "0000000",
      date_of_issuance: addDays(today, -900),
      ratings: [
        { id: derivedUuid("sample rating"), rating_type_id: lookup("rating_types", "ASEL") },
      ],
    },
    {
      _id: id("medical", "class_3"),
      medical_class_id: lookup("medical_classes", "class_3"),
      exam_date: addDays(today, -500),
    },
    {
      _id: id("flight_review", "review"),
      review_date: addDays(today, -407),
      satisfactorily_completed: true,
    },
    ...flights.map((flight, i) => flightDocument(flight, i, context)),
    ...lessonDocuments(context),
  ];
}
