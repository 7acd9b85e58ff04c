import { describe, expect, test } from "vitest";
import type { Fields } from "../../../shared/fields.ts";
import { kinds } from "../../../shared/kinds/kinds.ts";
import {
  lookupByCode,
  lookupById,
  lookupChoices,
  lookupRows,
  lookupTables,
} from "../../../shared/reference/lookups.ts";

/** The names that database design 12.3 gives. */
const designed = [
  "aircraft_categories",
  "aircraft_classes",
  "approach_types",
  "certificate_levels",
  "rating_types",
  "endorsement_types",
  "medical_classes",
  "role_on_flight_types",
  "training_device_types",
  "pic_basis_types",
  "training_event_types",
  "role_qualification_types",
  "far_citations",
];

function lookupsOf(fields: Fields): string[] {
  return Object.values(fields).flatMap((field) =>
    field.type === "lookup" ? [field.lookup] : field.type === "rows" ? lookupsOf(field.fields) : [],
  );
}

test("every table of the design is there, and no other", () => {
  expect([...lookupTables].sort()).toEqual([...designed].sort());
});

test("every table that a field refers to is there", () => {
  const used = Object.values(kinds).flatMap((kind) => lookupsOf(kind.fields));
  expect(used.length).toBeGreaterThan(5);
  for (const name of used) expect(lookupTables).toContain(name);
});

describe.each(lookupTables)("%s", (table) => {
  const rows = lookupRows(table);

  test("has rows with codes, names and ids of their own, in order", () => {
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row.code)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.name)).size).toBeGreaterThan(rows.length * 0.7);
    for (const row of rows) {
      expect(row.name).not.toBe("");
      expect(row.description).not.toBe("");
      expect(lookupByCode(table, row.code)).toBe(row);
      expect(lookupById(table, row.id)).toBe(row);
    }
    const orders = rows.map((row) => row.display_order);
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
  });

  test("has days that exist and end after they begin", () => {
    for (const { effective_from, effective_to } of rows) {
      for (const day of [effective_from, effective_to])
        if (day !== null) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
      if (effective_from !== null && effective_to !== null)
        expect(effective_from < effective_to).toBe(true);
    }
  });

  test("knows nothing of a code that it does not have", () => {
    expect(lookupByCode(table, "no such code")).toBeUndefined();
    expect(lookupByCode(table, "__proto__")).toBeUndefined();
    expect(lookupById(table, "00000000-0000-8000-8000-000000000000")).toBeUndefined();
  });
});

// Computed by `openssl sha256` and by hand.
test.each([
  ["approach_types", "ILS", "42696741-95e2-8995-9c1c-122b6837582c"],
  ["pic_basis_types", "sole_manipulator", "8909a767-f4e0-82bd-890f-96c276075244"],
  ["role_on_flight_types", "CFI_giving", "7ef88d2b-13e0-83ff-a573-5317e7165ac1"],
  ["aircraft_classes", "ASEL", "0e465ed9-fedd-8948-acac-2f3037120c01"],
  ["training_device_types", "AATD", "121f6c34-8d44-837a-bea3-a455a016f927"],
] as const)("the id of %s %s never changes", (table, code, id) => {
  expect(lookupByCode(table, code)!.id).toBe(id);
});

test("every approach type that ForeFlight writes is there by its name", () => {
  const names = new Set(lookupRows("approach_types").map((row) => row.name));
  const written =
    "ASR/SRA|GCA|GLS|ILS|ILS CAT II|ILS CAT III|LDA|LOC|LOC BC|MLS|NDB|PAR|RNAV (GPS)|" +
    "RNAV (RNP)|SDF|TACAN|VOR|ILS OR LOC";
  for (const name of written.split("|")) expect(names).toContain(name);
});

test("every class has its category", () => {
  for (const row of lookupRows("aircraft_classes"))
    expect(lookupById("aircraft_categories", row.category_id!)).toBeDefined();
  const seaplane = lookupByCode("aircraft_classes", "ASES")!;
  expect(lookupById("aircraft_categories", seaplane.category_id!)!.code).toBe("airplane");
});

describe("a definition is offered on the days on which it held", () => {
  const codes = (day: string) => lookupChoices("training_device_types", day).map((row) => row.code);
  test("level 5 was another thing before part 60 took effect on 30 May 2008", () => {
    expect(codes("2008-05-29")).toContain("FTD-5-AC");
    expect(codes("2008-05-29")).not.toContain("FTD-5");
    expect(codes("2008-05-30")).toContain("FTD-5");
    expect(codes("2008-05-30")).not.toContain("FTD-5-AC");
  });
  test("what is always true is always offered, and what is deprecated never", () => {
    for (const day of ["1950-01-01", "2008-05-30", "2026-11-21"])
      expect(codes(day)).toContain("FFS");
    const endorsements = lookupChoices("endorsement_types", "1995-01-01").map((row) => row.code);
    expect(endorsements).toContain("flight_review");
    expect(endorsements).not.toContain("BFR");
  });
});
