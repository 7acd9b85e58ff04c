import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airportsFile } from "../../server/reference/load.ts";
import { addDays, dayNumber, dayOf } from "../../shared/calendar.ts";
import { type Facts, factsOf } from "../../shared/facts/facts.ts";
import type { FactsLookups } from "../../shared/facts/records.ts";
import { newRecordId, newRowId, stableId } from "../../shared/ids.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { medicalOperations } from "../../shared/medical.ts";
import { aircraftModelById } from "../../shared/reference/aircraft_models.ts";
import { decodeAirports } from "../../shared/reference/airports.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { trainingDeviceModelById } from "../../shared/reference/training_device_models.ts";
import { reportCurrency } from "../../shared/rules/home_report.ts";
import { reportTotals } from "../../shared/rules/report.ts";
import type { Verdict } from "../../shared/rules/verdict.ts";
import { validate } from "../../shared/validate.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, type Document, newOwner, type Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { dice, randomLogbook } from "../harness/random_logbook.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let base: TestDatabase;
let owners = 0;
beforeAll(async () => {
  base = await freshDatabase("reference");
});
afterAll(async () => {
  await checkLedger(base.admin);
  await base.drop();
});

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

function factsFrom(documents: readonly Document[]): Facts {
  const records = documents.map((document) => {
    const result = validate(document);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value.record as unknown as Envelope;
  });
  return factsOf(records, lookups);
}

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

const statusOf = (owner: Owner, as_of: string) =>
  base.db.transaction(owner.user_id, (tx) =>
    tx.query<Standing>("select * from logbook.currency_status($1, $2)", [owner.user_id, as_of]),
  );

async function ownerOf(documents: readonly Document[]): Promise<Owner> {
  const owner = await newOwner(base.db, `pilot${owners++}`);
  await applyDocuments(base.db, owner, documents);
  return owner;
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
    verdicts.map(({ rule, applies_to, state, last_day, grace_last_day }) => {
      const { category, class: of_class, type, tailwheel, operation } = applies_to;
      const about =
        rule === "faa_61_23"
          ? medicalKeys.get(operation!)
          : [category, of_class, type, tailwheel === true ? "tailwheel" : undefined, operation]
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

test("the ledger judges as the device does, on any day of any logbook", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
      const random = dice(seed);
      const documents = randomLogbook(random, 5 + random.roll(60));
      const owner = await ownerOf(documents);
      const facts = factsFrom(documents);
      const days = ["2016-08-28", "2019-06-01", "2025-12-31", "2026-02-28", "2026-06-01"];
      for (let i = 0; i < 3; i++) days.push(dayOf(dayNumber("2019-01-01") + random.roll(2900)));
      const edges = reportCurrency(facts, "2026-01-15").verdicts.flatMap(({ last_day }) =>
        last_day === null ? [] : [last_day, addDays(last_day, 1)],
      );
      // Every privilege at its last day or the day after, of each logbook a few.
      const some = edges.filter(() => random.once(Math.ceil(edges.length / 8)));
      for (const day of [...days, ...some]) {
        const rows = await statusOf(owner, day);
        const where = `seed ${seed}, ${day}`;
        expect({ where, ...ofLedger(rows) }).toEqual({
          where,
          ...ofDevice(reportCurrency(facts, day).verdicts),
        });
        for (const row of rows)
          if (row.expires_on !== null)
            expect(row.days_remaining).toBe(dayNumber(row.expires_on) - dayNumber(day));
      }
    }),
    // A case is a whole logbook: made smaller it tells no more, and each try takes seconds.
    { numRuns: 12, endOnFailure: true },
  );
});

test("the ledger adds up as the device does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
      const documents = randomLogbook(dice(seed), 40);
      const owner = await ownerOf(documents);
      const facts = factsFrom(documents);
      const day = "2026-01-15";
      const [row] = await base.db.transaction(owner.user_id, (tx) =>
        tx.query<Record<string, number>>("select * from logbook.experience_totals($1, $2)", [
          owner.user_id,
          day,
        ]),
      );
      const total = (query = {}) => reportTotals(facts, day, query).totals;
      const all = total();
      for (const same of [
        ...["total_time", "pic_time", "dual_received", "night_time", "cross_country_time"],
        ...["actual_instrument", "simulated_instrument", "takeoffs", "landings", "full_stops"],
        ...["night_takeoffs", "night_landings", "night_full_stops"],
      ] as const)
        expect(row![same], `${same}, seed ${seed}`).toBe(all[same as keyof typeof all]);
      expect(row).toMatchObject({
        flight_count: all.flights,
        airplane_time: total({ category: "airplane" }).total_time,
        glider_time: total({ category: "glider" }).total_time,
        helicopter_time: total({ class: "helicopter" }).total_time,
        multi_engine_time: total({ category: "airplane", multi_engine: true }).total_time,
        turbine_time: total({ turbine: true }).total_time,
        complex_time: total({ complex: true }).total_time,
        tailwheel_time: total({ tailwheel: true }).total_time,
      });
    }),
    { numRuns: 8 },
  );
});

