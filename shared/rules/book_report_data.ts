/**
 * What a book report holds, database design 14.1: the same names and values that
 * `logbook.book_report_data` gives, so that a report says the same wherever it was made.
 */
import { type Day, daysBetween } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import { uuidOf } from "../ids.ts";
import type { Json } from "../kinds/kind.ts";
import type { bookReport } from "../kinds/book_report.ts";
import { medicalOperations } from "../medical.ts";
import { lookupById } from "../reference/lookups.ts";
import { totalsOf, type TotalsQuery } from "../totals/totals.ts";
import { endorsementEnd } from "./expirations.ts";
import { reportCurrency } from "./home_report.ts";
import type { Verdict } from "./verdict.ts";

/** The reports there are. */
export type ReportType = keyof typeof bookReport.fields.report_type.choices;

type Line = { [name: string]: Json };

/** How far ahead a check before a flight looks, in days. */
const ahead_days = 90;

/** What is null says nothing, and is left out. */
function said(line: Record<string, Json | undefined>): Line {
  return Object.fromEntries(
    Object.entries(line).filter(([, value]) => value !== null && value !== undefined),
  ) as Line;
}

const medicalKeys = new Map<string, string>(
  Object.entries(medicalOperations).map(([key, { title }]) => [title, key]),
);

/** What one wants to do, as the ledger says it: a medical's operation by its key. */
function operationOf({ rule, title, applies_to: { operation } }: Verdict): string | undefined {
  if (rule.startsWith("currency_rule:")) return title;
  return rule === "faa_61_23" ? medicalKeys.get(operation ?? "") : operation;
}

function currencyLine(verdict: Verdict, as_of: Day): Line {
  const { rule, regulation, state, last_day, grace_last_day, applies_to } = verdict;
  return said({
    currency: rule,
    regulation,
    category_code: applies_to.category,
    class_code: applies_to.class,
    type_code: applies_to.type,
    is_tailwheel: applies_to.tailwheel === true,
    operation: operationOf(verdict),
    status: state,
    expires_on: last_day,
    grace_ends_on: grace_last_day,
    days_remaining: last_day === null ? null : daysBetween(as_of, last_day),
  });
}

/** Null, or absent, after everything else, as PostgreSQL sorts. */
function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === b) return 0;
  if (a === undefined || a === null) return 1;
  if (b === undefined || b === null) return -1;
  return a < b ? -1 : 1;
}

function inOrder(lines: readonly Line[], ...names: readonly string[]): Line[] {
  return lines.toSorted((a, b) => {
    const differing = names.find((name) => compare(a[name], b[name]) !== 0);
    return differing === undefined ? 0 : compare(a[differing], b[differing]);
  });
}

const currencyOrder = [
  "currency",
  "category_code",
  "class_code",
  "type_code",
  "is_tailwheel",
  "operation",
];

function currencyLines(facts: Facts, as_of: Day): Line[] {
  const lines = reportCurrency(facts, as_of).verdicts.map((one) => currencyLine(one, as_of));
  return inOrder(lines, ...currencyOrder);
}

const kindsOfCurrency: Readonly<Record<string, string>> = {
  faa_61_23: "medical",
  faa_61_56: "flight_review",
};

function endingPrivilege(line: Line): Line {
  const aircraft = line["type_code"] ?? line["class_code"] ?? line["category_code"];
  const about = [aircraft, line["is_tailwheel"] === true ? "tailwheel" : null, line["operation"]];
  return {
    kind: kindsOfCurrency[String(line["currency"])] ?? "currency",
    what: about.filter((word) => word !== null && word !== undefined).join(", "),
    regulation: line["regulation"]!,
    expires_on: line["expires_on"]!,
  };
}

function endingEndorsements(facts: Facts, as_of: Day): Line[] {
  return facts.records.endorsement
    .filter(({ endorsement_date }) => endorsement_date <= as_of)
    .flatMap((one) => {
      const expires_on = endorsementEnd(one);
      if (expires_on === null) return [];
      const type = lookupById("endorsement_types", one.endorsement_type_id);
      return {
        kind: "endorsement",
        what: type?.name ?? "",
        regulation: one.far_reference ?? "",
        expires_on,
        record_table: "endorsements",
        record_id: uuidOf(one._id),
      };
    });
}

function endingCertificates(facts: Facts, as_of: Day): Line[] {
  return facts.records.certificate.flatMap((one) => {
    const level = lookupById("certificate_levels", one.certificate_level_id);
    const isJudged = level?.code === "flight_instructor";
    if (one.expires_on === null || one.date_of_issuance > as_of || isJudged) return [];
    return {
      kind: "certificate",
      what: level?.name ?? "",
      regulation: "14 CFR 61.19",
      expires_on: one.expires_on,
      record_table: "certificates",
      record_id: uuidOf(one._id),
    };
  });
}

function expirationLines(facts: Facts, currency: readonly Line[], as_of: Day): Line[] {
  const all = [
    ...currency.filter((line) => line["expires_on"] !== undefined).map(endingPrivilege),
    ...endingEndorsements(facts, as_of),
    ...endingCertificates(facts, as_of),
  ].map((line) => ({
    ...line,
    days_remaining: daysBetween(as_of, String(line["expires_on"])),
  }));
  return inOrder(all, "days_remaining", "what");
}

