import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askedLedger, calculations } from "../../server/command_line/calc_command.ts";
import type { Given } from "../../server/command_line/calculations/calculation.ts";
import { readLogbookFile } from "../../server/command_line/logbook_file.ts";
import { main } from "../../server/command_line/main.ts";
import { reportFieldsBySql } from "../../server/command_line/report_fields.ts";
import { reports } from "../../server/command_line/reports.ts";
import { reportFromLedger } from "../../server/command_line/reports_by_sql.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { dice, randomLogbook } from "../harness/random_logbook.ts";

// `--via sql` once through the whole program, which makes a database of its own for each question;
// all else is asked of one database here.

let base: TestDatabase;
let folder: string;
let path: string;
beforeAll(async () => {
  base = await freshDatabase("reference");
  folder = mkdtempSync(join(tmpdir(), "offblock-via-sql-"));
  path = join(folder, "logbook.oplf.json");
  writeFileSync(path, JSON.stringify(randomLogbook(dice(11), 40)));
});
afterAll(async () => {
  await checkLedger(base.admin);
  await base.drop();
  rmSync(folder, { recursive: true });
});

type Answer = Record<string, unknown>;

const asJson = (answer: object) => JSON.parse(JSON.stringify(answer)) as Answer;

/** Where each value of an answer stands, lists as `[]`. */
function pathsOf(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${at}[]`));
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, at ? `${at}.${key}` : key));
}

/** Every value of an answer stands in the list of `--help`, which may name what holds it. */
function expectHelped(answer: Answer, fields: readonly string[]): void {
  const said = fields.map((field) => field.replace(/(\.\*)+( .*)?$/, ""));
  const isSaid = (at: string) =>
    said.some((field) => at === field || at.startsWith(`${field}.`) || at.startsWith(`${field}[]`));
  expect(pathsOf(answer).filter((at) => !isSaid(at))).toEqual([]);
}

/** A calculation through the rules and through PostgreSQL: both answers. */
async function calc(name: string, given: Given): Promise<[rules: Answer, sql: Answer]> {
  const calculation = calculations.find((one) => one.name === name)!;
  const sql = await base.db.transaction(
    null,
    (tx) => calculation.answerBySql!(given, askedLedger(tx, base.db)),
    { read_only: true },
  );
  expectHelped(asJson(sql), calculation.output_by_sql!);
  return [asJson(calculation.answer(given)), asJson(sql)];
}

/** A report of the file through the rules and through PostgreSQL: both answers. */
async function report(name: string, given: Given = {}): Promise<[rules: Answer, sql: Answer]> {
  const file = await readLogbookFile(path, true);
  const as_of = "2026-01-15";
  const one = reports.find((report) => report.name === name)!;
  const sql = asJson(await reportFromLedger(base.db, name, file.records, as_of, given));
  expect(sql["not_taken"]).toEqual([]);
  expectHelped({ ...sql, not_taken: "" }, [...reportFieldsBySql[name]!, "not_taken"]);
  return [asJson(one.answer({ file, facts: file.facts, as_of, given })), sql];
}

const near = (a: unknown, b: unknown, seconds: number) =>
  expect(Math.abs(Date.parse(String(a)) - Date.parse(String(b)))).toBeLessThanOrEqual(
    seconds * 1000,
  );

const rowsOf = (rows: unknown) => rows as Record<string, unknown>[];

describe("through PostgreSQL a calculation answers what the rules answer", () => {
  test("the sun", async () => {
    const [rules, sql] = await calc("sun", {
      at: "EGLL",
      date: "2026-03-29",
      time: "2026-03-29T20:00Z",
    });
    for (const name of ["civil_dawn", "sunrise", "solar_noon", "sunset", "civil_dusk"])
      near(sql[name], rules[name], 30);
    expect(sql["state"]).toMatchObject({ is_night_part1: true, is_night_6157: true });
  });
  test("the night of a flight", async () => {
    const [rules, sql] = await calc("night", {
      route: "KSFO-KJFK",
      out: "2026-01-10T23:30Z",
      in: "2026-01-11T05:00Z",
    });
    for (const name of ["part1_minutes", "recency_minutes"])
      expect(Math.abs(Number(sql[name]) - Number(rules[name]))).toBeLessThanOrEqual(1);
  });
  test("a distance", async () => {
    const [rules, sql] = await calc("distance", { from: "KJFK", to: "KLAX" });
    expect(sql["distance_nm"]).toBeCloseTo(Number(rules["distance_nm"]), 6);
  });
  test("cross-country", async () => {
    const [rules, sql] = await calc("xc", { route: "KPAO-KPAO", overflown: "KMRY" });
    expect(sql["qualifies"]).toEqual(rules["qualifies"]);
  });
  test.each([
    [{ class: "1", exam: "2026-04-16", birth: "1986-04-16", "as-of": "2026-11-01" }, 3],
    [{ class: "2", exam: "2026-04-16", "as-of": "2027-05-01" }, 2],
    [{ class: "basicmed", exam: "2024-02-10", course: "2024-03-29", "as-of": "2026-03-31" }, 1],
  ])("a medical: %j", async (given, operations) => {
    const [rules, sql] = await calc("medical", given);
    const wanted = new Map(rowsOf(rules["standing"]).map((row) => [row["operation"], row]));
    expect(rowsOf(sql["standing"])).toHaveLength(operations);
    for (const { operation, state, last_day } of rowsOf(sql["standing"]))
      expect(wanted.get(operation)).toMatchObject({ state, last_day });
    const ends = new Map(
      rowsOf(rules["ends"]).map(({ operation, last_day }) => [operation, last_day]),
    );
    for (const { operation, last_day } of rowsOf(sql["ends"]))
      expect(last_day).toBe(ends.get(operation));
  });
  test("a flight review", async () => {
    const [rules, sql] = await calc("flight-review", {
      date: "2024-02-29",
      "as-of": "2026-03-01",
    });
    expect(sql).toEqual(rules);
  });
});

describe("through PostgreSQL a report answers what the rules answer", () => {
  test("totals", async () => {
    const [totals, sql] = await report("totals");
    const wanted = totals["totals"] as Record<string, number>;
    expect(sql["totals"]).toMatchObject({
      flight_count: wanted["flights"],
      total_time: wanted["total_time"],
      night_landings: wanted["night_landings"],
    });
  });
  test("currency", async () => {
    const [currency, sql] = await report("currency", { rule: "faa_61_57_a" });
    const told = (rows: unknown) =>
      rowsOf(rows)
        .map((row) => `${String(row["state"])} ${String(row["last_day"])}`)
        .sort();
    expect(told(sql["verdicts"])).toEqual(told(currency["verdicts"]));
  });
  test("medical", async () => {
    const [medical, sql] = await report("medical");
    const standing = new Map(
      rowsOf(medical["standing"]).map((row) => [row["operation"], row["last_day"]]),
    );
    for (const row of rowsOf(sql["standing"]))
      expect(row["last_day"]).toBe(standing.get(row["operation"]));
  });
  test("expirations", async () => {
    const [expirations, sql] = await report("expirations", { within: "400" });
    for (const part of ["upcoming", "past"]) {
      const days = (answer: Answer) => rowsOf(answer[part]).map((row) => row["last_day"]);
      expect(days(sql)).toEqual(days(expirations));
    }
  });
  test("the grid of form 8710", async () => {
    const [grid, sql] = await report("8710", { sought: "atp" });
    for (const part of ["sought", "rows", "classes"]) expect(sql[part]).toEqual(grid[part]);
  });
  test("a table of experience", async () => {
    const [experience, sql] = await report("experience", { table: "faa_61_129_a" });
    const haves = (answer: Answer) =>
      rowsOf(rowsOf(answer["tables"])[0]!["lines"]).map(({ line, have, missing }) => ({
        line,
        have,
        missing,
      }));
    expect(haves(sql)).toEqual(haves(experience));
  });
});

test("the whole program answers through a database of its own, and leaves none behind", async () => {
  let out = "";
  const code = await main(
    ["report", "totals", "--from", path, "--as-of", "2026-01-15", "--via", "sql"],
    {
      print: (line) => void (out += line),
      write: (text) => void (out += text),
      note: () => undefined,
      env: { DATABASE_URL: base.url },
    },
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ report: "totals", via: "sql", not_taken: [] });
  const left = await base.admin.query(
    "select datname from pg_database where datname like 'offblock_asked_%'",
  );
  expect(left).toEqual([]);
});
