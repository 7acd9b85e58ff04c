/** What the JSON of each report holds, field by field. A test holds it and the reports together. */
import { measures } from "../../shared/facts/measures.ts";
import { easaSums } from "../../shared/totals/easa.ts";
import { minuteMeasures } from "../../shared/totals/totals.ts";
import { type OutputField, within } from "./output_fields.ts";

const counts = measures.filter((measure) => !minuteMeasures.includes(measure));
const sums = `minutes: ${minuteMeasures.join(", ")}; numbers: ${counts.join(", ")}`;
const hours = `the same times in hours and tenths, rounded once: ${minuteMeasures.join(", ")}`;

/** What every report begins and ends with. */
export const everyReport: readonly OutputField[] = [
  ["report", "its name"],
  ["via", "rules or sql"],
  ["records", "how many records of the file were read"],
  ["not_read[].id", "a record that is not valid, and was left out"],
  ["not_read[].why", "what is wrong with it, and the remedy"],
];

const asOf: OutputField = ["as_of", "the day that it speaks of"];

const leftOut: readonly OutputField[] = [
  ["left_out.erroneous", "entries marked as errors: not counted"],
  ["left_out.superseded", "entries that a correction took the place of: not counted"],
];

const verdict: readonly OutputField[] = [
  ["rule", "key of the rule, e.g. faa_61_57_a; currency_rule:<id> for the pilot's own"],
  ["title", "what it is about, in words"],
  ["regulation", "the paragraph"],
  ["authority", "FAA, EASA or own"],
  ["applies_to.category", "category of aircraft; absent where it does not matter, as all of these"],
  ["applies_to.class", "class of aircraft"],
  ["applies_to.type", "type, where a type rating is required"],
  ["applies_to.tailwheel", "true: airplanes with a tailwheel"],
  ["applies_to.operation", "what one wants to do"],
  ["applies_to.certificate", "the certificate that it is about"],
  [
    "state",
    "current; grace (not held, can be made up without a check); needs_ipc; lapsed; never; unknown",
  ],
  ["since", "first day of that state"],
  ["last_day", "last day on which it holds, or held"],
  ["grace_last_day", "last day of a grace period"],
  ["counted[].id", "an entry that counts, or the certificate, medical, event"],
  ["counted[].date", "its day"],
  ["counted[].what", "what of it counts"],
  ["counted[].how_many", "how many, or how many minutes"],
  ["missing[].what", "what the window of the day lacks"],
  ["missing[].have", "how many, or minutes, there are"],
  ["missing[].need", "how many, or minutes, are needed"],
  ["regain", "how to get it back, or keep it"],
  ["convention", "how days were counted, where the law leaves it open"],
  ["unknown[]", "what could not be known, in words"],
];

const currency = [
  asOf,
  ...within("verdicts[]", verdict),
  ...leftOut,
  [
    "unknown[]",
    "what of the logbook stands in no verdict, or had better be looked at, in words",
  ] as const,
];

const ending: readonly OutputField[] = [
  ["what", "what ends, in words"],
  ["regulation", "the paragraph"],
  ["last_day", "its last day"],
  ["days_left", "days from --as-of to the last day; 0 is today, negative is past"],
  ["record_id", "the record that it hangs on; null: several"],
];

const expirations = [
  asOf,
  ...within("upcoming[]", ending),
  ["past[]", "what has ended, latest first: the fields of upcoming"] as const,
];

const line: readonly OutputField[] = [
  ["line", "key of the line, e.g. dual_night"],
  ["paragraph", "its paragraph"],
  ["what", "what is asked for"],
  ["unit", "minutes, count or flights"],
  ["have", "how much there is"],
  ["have_at_least", "how much is certain where times of one flight may overlap less"],
  ["need", "how much is needed"],
  ["missing", "how much is missing"],
  ["device_credit", "how much of have was in devices, minutes"],
  ["entries[]", "ids of the flights and lessons that count"],
  ["ambiguous[]", "ids of flights within half a percent of a distance: not counted"],
  ["undecided[]", "ids of flights of which it could not be known: not counted"],
  ["unknown[]", "what entries cannot tell, in words"],
];

const experience = [
  asOf,
  ...within("tables[]", [
    ["table", "key of the table, e.g. faa_61_109_a"],
    ["title", "certificate or rating"],
    ["regulation", "the paragraph"],
    ["as_of", "the day, taken as that of the test"],
    ["complete", "true when no line misses anything"],
    ...within("lines[]", line),
    ["convention", "how times of one flight were added up"],
  ]),
];

const totals: readonly OutputField[] = [
  asOf,
  [
    "query.*",
    "what was asked for: from, to, category, class, type, aircraft, with, multi_engine, …",
  ],
  ["totals.*", sums],
  ["hours.*", hours],
  ["split[].key", "category, class, type, registration, model, year or month of the part"],
  ["split[].totals.*", "the names of totals"],
  ["split[].hours.*", "the names of hours"],
  ...leftOut,
];

const cells =
  "total, instruction_received, solo, pic, sic, xc_instruction_received, xc_solo, xc_pic, xc_sic, instrument, night_instruction_received, night_pic, night_sic in minutes; night_takeoffs, night_landings (in instruction), night_takeoffs_pic, night_landings_pic, night_takeoffs_sic, night_landings_sic, flights, aero_tows, ground_launches, powered_launches as numbers; null where the form is blank";

