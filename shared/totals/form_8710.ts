/**
 * The grid of pilot time of FAA form 8710-1, section III, and of IACRA. A row is a category; time in
 * a device never enters the row of an aircraft.
 */
import type { Day } from "../calendar.ts";
import type { VariantName } from "../cross_country.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { crossCountryMinutes } from "../facts/flight_route.ts";
import { at } from "../facts/measures.ts";
import { flightsAsked } from "./totals.ts";

/** Rows of the grid: a category of aircraft, or a kind of device. */
export const rows8710 = {
  airplanes: "airplane",
  rotorcraft: "rotorcraft",
  powered_lift: "powered_lift",
  gliders: "glider",
  lighter_than_air: "lighter_than_air",
  ffs: null,
  ftd: null,
  atd: null,
} as const;

export type Row8710 = keyof typeof rows8710;

/** Columns in the order of the form; a split cell has its two halves beside each other. */
export const columns8710 = [
  "total",
  "instruction_received",
  "solo",
  "pic",
  "sic",
  "xc_instruction_received",
  "xc_solo",
  "xc_pic",
  "xc_sic",
  "instrument",
  "night_instruction_received",
  "night_takeoffs",
  "night_landings",
  "night_pic",
  "night_sic",
  "night_takeoffs_pic",
  "night_landings_pic",
  "night_takeoffs_sic",
  "night_landings_sic",
  "flights",
  "aero_tows",
  "ground_launches",
  "powered_launches",
] as const;

export type Column8710 = (typeof columns8710)[number];

/** One row: minutes, or counts of take-offs, landings and launches; null where the form is shaded. */
export type Cells8710 = Record<Column8710, number | null>;

const launchColumns = new Set<Column8710>([
  "flights",
  "aero_tows",
  "ground_launches",
  "powered_launches",
]);
const deviceColumns = new Set<Column8710>(["total", "instruction_received", "instrument"]);

/** What is shaded, as the edition of IACRA has it; from memory, since editions of the form differ. */
function isShaded(row: Row8710, column: Column8710): boolean {
  if (rows8710[row] === null) return !deviceColumns.has(column);
  if (!launchColumns.has(column)) return false;
  return row === "lighter_than_air" ? column !== "flights" : row !== "gliders";
}

/** The certificates that the form is filled in for. */
export const soughtCertificates = [
  "sport",
  "recreational",
  "private",
  "instrument",
  "commercial",
  "atp",
  "military_commercial",
] as const;

/** The certificate sought decides which cross-country counts. */
export type Sought = (typeof soughtCertificates)[number];

/** The definition of cross-country for a certificate and a row, 14 CFR 61.1(b)(ii) to (vii). */
export function variantFor(sought: Sought, row: Row8710): VariantName {
  if (row === "rotorcraft") return "rotorcraft_25nm";
  if (sought === "sport") return "sport_25nm";
  if (sought === "atp") return "atp_50nm";
  return sought === "military_commercial" ? "military_50nm" : "over_50nm";
}

/** The whole grid, with what could not be decided. */
export interface Form8710 {
  sought: Sought;
  as_of: Day;
  rows: Record<Row8710, Cells8710>;
  /** The block of class totals in IACRA: PIC and SIC minutes by class. */
  classes: { class: string; total: number; pic: number; sic: number }[];
  /** Flights that may be cross-country: their distance is ambiguous, or a place is not known. */
  undecided: string[];
  /** Flights in aircraft of no known category: they stand in no row. */
  unplaced: string[];
  convention: string;
}

function noCells(row: Row8710): Cells8710 {
  return Object.fromEntries(
    columns8710.map((column) => [column, isShaded(row, column) ? null : 0]),
  ) as Cells8710;
}

function add(cells: Cells8710, column: Column8710, amount: number): void {
  const before = cells[column];
  if (before !== null) cells[column] = before + amount;
}

const both = (a: number, b: number) => Math.min(a, b);

