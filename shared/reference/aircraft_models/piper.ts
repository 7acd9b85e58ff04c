import {
  fixedSingle,
  made,
  model,
  pistonTwin,
  retractableSingle,
  tailwheelSingle,
  turbopropSingle,
  turbopropTwin,
} from "./model.ts";

const pressurized = { is_pressurized: true };

export const piper = made("Piper", [
  model("piper-j3c-65", "J3C-65 Cub", "J3", tailwheelSingle, { hp: 65, mtow_lbs: 1220 }),
  model("piper-pa-11", "PA-11 Cub Special", "PA11", tailwheelSingle, { hp: 65, mtow_lbs: 1220 }),
  model("piper-pa-12", "PA-12 Super Cruiser", "PA12", tailwheelSingle, { hp: 108, mtow_lbs: 1750 }),
  model("piper-pa-18-150", "PA-18-150 Super Cub", "PA18", tailwheelSingle, {
    hp: 150,
    mtow_lbs: 1750,
  }),
  model("piper-pa-20", "PA-20 Pacer", "PA20", tailwheelSingle, { hp: 125 }),
  model("piper-pa-22-108", "PA-22-108 Colt", "PA22", fixedSingle, { hp: 108, mtow_lbs: 1650 }),
  model("piper-pa-22-150", "PA-22-150 Tri-Pacer", "PA22", fixedSingle, { hp: 150, mtow_lbs: 2000 }),
  model("piper-pa-24-180", "PA-24-180 Comanche", "PA24", retractableSingle, {
    hp: 180,
    mtow_lbs: 2550,
  }),
  model("piper-pa-24-250", "PA-24-250 Comanche", "PA24", retractableSingle, { hp: 250 }),
  model("piper-pa-24-260", "PA-24-260 Comanche", "PA24", retractableSingle, { hp: 260 }),
  model("piper-pa-28-140", "PA-28-140 Cherokee", "P28A", fixedSingle, { hp: 150, mtow_lbs: 2150 }),
  model("piper-pa-28-151", "PA-28-151 Warrior", "P28A", fixedSingle, { hp: 150, mtow_lbs: 2325 }),
  model("piper-pa-28-161", "PA-28-161 Warrior II, III", "P28A", fixedSingle, {
    hp: 160,
    mtow_lbs: 2440,
  }),
  model("piper-pa-28-180", "PA-28-180 Cherokee", "P28A", fixedSingle, { hp: 180, mtow_lbs: 2400 }),
  model("piper-pa-28-181", "PA-28-181 Archer II, III, TX", "P28A", fixedSingle, {
    hp: 180,
    mtow_lbs: 2550,
  }),
  model("piper-pa-28-235", "PA-28-235 Cherokee, Pathfinder", "P28B", fixedSingle, { hp: 235 }),
  model("piper-pa-28-236", "PA-28-236 Dakota", "P28B", fixedSingle, { hp: 235, mtow_lbs: 3000 }),
  model("piper-pa-28r-180", "PA-28R-180 Arrow", "P28R", retractableSingle, {
    hp: 180,
    mtow_lbs: 2500,
  }),
  model("piper-pa-28r-200", "PA-28R-200 Arrow II", "P28R", retractableSingle, { hp: 200 }),
  model("piper-pa-28r-201", "PA-28R-201 Arrow III", "P28R", retractableSingle, {
    hp: 200,
    mtow_lbs: 2750,
  }),
  model("piper-pa-28r-201t", "PA-28R-201T Turbo Arrow III", "P28R", retractableSingle, {
    hp: 200,
    mtow_lbs: 2900,
  }),
  model("piper-pa-28rt-201", "PA-28RT-201 Arrow IV", "P28T", retractableSingle, {
    hp: 200,
    mtow_lbs: 2750,
  }),
  model("piper-pa-32-260", "PA-32-260 Cherokee Six", "PA32", fixedSingle, {
    hp: 260,
    mtow_lbs: 3400,
  }),
  model("piper-pa-32-300", "PA-32-300 Cherokee Six", "PA32", fixedSingle, {
    hp: 300,
    mtow_lbs: 3400,
  }),
  model("piper-pa-32-301", "PA-32-301 Saratoga", "PA32", fixedSingle, { hp: 300, mtow_lbs: 3600 }),
  model("piper-pa-32r-300", "PA-32R-300 Lance", "P32R", retractableSingle, {
    hp: 300,
    mtow_lbs: 3600,
  }),
  model("piper-pa-32r-301", "PA-32R-301 Saratoga SP, II HP", "P32R", retractableSingle, {
    hp: 300,
    mtow_lbs: 3600,
  }),
  model("piper-pa-32rt-300", "PA-32RT-300 Lance II", "P32T", retractableSingle, {
    hp: 300,
    mtow_lbs: 3600,
  }),
  model("piper-pa-38-112", "PA-38-112 Tomahawk", "PA38", fixedSingle, { hp: 112, mtow_lbs: 1670 }),
  model("piper-pa-46-310p", "PA-46-310P Malibu", "PA46", retractableSingle, {
    hp: 310,
    mtow_lbs: 4100,
    ceiling_ft: 25000,
    ...pressurized,
  }),
  model("piper-pa-46-350p", "PA-46-350P Mirage, M350", "PA46", retractableSingle, {
    hp: 350,
    mtow_lbs: 4340,
    ceiling_ft: 25000,
    ...pressurized,
  }),
  model("piper-pa-46r-350t", "PA-46R-350T Matrix", "PA46", retractableSingle, {
    hp: 350,
    mtow_lbs: 4340,
    ceiling_ft: 25000,
  }),
  model("piper-pa-46-500tp", "PA-46-500TP Meridian, M500", "P46T", turbopropSingle, {
    hp: 500,
    mtow_lbs: 5092,
    ceiling_ft: 30000,
  }),
  model("piper-pa-46-600tp", "PA-46-600TP M600", "M600", turbopropSingle, {
    hp: 600,
    mtow_lbs: 6000,
    ceiling_ft: 30000,
  }),
  model("piper-pa-23-160", "PA-23-160 Apache", "PA23", pistonTwin, { hp: 160, mtow_lbs: 3800 }),
  model("piper-pa-23-250", "PA-23-250 Aztec", "PA27", pistonTwin, { hp: 250, mtow_lbs: 5200 }),
  model("piper-pa-30", "PA-30 Twin Comanche", "PA30", pistonTwin, { hp: 160, mtow_lbs: 3600 }),
  model("piper-pa-31-310", "PA-31-310 Navajo", "PA31", pistonTwin, { hp: 310, mtow_lbs: 6500 }),
  model("piper-pa-31-325", "PA-31-325 Navajo C/R", "PA31", pistonTwin, { hp: 325, mtow_lbs: 6500 }),
  model("piper-pa-31-350", "PA-31-350 Chieftain", "PA31", pistonTwin, { hp: 350, mtow_lbs: 7000 }),
  model("piper-pa-31t", "PA-31T Cheyenne II", "PAY2", turbopropTwin, { hp: 620, mtow_lbs: 9000 }),
  model("piper-pa-31t1", "PA-31T1 Cheyenne I", "PAY1", turbopropTwin, { hp: 500, mtow_lbs: 8700 }),
  model("piper-pa-42", "PA-42 Cheyenne III", "PAY3", turbopropTwin, { hp: 720, mtow_lbs: 11200 }),
  model("piper-pa-34-200", "PA-34-200 Seneca", "PA34", pistonTwin, { hp: 200, mtow_lbs: 4200 }),
  model("piper-pa-34-200t", "PA-34-200T Seneca II", "PA34", pistonTwin, {
    hp: 200,
    mtow_lbs: 4570,
    ceiling_ft: 25000,
  }),
  model("piper-pa-34-220t", "PA-34-220T Seneca III, IV, V", "PA34", pistonTwin, {
    hp: 220,
    mtow_lbs: 4750,
    ceiling_ft: 25000,
  }),
  model("piper-pa-44-180", "PA-44-180 Seminole", "PA44", pistonTwin, { hp: 180, mtow_lbs: 3800 }),
  model("piper-pa-60-602p", "PA-60-602P Aerostar", "AEST", pistonTwin, {
    hp: 290,
    mtow_lbs: 6000,
    ...pressurized,
  }),
]);
