import { jet, made, model } from "./model.ts";

const three = { engine_count: 3 };
const four = { engine_count: 4 };

/** Makers of airliners with jet engines. */
export const airliners = [
  made("Airbus", [
    model("airbus-a220-100", "A220-100", "BCS1", jet, { ceiling_ft: 41000, type: "BD-500" }),
    model("airbus-a220-300", "A220-300", "BCS3", jet, { ceiling_ft: 41000, type: "BD-500" }),
    model("airbus-a300-600", "A300-600", "A306", jet, { ceiling_ft: 40000, type: "A-310" }),
    model("airbus-a310", "A310", "A310", jet, { ceiling_ft: 41000, type: "A-310" }),
    model("airbus-a318", "A318", "A318", jet, { type: "A-320" }),
    model("airbus-a319", "A319", "A319", jet, { type: "A-320" }),
    model("airbus-a320", "A320", "A320", jet, { type: "A-320" }),
    model("airbus-a321", "A321", "A321", jet, { type: "A-320" }),
    model("airbus-a319neo", "A319neo", "A19N", jet, { type: "A-320" }),
    model("airbus-a320neo", "A320neo", "A20N", jet, { type: "A-320" }),
    model("airbus-a321neo", "A321neo", "A21N", jet, { type: "A-320" }),
    model("airbus-a330-200", "A330-200", "A332", jet, { type: "A-330" }),
    model("airbus-a330-300", "A330-300", "A333", jet, { type: "A-330" }),
    model("airbus-a330-900", "A330-900neo", "A339", jet, { type: "A-330" }),
    model("airbus-a340-300", "A340-300", "A343", jet, { type: "A-340", ...four }),
    model("airbus-a350-900", "A350-900", "A359", jet, { ceiling_ft: 43100, type: "A-350" }),
    model("airbus-a350-1000", "A350-1000", "A35K", jet, { type: "A-350" }),
    model("airbus-a380", "A380-800", "A388", jet, {
      ceiling_ft: 43100,
      type: "A-380",
      ...four,
    }),
  ]),
  made("Boeing", [
    model("boeing-707", "707", "B703", jet, { type: "B-707", ...four }),
    model("boeing-717", "717-200", "B712", jet, { ceiling_ft: 37000, type: "DC-9" }),
    model("boeing-727-200", "727-200", "B722", jet, {
      ceiling_ft: 42000,
      type: "B-727",
      ...three,
    }),
    model("boeing-737-200", "737-200", "B732", jet, { ceiling_ft: 37000, type: "B-737" }),
    model("boeing-737-300", "737-300", "B733", jet, { ceiling_ft: 37000, type: "B-737" }),
    model("boeing-737-400", "737-400", "B734", jet, { ceiling_ft: 37000, type: "B-737" }),
    model("boeing-737-500", "737-500", "B735", jet, { ceiling_ft: 37000, type: "B-737" }),
    model("boeing-737-600", "737-600", "B736", jet, { ceiling_ft: 41000, type: "B-737" }),
    model("boeing-737-700", "737-700", "B737", jet, { ceiling_ft: 41000, type: "B-737" }),
    model("boeing-737-800", "737-800", "B738", jet, {
      mtow_lbs: 174200,
      ceiling_ft: 41000,
      type: "B-737",
    }),
    model("boeing-737-900", "737-900, 900ER", "B739", jet, { ceiling_ft: 41000, type: "B-737" }),
    model("boeing-737-8", "737-8 MAX", "B38M", jet, { ceiling_ft: 41000, type: "B-737" }),
    model("boeing-737-9", "737-9 MAX", "B39M", jet, { ceiling_ft: 41000, type: "B-737" }),
    model("boeing-747-200", "747-200", "B742", jet, {
      ceiling_ft: 45100,
      type: "B-747",
      ...four,
    }),
    model("boeing-747-400", "747-400", "B744", jet, {
      mtow_lbs: 875000,
      ceiling_ft: 45100,
      type: "B-747-4",
      ...four,
    }),
    model("boeing-747-8", "747-8", "B748", jet, {
      mtow_lbs: 987000,
      ceiling_ft: 43100,
      type: "B-747-4",
      ...four,
    }),
    model("boeing-757-200", "757-200", "B752", jet, { ceiling_ft: 42000, type: "B-757" }),
    model("boeing-757-300", "757-300", "B753", jet, { ceiling_ft: 42000, type: "B-757" }),
    model("boeing-767-200", "767-200", "B762", jet, { ceiling_ft: 43100, type: "B-767" }),
    model("boeing-767-300", "767-300", "B763", jet, { ceiling_ft: 43100, type: "B-767" }),
    model("boeing-767-400", "767-400ER", "B764", jet, {
      mtow_lbs: 450000,
      ceiling_ft: 43100,
      type: "B-767",
    }),
    model("boeing-777-200", "777-200, 200ER", "B772", jet, { ceiling_ft: 43100, type: "B-777" }),
    model("boeing-777-200lr", "777-200LR, F", "B77L", jet, { ceiling_ft: 43100, type: "B-777" }),
    model("boeing-777-300er", "777-300ER", "B77W", jet, {
      mtow_lbs: 775000,
      ceiling_ft: 43100,
      type: "B-777",
    }),
    model("boeing-787-8", "787-8 Dreamliner", "B788", jet, {
      mtow_lbs: 502500,
      ceiling_ft: 43100,
      type: "B-787",
    }),
    model("boeing-787-9", "787-9 Dreamliner", "B789", jet, { ceiling_ft: 43100, type: "B-787" }),
    model("boeing-787-10", "787-10 Dreamliner", "B78X", jet, { ceiling_ft: 41100, type: "B-787" }),
  ]),
  made("McDonnell Douglas", [
    model("douglas-dc-8", "DC-8", "DC86", jet, { type: "DC-8", ...four }),
    model("douglas-dc-9-30", "DC-9-30", "DC93", jet, { type: "DC-9" }),
    model("md-82", "MD-82", "MD82", jet, { ceiling_ft: 37000, type: "DC-9" }),
    model("md-83", "MD-83", "MD83", jet, { ceiling_ft: 37000, type: "DC-9" }),
    model("md-88", "MD-88", "MD88", jet, { ceiling_ft: 37000, type: "DC-9" }),
    model("md-90", "MD-90-30", "MD90", jet, { ceiling_ft: 37000, type: "DC-9" }),
    model("douglas-dc-10", "DC-10", "DC10", jet, { type: "DC-10", ...three }),
    model("md-11", "MD-11", "MD11", jet, { type: "MD-11", ...three }),
  ]),
  made("Lockheed", [
    model("lockheed-l-1011", "L-1011 TriStar", "L101", jet, {
      ceiling_ft: 42000,
      type: "L-1011",
      ...three,
    }),
  ]),
  made("Bombardier", [
    model("crj-200", "CRJ200 (CL-600-2B19)", "CRJ2", jet, { ceiling_ft: 41000, type: "CL-65" }),
    model("crj-700", "CRJ700 (CL-600-2C10)", "CRJ7", jet, { ceiling_ft: 41000, type: "CL-65" }),
    model("crj-900", "CRJ900 (CL-600-2D24)", "CRJ9", jet, { ceiling_ft: 41000, type: "CL-65" }),
    model("crj-1000", "CRJ1000 (CL-600-2E25)", "CRJX", jet, { ceiling_ft: 41000, type: "CL-65" }),
  ]),
  made("Embraer", [
    model("embraer-erj-135", "EMB-135 (ERJ-135)", "E135", jet, {
      ceiling_ft: 37000,
      type: "EMB-145",
    }),
    model("embraer-erj-145", "EMB-145 (ERJ-145)", "E145", jet, {
      ceiling_ft: 37000,
      type: "EMB-145",
    }),
    model("embraer-170", "ERJ 170-100 (E170)", "E170", jet, { ceiling_ft: 41000, type: "ERJ-170" }),
    model("embraer-175", "ERJ 170-200 (E175)", "E75L", jet, { ceiling_ft: 41000, type: "ERJ-170" }),
    model("embraer-190", "ERJ 190-100 (E190)", "E190", jet, { ceiling_ft: 41000, type: "ERJ-190" }),
    model("embraer-195", "ERJ 190-200 (E195)", "E195", jet, { ceiling_ft: 41000, type: "ERJ-190" }),
  ]),
  made("British Aerospace", [
    model("bae-146", "146", "B462", jet, { type: "BAE-146", ...four }),
    model("avro-rj85", "Avro RJ85", "RJ85", jet, { type: "AVR-146", ...four }),
  ]),
];