describe("on the days where the law turns", () => {
  const at = "2026-05-01T10:00:00Z";
  const model = aModel();
  const aircraft = {
    ...anAircraft(model),
    own_model_id: null,
    model_id: stableId("aircraft_model:cessna-172s"),
  };
  const landing = (flight_date: string, more: object = {}, leg: object = {}) =>
    aFlight(aircraft, {
      flight_date,
      ...more,
      flight_legs: [
        {
          id: newRowId(),
          leg_number: 1,
          day_takeoffs: 1,
          day_landings_full_stop: 1,
          ...leg,
        },
      ],
    });
  const found = async (documents: Document[], as_of: string, currency: string) => {
    const owner = await ownerOf([model, aircraft, ...documents]);
    return (await statusOf(owner, as_of)).find((row) => row.currency === currency);
  };

  // REGULATIONS of 61.57(a): the event is day 0, the last day is event + 90.
  test.each([
    ["2026-03-31", "current", 0],
    ["2026-04-01", "lapsed", -1],
  ])("three landings from 2025-12-31 on are %s's: %s", async (as_of, status, days_remaining) => {
    const flights = ["2025-12-31", "2026-01-15", "2026-02-01"].map((day) => landing(day));
    expect(await found(flights, as_of, "faa_61_57_a")).toMatchObject({
      status,
      days_remaining,
      expires_on: "2026-03-31",
      last_event_date: "2026-02-01",
      category_code: "airplane",
      class_code: "ASEL",
    });
  });

  test("two landings are not enough, and landings by day not for the night", async () => {
    const flights = ["2026-01-15", "2026-02-01"].map((day) => landing(day));
    expect(await found(flights, "2026-02-02", "faa_61_57_a")).toMatchObject({ status: "never" });
    const owner = await ownerOf([
      model,
      aircraft,
      ...["2026-01-15", "2026-01-16", "2026-01-17"].map((day) => landing(day)),
    ]);
    const night = (await statusOf(owner, "2026-02-02")).find(
      ({ currency }) => currency === "faa_61_57_b",
    );
    expect(night).toMatchObject({ status: "never", expires_on: null });
  });

  // 61.57(c), (d): tasks in January: current through July, grace through January, then a check.
  test.each([
    ["2025-07-31", "current"],
    ["2025-08-01", "grace"],
    ["2026-01-31", "grace"],
    ["2026-02-01", "needs_ipc"],
  ])("six approaches, a hold and tracking of January 2025 on %s: %s", async (as_of, status) => {
    const approaches = Array.from({ length: 6 }, () => ({
      id: newRowId(),
      approach_type_id: stableId("approach_types:ILS"),
      in_imc: true,
    }));
    const flight = landing(
      "2025-01-02",
      { holds: 1, course_intercepting_tracking_performed: true },
      { approaches },
    );
    expect(await found([flight], as_of, "faa_61_57_c")).toMatchObject({
      status,
      expires_on: "2025-07-31",
    });
  });

  test.each([
    ["2026-03-31", "current"],
    ["2026-04-01", "lapsed"],
  ])("a flight review of March 2024 on %s: %s", async (as_of, status) => {
    const review = {
      _id: newRecordId("flight_review"),
      created_at: at,
      updated_at: at,
      review_date: "2024-03-05",
    };
    expect(await found([review], as_of, "faa_61_56")).toMatchObject({
      status,
      expires_on: "2026-03-31",
    });
  });

  // 61.23(d): first class, examined on the 40th birthday: one is 40.
  test("a first class medical of the 40th birthday serves 6, 12 and 24 months", async () => {
    const person = {
      _id: newRecordId("person"),
      created_at: at,
      updated_at: at,
      display_name: "Ann",
      is_logbook_owner: true,
      date_of_birth: "1985-06-10",
    };
    const medical = {
      _id: newRecordId("medical"),
      created_at: at,
      updated_at: at,
      medical_class_id: stableId("medical_classes:class_1"),
      exam_date: "2025-06-10",
    };
    const owner = await ownerOf([person, medical]);
    const rows = (await statusOf(owner, "2026-01-01")).filter(
      ({ currency }) => currency === "faa_61_23",
    );
    expect(
      rows.map(({ operation, status, expires_on }) => [operation, status, expires_on]).sort(),
    ).toEqual([
      ["atp_pic", "lapsed", "2025-12-31"],
      ["commercial", "current", "2026-06-30"],
      ["private", "current", "2027-06-30"],
    ]);
  });
});
