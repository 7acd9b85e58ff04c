import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../server/command_line/main.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { dice, randomLogbook } from "../harness/random_logbook.ts";

let base: TestDatabase;
let folder: string;
beforeAll(async () => {
  base = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), "offblock-via-sql-"));
});
afterAll(async () => {
  await checkLedger(base.admin);
  await base.drop();
  rmSync(folder, { recursive: true });
});

/** One command through the rules and through PostgreSQL: both answers. */
async function both(...args: string[]): Promise<Record<string, never>[]> {
  const answers: Record<string, never>[] = [];
  for (const via of ["rules", "sql"]) {
    let [out, err] = ["", ""];
    const code = await main([...args, "--via", via], {
      print: (line) => void (out += line),
      write: (text) => void (out += text),
      note: (line) => void (err += `${line}\n`),
      env: { DATABASE_URL: base.url },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    answers.push(JSON.parse(out) as Record<string, never>);
  }
  return answers;
}

const near = (a: unknown, b: unknown, seconds: number) =>
  expect(Math.abs(Date.parse(String(a)) - Date.parse(String(b)))).toBeLessThanOrEqual(
    seconds * 1000,
  );

describe("through PostgreSQL a calculation answers what the rules answer", () => {
  test("the sun", async () => {
    const [rules, sql] = await both(
      ...["calc", "sun", "--at", "EGLL", "--date", "2026-03-29", "--time", "2026-03-29T20:00Z"],
    );
    for (const name of ["civil_dawn", "sunrise", "solar_noon", "sunset", "civil_dusk"])
      near(sql![name], rules![name], 30);
    expect(sql!["state"]).toMatchObject({ is_night_part1: true, is_night_6157: true });
  });
  test("the night of a flight", async () => {
    const [rules, sql] = await both(
      ...["calc", "night", "--route", "KSFO-KJFK"],
      ...["--out", "2026-01-10T23:30Z", "--in", "2026-01-11T05:00Z"],
    );
    for (const name of ["part1_minutes", "recency_minutes"])
      expect(Math.abs(Number(sql![name]) - Number(rules![name]))).toBeLessThanOrEqual(1);
  });
  test("cross-country", async () => {
    const [rules, sql] = await both(
      ...["calc", "xc", "--route", "KPAO-KPAO", "--overflown", "KMRY"],
    );
    expect(sql!["qualifies"]).toEqual(rules!["qualifies"]);
  });
  test("a flight review", async () => {
    const [rules, sql] = await both(
      ...["calc", "flight-review", "--date", "2024-02-29", "--as-of", "2026-03-01"],
    );
    expect({ ...sql!, via: "" }).toEqual({ ...rules!, via: "" });
  });
});

describe("through PostgreSQL a report answers what the rules answer", () => {
  const names = (rows: unknown) => rows as Record<string, unknown>[];

  test("of a file, and leaves no database behind", async () => {
    const path = join(folder, "logbook.oplf.json");
    writeFileSync(path, JSON.stringify(randomLogbook(dice(11), 40)));
    const asked = ["--from", path, "--as-of", "2026-01-15"];

    const [totals, totals_sql] = await both("report", "totals", ...asked);
    const wanted = totals!["totals"] as unknown as Record<string, number>;
    expect(totals_sql!["totals"]).toMatchObject({
      flight_count: wanted["flights"],
      total_time: wanted["total_time"],
      night_landings: wanted["night_landings"],
    });

    const [currency, currency_sql] = await both(
      "report",
      "currency",
      ...asked,
      "--rule",
      "faa_61_57_a",
    );
    const told = (rows: unknown) =>
      names(rows)
        .map((row) => `${String(row["state"])} ${String(row["last_day"])}`)
        .sort();
    expect(told(currency_sql!["verdicts"])).toEqual(told(currency!["verdicts"]));
    expect(currency_sql!["not_taken"]).toEqual([]);

    const [medical, medical_sql] = await both("report", "medical", ...asked);
    const standing = new Map(
      names(medical!["standing"]).map((row) => [row["operation"], row["last_day"]]),
    );
    for (const row of names(medical_sql!["standing"]))
      expect(row["last_day"]).toBe(standing.get(row["operation"]));

    const [grid, grid_sql] = await both("report", "8710", ...asked, "--sought", "atp");
    for (const part of ["sought", "rows", "classes"]) expect(grid_sql![part]).toEqual(grid![part]);

    const table = ["--table", "faa_61_129_a"];
    const [experience, experience_sql] = await both("report", "experience", ...asked, ...table);
    const haves = (answer: Record<string, unknown>) =>
      names(names(answer["tables"])[0]!["lines"]).map(({ line, have, missing }) => ({
        line,
        have,
        missing,
      }));
    expect(haves(experience_sql!)).toEqual(haves(experience!));

    const left = await base.admin.query(
      "select datname from pg_database where datname like 'offblock_asked_%'",
    );
    expect(left).toEqual([]);
  });
});