const form8710: readonly OutputField[] = [
  ["sought", "the certificate; its definition of cross-country holds"],
  asOf,
  ...["airplanes", "rotorcraft", "powered_lift", "gliders", "lighter_than_air"].map(
    (row) => [`rows.${row}.*`, row === "airplanes" ? cells : "the names of airplanes"] as const,
  ),
  ...["ffs", "ftd", "atd"].map(
    (row) =>
      [`rows.${row}.*`, "the names of airplanes; device time stands in no row above"] as const,
  ),
  ["classes[].class", "class of aircraft: the block of class totals in IACRA"],
  ["classes[].total", "minutes"],
  ["classes[].pic", "minutes"],
  ["classes[].sic", "minutes"],
  ["undecided[]", "ids of flights that may be cross-country: ambiguous, or of an unknown place"],
  ["unplaced[]", "ids of flights in aircraft of no known category: in no row"],
  ["convention", "how times of one flight were added up"],
];

const medical: readonly OutputField[] = [
  asOf,
  ["birth_date_known", "whether the owner's person record has one"],
  [
    "standing[].operation",
    "atp_pic, part_121_age_60, commercial, private, basicmed, sport, easa_…",
  ],
  ["standing[].title", "the operation in words"],
  ["standing[].regulation", "the paragraph"],
  ["standing[].state", "current, lapsed, never, or unknown"],
  ["standing[].last_day", "last day of the medical that lasts longest"],
  ["standing[].medical_id", "that medical"],
  ["standing[].unknown[]", "what could not be known, in words"],
  ["total_minutes", "all flight time, for form 8500-8"],
  ["last_six_months_minutes", "of the last six months, for form 8500-8"],
];

const easaLine: readonly OutputField[] = [
  ["id", "the flight"],
  ["date", "column 1, dd/mm/yy"],
  ["departure_place", "column 2"],
  ["departure_time", "column 2, hh:mm UTC"],
  ["arrival_place", "column 3"],
  ["arrival_time", "column 3, hh:mm UTC"],
  ["aircraft", "column 4, make and model"],
  ["registration", "column 4"],
  ["single_pilot_se", "column 5, minutes"],
  ["single_pilot_me", "column 5, minutes"],
  ["multi_pilot", "column 5, minutes"],
  ["total", "column 6, minutes"],
  ["pic_name", "column 7; SELF for the holder"],
  ["landings_day", "column 8"],
  ["landings_night", "column 8"],
  ["night", "column 9, minutes"],
  ["ifr", "column 9, minutes"],
  ["pic", "column 10, minutes"],
  ["co_pilot", "column 10, minutes"],
  ["dual", "column 10, minutes"],
  ["instructor", "column 10, minutes"],
  ["remarks", "column 12"],
];

const easa: readonly OutputField[] = [
  asOf,
  ...within("lines[]", easaLine),
  ["sessions[].id", "a session in a device, column 11"],
  ["sessions[].date", "dd/mm/yy"],
  ["sessions[].device", "its name"],
  ["sessions[].total", "minutes"],
  ["feet.this_page.*", `sums of the lines: ${easaSums.join(", ")}`],
  ["feet.previous_pages.*", "the same of what is before --since"],
  ["feet.total.*", "both together"],
];

const lint: readonly OutputField[] = [
  asOf,
  ["checked", "how many flights were looked at"],
  ["flights[].id", "a flight of which there is something to say"],
  ["flights[].date", "its day"],
  ["flights[].advice[].code", "stable name of the advice"],
  ["flights[].advice[].path", "the field that it is about"],
  ["flights[].advice[].message", "what is odd, in words"],
  ["flights[].advice[].regulation", "the paragraph, where there is one"],
];

const home: readonly OutputField[] = [
  ["currency", "what report currency answers, without unknown"],
  ["expirations", "what report expirations answers"],
  ...["all", "this_year", "twelve_months", "ninety_days"].map(
    (window) => [`totals.${window}.*`, window === "all" ? sums : "the names of all"] as const,
  ),
  ["totals.by_category[].category", "category"],
  ["totals.by_category[].totals.*", "the names of all"],
  ["totals.by_class[].category", "category"],
  ["totals.by_class[].class", "class"],
  ["totals.by_class[].totals.*", "the names of all"],
];

/** The fields of each report, by its name. */
export const reportFields: Readonly<Record<string, readonly OutputField[]>> = {
  currency,
  experience,
  totals,
  "8710": form8710,
  medical,
  expirations,
  easa,
  lint,
  home,
};

const bySql = [
  "report",
  "via",
  "as_of",
  "records",
  "not_read[]",
  "not_taken[].id",
  "not_taken[].why",
];

/** The fields of each report through PostgreSQL; `not_taken` is what the ledger refused, or lets wait. */
export const reportFieldsBySql: Readonly<Record<string, readonly string[]>> = {
  currency: [
    ...bySql,
    ...["rule", "regulation", "category", "class", "type", "tailwheel", "operation", "state"].map(
      (name) => `verdicts[].${name}`,
    ),
    ...["last_event_date", "last_day", "grace_last_day", "days_remaining"].map(
      (name) => `verdicts[].${name}`,
    ),
  ],
  experience: [
    ...bySql,
    ...["table", "title", "regulation", "as_of", "complete"].map((name) => `tables[].${name}`),
    ...line.map(([name]) => `tables[].lines[].${name}`),
  ],
  totals: [...bySql, "totals.* (the columns of logbook.experience_totals)"],
  "8710": [...bySql, "sought", "rows.*.*", "classes[].*", "undecided[]"],
  medical: [
    ...bySql,
    ...["operation", "state", "last_day", "medical_id"].map((name) => `standing[].${name}`),
  ],
  expirations: [
    ...bySql,
    ...["kind", "what", "regulation", "last_day", "days_left", "record_id"].map(
      (name) => `upcoming[].${name}`,
    ),
    "past[]",
  ],
};
