import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../../server/command_line/main.ts";
import { newRecordId, newRowId, stableId, uuidOf } from "../../../shared/ids.ts";

const times = { created_at: "2026-03-01T10:00:00Z", updated_at: "2026-03-01T10:00:00Z" };
const aircraft = {
  ...times,
  _id: newRecordId("aircraft"),
  registration: "N12345",
  model_id: stableId("aircraft_model:cessna-172s"),
};
const flight = (flight_date: string, more: object = {}) => ({
  ...times,
  _id: newRecordId("flight"),
  flight_date,
  aircraft_id: uuidOf(aircraft._id),
  total_time: 90,
  pic_time: 90,
  ...more,
  flight_legs: [
    {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:FAA-PAO"),
      to_airport_id: stableId("airport:FAA-SFO"),
      day_takeoffs: 1,
      day_landings_full_stop: 1,
    },
  ],
});
const medical = {
  ...times,
  _id: newRecordId("medical"),
  medical_class_id: stableId("medical_classes:class_3"),
  exam_date: "2025-05-05",
};
const records = {
  aircraft: [aircraft],
  flight: [
    ...["2026-01-01", "2026-01-05", "2026-02-01"].map((day) => flight(day)),
    flight("2026-02-02", { total_time: -5 }),
    flight("2027-01-01"),
  ],
  medical: [medical],
};
const whole = {
  format: "OPLF",
  schema_version: "1.0",
  logbook: { id: "x", book: "pilot" },
  records,
  audit_log: [],
};

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "offblock-report-"));
  path = join(folder, "logbook.oplf.json");
  writeFileSync(path, JSON.stringify(whole));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  let out = "";
  let err = "";
  const code = await main(["report", ...args], {
    print: (line) => void (out += `${line}\n`),
    write: (text) => void (out += text),
    note: (line) => void (err += `${line}\n`),
    env: {},
  });
  return { code, out, err };
}

type Answer = Record<string, never> & { verdicts: { rule: string }[] };
const report = async (...args: string[]) =>
  JSON.parse(
    (await run(args[0]!, "--from", path, "--as-of", "2026-04-01", ...args.slice(1))).out,
  ) as Answer;

const names = [
  ...["currency", "experience", "totals", "8710", "medical", "expirations"],
  ...["easa", "lint", "home"],
];

test.each(names)("report %s documents input, output and an example, and answers", async (name) => {
  const { out } = await run(name, "--help");
  expect(out).toMatch(/Input: an OPLF file/);
  expect(out).toMatch(/Output: JSON/);
  expect(out).toContain(`npx offblock report ${name} --from logbook.oplf.json --as-of 2026-04-01`);
  expect(await report(name)).toMatchObject({ report: name, via: "rules", records: 6 });
});

// The command line of the design; the landings hang on 1 January: event + 90 is 1 April.
test("currency is asked of a file and a day", async () => {
  const { code, out } = await run(
    ...["currency", "--from", path, "--as-of", "2026-04-01", "--json"],
  );
  expect(code).toBe(0);
  const { verdicts } = JSON.parse(out) as Answer;
  expect(verdicts.find(({ rule }) => rule === "faa_61_57_a")).toMatchObject({
    state: "current",
    last_day: "2026-04-01",
    applies_to: { category: "airplane", class: "ASEL" },
  });
  const only = await report("currency", "--rule", "faa_61_57_a");
  expect(new Set(only.verdicts.map(({ rule }) => rule))).toEqual(new Set(["faa_61_57_a"]));
});

test("what is no valid record is left out and said; the future does not exist yet", async () => {
  const { out, err } = await run("totals", "--from", path, "--as-of", "2026-04-01");
  expect(err).toMatch(/Not read: 1 record;/);
  expect(JSON.parse(out)).toMatchObject({
    totals: { flights: 3, total_time: 270 },
    hours: { total_time: 4.5 },
    not_read: [{ id: records.flight[3]!._id, why: expect.stringContaining("total_time") }],
  });
});

test("totals by window, sort and condition", async () => {
  expect(await report("totals", "--since", "2026-01-02", "--by", "month")).toMatchObject({
    totals: { flights: 2 },
    split: [{ key: "2026-01" }, { key: "2026-02" }],
  });
  expect(await report("totals", "--tailwheel", "yes")).toMatchObject({ totals: { flights: 0 } });
  expect(await report("totals", "--with", "night_time")).toMatchObject({ totals: { flights: 0 } });
});

test("a medical without a birth date says what it cannot know", async () => {
  expect(await report("medical")).toMatchObject({ birth_date_known: false });
});

test("an EASA line names its places as pilots write them", async () => {
  expect(await report("easa")).toMatchObject({
    lines: [{ departure_place: "KPAO", arrival_place: "KSFO" }, {}, {}],
  });
});

test("a plain list of records will do", async () => {
  const list = join(folder, "list.json");
  writeFileSync(list, JSON.stringify(Object.values(records).flat()));
  const { out } = await run("totals", "--from", list, "--as-of", "2026-04-01");
  expect(JSON.parse(out)).toMatchObject({ totals: { flights: 3 } });
});

describe("what cannot be used ends with 2 and words that name the option", () => {
  test.each([
    [["currency"], /--from is missing/],
    [["currency", "--from", "/nowhere/x.json"], /--from: .*no such file/],
    [["currency", "--from", tmpdir()], /--from: .*folder/],
    [["currency", "--from", import.meta.filename], /--from: .*is not JSON/],
    [["currency", "--from", "PATH", "--as-of", "2026-02-30"], /--as-of: "2026-02-30"/],
    [["experience", "--from", "PATH", "--table", "faa_1"], /--table: "faa_1".*faa_61_109_a/],
    [["8710", "--from", "PATH", "--sought", "captain"], /--sought: "captain".*commercial/],
    [["totals", "--from", "PATH", "--by", "moon"], /--by: "moon".*category/],
    [["totals", "--from", "PATH", "--since", "2026-02-01", "--until", "2026-01-01"], /--since/],
    [["expirations", "--from", "PATH", "--within", "-1"], /--within: "-1"/],
    [["lint", "--from", "PATH", "--flight", "flight:1"], /--flight/],
    [["easa", "--from", "PATH", "--via", "sql"], /PostgreSQL does not answer report easa/],
    [
      ["totals", "--from", "PATH", "--via", "sql", "--class", "ASEL"],
      /PostgreSQL does not answer report totals with --class/,
    ],
  ])("report %j", async (args, words) => {
    const { code, out, err } = await run(...args.map((arg) => (arg === "PATH" ? path : arg)));
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
