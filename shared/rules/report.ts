/**
 * The reports: what the tables and the totals say of a logbook on a day, as objects with
 * steady names that are JSON as they are. Times are minutes; hours are beside them where people read.
 */
import { type Day, startOfCalendarMonths } from "../calendar.ts";
import { evaluateTable, type TableStanding } from "../experience/evaluate.ts";
import { experienceTables } from "../experience/tables.ts";
import type { Facts } from "../facts/facts.ts";
import type { Measure } from "../facts/measures.ts";
import { type MedicalStanding, medicalStanding } from "../medical_standing.ts";
import { type Form8710, form8710, type Sought } from "../totals/form_8710.ts";
import { tenths } from "../totals/hours.ts";
import {
  minuteMeasures,
  type Split,
  totalsBy,
  totalsOf,
  type Totals,
  type TotalsQuery,
} from "../totals/totals.ts";
import { birthOf, medicalsOf } from "./faa_61_23.ts";

/** How each table of experience stands; `tables` names some of them, by key. */
export function reportExperience(
  facts: Facts,
  as_of: Day,
  tables?: readonly string[],
): { as_of: Day; tables: TableStanding[] } {
  const asked = experienceTables.filter(
    ({ table }) => tables === undefined || tables.includes(table),
  );
  return { as_of, tables: asked.map((table) => evaluateTable(facts, table, as_of)) };
}

/** A total in minutes and counts, with the times in hours and tenths, rounded once. */
export interface TotalsReport {
  as_of: Day;
  query: TotalsQuery;
  totals: Totals;
  hours: Partial<Record<Measure, number>>;
  split: { key: string; totals: Totals; hours: Partial<Record<Measure, number>> }[];
  left_out: Facts["left_out"];
}

function hoursOf(totals: Totals): Partial<Record<Measure, number>> {
  return Object.fromEntries(minuteMeasures.map((measure) => [measure, tenths(totals[measure])]));
}

/** Totals up to a day, of the flights that a query asks for, split by one thing if asked. */
export function reportTotals(
  facts: Facts,
  as_of: Day,
  query: TotalsQuery = {},
  by?: Split,
): TotalsReport {
  const to = query.to !== undefined && query.to < as_of ? query.to : as_of;
  const until = { ...query, to };
  const totals = totalsOf(facts, until);
  const split = by === undefined ? [] : totalsBy(facts, by, until);
  return {
    as_of,
    query: until,
    totals,
    hours: hoursOf(totals),
    split: split.map((one) => ({ ...one, hours: hoursOf(one.totals) })),
    left_out: facts.left_out,
  };
}

/** The grid of form 8710-1 for the certificate sought. */
export function report8710(facts: Facts, as_of: Day, sought: Sought): Form8710 {
  return form8710(facts, sought, as_of);
}

/** What is valid by the medicals held, and the two numbers that the application for one asks for. */
export interface MedicalReport {
  as_of: Day;
  birth_date_known: boolean;
  standing: MedicalStanding[];
  total_minutes: number;
  /** From the first day of the sixth calendar month before. */
  last_six_months_minutes: number;
}

/** Medicals on a day, and the flight time that FAA form 8500-8 asks for. */
export function reportMedical(facts: Facts, as_of: Day): MedicalReport {
  const birth = birthOf(facts);
  const since = startOfCalendarMonths(as_of, 6);
  return {
    as_of,
    birth_date_known: birth !== null,
    standing: medicalStanding(medicalsOf(facts), birth, as_of),
    total_minutes: totalsOf(facts, { to: as_of }).total_time,
    last_six_months_minutes: totalsOf(facts, { from: since, to: as_of }).total_time,
  };
}
