import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { distanceNm } from "../../shared/geography.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import { planOnce, writeManyLogbooks } from "../harness/many_logbooks.ts";
import { applyDocuments, type Document, newOwner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { airportId, code, places, record } from "../unit/rules/logbook.ts";
import { type VectorLogbook, vectorRecords } from "../unit/rules/vector_records.ts";
import calendar from "../vectors/calendar.json" with { type: "json" };
import crossings from "../vectors/cross_country.json" with { type: "json" };
import distances from "../vectors/distance.json" with { type: "json" };
import medical from "../vectors/medical.json" with { type: "json" };
import night from "../vectors/night.json" with { type: "json" };
import recency from "../vectors/recency.json" with { type: "json" };
import sun from "../vectors/sun.json" with { type: "json" };

// The vectors that the rules are tested with, asked of PostgreSQL.

interface Expectation {
  rule: string;
  as_of: string;
  absent?: boolean;
  applies_to?: Record<string, unknown>;
  state?: string;
  last_day?: string | null;
  grace_last_day?: string | null;
}

type Case = VectorLogbook & { name: string; source: string; expect: Expectation[] };

const cases = recency.cases as unknown as Case[];

let base: TestDatabase;
let owners = 0;
/** The owner of the logbook of each case of recency.json, by its name. */
let owner_of: Map<string, string>;
beforeAll(async () => {
  base = await freshDatabase("reference");
  for (const [ident, { latitude, longitude }] of Object.entries(places))
    await base.admin.query(
      `insert into reference.airports (id, ident, name, latitude, longitude)
        values ($1, $2, $2, $3, $4) on conflict do nothing`,
      [airportId(ident), `vector-${ident}`, latitude, longitude],
    );
  const written = await writeManyLogbooks(base.admin, cases.map(vectorRecords));
  owner_of = new Map(cases.map(({ name }, i) => [name, written[i]!.user_id]));
  await planOnce(base.admin);
});
afterAll(async () => {
  await emptied(base.admin);
  await checkLedger(base.admin);
  await base.drop();
});

const ask = <Row>(text: string, values: unknown[], user: string | null = null) =>
  base.db.transaction(user, (tx) => tx.query<Row>(text, values));

/** An account with these records. */
async function ownerOf(records: readonly Envelope[]): Promise<string> {
  const owner = await newOwner(base.db, `vector${owners++}`);
  await applyDocuments(base.db, owner, records as unknown as Document[]);
  return owner.user_id;
}

const minutesApart = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b)) / 60_000;

test.each(calendar.end_of_calendar_months)(
  "$months calendar months after $day end on $is",
  async ({ day, months, is }) => {
    const [row] = await ask<{ is: string }>("select logbook.end_of_months($1, $2) as is", [
      day,
      months,
    ]);
    expect(row!.is).toBe(is);
  },
);

describe("sun times are the published ones within two minutes", () => {
  test.each(sun.days)("$name", async ({ latitude, longitude, day, name: _, ...expected }) => {
    const [row] = await ask<Record<string, string | null>>(
      "select * from reference.sun_times($1, $2, $3)",
      [day, latitude, longitude],
    );
    for (const [event, at] of Object.entries(expected))
      if (at === null) expect(row![event], event).toBeNull();
      else if (event !== "time_zone") expect(minutesApart(row![event]!, at)).toBeLessThanOrEqual(2);
  });
  test.each(sun.instants)("at $at, $latitude $longitude", async (instant) => {
    const [row] = await ask<object>(
      `select reference.is_night_part1_at($1, $2, $3) as part1,
          reference.is_night_6157_at($1, $2, $3) as recency`,
      [instant.at, instant.latitude, instant.longitude],
    );
    expect(row).toEqual({ part1: instant.part1, recency: instant.recency });
  });
});

test.each(night.flights)("night of a flight: $name", async (flight) => {
  const [row] = await ask<{ part1_minutes: number; recency_minutes: number }>(
    "select * from reference.night_of_route($1, $2, $3::float8[], $4::float8[])",
    [
      flight.block_out,
      flight.block_in,
      flight.stops.map(({ latitude }) => latitude),
      flight.stops.map(({ longitude }) => longitude),
    ],
  );
  expect(Math.abs(row!.part1_minutes - flight.part1_minutes)).toBeLessThanOrEqual(1);
  expect(Math.abs(row!.recency_minutes - flight.recency_minutes)).toBeLessThanOrEqual(1);
});

test.each(distances.sphere)("distance: $name", async ({ from, to, nm, within }) => {
  const [row] = await ask<{ nm: number }>(
    "select reference.distance_nm($1::float8, $2::float8, $3::float8, $4::float8) as nm",
    [...from, ...to],
  );
  expect(Math.abs(row!.nm - nm)).toBeLessThan(within);
});

