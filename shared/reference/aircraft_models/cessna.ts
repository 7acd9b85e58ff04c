import {
  fixedSingle,
  jet,
  made,
  model,
  pistonTwin,
  retractableSingle,
  tailwheelSingle,
  turbopropSingle,
  turbopropTwin,
} from "./model.ts";

const caravan = {
  ...turbopropSingle,
  gear_type: "fixed_tricycle" as const,
};
const unpressurized = { is_complex: false, is_pressurized: false };

export const cessna = made("Cessna", [
  model("cessna-120", "120", "C120", tailwheelSingle, { hp: 85, mtow_lbs: 1450 }),
  model("cessna-140", "140", "C140", tailwheelSingle, { hp: 85, mtow_lbs: 1450 }),
  model("cessna-150m", "150M", "C150", fixedSingle, { hp: 100, mtow_lbs: 1600, ceiling_ft: 14000 }),
  model("cessna-a150m", "A150M Aerobat", "C150", fixedSingle, { hp: 100, mtow_lbs: 1600 }),
  model("cessna-152", "152", "C152", fixedSingle, { hp: 110, mtow_lbs: 1670, ceiling_ft: 14700 }),
  model("cessna-a152", "A152 Aerobat", "C152", fixedSingle, { hp: 108, mtow_lbs: 1670 }),
  model("cessna-162", "162 Skycatcher", "C162", fixedSingle, { hp: 100, mtow_lbs: 1320 }),
  model("cessna-170b", "170B", "C170", tailwheelSingle, { hp: 145, mtow_lbs: 2200 }),
  model("cessna-172k", "172K Skyhawk", "C172", fixedSingle, { hp: 150, mtow_lbs: 2300 }),
  model("cessna-172m", "172M Skyhawk", "C172", fixedSingle, { hp: 150, mtow_lbs: 2300 }),
  model("cessna-172n", "172N Skyhawk", "C172", fixedSingle, {
    hp: 160,
    mtow_lbs: 2300,
    ceiling_ft: 14200,
  }),
  model("cessna-172p", "172P Skyhawk", "C172", fixedSingle, {
    hp: 160,
    mtow_lbs: 2400,
    ceiling_ft: 13000,
  }),
  model("cessna-172r", "172R Skyhawk", "C172", fixedSingle, {
    hp: 160,
    mtow_lbs: 2450,
    ceiling_ft: 13500,
  }),
  model("cessna-172s", "172S Skyhawk SP", "C172", fixedSingle, {
    hp: 180,
    mtow_lbs: 2550,
    ceiling_ft: 14000,
  }),
  model("cessna-172rg", "172RG Cutlass", "C72R", retractableSingle, {
    hp: 180,
    mtow_lbs: 2650,
    ceiling_ft: 16800,
  }),
  model("cessna-r172k", "R172K Hawk XP", "C172", fixedSingle, { hp: 195, mtow_lbs: 2550 }),
  model("cessna-175", "175 Skylark", "C175", fixedSingle, { hp: 175, mtow_lbs: 2350 }),
  model("cessna-177b", "177B Cardinal", "C177", fixedSingle, { hp: 180, mtow_lbs: 2500 }),
  model("cessna-177rg", "177RG Cardinal", "C77R", retractableSingle, { hp: 200, mtow_lbs: 2800 }),
  model("cessna-180", "180 Skywagon", "C180", tailwheelSingle, { hp: 230, mtow_lbs: 2800 }),
  model("cessna-182p", "182P Skylane", "C182", fixedSingle, { hp: 230, mtow_lbs: 2950 }),
  model("cessna-182q", "182Q Skylane", "C182", fixedSingle, { hp: 230, mtow_lbs: 2950 }),
  model("cessna-182s", "182S Skylane", "C182", fixedSingle, { hp: 230, mtow_lbs: 3100 }),
  model("cessna-182t", "182T Skylane", "C182", fixedSingle, {
    hp: 230,
    mtow_lbs: 3100,
    ceiling_ft: 18100,
  }),
  model("cessna-t182t", "T182T Turbo Skylane", "C182", fixedSingle, {
    hp: 235,
    mtow_lbs: 3100,
    ceiling_ft: 20000,
  }),
  model("cessna-r182", "R182 Skylane RG", "C82R", retractableSingle, { hp: 235, mtow_lbs: 3100 }),
  model("cessna-185f", "A185F Skywagon", "C185", tailwheelSingle, { hp: 300, mtow_lbs: 3350 }),
  model("cessna-195", "195 Businessliner", "C195", tailwheelSingle, {
    hp: 300,
    mtow_lbs: 3350,
    engine_type: "radial",
  }),
  model("cessna-u206g", "U206G Stationair", "C206", fixedSingle, { hp: 300, mtow_lbs: 3600 }),
  model("cessna-206h", "206H Stationair", "C206", fixedSingle, { hp: 300, mtow_lbs: 3600 }),
  model("cessna-t206h", "T206H Turbo Stationair", null, fixedSingle, { hp: 310, mtow_lbs: 3600 }),
  model("cessna-207a", "207A Stationair 8", "C207", fixedSingle, { hp: 300, mtow_lbs: 3800 }),
  model("cessna-210l", "210L Centurion", "C210", retractableSingle, { hp: 300, mtow_lbs: 3800 }),
  model("cessna-t210n", "T210N Turbo Centurion", "C210", retractableSingle, {
    hp: 310,
    mtow_lbs: 4000,
  }),
  model("cessna-p210n", "P210N Pressurized Centurion", "P210", retractableSingle, {
    hp: 310,
    mtow_lbs: 4000,
    is_pressurized: true,
    ceiling_ft: 23000,
  }),
  model("cessna-305", "305 Bird Dog (L-19, O-1)", "O1", tailwheelSingle, { hp: 213 }),
  model("cessna-t240", "T240 TTx", "COL4", fixedSingle, {
    hp: 310,
    mtow_lbs: 3600,
    ceiling_ft: 25000,
  }),
  model("cessna-303", "T303 Crusader", "C303", pistonTwin, { hp: 250, mtow_lbs: 5150 }),
  model("cessna-310r", "310R", "C310", pistonTwin, { hp: 285, mtow_lbs: 5500 }),
  model("cessna-320", "320 Skyknight", "C320", pistonTwin, { hp: 260 }),
  model("cessna-337g", "337G Skymaster", "C337", pistonTwin, { hp: 210, mtow_lbs: 4630 }),
  model("cessna-340a", "340A", "C340", pistonTwin, {
    hp: 310,
    mtow_lbs: 5990,
    is_pressurized: true,
  }),
  model("cessna-402c", "402C Businessliner", "C402", pistonTwin, { hp: 325, mtow_lbs: 6850 }),
  model("cessna-404", "404 Titan", "C404", pistonTwin, { hp: 375, mtow_lbs: 8400 }),
  model("cessna-414a", "414A Chancellor", "C414", pistonTwin, {
    hp: 310,
    mtow_lbs: 6750,
    is_pressurized: true,
  }),
  model("cessna-421c", "421C Golden Eagle", "C421", pistonTwin, {
    hp: 375,
    mtow_lbs: 7450,
    is_pressurized: true,
    ceiling_ft: 30200,
  }),
  model("cessna-425", "425 Conquest I", "C425", turbopropTwin, { hp: 450, mtow_lbs: 8600 }),
  model("cessna-441", "441 Conquest II", "C441", turbopropTwin, {
    hp: 635,
    mtow_lbs: 9850,
    ceiling_ft: 35000,
  }),
  model("cessna-208", "208 Caravan", "C208", caravan, {
    hp: 675,
    mtow_lbs: 8000,
    ceiling_ft: 25000,
    ...unpressurized,
  }),
  model("cessna-208b", "208B Grand Caravan EX", "C208", caravan, {
    hp: 867,
    mtow_lbs: 8807,
    ceiling_ft: 25000,
    ...unpressurized,
  }),
  model("cessna-408", "408 SkyCourier", "C408", turbopropTwin, {
    hp: 1100,
    mtow_lbs: 19000,
    ceiling_ft: 25000,
    gear_type: "fixed_tricycle",
    type: "CE-408",
    ...unpressurized,
  }),
]);

