/** The reports of `offblock report …`, each asked of facts; some of them of the ledger too. */
import type { Day } from "../../shared/calendar.ts";
import { experienceTables } from "../../shared/experience/tables.ts";
import { craftOfFlight, type Facts } from "../../shared/facts/facts.ts";
import { type Measure, measures } from "../../shared/facts/measures.ts";
import type { FlightFacts } from "../../shared/facts/flight_facts.ts";
import type { FlightRecord, SessionRecord } from "../../shared/facts/records.ts";
import { lintContext, lintFlight } from "../../shared/flight_lint/lint.ts";
import { codeOf } from "../../shared/reference/airport.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { uuidOf } from "../../shared/ids.ts";
import { reportCurrency, reportExpirations, reportHome } from "../../shared/rules/home_report.ts";
import {
  report8710,
  reportExperience,
  reportMedical,
  reportTotals,
} from "../../shared/rules/report.ts";
import { birthOf } from "../../shared/rules/faa_61_23.ts";
import { plural } from "../../shared/rules/subjects.ts";
import { easaFeet, easaLine, easaSession } from "../../shared/totals/easa.ts";
import { soughtCertificates } from "../../shared/totals/form_8710.ts";
import { splits, type TotalsQuery } from "../../shared/totals/totals.ts";
import { Misuse } from "../refusal.ts";
import type { Given } from "./calculations/calculation.ts";
import type { LogbookFile } from "./logbook_file.ts";
import {
  misuse,
  packedAirports,
  picked,
  readChoice,
  readDay,
  readList,
  readWhole,
} from "./words.ts";

/** What a report is made of. */
export interface Asked {
  file: LogbookFile;
  facts: Facts;
  as_of: Day;
  given: Given;
}

/** One report. */
export interface Report {
  name: string;
  description: string;
  options: readonly (readonly [flags: string, description: string])[];
  /** More arguments for the example, and the most telling part of the answer. */
  example: readonly [args: string, answer: string];
  /** It asks for the records themselves, not only for the facts made of them. */
  reads_records?: true;
  answer: (asked: Asked) => object;
}

/** What of a logbook stands in no verdict, or had better be looked at, in words. */
function leftOpen(facts: Facts, as_of: Day): string[] {
  const birth = birthOf(facts);
  const of = (chosen: (flight: FlightFacts) => boolean) => facts.flights.filter(chosen).length;
  const unplaced = of((flight) => craftOfFlight(facts, flight).category === null);
  const later = of(({ date }) => date > as_of);
  const before = birth === null ? 0 : of(({ date }) => date < birth);
  return [
    [unplaced, "in aircraft of no known category, or of which there is no record: in no verdict"],
    [later, `after ${as_of}: in no verdict`],
    [before, `before the birth date ${birth}: counted as logged`],
  ].flatMap(([count, words]) =>
    count === 0 ? [] : [`${plural(Number(count), "flight", "flights")} ${words}.`],
  );
}

const currency: Report = {
  name: "currency",
  description:
    "how each privilege stands: state, since, last day, what counts, what is missing, how to regain it",
  options: [["--rule <rules>", "only these, e.g. faa_61_57_a,faa_61_56"]],
  example: [
    "",
    '{"verdicts": [{"rule": "faa_61_57_a", "state": "current", "last_day": "2026-06-29", "counted": […], "missing": [], "regulation": "14 CFR 61.57(a)", …}], …}',
  ],
  answer({ facts, as_of, given }) {
    const { rule } = given;
    const report = { ...reportCurrency(facts, as_of), unknown: leftOpen(facts, as_of) };
    if (rule === undefined) return report;
    const wanted = new Set(readList(rule));
    return { ...report, verdicts: report.verdicts.filter((verdict) => wanted.has(verdict.rule)) };
  },
};

const experience: Report = {
  name: "experience",
  description:
    "the tables of experience: for each line have, need, missing, and the entries that count",
  options: [
    ["--table <tables>", `only these: ${experienceTables.map(({ table }) => table).join(", ")}`],
  ],
  example: [
    "--table faa_61_109_a",
    '{"tables": [{"table": "faa_61_109_a", "complete": false, "lines": [{"line": "total", "have": 2280, "need": 2400, "missing": 120, …}]}]}',
  ],
  answer: ({ facts, as_of, given }) =>
    reportExperience(
      facts,
      as_of,
      picked("table", given["table"], experienceTables, ({ table }) => table).map(
        ({ table }) => table,
      ),
    ),
};

