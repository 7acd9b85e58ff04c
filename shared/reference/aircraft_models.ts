/**
 * Common aircraft models (database design 6.5), written out by manufacturer under
 * `aircraft_models/`. The gateway loads these rows into `reference.aircraft_models` and the app
 * reads them here, so both know the same ids.
 */
import { stableId } from "../ids.ts";
import type { engineTypes, gearTypes } from "../kinds/aircraft_model.ts";
import { airliners } from "./aircraft_models/airliners.ts";
import { beechcraft, hawker } from "./aircraft_models/beechcraft.ts";
import { businessJets } from "./aircraft_models/business_jets.ts";
import { cessna, citations } from "./aircraft_models/cessna.ts";
import { glidersAndBalloons } from "./aircraft_models/gliders_and_balloons.ts";
import { lightAirplanes } from "./aircraft_models/light_airplanes.ts";
import type { ManufacturerModels, ModelEntry } from "./aircraft_models/model.ts";
import { piper } from "./aircraft_models/piper.ts";
import { rotorcraft } from "./aircraft_models/rotorcraft.ts";
import { tailwheelAirplanes } from "./aircraft_models/tailwheel_airplanes.ts";
import { turboprops } from "./aircraft_models/turboprops.ts";
import { lookupByCode, lookupById } from "./lookups.ts";
import { searchNames } from "./name_search.ts";

/** Every list of models there is. */
const lists: readonly ManufacturerModels[] = [
  cessna,
  citations,
  piper,
  beechcraft,
  hawker,
  ...lightAirplanes,
  ...tailwheelAirplanes,
  ...turboprops,
  ...businessJets,
  ...airliners,
  ...rotorcraft,
  ...glidersAndBalloons,
];

/** A row of `reference.aircraft_models`, with the names and values of its columns. */
export interface AircraftModelRow {
  id: string;
  code: string;
  manufacturer: string;
  model_name: string;
  icao_type_designator: string | null;
  category_id: string;
  class_id: string;
  engine_type: keyof typeof engineTypes;
  engine_count: number;
  gear_type: keyof typeof gearTypes;
  /** 14 CFR 61.31(e). */
  is_complex: boolean;
  /** 14 CFR 61.31(f): an airplane with an engine of more than 200 horsepower. */
  is_high_performance: boolean;
  /** 14 CFR 61.31(i). */
  is_tailwheel: boolean;
  is_pressurized: boolean;
  service_ceiling_ft: number | null;
  /** 14 CFR 61.31(a). */
  requires_type_rating: boolean;
  type_rating_code: string | null;
  mtow_lbs: number | null;
  notes: string | null;
  is_deprecated: boolean;
}

/** 14 CFR 61.31(f)(1): "an engine of more than 200 horsepower". */
const highPerformanceHp = 200;

function toRow(manufacturer: string, { build, details, ...entry }: ModelEntry): AircraftModelRow {
  const { hp = 0, ceiling_ft = null, mtow_lbs = null, type, notes = null, ...rest } = details;
  const { class_code, ...built } = { is_complex: false, is_pressurized: false, ...build, ...rest };
  const row = lookupByCode("aircraft_classes", class_code);
  if (row === undefined || row.category_id === null)
    throw new Error(`${entry.code}: there is no class ${class_code}.`);
  const is_airplane = lookupById("aircraft_categories", row.category_id)?.code === "airplane";
  return {
    id: stableId(`aircraft_model:${entry.code}`),
    code: entry.code,
    manufacturer,
    model_name: entry.model_name,
    icao_type_designator: entry.icao_type_designator,
    category_id: row.category_id,
    class_id: row.id,
    engine_type: built.engine_type,
    engine_count: built.engine_count,
    gear_type: built.gear_type,
    is_complex: built.is_complex,
    is_high_performance: is_airplane && hp > highPerformanceHp,
    is_tailwheel: is_airplane && built.gear_type.endsWith("tailwheel"),
    is_pressurized: built.is_pressurized,
    service_ceiling_ft: ceiling_ft,
    requires_type_rating: type !== undefined,
    type_rating_code: type ?? null,
    mtow_lbs,
    notes,
    is_deprecated: false,
  };
}

interface Index {
  rows: readonly AircraftModelRow[];
  by_id: ReadonlyMap<string, AircraftModelRow>;
}

/** Made on first use: each id costs a SHA-256. */
let index: Index | undefined;

function indexed(): Index {
  if (index === undefined) {
    const rows = lists.flatMap(({ manufacturer, models }) =>
      models.map((entry) => toRow(manufacturer, entry)),
    );
    index = { rows, by_id: new Map(rows.map((row) => [row.id, row])) };
  }
  return index;
}

/** All models, by list. */
export function aircraftModelRows(): readonly AircraftModelRow[] {
  return indexed().rows;
}

/** The model with an id; undefined when the reference has none. */
export function aircraftModelById(id: string): AircraftModelRow | undefined {
  return indexed().by_id.get(id);
}

/** The models with an ICAO type designator, letter case aside. Several models share most of them. */
export function aircraftModelsByIcao(designator: string): AircraftModelRow[] {
  const wanted = designator.trim().toUpperCase();
  return indexed().rows.filter((row) => row.icao_type_designator === wanted);
}

/**
 * Models whose manufacturer, name or ICAO designator have every word of a text at the beginning of
 * a word, best first: an exact designator, then a name that begins so, then the rest. An empty text
 * finds nothing.
 */
export function searchModels(text: string, limit = 20): AircraftModelRow[] {
  return searchNames(indexed().rows, text, limit, (row) => ({
    code: row.icao_type_designator ?? "",
    name: row.model_name,
    maker: row.manufacturer,
  }));
}
