import {
  gyroplane,
  made,
  model,
  pistonHelicopter,
  turbineHelicopter,
  twinHelicopter,
} from "./model.ts";

const wheels = { gear_type: "retractable_tricycle" as const };

/** Makers of helicopters and gyroplanes. 14 CFR 61.31(a) asks for a type rating above 12,500 lb. */
export const rotorcraft = [
  made("Robinson", [
    model("robinson-r22", "R22", "R22", pistonHelicopter, { mtow_lbs: 1370, ceiling_ft: 14000 }),
    model("robinson-r44", "R44 Raven", "R44", pistonHelicopter, { mtow_lbs: 2400 }),
    model("robinson-r44-ii", "R44 Raven II", "R44", pistonHelicopter, {
      mtow_lbs: 2500,
      ceiling_ft: 14000,
    }),
    model("robinson-r66", "R66", "R66", turbineHelicopter, { mtow_lbs: 2700, ceiling_ft: 14000 }),
  ]),
  made("Schweizer", [
    model("schweizer-269c", "269C (300C)", "H269", pistonHelicopter, { mtow_lbs: 2050 }),
    model("schweizer-269c-1", "269C-1 (300CBi)", "H269", pistonHelicopter, { mtow_lbs: 1750 }),
    model("schweizer-333", "333", "S330", turbineHelicopter, { mtow_lbs: 2550 }),
  ]),
  made("Enstrom", [
    model("enstrom-f-28f", "F-28F Falcon", "EN28", pistonHelicopter, { mtow_lbs: 2600 }),
    model("enstrom-280fx", "280FX Shark", "EN28", pistonHelicopter, { mtow_lbs: 2600 }),
    model("enstrom-480b", "480B", "EN48", turbineHelicopter, { mtow_lbs: 3000 }),
  ]),
  made("Guimbal", [
    model("guimbal-cabri-g2", "Cabri G2", "G2CA", pistonHelicopter, { mtow_lbs: 1543 }),
  ]),
  made("Hiller", [model("hiller-uh-12", "UH-12", "UH12", pistonHelicopter, {})]),
  made("Brantly", [model("brantly-b-2b", "B-2B", "BRB2", pistonHelicopter, { mtow_lbs: 1670 })]),
  made("Bell", [
    model("bell-47g", "47G", "B47G", pistonHelicopter, {}),
    model("bell-206b", "206B JetRanger", "B06", turbineHelicopter, { mtow_lbs: 3200 }),
    model("bell-206l", "206L LongRanger", "B06", turbineHelicopter, {}),
    model("bell-407", "407", "B407", turbineHelicopter, { mtow_lbs: 5250 }),
    model("bell-505", "505 Jet Ranger X", "B505", turbineHelicopter, { mtow_lbs: 3680 }),
    model("bell-205", "205, UH-1H", "UH1", turbineHelicopter, { mtow_lbs: 9500 }),
    model("bell-212", "212", "B212", twinHelicopter, { mtow_lbs: 11200 }),
    model("bell-222", "222", "B222", twinHelicopter, { ...wheels }),
    model("bell-412", "412", "B412", twinHelicopter, { mtow_lbs: 11900 }),
    model("bell-429", "429 GlobalRanger", "B429", twinHelicopter, { mtow_lbs: 7000 }),
    model("bell-430", "430", "B430", twinHelicopter, { mtow_lbs: 9300 }),
  ]),
  made("MD Helicopters", [
    model("md-369d", "369D (500D)", "H500", turbineHelicopter, { mtow_lbs: 3000 }),
    model("md-369e", "369E (500E)", "H500", turbineHelicopter, { mtow_lbs: 3000 }),
    model("md-530f", "369FF (530F)", "H500", turbineHelicopter, { mtow_lbs: 3100 }),
    model("md-520n", "500N (520N)", "MD52", turbineHelicopter, { mtow_lbs: 3350 }),
    model("md-600n", "600N", "MD60", turbineHelicopter, { mtow_lbs: 4100 }),
    model("md-902", "MD 900, 902 Explorer", "EXPL", twinHelicopter, {}),
  ]),
  made("Airbus Helicopters", [
    model("airbus-ec120", "EC120 B, H120", "EC20", turbineHelicopter, { mtow_lbs: 3781 }),
    model("airbus-as350-b2", "AS350 B2 AStar", "AS50", turbineHelicopter, { mtow_lbs: 4961 }),
    model("airbus-as350-b3", "AS350 B3, H125 AStar", "AS50", turbineHelicopter, {
      mtow_lbs: 4961,
      ceiling_ft: 23000,
    }),
    model("airbus-ec130", "EC130, H130", "EC30", turbineHelicopter, {}),
    model("airbus-as355", "AS355 TwinStar", "AS55", twinHelicopter, {}),
    model("airbus-ec135", "EC135, H135", "EC35", twinHelicopter, {}),
    model("airbus-bo105", "BO 105", "B105", twinHelicopter, {}),
    model("airbus-bk117", "BK 117", "BK17", twinHelicopter, {}),
    model("airbus-ec145", "EC145, H145", "EC45", twinHelicopter, {}),
    model("airbus-as365", "AS365 Dauphin", "AS65", twinHelicopter, { ...wheels }),
    model("airbus-ec155", "EC155", "EC55", twinHelicopter, { ...wheels }),
    model("airbus-as332", "AS332 Super Puma", "AS32", twinHelicopter, {
      type: null,
      ...wheels,
    }),
  ]),
  made("Leonardo", [
    model("leonardo-a109e", "A109E Power", "A109", twinHelicopter, { ...wheels }),
    model("leonardo-a119", "A119 Koala, AW119", "A119", turbineHelicopter, {}),
    model("leonardo-aw139", "AW139", "A139", twinHelicopter, { type: "AW-139", ...wheels }),
    model("leonardo-aw169", "AW169", "A169", twinHelicopter, { ...wheels }),
  ]),
  made("Sikorsky", [
    model("sikorsky-s-58t", "S-58T", "S58T", twinHelicopter, {
      mtow_lbs: 13000,
      gear_type: "fixed_tailwheel",
      type: "SK-58",
    }),
    model("sikorsky-s-61", "S-61N", "S61", twinHelicopter, {
      gear_type: "retractable_tailwheel",
      type: "SK-61",
    }),
    model("sikorsky-s-70", "S-70, UH-60 Black Hawk", "H60", twinHelicopter, {
      gear_type: "fixed_tailwheel",
      type: null,
    }),
    model("sikorsky-s-76", "S-76", "S76", twinHelicopter, { ...wheels }),
    model("sikorsky-s-92", "S-92", "S92", twinHelicopter, { type: "SK-92", ...wheels }),
  ]),
  made("AutoGyro", [
    model("autogyro-mtosport", "MTOsport", null, gyroplane, {}),
    model("autogyro-cavalon", "Cavalon", null, gyroplane, {}),
  ]),
  made("Magni", [model("magni-m16", "M16 Tandem Trainer", null, gyroplane, {})]),
];
