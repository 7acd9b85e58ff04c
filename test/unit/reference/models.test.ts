import { describe, expect, test } from "vitest";
import {
  aircraftModelById,
  aircraftModelRows,
  aircraftModelsByIcao,
  searchModels,
} from "../../../shared/reference/aircraft_models.ts";
import { lookupByCode, lookupById } from "../../../shared/reference/lookups.ts";
import {
  searchDeviceModels,
  trainingDeviceModelById,
  trainingDeviceModelRows,
} from "../../../shared/reference/training_device_models.ts";

const model = (code: string) => aircraftModelRows().find((row) => row.code === code)!;
const classOf = (row: { class_id: string }) => lookupById("aircraft_classes", row.class_id)?.code;

describe("aircraft models", () => {
  test("are some hundred, each with a code of its own and a class of its category", () => {
    const rows = aircraftModelRows();
    expect(rows.length).toBeGreaterThan(300);
    expect(new Set(rows.map((row) => row.code)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(lookupById("aircraft_classes", row.class_id)?.category_id).toBe(row.category_id);
      expect(row.icao_type_designator ?? "C172").toMatch(/^[A-Z0-9]{2,4}$/);
    }
  });

  test("name no model of a manufacturer twice", () => {
    const names = aircraftModelRows().map((row) => `${row.manufacturer} ${row.model_name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("do not contradict themselves", () => {
    for (const row of aircraftModelRows()) {
      const kind = classOf(row);
      const name = `${row.manufacturer} ${row.model_name}`;
      if (kind === "AMEL" || kind === "AMES") expect(row.engine_count, name).toBeGreaterThan(1);
      if (kind === "ASEL" || kind === "ASES") expect(row.engine_count, name).toBe(1);
      if (row.engine_type === "turbofan") expect(row.requires_type_rating, name).toBe(true);
      // 14 CFR 1.1 and 61.31(a)(1): a large aircraft, above 12,500 lb.
      if ((row.mtow_lbs ?? 0) > 12_500) expect(row.requires_type_rating, name).toBe(true);
      // 14 CFR 61.31(e) and (f) speak of airplanes.
      if (kind === "helicopter") expect(row.is_complex || row.is_high_performance).toBe(false);
    }
  });

  // 14 CFR 61.31(e), (f), (i), (a)(1): what every pilot knows of these.
  test.each([
    ["cessna-172s", { is_complex: false, is_high_performance: false, mtow_lbs: 2550 }],
    ["cessna-182t", { is_complex: false, is_high_performance: true, icao_type_designator: "C182" }],
    ["cessna-172rg", { is_complex: true, is_high_performance: false }],
    ["piper-pa-28r-201", { is_complex: true, is_high_performance: false }],
    ["beech-a36", { is_complex: true, is_high_performance: true }],
    ["piper-pa-44-180", { is_complex: true, is_high_performance: false, engine_count: 2 }],
    ["champion-7eca", { is_tailwheel: true, is_complex: false }],
    ["pilatus-pc-12-47e", { is_pressurized: true, requires_type_rating: false }],
    ["boeing-737-800", { type_rating_code: "B-737", engine_type: "turbofan", is_complex: false }],
    ["airbus-a320neo", { type_rating_code: "A-320", icao_type_designator: "A20N" }],
    ["cirrus-sf50", { type_rating_code: "SF50", engine_count: 1 }],
    ["robinson-r44-ii", { engine_type: "piston", requires_type_rating: false, gear_type: "skids" }],
    ["schweizer-sgs-2-33a", { engine_type: "none", engine_count: 0 }],
  ])("%s is as its papers say", (code, facts) => {
    expect(model(code)).toMatchObject(facts);
  });

  test("are found by id and by designator", () => {
    expect(aircraftModelById(model("cessna-172s").id)).toBe(model("cessna-172s"));
    expect(aircraftModelById("00000000-0000-8000-8000-000000000000")).toBeUndefined();
    expect(aircraftModelsByIcao("b738").map((row) => row.code)).toEqual(["boeing-737-800"]);
  });

  test.each([
    ["c172", "cessna-172k"],
    ["172s", "cessna-172s"],
    ["cessna 172 s", "cessna-172s"],
    ["pa28 181", "piper-pa-28-181"],
    ["king air 350", "beech-b300"],
    ["blanik", "let-l-13"],
    ["A20N", "airbus-a320neo"],
  ])("searching for %s finds %s first", (text, code) => {
    expect(searchModels(text)[0]?.code).toBe(code);
  });

  test("a search for nothing, or for what is not there, finds nothing", () => {
    for (const text of ["", "  ", "-", "zzz", "cessna zzz"]) expect(searchModels(text)).toEqual([]);
    expect(searchModels("cessna", 3)).toHaveLength(3);
  });
});

describe("training device models", () => {
  test("name a type that is there, and a model that is there", () => {
    const rows = trainingDeviceModelRows();
    expect(rows.length).toBeGreaterThan(30);
    expect(new Set(rows.map((row) => row.code)).size).toBe(rows.length);
    for (const row of rows) {
      expect(lookupById("training_device_types", row.device_type_id)).toBeDefined();
      if (row.aircraft_model_simulated_id !== null)
        expect(aircraftModelById(row.aircraft_model_simulated_id), row.code).toBeDefined();
    }
  });

  test("are found by words and by id", () => {
    const [first] = searchDeviceModels("redbird fmx");
    expect(first).toMatchObject({
      manufacturer: "Redbird",
      device_type_id: lookupByCode("training_device_types", "AATD")!.id,
    });
    expect(trainingDeviceModelById(first!.id)).toBe(first);
    expect(searchDeviceModels("")).toEqual([]);
  });
});