/** Sorts of aircraft that totals are split by; database design 13.8. */
const sorts: Readonly<Record<string, TotalsQuery>> = {
  airplane_time: { category: "airplane" },
  single_engine_time: { category: "airplane", multi_engine: false },
  multi_engine_time: { category: "airplane", multi_engine: true },
  helicopter_time: { class: "helicopter" },
  glider_time: { category: "glider" },
  turbine_time: { turbine: true },
  complex_time: { complex: true },
  tailwheel_time: { tailwheel: true },
};

const summed = [
  "total_time",
  "pic_time",
  "sic_time",
  "solo_time",
  "dual_received",
  "dual_given",
  "cross_country_time",
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "takeoffs",
  "landings",
  "full_stops",
  "night_takeoffs",
  "night_landings",
  "night_full_stops",
] as const;

/** Totals of a report, minutes and counts; the names stand in `sql/0910_book_reports.sql` again. */
function totalsLine(facts: Facts, as_of: Day): Line {
  const all = totalsOf(facts, { to: as_of });
  return {
    flight_count: all.flights,
    ...Object.fromEntries(summed.map((name) => [name, all[name]])),
    ...Object.fromEntries(
      Object.entries(sorts).map(([name, query]) => [
        name,
        totalsOf(facts, { ...query, to: as_of }).total_time,
      ]),
    ),
  };
}

function classLines(facts: Facts, as_of: Day): Line[] {
  const crafts = facts.flights
    .filter(({ date }) => date <= as_of)
    .map((flight) => craftOfFlight(facts, flight));
  const keys = new Map(
    crafts.map(({ category, class: of_class }) => [
      `${category} ${of_class}`,
      { category, of_class },
    ]),
  );
  const lines = [...keys.values()].map(({ category, of_class }) => {
    const flights = facts.flights.filter((flight) => {
      const craft = craftOfFlight(facts, flight);
      return flight.date <= as_of && craft.category === category && craft.class === of_class;
    });
    const all = totalsOf({ ...facts, flights });
    const { total_time, pic_time, night_time, cross_country_time } = all;
    return {
      category_code: category,
      class_code: of_class,
      flight_count: all.flights,
      total_time,
      pic_time,
      night_time,
      cross_country_time,
    };
  });
  return inOrder(lines as Line[], "category_code", "class_code");
}

function certificateLines(facts: Facts, as_of: Day): Line[] {
  const held = facts.records.certificate.filter(
    ({ date_of_issuance }) => date_of_issuance <= as_of,
  );
  const lines = held.map((one) => ({
    _id: one._id,
    certificate: lookupById("certificate_levels", one.certificate_level_id)?.code ?? "",
    issued_on: one.date_of_issuance,
    ratings: one.ratings.map(({ rating_type_id, type_code }) =>
      [lookupById("rating_types", rating_type_id)?.code, type_code].filter(Boolean).join(" "),
    ),
  }));
  return inOrder(lines as unknown as Line[], "issued_on", "_id").map(({ _id, ...line }) => line);
}

function endorsementLines(facts: Facts, as_of: Day): Line[] {
  const lines = facts.records.endorsement
    .filter(({ endorsement_date }) => endorsement_date <= as_of)
    .filter((one) => (endorsementEnd(one) ?? as_of) >= as_of)
    .map((one) =>
      said({
        endorsement: lookupById("endorsement_types", one.endorsement_type_id)?.name,
        date: one.endorsement_date,
        far_reference: one.far_reference,
        record_id: uuidOf(one._id),
      }),
    );
  return inOrder(lines, "date", "record_id");
}

function preflight(facts: Facts, as_of: Day): Line {
  const currency = currencyLines(facts, as_of);
  const of = (rule: string) => currency.filter((line) => line["currency"] === rule);
  const upcoming = expirationLines(facts, currency, as_of).filter(
    ({ days_remaining }) => Number(days_remaining) >= 0 && Number(days_remaining) <= ahead_days,
  );
  return {
    medical_status: of("faa_61_23"),
    flight_review: of("faa_61_56")[0] ?? null,
    currency_passenger_day: of("faa_61_57_a"),
    currency_passenger_night: of("faa_61_57_b"),
    currency_ifr: of("faa_61_57_c"),
    endorsements_current: endorsementLines(facts, as_of),
    upcoming_expirations: upcoming,
  };
}

function nextDue(facts: Facts, as_of: Day): Line {
  const all = expirationLines(facts, currencyLines(facts, as_of), as_of);
  const isPast = ({ days_remaining }: Line) => Number(days_remaining) < 0;
  const expired = all.filter(isPast);
  return {
    upcoming_expirations: all.filter((line) => !isPast(line)),
    expired: expired.toSorted(
      (a, b) => compare(b["days_remaining"], a["days_remaining"]) || compare(a["what"], b["what"]),
    ),
  };
}

function contents(facts: Facts, as_of: Day, type: ReportType): Line {
  switch (type) {
    case "currency_summary":
      return { currency: currencyLines(facts, as_of) };
    case "next_due":
      return nextDue(facts, as_of);
    case "totals":
      return { totals: totalsLine(facts, as_of), by_class: classLines(facts, as_of) };
    case "pre_flight_check":
      return preflight(facts, as_of);
    case "experience_summary":
      return {
        experience: totalsLine(facts, as_of),
        certificates: certificateLines(facts, as_of),
      };
  }
}

/** The contents of a book report as of a day. Times are minutes. */
export function bookReportData(facts: Facts, as_of: Day, type: ReportType): Line {
  return { as_of_date: as_of, report_type: type, ...contents(facts, as_of, type) };
}