function addFlight(cells: Cells8710, flight: FlightFacts, xc: number): void {
  const { sums } = flight;
  const [dual, solo, pic, sic, night] = [
    sums[at.dual_received]!,
    sums[at.solo_time]!,
    sums[at.pic_time]!,
    sums[at.sic_time]!,
    sums[at.night_time]!,
  ];
  const [takeoffs, landings] = [sums[at.night_takeoffs]!, sums[at.night_landings]!];
  const amounts: Partial<Record<Column8710, number>> = {
    total: sums[at.total_time]!,
    instruction_received: dual,
    solo,
    pic,
    sic,
    xc_instruction_received: both(dual, xc),
    xc_solo: both(solo, xc),
    xc_pic: both(pic, xc),
    xc_sic: both(sic, xc),
    instrument: sums[at.instrument_minutes]!,
    night_instruction_received: both(dual, night),
    night_pic: both(pic, night),
    night_sic: both(sic, night),
    ...(dual > 0 ? { night_takeoffs: takeoffs, night_landings: landings } : {}),
    ...(pic > 0 ? { night_takeoffs_pic: takeoffs, night_landings_pic: landings } : {}),
    ...(sic > 0 ? { night_takeoffs_sic: takeoffs, night_landings_sic: landings } : {}),
    ...launchesOf(flight),
  };
  for (const [column, amount] of Object.entries(amounts)) add(cells, column as Column8710, amount);
}

function launchesOf(flight: FlightFacts): Partial<Record<Column8710, number>> {
  const count = Math.max(1, flight.sums[at.takeoffs]!);
  return {
    flights: count,
    ...(flight.launch === "aero_tow" ? { aero_tows: count } : {}),
    ...(flight.launch === "ground" ? { ground_launches: count } : {}),
    ...(flight.launch === "powered" ? { powered_launches: count } : {}),
  };
}

/** Fills in the grid from all flights and lessons up to a day, for the certificate sought. */
export function form8710(facts: Facts, sought: Sought, as_of: Day): Form8710 {
  const rows = Object.fromEntries(
    (Object.keys(rows8710) as Row8710[]).map((row) => [row, noCells(row)]),
  ) as Record<Row8710, Cells8710>;
  const rowOf = new Map(
    Object.entries(rows8710).map(([row, category]) => [category, row as Row8710]),
  );
  const classes = new Map<string, { class: string; total: number; pic: number; sic: number }>();
  const [undecided, unplaced]: [string[], string[]] = [[], []];
  for (const flight of flightsAsked(facts, { to: as_of })) {
    const craft = craftOfFlight(facts, flight);
    const row = craft.category === null ? undefined : rowOf.get(craft.category as "airplane");
    if (row === undefined) {
      unplaced.push(flight.id);
      continue;
    }
    const xc = crossCountryMinutes(flight, variantFor(sought, row), facts.airport);
    if (xc.undecided !== null) undecided.push(flight.id);
    addFlight(rows[row], flight, xc.minutes);
    if (craft.class !== null) addClass(classes, craft.class, flight);
  }
  addDevices(rows, facts, as_of);
  return {
    sought,
    as_of,
    rows,
    classes: [...classes.values()].sort((a, b) => (a.class < b.class ? -1 : 1)),
    undecided,
    unplaced,
    convention:
      "Times of one flight that fall together are taken to overlap as far as they can. Minutes are exact; round what you copy, once.",
  };
}

function addClass(
  classes: Map<string, { class: string; total: number; pic: number; sic: number }>,
  name: string,
  flight: FlightFacts,
): void {
  const line = classes.get(name) ?? { class: name, total: 0, pic: 0, sic: 0 };
  line.total += flight.sums[at.total_time]!;
  line.pic += flight.sums[at.pic_time]!;
  line.sic += flight.sums[at.sic_time]!;
  classes.set(name, line);
}

function addDevices(rows: Record<Row8710, Cells8710>, facts: Facts, as_of: Day): void {
  const rowOfDevice = { FFS: "ffs", FTD: "ftd", AATD: "atd", BATD: "atd", ATD: "atd" } as const;
  for (const session of facts.sessions) {
    if (session.device === null || session.date > as_of) continue;
    const cells = rows[rowOfDevice[session.device]];
    add(cells, "total", session.sums[at.device_time]!);
    add(cells, "instruction_received", session.sums[at.dual_received]!);
    add(cells, "instrument", session.sums[at.simulated_instrument]!);
  }
}
