import {
  made,
  model,
  pistonTwin,
  tailwheelSingle,
  turbopropSingle,
  turbopropTwin,
} from "./model.ts";

const fixed = {
  gear_type: "fixed_tricycle" as const,
  is_complex: false,
  is_pressurized: false,
};

/** Makers of turboprops below the airliners, and of the airliners with propellers. */
export const turboprops = [
  made("Pilatus", [
    model("pilatus-pc-6", "PC-6 Turbo Porter", "PC6T", tailwheelSingle, {
      engine_type: "turboprop",
      hp: 550,
      mtow_lbs: 6173,
    }),
    model("pilatus-pc-7", "PC-7", "PC7", turbopropSingle, { hp: 550, is_pressurized: false }),
    model("pilatus-pc-12", "PC-12/45", "PC12", turbopropSingle, {
      hp: 1200,
      mtow_lbs: 9920,
      ceiling_ft: 30000,
    }),
    model("pilatus-pc-12-47e", "PC-12/47E NG, NGX", "PC12", turbopropSingle, {
      hp: 1200,
      mtow_lbs: 10450,
      ceiling_ft: 30000,
    }),
  ]),
  made("Daher", [
    model("tbm-700", "TBM 700", "TBM7", turbopropSingle, { hp: 700, ceiling_ft: 30000 }),
    model("tbm-850", "TBM 850", "TBM8", turbopropSingle, {
      hp: 850,
      mtow_lbs: 7394,
      ceiling_ft: 31000,
    }),
    model("tbm-900", "TBM 900, 910, 930", "TBM9", turbopropSingle, {
      hp: 850,
      mtow_lbs: 7394,
      ceiling_ft: 31000,
    }),
    model("tbm-940", "TBM 940, 960", "TBM9", turbopropSingle, { hp: 850, ceiling_ft: 31000 }),
    model("kodiak-100", "Kodiak 100", "K100", turbopropSingle, {
      hp: 750,
      mtow_lbs: 7255,
      ...fixed,
    }),
    model("kodiak-900", "Kodiak 900", null, turbopropSingle, {
      hp: 900,
      mtow_lbs: 8000,
      ...fixed,
    }),
  ]),
  made("Epic", [
    model("epic-e1000", "E1000", "EPIC", turbopropSingle, {
      hp: 1200,
      mtow_lbs: 8000,
      ceiling_ft: 34000,
    }),
  ]),
  made("Mitsubishi", [model("mitsubishi-mu-2", "MU-2", "MU2", turbopropTwin, { hp: 665 })]),
  made("Twin Commander", [
    model("twin-commander-690", "690 Turbo Commander", "AC90", turbopropTwin, { hp: 700 }),
  ]),
  made("De Havilland Canada", [
    model("dhc-6", "DHC-6 Twin Otter", "DHC6", turbopropTwin, {
      hp: 620,
      mtow_lbs: 12500,
      ...fixed,
    }),
    model("dhc-8-100", "DHC-8-100 Dash 8", "DH8A", turbopropTwin, {
      ceiling_ft: 25000,
      hp: 2000,
      type: "DHC-8",
    }),
    model("dhc-8-200", "DHC-8-200 Dash 8", "DH8B", turbopropTwin, {
      hp: 2150,
      ceiling_ft: 25000,
      type: "DHC-8",
    }),
    model("dhc-8-300", "DHC-8-300 Dash 8", "DH8C", turbopropTwin, {
      hp: 2380,
      ceiling_ft: 25000,
      type: "DHC-8",
    }),
    model("dhc-8-400", "DHC-8-400 Dash 8 (Q400)", "DH8D", turbopropTwin, {
      hp: 5071,
      ceiling_ft: 25000,
      type: "DHC-8",
    }),
  ]),
  made("ATR", [
    model("atr-42", "42-500", "AT45", turbopropTwin, {
      hp: 2400,
      mtow_lbs: 41005,
      ceiling_ft: 25000,
      type: "ATR-42",
    }),
    model("atr-72", "72-500", "AT75", turbopropTwin, {
      hp: 2750,
      ceiling_ft: 25000,
      type: "ATR-72",
    }),
    model("atr-72-600", "72-600", "AT76", turbopropTwin, {
      hp: 2750,
      ceiling_ft: 25000,
      type: "ATR-72",
    }),
  ]),
  made("Saab", [
    model("saab-340", "340", "SF34", turbopropTwin, {
      hp: 1750,
      mtow_lbs: 29000,
      ceiling_ft: 25000,
      type: "SF-340",
    }),
  ]),
  made("Dornier", [
    model("dornier-228", "228", "D228", turbopropTwin, { is_pressurized: false, hp: 776 }),
    model("dornier-328", "328", "D328", turbopropTwin, { hp: 2180, type: "DO-328" }),
  ]),
  made("British Aerospace", [
    model("bae-jetstream-41", "Jetstream 41", "JS41", turbopropTwin, {
      hp: 1650,
      mtow_lbs: 24000,
      ceiling_ft: 26000,
      type: "BA-4100",
    }),
  ]),
  made("Swearingen", [
    model("swearingen-sa227", "SA-227 Metro III, 23", "SW4", turbopropTwin, {
      hp: 1100,
      ceiling_ft: 25000,
      type: "SA-227",
    }),
  ]),
  made("Britten-Norman", [
    model("bn-2", "BN-2 Islander", "BN2P", pistonTwin, {
      hp: 260,
      mtow_lbs: 6600,
      gear_type: "fixed_tricycle",
      is_complex: false,
    }),
  ]),
  made("Air Tractor", [
    model("air-tractor-at-502", "AT-502", "AT5T", tailwheelSingle, {
      engine_type: "turboprop",
      hp: 680,
    }),
    model("air-tractor-at-802", "AT-802", "AT8T", tailwheelSingle, {
      engine_type: "turboprop",
      mtow_lbs: 16000,
      hp: 1295,
      type: null,
    }),
  ]),
  made("Lockheed", [
    model("lockheed-c-130", "C-130 Hercules (L-382)", "C130", turbopropTwin, {
      engine_count: 4,
      hp: 4591,
      mtow_lbs: 155000,
      type: "L-382",
    }),
  ]),
];