const yesNo = {
  "multi-engine": "multi_engine",
  complex: "complex",
  "high-performance": "high_performance",
  tailwheel: "tailwheel",
  turbine: "turbine",
  taa: "taa",
} as const satisfies Record<string, keyof TotalsQuery>;

function totalsAsked(given: Given): TotalsQuery {
  const query: TotalsQuery = {};
  if (given["since"] !== undefined) query.from = readDay("since", given["since"]);
  if (given["until"] !== undefined) query.to = readDay("until", given["until"]);
  if (query.from !== undefined && query.to !== undefined && query.from > query.to)
    throw new Misuse("--since is after --until.", "Put the earlier day first.");
  for (const name of ["category", "class", "type", "aircraft"] as const)
    if (given[name] !== undefined) query[name] = given[name];
  for (const [option, field] of Object.entries(yesNo)) {
    const text = given[option];
    if (text !== undefined) query[field] = readChoice(option, text, ["yes", "no"]) === "yes";
  }
  if (given["with"] !== undefined)
    query.with = readChoice<Measure>("with", given["with"], measures);
  return query;
}

const totals: Report = {
  name: "totals",
  description: "times and counts, by any window, sort of aircraft and condition",
  options: [
    ["--since <day>", "first day"],
    ["--until <day>", "last day; the day of --as-of at the latest"],
    ["--category <code>", "airplane, rotorcraft, glider, …"],
    ["--class <code>", "ASEL, AMEL, helicopter, …"],
    ["--type <type>", "type, where a type rating is required"],
    ["--aircraft <registration>", "one aircraft"],
    ...Object.keys(yesNo).map(
      (name) => [`--${name} <yes|no>`, "only aircraft that are, or are not"] as const,
    ),
    ["--with <measure>", "only flights with some of it: night_time, night_landings, …"],
    ["--by <what>", `split by ${splits.join(", ")}`],
  ],
  example: [
    "--since 2026-01-01 --by class",
    '{"totals": {"total_time": 3480, "night_time": 126, "landings": 71, …}, "hours": {"total_time": 58, …}, "split": […]}',
  ],
  answer({ facts, as_of, given }) {
    const by = given["by"] === undefined ? undefined : readChoice("by", given["by"], splits);
    return reportTotals(facts, as_of, totalsAsked(given), by);
  },
};

const form8710: Report = {
  name: "8710",
  description:
    "the grid of form 8710-1 and IACRA for the certificate sought; null where the form is blank",
  options: [["--sought <certificate>", soughtCertificates.join(", ") + "; private unless given"]],
  example: [
    "--sought commercial",
    '{"rows": {"airplanes": {"total": 15300, "xc_pic": 3120, "aero_tows": null, …}, …}, "classes": […]}',
  ],
  answer: ({ facts, as_of, given }) =>
    report8710(
      facts,
      as_of,
      readChoice("sought", given["sought"] ?? "private", soughtCertificates),
    ),
};

const medical: Report = {
  name: "medical",
  description:
    "what the medicals are good for, operation by operation, and the hours for form 8500-8",
  options: [],
  example: [
    "",
    '{"standing": [{"operation": "private", "state": "current", "last_day": "2027-06-30", …}], …}',
  ],
  answer: ({ facts, as_of }) => reportMedical(facts, as_of),
};

const expirations: Report = {
  name: "expirations",
  description: "what ends and what has ended: privileges, medicals, endorsements, certificates",
  options: [["--within <days>", "only what ends within so many days"]],
  example: [
    "--within 90",
    '{"upcoming": [{"what": "Flight review", "last_day": "2026-04-30", "days_left": 29, …}], "past": […]}',
  ],
  answer({ facts, as_of, given }) {
    const { within } = given;
    const days =
      within === undefined ? Number.POSITIVE_INFINITY : readWhole("within", within, 0, 36_525);
    return reportExpirations(facts, as_of, days);
  },
};

const ofKind = <R>({ records }: LogbookFile, kind: string) =>
  records.filter(({ _id }) => _id.startsWith(`${kind}:`)) as unknown as R[];

