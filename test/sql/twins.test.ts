import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { airportsFile } from "../../server/reference/load.ts";
import { addDays, dayNumber, dayOf } from "../../shared/calendar.ts";
import { evaluateTable } from "../../shared/experience/evaluate.ts";
import { experienceTables } from "../../shared/experience/tables.ts";
import { craftOfFlight, type Facts, factsOf } from "../../shared/facts/facts.ts";
import type { FactsLookups } from "../../shared/facts/records.ts";
import { uuidOf } from "../../shared/ids.ts";
import { bookReport } from "../../shared/kinds/book_report.ts";
import { entryDocument } from "../../shared/own_rules.ts";
import { medicalOperations } from "../../shared/medical.ts";
import { aircraftModelById } from "../../shared/reference/aircraft_models.ts";
import { decodeAirports } from "../../shared/reference/airports.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { trainingDeviceModelById } from "../../shared/reference/training_device_models.ts";
import { bookReportData, type ReportType } from "../../shared/rules/book_report_data.ts";
import { reportCurrency } from "../../shared/rules/home_report.ts";
import { report8710, reportTotals } from "../../shared/rules/report.ts";
import type { Verdict } from "../../shared/rules/verdict.ts";
import { soughtCertificates } from "../../shared/totals/form_8710.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import { recordsOf, planOnce, writeManyLogbooks } from "../harness/many_logbooks.ts";
import type { Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { dice, randomEntries, randomFleet } from "../harness/random_logbook.ts";

// What is computed twice, in shared/ and in sql/, asked of the same random logbooks. Every logbook has
// a seed; OFFBLOCK_SEED=<seed> makes that one the first.

const airports = decodeAirports(new Uint8Array(readFileSync(airportsFile)));
const lookups: FactsLookups = {
  airport: (id) => airports.byId(id),
  model: aircraftModelById,
  device_category: (id) => {
    const simulated = trainingDeviceModelById(id)?.aircraft_model_simulated_id ?? null;
    const model = simulated === null ? undefined : aircraftModelById(simulated);
    return model === undefined
      ? null
      : (lookupById("aircraft_categories", model.category_id)?.code ?? null);
  },
};

const first_seed = Number(
  process.env["OFFBLOCK_SEED"] ?? 1 + Math.floor(Math.random() * 1_000_000_000),
);

/** One logbook with what both sides know of it, and the day on which it is judged. */
interface Case {
  seed: number;
  owner: Owner;
  facts: Facts;
  day: string;
}

let base: TestDatabase;
let cases: Case[];

/** A day on which something turns: the last one of a privilege or the day after; or any other. */
function dayToAsk(facts: Facts, { once, pick, roll }: ReturnType<typeof dice>): string {
  if (once(20)) return pick(["1997-08-03", "2008-07-23", "2016-08-28", "2018-11-25", "2024-12-01"]);
  if (once(3)) return dayOf(dayNumber("2019-01-01") + roll(2900));
  const day = dayOf(dayNumber("2025-06-01") + roll(400));
  const edges = reportCurrency(facts, day).verdicts.flatMap(({ last_day }) => last_day ?? []);
  return edges.length === 0 ? day : addDays(pick(edges), roll(2));
}

beforeAll(async () => {
  base = await freshDatabase("reference");
  const fleet = randomFleet(dice(1));
  const shared = recordsOf([...fleet.models, ...fleet.aircraft, fleet.device]);
  const logbooks = Array.from({ length: 2000 }, (_, i) => {
    const random = dice(first_seed + i);
    return [...shared, ...recordsOf(randomEntries(random, 1 + random.roll(6), fleet))];
  });
  const owners = await writeManyLogbooks(base.admin, logbooks);
  await planOnce(base.admin);
  cases = logbooks.map((records, i) => {
    const facts = factsOf(records, lookups);
    const day = dayToAsk(facts, dice(first_seed + i));
    return { seed: first_seed + i, owner: owners[i]!, facts, day };
  });
});
afterAll(async () => {
  await emptied(base.admin);
  await checkLedger(base.admin);
  await base.drop();
});

/** Asks a function of (owner, day) of many logbooks at once; rows by owner. */
async function askAll<Row>(
  asked: readonly Case[],
  call: string,
  ...values: unknown[]
): Promise<Map<string, Row[]>> {
  const rows = await base.admin.query<{ user_id: string; answer: Row }>(
    `select o.user_id, to_jsonb(s) as answer
      from unnest($1::uuid[], $2::date[]) as o (user_id, as_of)
      cross join lateral ${call} as s`,
    [asked.map(({ owner }) => owner.user_id), asked.map(({ day }) => day), ...values],
  );
  const by_owner = new Map<string, Row[]>(asked.map(({ owner }) => [owner.user_id, []]));
  for (const { user_id, answer } of rows) by_owner.get(user_id)!.push(answer);
  return by_owner;
}

const where = ({ seed, day }: Case) => `seed ${seed}, ${day}`;

interface Standing {
  currency: string;
  category_code: string | null;
  class_code: string | null;
  type_code: string | null;
  is_tailwheel: boolean;
  operation: string;
  status: string;
  last_event_date: string | null;
  expires_on: string | null;
  grace_ends_on: string | null;
  days_remaining: number | null;
}

/** What both say, in one form, by one key. */
type Answers = Record<
  string,
  { state: string; last_day: string | null; grace_last_day: string | null }
>;
const medicalKeys = new Map(
  Object.entries(medicalOperations).map(([key, { title }]) => [title as string, key]),
);

function ofDevice(verdicts: readonly Verdict[]): Answers {
  return Object.fromEntries(
    verdicts.map(({ rule, title, applies_to, state, last_day, grace_last_day }) => {
      const { category, class: of_class, type, tailwheel, operation } = applies_to;
      const named = rule.startsWith("currency_rule:") ? title : operation;
      const about =
        rule === "faa_61_23"
          ? medicalKeys.get(operation!)
          : [category, of_class, type, tailwheel === true ? "tailwheel" : undefined, named]
              .filter((word) => word !== undefined)
              .join(" ");
      return [`${rule} ${about}`, { state, last_day, grace_last_day }] as [string, Answers[string]];
    }),
  );
}

function ofLedger(rows: readonly Standing[]): Answers {
  return Object.fromEntries(
    rows.map((row) => {
      const about =
        row.currency === "faa_61_23"
          ? row.operation
          : [
              row.category_code,
              row.class_code,
              row.type_code,
              row.is_tailwheel ? "tailwheel" : null,
              row.operation,
            ]
              .filter((word) => word !== null)
              .join(" ");
      return [
        `${row.currency} ${about}`,
        { state: row.status, last_day: row.expires_on, grace_last_day: row.grace_ends_on },
      ] as [string, Answers[string]];
    }),
  );
}

test("two thousand random logbooks are judged alike by the device and by the ledger", async () => {
  const rows = await askAll<Standing>(cases, "logbook.currency_status(o.user_id, o.as_of)");
  const judged = new Set<string>();
  for (const one of cases) {
    const found = rows.get(one.owner.user_id)!;
    const { verdicts } = reportCurrency(one.facts, one.day);
    expect(ofLedger(found), where(one)).toEqual(ofDevice(verdicts));
    for (const { expires_on, days_remaining } of found)
      if (expires_on !== null)
        expect(days_remaining).toBe(dayNumber(expires_on) - dayNumber(one.day));
    for (const { rule, state } of verdicts) judged.add(`${rule.split(":")[0]} ${state}`);
  }
  // The logbooks must be about something: every rule is met, and own rules in each of their states.
  for (const state of ["current", "lapsed", "never", "unknown"])
    expect(judged).toContain(`currency_rule ${state}`);
  for (const state of ["current", "grace", "needs_ipc"])
    expect(judged).toContain(`faa_61_57_c ${state}`);
});

test("a report says the same, made on the device or in the ledger", async () => {
  const types = Object.keys(bookReport.fields.report_type.choices) as ReportType[];
  for (const [i, type] of types.entries()) {
    const asked = cases.filter((_, n) => n % types.length === i).slice(0, 40);
    const rows = await askAll<object>(
      asked,
      "logbook.book_report_data(o.user_id, o.as_of, $3)",
      type,
    );
    for (const one of asked)
      expect(rows.get(one.owner.user_id), `${type}, ${where(one)}`).toEqual([
        bookReportData(one.facts, one.day, type),
      ]);
  }
});

test("they are added up alike", async () => {
  const rows = await askAll<Record<string, number>>(
    cases,
    "logbook.experience_totals(o.user_id, o.as_of)",
  );
  for (const one of cases) {
    const [row] = rows.get(one.owner.user_id)!;
    const total = (query = {}) => reportTotals(one.facts, one.day, query).totals;
    const all = total();
    const same = [
      ...["total_time", "pic_time", "dual_received", "night_time", "cross_country_time"],
      ...["actual_instrument", "simulated_instrument", "takeoffs", "landings", "full_stops"],
      ...["night_takeoffs", "night_landings", "night_full_stops", "solo_time", "sic_time"],
    ] as (keyof typeof all)[];
    expect(row, where(one)).toMatchObject({
      ...Object.fromEntries(same.map((measure) => [measure, all[measure]])),
      flight_count: all.flights,
      airplane_time: total({ category: "airplane" }).total_time,
      glider_time: total({ category: "glider" }).total_time,
      helicopter_time: total({ class: "helicopter" }).total_time,
      multi_engine_time: total({ category: "airplane", multi_engine: true }).total_time,
      turbine_time: total({ turbine: true }).total_time,
      complex_time: total({ complex: true }).total_time,
      tailwheel_time: total({ tailwheel: true }).total_time,
    });
  }
});

test("a filter sees the same of every entry", async () => {
  const asked = cases.slice(0, 100);
  const rows = await askAll<{ document: Record<string, unknown> & { id: string } }>(
    asked,
    "logbook.entry_documents(o.user_id, o.as_of, true)",
  );
  for (const { facts, day, owner, seed } of asked) {
    const entries = [
      ...facts.flights.map((flight) => entryDocument(flight, craftOfFlight(facts, flight))),
      ...facts.sessions
        .filter(({ session_type }) => session_type === "device")
        .map((session) => entryDocument(session, undefined)),
    ].filter(({ date }) => (date as string) <= day);
    const found = rows.get(owner.user_id)!.map(({ document }) => [document.id, document]);
    expect(Object.fromEntries(found), `seed ${seed}, ${day}`).toEqual(
      Object.fromEntries(entries.map((one) => [one["id"], one])),
    );
  }
});

test("form 8710 is filled in alike, whatever certificate is sought", async () => {
  const asked = cases.slice(0, 70);
  for (const [i, sought] of soughtCertificates.entries()) {
    const some = asked.filter((_, n) => n % soughtCertificates.length === i);
    const rows = await askAll<Record<string, unknown> & { grid_row: string; undecided: string[] }>(
      some,
      "logbook.form_8710(o.user_id, o.as_of, $3)",
      sought,
    );
    const classes = await askAll<Record<string, unknown>>(
      some,
      "logbook.form_8710_classes(o.user_id, o.as_of)",
    );
    for (const one of some) {
      const form = report8710(one.facts, one.day, sought);
      const found = rows.get(one.owner.user_id)!;
      expect(
        {
          rows: Object.fromEntries(
            found.map(({ grid_row, undecided: _, ...cells }) => [grid_row, cells]),
          ),
          undecided: found.flatMap(({ undecided }) => undecided).sort(),
          classes: classes.get(one.owner.user_id),
        },
        `${sought}, ${where(one)}`,
      ).toEqual({
        rows: form.rows,
        undecided: form.undecided.map(uuidOf).sort(),
        classes: form.classes.map(({ class: class_code, ...sums }) => ({ class_code, ...sums })),
      });
    }
  }
});

test("every table of experience is held against a logbook alike", async () => {
  // Each table is asked of a few logbooks of its own.
  const few = Math.floor(150 / experienceTables.length);
  for (const [i, table] of experienceTables.entries()) {
    const some = cases.slice(i * few, (i + 1) * few);
    const rows = await askAll<Record<string, unknown> & Record<"entries", string[]>>(
      some,
      "logbook.experience_standing(o.user_id, o.as_of, $3)",
      JSON.stringify(table),
    );
    for (const one of some) {
      const { lines } = evaluateTable(one.facts, table, one.day);
      const ids = (list: readonly string[]) => list.map(uuidOf).sort();
      expect(
        rows.get(one.owner.user_id)!.map((row) => ({
          ...row,
          entries: row.entries.toSorted(),
          ambiguous: (row["ambiguous"] as string[]).toSorted(),
          undecided: (row["undecided"] as string[]).toSorted(),
        })),
        `${table.table}, ${where(one)}`,
      ).toEqual(
        lines.map(({ paragraph: _, what: __, unit: ___, unknown: ____, ...line }) => ({
          ...line,
          entries: ids(line.entries),
          ambiguous: ids(line.ambiguous),
          undecided: ids(line.undecided),
        })),
      );
    }
  }
});
