import {
  amphibianSingle,
  fixedSingle,
  jet,
  made,
  model,
  pistonTwin,
  retractableSingle,
  tailwheelSingle,
} from "./model.ts";

const diesel = { engine_type: "diesel" as const };
const radial = { engine_type: "radial" as const };
const byBuilder = { notes: "Amateur-built: the engine is the builder's choice." };

/** Makers of light airplanes of today. */
export const lightAirplanes = [
  made("Cirrus", [
    model("cirrus-sr20", "SR20", "SR20", fixedSingle, { hp: 200, mtow_lbs: 3050 }),
    model("cirrus-sr20-g6", "SR20 G6", "SR20", fixedSingle, { hp: 215, mtow_lbs: 3150 }),
    model("cirrus-sr22", "SR22", "SR22", fixedSingle, { hp: 310, ceiling_ft: 17500 }),
    model("cirrus-sr22-g6", "SR22 G6", "SR22", fixedSingle, {
      hp: 310,
      mtow_lbs: 3600,
      ceiling_ft: 17500,
    }),
    model("cirrus-sr22t", "SR22T", "S22T", fixedSingle, {
      hp: 315,
      mtow_lbs: 3600,
      ceiling_ft: 25000,
    }),
    model("cirrus-sf50", "SF50 Vision Jet", "SF50", jet, {
      class_code: "ASEL",
      engine_count: 1,
      mtow_lbs: 6000,
      ceiling_ft: 31000,
      type: "SF50",
    }),
  ]),
  made("Diamond", [
    model("diamond-da20-a1", "DA20-A1 Katana", "DV20", fixedSingle, { hp: 80, mtow_lbs: 1609 }),
    model("diamond-da20-c1", "DA20-C1 Eclipse", "DV20", fixedSingle, { hp: 125, mtow_lbs: 1764 }),
    model("diamond-da40", "DA40-180, XLT", "DA40", fixedSingle, {
      hp: 180,
      mtow_lbs: 2645,
      ceiling_ft: 16400,
    }),
    model("diamond-da40-ng", "DA40 NG", "DA40", fixedSingle, {
      hp: 168,
      mtow_lbs: 2888,
      ...diesel,
    }),
    model("diamond-da42", "DA42 Twin Star", "DA42", pistonTwin, { hp: 135, ...diesel }),
    model("diamond-da42-ng", "DA42 NG, VI", "DA42", pistonTwin, { hp: 168, ...diesel }),
    model("diamond-da62", "DA62", "DA62", pistonTwin, { hp: 180, mtow_lbs: 5071, ...diesel }),
  ]),
  made("Mooney", [
    model("mooney-m20c", "M20C Ranger", "M20P", retractableSingle, { hp: 180, mtow_lbs: 2575 }),
    model("mooney-m20e", "M20E Chaparral", "M20P", retractableSingle, { hp: 200, mtow_lbs: 2575 }),
    model("mooney-m20f", "M20F Executive", "M20P", retractableSingle, { hp: 200, mtow_lbs: 2740 }),
    model("mooney-m20j", "M20J 201", "M20P", retractableSingle, { hp: 200, mtow_lbs: 2740 }),
    model("mooney-m20k", "M20K 231", "M20T", retractableSingle, { hp: 210, mtow_lbs: 2900 }),
    model("mooney-m20m", "M20M Bravo", "M20T", retractableSingle, {
      hp: 270,
      mtow_lbs: 3368,
      ceiling_ft: 25000,
    }),
    model("mooney-m20r", "M20R Ovation", "M20P", retractableSingle, { hp: 280, mtow_lbs: 3368 }),
    model("mooney-m20tn", "M20TN Acclaim", "M20T", retractableSingle, {
      hp: 280,
      mtow_lbs: 3368,
      ceiling_ft: 25000,
    }),
  ]),
  made("Columbia", [
    model("columbia-350", "350", "COL3", fixedSingle, { hp: 310, mtow_lbs: 3400 }),
    model("columbia-400", "400", "COL4", fixedSingle, {
      hp: 310,
      mtow_lbs: 3600,
      ceiling_ft: 25000,
    }),
  ]),
  made("Grumman American", [
    model("grumman-aa-1b", "AA-1B Trainer", "AA1", fixedSingle, { hp: 108, mtow_lbs: 1560 }),
    model("grumman-aa-5", "AA-5 Traveler", "AA5", fixedSingle, { hp: 150, mtow_lbs: 2200 }),
    model("grumman-aa-5a", "AA-5A Cheetah", "AA5", fixedSingle, { hp: 150, mtow_lbs: 2200 }),
    model("grumman-aa-5b", "AA-5B Tiger", "AA5", fixedSingle, { hp: 180, mtow_lbs: 2400 }),
    model("grumman-ga-7", "GA-7 Cougar", "GA7", pistonTwin, { hp: 160, mtow_lbs: 3800 }),
  ]),
  made("Commander", [
    model("commander-112", "112", "AC11", retractableSingle, { hp: 200 }),
    model("commander-114", "114", "AC11", retractableSingle, { hp: 260 }),
    model("commander-500s", "500S Shrike Commander", "AC50", pistonTwin, {
      hp: 290,
      mtow_lbs: 6750,
    }),
  ]),
  made("Socata", [
    model("socata-tb9", "TB 9 Tampico", "TAMP", fixedSingle, { hp: 160, mtow_lbs: 2337 }),
    model("socata-tb10", "TB 10 Tobago", "TOBA", fixedSingle, { hp: 180, mtow_lbs: 2535 }),
    model("socata-tb20", "TB 20 Trinidad", "TRIN", retractableSingle, { hp: 250, mtow_lbs: 3086 }),
    model("socata-tb21", "TB 21 Trinidad TC", "TRIN", retractableSingle, {
      hp: 250,
      mtow_lbs: 3086,
      ceiling_ft: 25000,
    }),
  ]),
  made("Robin", [
    model("robin-dr400", "DR 400/180", "DR40", fixedSingle, { hp: 180 }),
    model("robin-hr200", "HR 200/120", "HR20", fixedSingle, { hp: 120 }),
  ]),
  made("Tecnam", [
    model("tecnam-p92", "P92 Echo", "ECHO", fixedSingle, { hp: 100 }),
    model("tecnam-p2002", "P2002 Sierra", "SIRA", fixedSingle, { hp: 100 }),
    model("tecnam-p2006t", "P2006T", "P06T", pistonTwin, { hp: 98, mtow_lbs: 2712 }),
    model("tecnam-p2008", "P2008", "P208", fixedSingle, { hp: 100 }),
    model("tecnam-p2010", "P2010", null, fixedSingle, { hp: 180, mtow_lbs: 2557 }),
    model("tecnam-p2012", "P2012 Traveller", null, pistonTwin, {
      hp: 375,
      mtow_lbs: 8113,
      gear_type: "fixed_tricycle",
      is_complex: false,
    }),
  ]),
  made("Van's Aircraft", [
    model("vans-rv-4", "RV-4", "RV4", tailwheelSingle, byBuilder),
    model("vans-rv-6", "RV-6", "RV6", tailwheelSingle, byBuilder),
    model("vans-rv-7", "RV-7", "RV7", tailwheelSingle, byBuilder),
    model("vans-rv-7a", "RV-7A", "RV7", fixedSingle, byBuilder),
    model("vans-rv-8", "RV-8", "RV8", tailwheelSingle, byBuilder),
    model("vans-rv-9a", "RV-9A", "RV9", fixedSingle, byBuilder),
    model("vans-rv-10", "RV-10", "RV10", fixedSingle, { hp: 260, mtow_lbs: 2700 }),
    model("vans-rv-12", "RV-12", "RV12", fixedSingle, { hp: 100, mtow_lbs: 1320 }),
    model("vans-rv-14", "RV-14", "RV14", tailwheelSingle, { hp: 210 }),
  ]),
  made("Lancair", [
    model("lancair-360", "360", "LNC2", retractableSingle, { hp: 180 }),
    model("lancair-iv-p", "IV-P", "LNC4", retractableSingle, { hp: 350, is_pressurized: true }),
  ]),
  made("Flight Design", [
    model("flight-design-ctls", "CTLS", "CTLS", fixedSingle, { hp: 100, mtow_lbs: 1320 }),
  ]),
  made("Pipistrel", [
    model("pipistrel-alpha", "Alpha Trainer", null, fixedSingle, { hp: 80 }),
    model("pipistrel-velis", "Velis Electro", null, fixedSingle, {
      engine_type: "electric",
      mtow_lbs: 1323,
    }),
  ]),
  made("Icon", [model("icon-a5", "A5", null, amphibianSingle, { hp: 100, mtow_lbs: 1510 })]),
  made("Lake", [
    model("lake-la-4-200", "LA-4-200 Buccaneer", "LA4", amphibianSingle, {
      hp: 200,
      mtow_lbs: 2690,
      is_complex: true,
    }),
    model("lake-la-250", "LA-250 Renegade", "LA25", amphibianSingle, { hp: 250, is_complex: true }),
  ]),
  made("Antonov", [
    model("antonov-an-2", "An-2", "AN2", tailwheelSingle, {
      hp: 1000,
      mtow_lbs: 12125,
      ...radial,
    }),
  ]),
];