describe("cross-country", () => {
  // A point that nobody knows, or that has no name, is no place that can be measured.
  const measured = crossings.flights.filter(({ points }) =>
    points.every((point) => point.nm !== null && !("unnamed" in point)),
  );
  const degree = distanceNm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 });
  test.each(measured)("$name", async ({ points, expect: expected }) => {
    const rows = await ask<{ variant: string; qualifies: string }>(
      "select * from reference.cross_country($1::float8[], $2::float8[], $3::boolean[])",
      [
        [0, ...points.map(() => 0)],
        [0, ...points.map(({ nm }) => nm! / degree)],
        [false, ...points.map(({ landing }) => landing)],
      ],
    );
    expect(Object.fromEntries(rows.map((row) => [row.variant, row.qualifies]))).toMatchObject(
      expected,
    );
  });
});

interface Standing {
  name: string;
  birth: string | null;
  medicals: {
    class: string;
    exam: string;
    basicmed_exam?: string;
    course?: string;
    stated?: (string | null)[];
  }[];
  expect: ({ as_of: string } & Record<string, string>)[];
}

test.each(medical.standing as unknown as Standing[])("medicals: $name", async (vector) => {
  const owner = await ownerOf([
    record("person", "me", {
      display_name: "Me",
      is_logbook_owner: true,
      date_of_birth: vector.birth,
    }),
    ...vector.medicals.map((one, i) =>
      record("medical", `medical ${i}`, {
        medical_class_id: code("medical_classes", one.class),
        exam_date: one.exam,
        is_special_issuance: one.class === "special_issuance",
        basicmed_cmec_date: one.basicmed_exam ?? null,
        basicmed_course_date: one.course ?? null,
        expiration_date_for_class_1_ops: one.stated?.[0] ?? null,
        expiration_date_for_class_2_ops: one.stated?.[1] ?? null,
        expiration_date_for_class_3_ops: one.stated?.[2] ?? null,
      }),
    ),
  ]);
  for (const { as_of, ...states } of vector.expect) {
    const rows = await ask<{ operation: string; status: string }>(
      "select * from logbook.medical_currency($1, $2)",
      [owner, as_of],
      owner,
    );
    const found = new Map(rows.map(({ operation, status }) => [operation, status]));
    for (const [operation, state] of Object.entries(states))
      expect(found.get(operation) ?? "never", `${operation} on ${as_of}`).toBe(state);
  }
});

/** The columns by which a row of the ledger says what a verdict is about. */
const columns = {
  category: "category_code",
  class: "class_code",
  type: "type_code",
  tailwheel: "is_tailwheel",
  operation: "operation",
} as const;

function isAbout(row: Record<string, unknown>, subject: Record<string, unknown>): boolean {
  const of_class = subject["class"] !== undefined && subject["type"] === undefined;
  const asked = { ...(of_class ? { type: null } : {}), ...subject };
  return Object.entries(asked)
    .filter(([name]) => name in columns)
    .every(([name, value]) => {
      const column = row[columns[name as keyof typeof columns]];
      return name === "tailwheel" ? column === (value === true) : (column ?? null) === value;
    });
}

test.each(cases)("$name ($source)", async (vector) => {
  const owner = owner_of.get(vector.name)!;
  const days = [...new Set(vector.expect.map(({ as_of }) => as_of))];
  const all = await ask<Record<string, unknown>>(
    "select d.day::text, c.* from unnest($2::date[]) as d (day), logbook.currency_status($1, d.day) c",
    [owner, days],
    owner,
  );
  for (const expected of vector.expect) {
    const rows = all.filter(
      (row) => row["day"] === expected.as_of && row["currency"] === expected.rule,
    );
    const about = rows.filter((row) => isAbout(row, expected.applies_to ?? {}));
    const where = `${expected.rule} on ${expected.as_of}`;
    // Where only some aircraft are asked about, "never" and silence say the same.
    if (expected.absent === true) {
      expect(
        about.map(({ status }) => status).filter((status) => status !== "never"),
        where,
      ).toEqual([]);
      continue;
    }
    expect(about, where).toHaveLength(1);
    const [{ status, expires_on, grace_ends_on }] = about as [Record<string, unknown>];
    if (expected.state !== undefined) expect(status, where).toBe(expected.state);
    if (expected.last_day !== undefined) expect(expires_on, where).toBe(expected.last_day);
    if (expected.grace_last_day !== undefined)
      expect(grace_ends_on, where).toBe(expected.grace_last_day);
  }
});
