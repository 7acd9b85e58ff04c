/**
 * Common models of simulators and training devices (database design 6.7). The gateway loads these
 * rows into `reference.training_device_models`; the app reads them here, with the same ids. Which
 * level a single device is approved for stands in its own letter and in the pilot's own record.
 */
import { stableId } from "../ids.ts";
import { lookupByCode } from "./lookups.ts";
import { searchNames } from "./name_search.ts";

interface DeviceEntry {
  code: string;
  manufacturer: string;
  model_name: string;
  /** Code of `training_device_types`. */
  type_code: string;
  device_level?: string;
  /** Code of the aircraft model that it stands for. */
  simulates?: string;
}

const device = (
  code: string,
  manufacturer: string,
  model_name: string,
  type_code: string,
  more: Pick<DeviceEntry, "device_level" | "simulates"> = {},
): DeviceEntry => ({ code, manufacturer, model_name, type_code, ...more });

const fullFlight = (code: string, manufacturer: string, model_name: string, simulates: string) =>
  device(code, manufacturer, model_name, "FFS", { device_level: "Level D", simulates });

const entries: readonly DeviceEntry[] = [
  device("redbird-fmx", "Redbird", "FMX", "AATD"),
  device("redbird-mcx", "Redbird", "MCX", "AATD"),
  device("redbird-ld", "Redbird", "LD", "AATD"),
  device("redbird-sd", "Redbird", "SD", "AATD"),
  device("redbird-td", "Redbird", "TD", "BATD"),
  device("redbird-td2", "Redbird", "TD2", "BATD"),
  device("frasca-141", "Frasca", "141", "FTD"),
  device("frasca-142", "Frasca", "142", "FTD"),
  device("frasca-242", "Frasca", "242", "FTD"),
  device("frasca-mentor", "Frasca", "Mentor", "AATD"),
  device("frasca-rtd", "Frasca", "RTD", "AATD"),
  device("frasca-truflite-h", "Frasca", "TruFlite H", "FTD"),
  device("alsim-al172", "ALSIM", "AL172", "AATD", { simulates: "cessna-172s" }),
  device("alsim-al250", "ALSIM", "AL250", "AATD"),
  device("alsim-al42", "ALSIM", "AL42", "AATD", { simulates: "diamond-da42" }),
  device("alsim-alsr20", "ALSIM", "ALSR20", "AATD", { simulates: "cirrus-sr20" }),
  device("alsim-alx", "ALSIM", "ALX", "AATD"),
  device("pfc-mfd", "Precision Flight Controls", "MFD", "AATD"),
  device("pfc-cr-12", "Precision Flight Controls", "CR-12", "AATD"),
  device("pfc-dcx-max", "Precision Flight Controls", "DCX MAX", "AATD"),
  device("elite-pi-135", "Elite", "PI-135", "BATD"),
  device("elite-pi-1000", "Elite", "PI-1000", "BATD"),
  device("gleim-batd", "Gleim", "Virtual Cockpit BATD", "BATD"),
  device("flythissim-touchtrainer", "FlyThisSim", "TouchTrainer", "AATD"),
  device("atc-610", "Analog Training Computers", "ATC-610", "unknown_historical"),
  device("atc-810", "Analog Training Computers", "ATC-810", "unknown_historical"),
  device("ast-300", "Aviation Simulation Technology", "AST-300", "unknown_historical"),
  fullFlight("cae-7000xr-a320", "CAE", "7000XR A320", "airbus-a320"),
  fullFlight("cae-7000xr-a350", "CAE", "7000XR A350", "airbus-a350-900"),
  fullFlight("cae-7000xr-737-800", "CAE", "7000XR 737-800", "boeing-737-800"),
  fullFlight("cae-7000xr-737-max", "CAE", "7000XR 737 MAX", "boeing-737-8"),
  fullFlight("cae-7000xr-787", "CAE", "7000XR 787", "boeing-787-8"),
  fullFlight("cae-7000xr-777", "CAE", "7000XR 777", "boeing-777-300er"),
  fullFlight("flightsafety-ffs-erj-175", "FlightSafety", "FFS ERJ 170/175", "embraer-175"),
  fullFlight("flightsafety-ffs-b200", "FlightSafety", "FFS King Air 200", "beech-b200"),
  fullFlight("flightsafety-ffs-b300", "FlightSafety", "FFS King Air 350", "beech-b300"),
  fullFlight("flightsafety-ffs-525", "FlightSafety", "FFS CitationJet", "cessna-525"),
  fullFlight("flightsafety-ffs-560xl", "FlightSafety", "FFS Citation XLS", "cessna-560xl"),
  fullFlight("flightsafety-ffs-gv", "FlightSafety", "FFS Gulfstream V, G550", "gulfstream-v"),
  fullFlight("flightsafety-ffs-g650", "FlightSafety", "FFS Gulfstream G650", "gulfstream-g650"),
  fullFlight("flightsafety-ffs-pc-12", "FlightSafety", "FFS PC-12", "pilatus-pc-12"),
];

/** A row of `reference.training_device_models`, with the names and values of its columns. */
export interface TrainingDeviceModelRow {
  id: string;
  code: string;
  manufacturer: string;
  model_name: string;
  device_type_id: string;
  device_level: string | null;
  aircraft_model_simulated_id: string | null;
  notes: string | null;
  is_deprecated: boolean;
}

function toRow(entry: DeviceEntry): TrainingDeviceModelRow {
  const type = lookupByCode("training_device_types", entry.type_code);
  if (type === undefined) throw new Error(`${entry.code}: there is no type ${entry.type_code}.`);
  return {
    id: stableId(`training_device_model:${entry.code}`),
    code: entry.code,
    manufacturer: entry.manufacturer,
    model_name: entry.model_name,
    device_type_id: type.id,
    device_level: entry.device_level ?? null,
    aircraft_model_simulated_id:
      entry.simulates === undefined ? null : stableId(`aircraft_model:${entry.simulates}`),
    notes: null,
    is_deprecated: false,
  };
}

let rows: readonly TrainingDeviceModelRow[] | undefined;

/** All models of device, by manufacturer. Made on first use. */
export function trainingDeviceModelRows(): readonly TrainingDeviceModelRow[] {
  return (rows ??= entries.map(toRow));
}

/** The model with an id; undefined when the reference has none. */
export function trainingDeviceModelById(id: string): TrainingDeviceModelRow | undefined {
  return trainingDeviceModelRows().find((row) => row.id === id);
}

/** Models of device by words of their names, best first. An empty text finds nothing. */
export function searchDeviceModels(text: string, limit = 20): TrainingDeviceModelRow[] {
  return searchNames(trainingDeviceModelRows(), text, limit, (row) => ({
    code: row.code,
    name: row.model_name,
    maker: row.manufacturer,
  }));
}