export const citations = made("Cessna", [
  model("cessna-500", "500 Citation I", "C500", jet, { mtow_lbs: 11850, type: "CE-500" }),
  model("cessna-501", "501 Citation I/SP", "C501", jet, { mtow_lbs: 11850, type: "CE-500" }),
  model("cessna-510", "510 Citation Mustang", "C510", jet, {
    mtow_lbs: 8645,
    ceiling_ft: 41000,
    type: "CE-510",
  }),
  model("cessna-525", "525 CitationJet, CJ1", "C525", jet, {
    mtow_lbs: 10600,
    ceiling_ft: 41000,
    type: "CE-525",
  }),
  model("cessna-525a", "525A CJ2", "C25A", jet, {
    mtow_lbs: 12375,
    ceiling_ft: 45000,
    type: "CE-525",
  }),
  model("cessna-525b", "525B CJ3", "C25B", jet, {
    mtow_lbs: 13870,
    ceiling_ft: 45000,
    type: "CE-525",
  }),
  model("cessna-525c", "525C CJ4", "C25C", jet, {
    mtow_lbs: 17110,
    ceiling_ft: 45000,
    type: "CE-525",
  }),
  model("cessna-550", "550 Citation II", "C550", jet, { ceiling_ft: 43000, type: "CE-500" }),
  model("cessna-s550", "S550 Citation S/II", "C550", jet, {
    mtow_lbs: 15100,
    ceiling_ft: 43000,
    type: "CE-500",
  }),
  model("cessna-551", "551 Citation II/SP", "C551", jet, { mtow_lbs: 12500, type: "CE-500" }),
  model("cessna-560", "560 Citation V, Ultra, Encore", "C560", jet, {
    ceiling_ft: 45000,
    type: "CE-500",
  }),
  model("cessna-560xl", "560XL Citation Excel, XLS", "C56X", jet, {
    mtow_lbs: 20200,
    ceiling_ft: 45000,
    type: "CE-560XL",
  }),
  model("cessna-650", "650 Citation III, VI, VII", "C650", jet, {
    ceiling_ft: 51000,
    type: "CE-650",
  }),
  model("cessna-680", "680 Citation Sovereign", "C680", jet, {
    ceiling_ft: 47000,
    type: "CE-680",
  }),
  model("cessna-680a", "680A Citation Latitude", "C68A", jet, {
    mtow_lbs: 30800,
    ceiling_ft: 45000,
    type: "CE-680",
  }),
  model("cessna-700", "700 Citation Longitude", "C700", jet, {
    mtow_lbs: 39500,
    ceiling_ft: 45000,
    type: "CE-700",
  }),
  model("cessna-750", "750 Citation X", "C750", jet, {
    mtow_lbs: 36100,
    ceiling_ft: 51000,
    type: "CE-750",
  }),
]);
