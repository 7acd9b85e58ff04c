/** The plans of the large views: by the owner's indexes, whatever else the tables hold. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { growLogbook } from "../bench/large_logbook.ts";
import { sampleFlights } from "../bench/sample_flights.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { nodesOf, type PlanNode } from "../harness/plans.ts";
import { applyDocuments, newOwner, type Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aModel, anAircraft } from "../harness/records.ts";

let database: TestDatabase;
let owner: Owner;
beforeAll(async () => {
  database = await freshDatabase("reference");
  owner = await newOwner(database.db, "ann");
  const model = aModel();
  const aircraft = anAircraft(model);
  const flights = sampleFlights(aircraft, 200, "2026-05-01");
  await applyDocuments(database.db, owner, [model, aircraft, ...flights]);
  await checkLedger(database.admin);
  await growLogbook(database.admin, owner.user_id, { flights: 2000, others: 60, flightsEach: 200 });
});
afterAll(async () => {
  await database.drop();
});

async function planOf(query: string): Promise<PlanNode[]> {
  const [row] = await database.db.transaction(owner.user_id, (tx) =>
    tx.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(`explain (format json) ${query}`),
  );
  return nodesOf(row!["QUERY PLAN"][0].Plan);
}

/** What is computed whole, for each row of the other side of a nested loop. */
const wholes = new Set(["Materialize", "Subquery Scan", "Aggregate"]);
const large = new Set([
  "flights",
  "flight_counts",
  "flight_legs",
  "approaches",
  "landings_takeoffs",
]);
const day = "date '2026-05-01'";
const asked = () => `'${owner.user_id}', ${day}`;

test.each([
  ["the flat view", () => "select * from logbook.v_flat_flights"],
  ["the complete flat view", () => "select * from logbook.v_flat_flights_complete"],
  ["the chronological view", () => "select * from logbook.v_flights_chronological"],
  ["the view of legs", () => "select * from logbook.v_flat_flight_legs"],
  [
    "what each flight counts for",
    () => `select * from logbook.v_flown where owner_user_id = '${owner.user_id}'`,
  ],
  ["tasks in devices", () => `select * from logbook.device_tasks(${asked()})`],
  ["flight reviews", () => `select * from logbook.flight_reviews_done(${asked()})`],
])("%s reads the owner's rows by index, never the rows of others", async (_, query) => {
  const scans = (await planOf(query())).filter((node) => large.has(node["Relation Name"] ?? ""));
  expect(scans.length).toBeGreaterThan(0);
  for (const scan of scans) expect(scan["Node Type"]).not.toMatch(/^(Parallel )?Seq Scan$/);
});

test.each([
  ["the flat view", "select * from logbook.v_flat_flights"],
  ["the chronological view", "select * from logbook.v_flights_chronological"],
])(
  "%s joins flights with their legs by hash or merge: a nested loop would be quadratic",
  async (_, query) => {
    const loops = (await planOf(query)).filter((node) => node["Node Type"] === "Nested Loop");
    const quadratic = loops.filter((loop) => {
      const inner = loop.Plans?.[1];
      return (
        inner !== undefined &&
        wholes.has(inner["Node Type"]) &&
        nodesOf(inner).some((node) => large.has(node["Relation Name"] ?? ""))
      );
    });
    expect(quadratic).toEqual([]);
  },
);

test.each(["instrument_currency", "recent_experience", "currency_status", "experience_totals"])(
  "logbook.%s is planned for the owner and the days that it is asked about",
  async (name) => {
    const [row] = await database.admin.query<{ proconfig: string[] | null }>(
      "select proconfig from pg_proc where pronamespace = 'logbook'::regnamespace and proname = $1",
      [name],
    );
    expect(row!.proconfig).toContain("plan_cache_mode=force_custom_plan");
  },
);