/** The flights of a file that count, in order of the day: not superseded, not erroneous, not after. */
function flightsThatCount({ file, facts, as_of }: Asked) {
  const records = new Map(ofKind<FlightRecord>(file, "flight").map((one) => [one._id, one]));
  return facts.flights
    .filter(({ date }) => date <= as_of)
    .map((flight) => ({ flight, record: records.get(flight.id)! }));
}

const easa: Report = {
  name: "easa",
  reads_records: true,
  description: "the columns of an EASA logbook, AMC1 FCL.050, with sums; times in minutes",
  options: [["--since <day>", "first line; what is before stands under previous_pages"]],
  example: [
    "--since 2026-01-01",
    '{"lines": [{"date": "15/01/26", "departure_place": "EDDF", "total": 95, …}], "feet": {"this_page": {…}, …}}',
  ],
  answer(asked) {
    const { facts, as_of, given, file } = asked;
    const since = given["since"] === undefined ? "" : readDay("since", given["since"]);
    const people = new Map(
      facts.records.person.map((person) => [uuidOf(person._id), person.display_name]),
    );
    const own_airports = new Map(facts.records.airport.map((own) => [uuidOf(own._id), own]));
    const nameOf = (id: string) => {
      const [own, listed] = [own_airports.get(id), packedAirports().byId(id)];
      return own?.code ?? own?.name ?? (listed === undefined ? "" : codeOf(listed));
    };
    const all = flightsThatCount(asked).map(({ flight, record }) => {
      const pic = record.flight_crew.find(
        ({ role_on_flight_id }) =>
          lookupById("role_on_flight_types", role_on_flight_id)?.code === "PIC",
      );
      const name = people.get(pic?.person_id ?? "") ?? record.instructor_name ?? "";
      return {
        date: flight.date,
        line: easaLine(record, craftOfFlight(facts, flight), nameOf, name),
      };
    });
    const [page, before] = [true, false].map((own) =>
      all.filter(({ date }) => date >= since === own).map(({ line }) => line),
    );
    const devices = new Map(
      facts.records.training_device.map((device) => [uuidOf(device._id), device.name]),
    );
    const counting = new Set(facts.sessions.map(({ id }) => id));
    const sessions = ofKind<SessionRecord>(file, "training_session")
      .filter(
        ({ _id, session_date, session_type }) =>
          counting.has(_id) &&
          session_type === "device" &&
          session_date >= since &&
          session_date <= as_of,
      )
      .map((one) => easaSession(one, devices.get(one.training_device_id ?? "") ?? ""));
    return { as_of, lines: page, sessions, feet: easaFeet(page!, before!) };
  },
};

const lint: Report = {
  name: "lint",
  reads_records: true,
  description: "what contradicts itself or the law in single flights: advice, never a refusal",
  options: [["--flight <id>", "only this flight"]],
  example: [
    "",
    '{"flights": [{"id": "flight:…", "date": "2026-03-01", "advice": [{"code": "night_landing_by_day", "path": "…", "message": "…"}]}]}',
  ],
  answer({ file, facts, as_of, given }) {
    const wanted = given["flight"];
    const records = ofKind<FlightRecord>(file, "flight")
      .filter(({ _id }) => wanted === undefined || _id === wanted || uuidOf(_id) === wanted)
      .sort((a, b) => (a.flight_date < b.flight_date ? -1 : 1));
    if (wanted !== undefined && records.length === 0)
      throw misuse("flight", wanted, "Give the _id of a flight of the file.");
    const flights = records
      .map((record) => ({
        id: record._id,
        date: record.flight_date,
        advice: lintFlight(record, lintContext(facts, record, as_of)),
      }))
      .filter(({ advice }) => advice.length > 0);
    return { as_of, checked: records.length, flights };
  },
};

const home: Report = {
  name: "home",
  description: "all that the home screen shows: currency, expirations, totals",
  options: [],
  example: [
    "",
    '{"currency": {…}, "expirations": {…}, "totals": {"all": {…}, "ninety_days": {…}, …}}',
  ],
  answer: ({ facts, as_of }) => reportHome(facts, as_of),
};

/** Every report of a file. */
export const reports: readonly Report[] = [
  currency,
  experience,
  totals,
  form8710,
  medical,
  expirations,
  easa,
  lint,
  home,
];
