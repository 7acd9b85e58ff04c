import { describe, expect, test } from "vitest";
import { distanceNm } from "../../../shared/geography.ts";
import { evaluateTable } from "../../../shared/experience/evaluate.ts";
import { experienceTables } from "../../../shared/experience/tables.ts";
import vectors from "../../vectors/experience.json" with { type: "json" };
import { factsFrom, places } from "./logbook.ts";
import { vectorRecords, type VectorLogbook } from "./vector_records.ts";

interface Case extends VectorLogbook {
  name: string;
  source: string;
  table: string;
  as_of: string;
  lines: Record<string, Record<string, number>>;
}

const cases = vectors.cases as unknown as Case[];
const tableNamed = (key: string) => experienceTables.find(({ table }) => table === key)!;

test("the places lie where the vectors say", () => {
  const far = { KSTS: 71, KHAF: 19, KMRY: 54, KSCK: 49, KRNO: 165, KLAX: 278 };
  for (const [ident, nm] of Object.entries(far))
    expect(Math.abs(distanceNm(places.KPAO, places[ident as keyof typeof far]) - nm)).toBeLessThan(
      1,
    );
});

describe.each(cases)("$name ($source)", (vector) => {
  const standing = evaluateTable(
    factsFrom(vectorRecords(vector)),
    tableNamed(vector.table),
    vector.as_of,
  );
  test.each(Object.entries(vector.lines))("%s", (key, expected) => {
    const line = standing.lines.find((one) => one.line === key)!;
    const { undecided, ...numbers } = expected;
    expect(line).toMatchObject(numbers);
    expect(line.missing).toBe(Math.max(0, line.need - line.have));
    if (undecided !== undefined) expect(line.undecided).toHaveLength(undecided);
  });
});

describe("the tables", () => {
  test("carry what the regulation asks for", () => {
    const need = (table: string, line: string) =>
      tableNamed(table).lines.find((one) => one.line === line)!.need;
    expect(need("faa_61_109_a", "total")).toBe(40 * 60);
    expect(need("faa_61_129_a", "total")).toBe(250 * 60);
    expect(need("faa_61_129_c", "total")).toBe(150 * 60);
    expect(need("faa_61_159_a_AMEL", "total")).toBe(1500 * 60);
    expect(need("faa_61_160_a_ASEL", "total")).toBe(750 * 60);
    expect(need("faa_61_160_c_ASEL", "total")).toBe(1250 * 60);
    expect(need("faa_61_160_f_ASEL", "xc")).toBe(200 * 60);
    expect(need("faa_61_313_a_1", "dual")).toBe(15 * 60);
  });
  test("have keys of their own, and so have their lines", () => {
    const keys = experienceTables.map(({ table }) => table);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { lines } of experienceTables)
      expect(new Set(lines.map(({ line }) => line)).size).toBe(lines.length);
  });
  test("are complete when nothing is missing, and an empty logbook lacks everything", () => {
    for (const table of experienceTables) {
      const standing = evaluateTable(factsFrom(), table, "2026-01-01");
      expect(standing.complete).toBe(false);
      for (const line of standing.lines)
        expect(line).toMatchObject({ have: 0, missing: line.need });
    }
  });
});
