import { jet, made, model } from "./model.ts";

const three = { engine_count: 3 };

/** Makers of business jets; Cessna's and Beechcraft's are with their other airplanes. */
export const businessJets = [
  made("Bombardier", [
    model("learjet-31a", "Learjet 31A", "LJ31", jet, { ceiling_ft: 51000, type: "LR-JET" }),
    model("learjet-35a", "Learjet 35A", "LJ35", jet, {
      mtow_lbs: 18300,
      ceiling_ft: 45000,
      type: "LR-JET",
    }),
    model("learjet-40", "Learjet 40", "LJ40", jet, { ceiling_ft: 51000, type: "LR-45" }),
    model("learjet-45", "Learjet 45", "LJ45", jet, {
      mtow_lbs: 21500,
      ceiling_ft: 51000,
      type: "LR-45",
    }),
    model("learjet-60", "Learjet 60", "LJ60", jet, {
      mtow_lbs: 23500,
      ceiling_ft: 51000,
      type: "LR-60",
    }),
    model("learjet-75", "Learjet 75", "LJ75", jet, {
      mtow_lbs: 21500,
      ceiling_ft: 51000,
      type: "LR-45",
    }),
    model("challenger-300", "Challenger 300", "CL30", jet, {
      mtow_lbs: 38850,
      ceiling_ft: 45000,
      type: "CL-30",
    }),
    model("challenger-350", "Challenger 350, 3500", "CL35", jet, {
      mtow_lbs: 40600,
      ceiling_ft: 45000,
      type: "CL-30",
    }),
    model("challenger-604", "Challenger 604", "CL60", jet, { ceiling_ft: 41000, type: "CL-604" }),
    model("challenger-605", "Challenger 605, 650", "CL60", jet, {
      mtow_lbs: 48200,
      ceiling_ft: 41000,
      type: "CL-604",
    }),
    model("global-express", "Global Express, 6000", "GLEX", jet, {
      mtow_lbs: 99500,
      ceiling_ft: 51000,
      type: "BBD-700",
    }),
    model("global-5000", "Global 5000", "GL5T", jet, {
      mtow_lbs: 92500,
      ceiling_ft: 51000,
      type: "BBD-700",
    }),
  ]),
  made("Gulfstream", [
    model("gulfstream-ii", "G-1159 Gulfstream II", "GLF2", jet, {
      ceiling_ft: 45000,
      type: "G-1159",
    }),
    model("gulfstream-iii", "G-1159A Gulfstream III", "GLF3", jet, {
      mtow_lbs: 69700,
      ceiling_ft: 45000,
      type: "G-1159",
    }),
    model("gulfstream-iv", "GIV, G450", "GLF4", jet, { ceiling_ft: 45000, type: "G-IV" }),
    model("gulfstream-v", "GV, G550", "GLF5", jet, { ceiling_ft: 51000, type: "G-V" }),
    model("gulfstream-g150", "G150", "G150", jet, {
      mtow_lbs: 26100,
      ceiling_ft: 45000,
      type: null,
    }),
    model("gulfstream-g200", "G200", "GALX", jet, { ceiling_ft: 45000, type: "G-200" }),
    model("gulfstream-g280", "G280", "G280", jet, {
      mtow_lbs: 39600,
      ceiling_ft: 45000,
      type: null,
    }),
    model("gulfstream-g500", "G500 (GVII)", "GA5C", jet, { ceiling_ft: 51000, type: "G-VII" }),
    model("gulfstream-g600", "G600 (GVII)", "GA6C", jet, { ceiling_ft: 51000, type: "G-VII" }),
    model("gulfstream-g650", "G650 (GVI)", "GLF6", jet, {
      mtow_lbs: 99600,
      ceiling_ft: 51000,
      type: "G-VI",
    }),
  ]),
  made("Dassault", [
    model("falcon-10", "Falcon 10, 100", "FA10", jet, { ceiling_ft: 45000, type: "DA-10" }),
    model("falcon-20", "Falcon 20, 200", "FA20", jet, { ceiling_ft: 42000, type: "DA-20" }),
    model("falcon-50", "Falcon 50", "FA50", jet, { ceiling_ft: 49000, type: "DA-50", ...three }),
    model("falcon-900", "Falcon 900", "F900", jet, { ceiling_ft: 51000, type: "DA-50", ...three }),
    model("falcon-2000", "Falcon 2000", "F2TH", jet, { ceiling_ft: 47000, type: "DA-2000" }),
    model("falcon-7x", "Falcon 7X", "FA7X", jet, {
      mtow_lbs: 70000,
      ceiling_ft: 51000,
      type: "DA-7X",
      ...three,
    }),
    model("falcon-8x", "Falcon 8X", "FA8X", jet, {
      mtow_lbs: 73000,
      ceiling_ft: 51000,
      type: "DA-7X",
      ...three,
    }),
  ]),
  made("Embraer", [
    model("embraer-phenom-100", "EMB-500 Phenom 100", "E50P", jet, {
      ceiling_ft: 41000,
      type: "EMB-500",
    }),
    model("embraer-phenom-300", "EMB-505 Phenom 300", "E55P", jet, {
      ceiling_ft: 45000,
      type: "EMB-505",
    }),
    model("embraer-praetor-500", "EMB-545 Legacy 450, Praetor 500", "E545", jet, {
      ceiling_ft: 45000,
      type: "EMB-550",
    }),
    model("embraer-praetor-600", "EMB-550 Legacy 500, Praetor 600", "E550", jet, {
      ceiling_ft: 45000,
      type: "EMB-550",
    }),
  ]),
  made("Honda", [
    model("honda-ha-420", "HA-420 HondaJet", "HDJT", jet, { ceiling_ft: 43000, type: "HA-420" }),
  ]),
  made("Eclipse", [
    model("eclipse-ea500", "EA500", "EA50", jet, {
      mtow_lbs: 6000,
      ceiling_ft: 41000,
      type: "EA-500S",
    }),
  ]),
  made("Pilatus", [
    model("pilatus-pc-24", "PC-24", "PC24", jet, { ceiling_ft: 45000, type: "PC-24" }),
  ]),
  made("IAI", [
    model("iai-westwind", "1124 Westwind", "WW24", jet, { ceiling_ft: 45000, type: "IA-JET" }),
    model("iai-astra", "1125 Astra, G100", "ASTR", jet, { ceiling_ft: 45000, type: null }),
  ]),
  made("Mitsubishi", [
    model("mitsubishi-mu-300", "MU-300 Diamond", "MU30", jet, { type: "MU-300" }),
  ]),
  made("Sabreliner", [
    model("sabreliner-65", "65", "SBR1", jet, {
      mtow_lbs: 24000,
      ceiling_ft: 45000,
      type: "N-265",
    }),
  ]),
];
