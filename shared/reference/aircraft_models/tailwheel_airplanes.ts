import {
  amphibianSingle,
  fixedSingle,
  made,
  model,
  pistonTwin,
  retractableSingle,
  tailwheelSingle,
} from "./model.ts";

const radial = { engine_type: "radial" as const };
const retractableTail = {
  ...tailwheelSingle,
  gear_type: "retractable_tailwheel" as const,
  is_complex: true as const,
};

/** Makers of tailwheel, aerobatic, bush and former military airplanes. */
export const tailwheelAirplanes = [
  made("Aeronca", [
    model("aeronca-7ac", "7AC Champ", "CH7A", tailwheelSingle, { hp: 65, mtow_lbs: 1220 }),
    model("aeronca-11ac", "11AC Chief", "AR11", tailwheelSingle, { hp: 65, mtow_lbs: 1250 }),
  ]),
  made("American Champion", [
    model("champion-7eca", "7ECA Citabria Aurora", "CH7A", tailwheelSingle, {
      hp: 118,
      mtow_lbs: 1750,
    }),
    model("champion-7gcaa", "7GCAA Citabria Adventure", "CH7B", tailwheelSingle, { hp: 160 }),
    model("champion-7gcbc", "7GCBC Citabria Explorer", "CH7B", tailwheelSingle, { hp: 160 }),
    model("champion-8kcab", "8KCAB Super Decathlon", "BL8", tailwheelSingle, {
      hp: 180,
      mtow_lbs: 1800,
    }),
    model("champion-8gcbc", "8GCBC Scout", "BL8", tailwheelSingle, { hp: 180, mtow_lbs: 2150 }),
  ]),
  made("Bellanca", [
    model("bellanca-17-30a", "17-30A Super Viking", "BL17", retractableSingle, {
      hp: 300,
      mtow_lbs: 3325,
    }),
  ]),
  made("Luscombe", [
    model("luscombe-8a", "8A Silvaire", "L8", tailwheelSingle, { hp: 65, mtow_lbs: 1260 }),
  ]),
  made("Taylorcraft", [
    model("taylorcraft-bc-12d", "BC-12D", "TAYB", tailwheelSingle, { hp: 65, mtow_lbs: 1200 }),
  ]),
  made("Stinson", [
    model("stinson-108-3", "108-3 Voyager", "S108", tailwheelSingle, { hp: 165, mtow_lbs: 2400 }),
  ]),
  made("Ercoupe", [
    model("ercoupe-415-c", "415-C", "ERCO", fixedSingle, { hp: 75, mtow_lbs: 1260 }),
  ]),
  made("Globe", [model("globe-gc-1b", "GC-1B Swift", "GC1", retractableTail, { hp: 125 })]),
  made("Ryan", [
    model("ryan-navion", "Navion", null, retractableSingle, { hp: 205, mtow_lbs: 2750 }),
  ]),
  made("Republic", [
    model("republic-rc-3", "RC-3 Seabee", "RC3", amphibianSingle, { hp: 215, is_complex: true }),
  ]),
  made("Maule", [
    model("maule-m-5-235c", "M-5-235C Lunar Rocket", "M5", tailwheelSingle, { hp: 235 }),
    model("maule-mx-7-180", "MX-7-180", "M7", tailwheelSingle, { hp: 180 }),
    model("maule-m-7-235", "M-7-235", "M7", tailwheelSingle, { hp: 235, mtow_lbs: 2500 }),
  ]),
  made("Aviat", [
    model("aviat-a-1", "A-1 Husky", "HUSK", tailwheelSingle, { hp: 180 }),
    model("aviat-s-2c", "Pitts S-2C", "PTS2", tailwheelSingle, { hp: 260, mtow_lbs: 1700 }),
  ]),
  made("Pitts", [
    model("pitts-s-1", "S-1S Special", "PTS1", tailwheelSingle, { hp: 180 }),
    model("pitts-s-2b", "S-2B", "PTS2", tailwheelSingle, { hp: 260, mtow_lbs: 1625 }),
  ]),
  made("Extra", [
    model("extra-ea-200", "EA-200", "E200", tailwheelSingle, { hp: 200 }),
    model("extra-ea-300l", "EA-300/L", "E300", tailwheelSingle, { hp: 300, mtow_lbs: 2095 }),
  ]),
  made("CubCrafters", [
    model("cubcrafters-carbon-cub", "CC11 Carbon Cub SS", "CC11", tailwheelSingle, {
      hp: 180,
      mtow_lbs: 1320,
    }),
    model("cubcrafters-cc19", "CC19 XCub", null, tailwheelSingle, { hp: 180, mtow_lbs: 2300 }),
  ]),
  made("Great Lakes", [
    model("great-lakes-2t-1a", "2T-1A-2", "G2T1", tailwheelSingle, { hp: 180 }),
  ]),
  made("Boeing", [
    model("boeing-stearman", "75 Stearman (PT-17)", "ST75", tailwheelSingle, {
      hp: 220,
      ...radial,
    }),
  ]),
  made("North American", [
    model("north-american-t-6", "T-6 Texan (SNJ, Harvard)", "T6", retractableTail, {
      hp: 600,
      ...radial,
    }),
    model("north-american-t-28", "T-28 Trojan", "T28", retractableSingle, {
      hp: 1425,
      ...radial,
    }),
    model("north-american-p-51", "P-51 Mustang", "P51", retractableTail, { hp: 1490 }),
  ]),
  made("Yakovlev", [
    model("yakovlev-yak-52", "Yak-52", "YK52", retractableSingle, { hp: 360, ...radial }),
  ]),
  made("Nanchang", [
    model("nanchang-cj-6", "CJ-6", "CJ6", retractableSingle, { hp: 285, ...radial }),
  ]),
  made("De Havilland Canada", [
    model("dhc-1", "DHC-1 Chipmunk", "DHC1", tailwheelSingle, { hp: 145, mtow_lbs: 2100 }),
    model("dhc-2", "DHC-2 Beaver", "DHC2", tailwheelSingle, {
      hp: 450,
      mtow_lbs: 5100,
      ...radial,
    }),
    model("dhc-3", "DHC-3 Otter", "DHC3", tailwheelSingle, { hp: 600, mtow_lbs: 8000, ...radial }),
  ]),
  made("Grumman", [
    model("grumman-g-21", "G-21 Goose", "G21", pistonTwin, {
      class_code: "AMES",
      gear_type: "amphibious",
      hp: 450,
      mtow_lbs: 8000,
      ...radial,
    }),
  ]),
  made("Douglas", [
    model("douglas-dc-3", "DC-3 (C-47)", "DC3", pistonTwin, {
      hp: 1200,
      gear_type: "retractable_tailwheel",
      type: "DC-3",
      ...radial,
    }),
  ]),
];
