import type { engineTypes, gearTypes } from "../../kinds/aircraft_model.ts";

/** What airframes of one sort have in common. */
export interface Build {
  /** Code of `aircraft_classes`; the category follows from it. */
  class_code: string;
  engine_type: keyof typeof engineTypes;
  engine_count: number;
  gear_type: keyof typeof gearTypes;
  /** 14 CFR 61.1(b): retractable gear, flaps and a controllable propeller; a seaplane the last two. */
  is_complex?: true;
  is_pressurized?: true;
}

/** What is said of one model beside its build. */
export interface ModelDetails {
  /** Of one engine, rated. 14 CFR 61.31(f) asks whether it is more than 200. */
  hp?: number;
  /** Service ceiling or maximum operating altitude, the lower one, in feet. */
  ceiling_ft?: number;
  /** Maximum certificated take-off weight in pounds. */
  mtow_lbs?: number;
  /** Type rating as on the certificate; 14 CFR 61.31(a) asks for one. Null: how it reads is not known. */
  type?: string | null;
  notes?: string;
  /** False where the build says otherwise. */
  is_complex?: boolean;
  is_pressurized?: boolean;
  /** Gear or engines that differ from the build's. */
  gear_type?: Build["gear_type"];
  engine_count?: number;
  engine_type?: Build["engine_type"];
  class_code?: string;
}

/** One line of a manufacturer's list as it is written down. */
export interface ModelEntry {
  /** Short and stable, never reused: ids are derived from it. */
  code: string;
  model_name: string;
  /** ICAO Doc 8643; null where the document knows none, or none is certain. */
  icao_type_designator: string | null;
  build: Build;
  details: ModelDetails;
}

/** The models of one manufacturer. */
export interface ManufacturerModels {
  manufacturer: string;
  models: ModelEntry[];
}

/** Writes one line of a list. */
export function model(
  code: string,
  model_name: string,
  icao_type_designator: string | null,
  build: Build,
  details: ModelDetails = {},
): ModelEntry {
  return { code, model_name, icao_type_designator, build, details };
}

/** Writes a manufacturer's list. */
export function made(manufacturer: string, models: ModelEntry[]): ManufacturerModels {
  return { manufacturer, models };
}

const landSingle = { class_code: "ASEL", engine_count: 1 } as const;
const landTwin = { class_code: "AMEL", engine_count: 2 } as const;

/** Single-engine land airplanes with pistons. */
export const fixedSingle: Build = {
  ...landSingle,
  engine_type: "piston",
  gear_type: "fixed_tricycle",
};
export const tailwheelSingle: Build = { ...fixedSingle, gear_type: "fixed_tailwheel" };
export const retractableSingle: Build = {
  ...fixedSingle,
  gear_type: "retractable_tricycle",
  is_complex: true,
};

/** Flying boats and amphibians with one piston. */
export const amphibianSingle: Build = {
  class_code: "ASES",
  engine_type: "piston",
  engine_count: 1,
  gear_type: "amphibious",
};

/** Multi-engine land airplanes with pistons. */
export const pistonTwin: Build = {
  ...landTwin,
  engine_type: "piston",
  gear_type: "retractable_tricycle",
  is_complex: true,
};

/** Turboprops, pressurized and with retractable gear unless their line says otherwise. */
export const turbopropSingle: Build = {
  ...landSingle,
  engine_type: "turboprop",
  gear_type: "retractable_tricycle",
  is_complex: true,
  is_pressurized: true,
};
export const turbopropTwin: Build = { ...turbopropSingle, ...landTwin };

/** Jets. They have no propeller, and so are not complex, and no horsepower. */
export const jet: Build = {
  ...landTwin,
  engine_type: "turbofan",
  gear_type: "retractable_tricycle",
  is_pressurized: true,
};

export const pistonHelicopter: Build = {
  class_code: "helicopter",
  engine_type: "piston",
  engine_count: 1,
  gear_type: "skids",
};
export const turbineHelicopter: Build = { ...pistonHelicopter, engine_type: "turboshaft" };
export const twinHelicopter: Build = { ...turbineHelicopter, engine_count: 2 };

export const gyroplane: Build = { ...fixedSingle, class_code: "gyroplane" };

/** Gliders; one with a wheel under the middle has neither sort of gear. */
export const glider: Build = {
  class_code: "glider",
  engine_type: "none",
  engine_count: 0,
  gear_type: "none",
};
export const motorGlider: Build = {
  class_code: "glider",
  engine_type: "piston",
  engine_count: 1,
  gear_type: "fixed_tailwheel",
};

export const balloon: Build = {
  class_code: "balloon",
  engine_type: "none",
  engine_count: 0,
  gear_type: "none",
};
