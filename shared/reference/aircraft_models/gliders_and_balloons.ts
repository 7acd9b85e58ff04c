import { balloon, fixedSingle, glider, made, model, motorGlider } from "./model.ts";

const parachute = { ...fixedSingle, class_code: "powered_parachute_land" };
const trike = { ...fixedSingle, class_code: "weight_shift_control_land" };

/** Makers of gliders, balloons, airships, powered parachutes and trikes. */
export const glidersAndBalloons = [
  made("Schweizer", [
    model("schweizer-sgs-1-26", "SGS 1-26", "GLID", glider, {}),
    model("schweizer-sgs-1-34", "SGS 1-34", "GLID", glider, {}),
    model("schweizer-sgs-1-36", "SGS 1-36 Sprite", "GLID", glider, {}),
    model("schweizer-sgs-2-32", "SGS 2-32", "GLID", glider, {}),
    model("schweizer-sgs-2-33a", "SGS 2-33A", "GLID", glider, { mtow_lbs: 1040 }),
  ]),
  made("Alexander Schleicher", [
    model("schleicher-ask-13", "ASK 13", "GLID", glider, {}),
    model("schleicher-ask-21", "ASK 21", "GLID", glider, { mtow_lbs: 1323 }),
    model("schleicher-asw-20", "ASW 20", "GLID", glider, {}),
    model("schleicher-asw-27", "ASW 27", "GLID", glider, {}),
  ]),
  made("Schempp-Hirth", [
    model("schempp-hirth-discus", "Discus", "GLID", glider, {}),
    model("schempp-hirth-duo-discus", "Duo Discus", "GLID", glider, {}),
    model("schempp-hirth-standard-cirrus", "Standard Cirrus", "GLID", glider, {}),
  ]),
  made("Grob", [
    model("grob-g-102", "G 102 Astir", "GLID", glider, {}),
    model("grob-g-103", "G 103 Twin Astir, Acro", "GLID", glider, {}),
    model("grob-g-109", "G 109", "G109", motorGlider, {}),
  ]),
  made("DG Flugzeugbau", [
    model("dg-500", "DG-500, 505", "GLID", glider, {}),
    model("dg-1000", "DG-1000", "GLID", glider, {}),
  ]),
  made("Rolladen-Schneider", [model("rolladen-schneider-ls4", "LS4", "GLID", glider, {})]),
  made("LET", [
    model("let-l-13", "L-13 Blaník", "GLID", glider, {}),
    model("let-l-23", "L-23 Super Blaník", "GLID", glider, {}),
  ]),
  made("PZL", [model("pzl-pw-5", "PW-5 Smyk", "GLID", glider, { mtow_lbs: 661 })]),
  made("Stemme", [
    model("stemme-s10", "S10", "S10S", motorGlider, { gear_type: "retractable_tailwheel" }),
  ]),
  made("Cameron", [
    model("cameron-o-105", "O-105", "BALL", balloon, {}),
    model("cameron-z-105", "Z-105", "BALL", balloon, {}),
  ]),
  made("Lindstrand", [model("lindstrand-105a", "105A", "BALL", balloon, {})]),
  made("Kubíček", [model("kubicek-bb30z", "BB30Z", "BALL", balloon, {})]),
  made("Zeppelin", [
    model("zeppelin-nt", "LZ N07 (NT)", "SHIP", balloon, {
      class_code: "airship",
      engine_type: "piston",
      engine_count: 3,
    }),
  ]),
  made("Powrachute", [model("powrachute-pegasus", "Pegasus", null, parachute, {})]),
  made("Air Création", [model("air-creation-tanarg", "Tanarg", null, trike, {})]),
];
