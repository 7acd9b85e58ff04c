import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRecordId, newRowId, stableId } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, type Document, newOwner, type Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
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
