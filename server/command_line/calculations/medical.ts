/** How long a medical holds: `offblock calc medical`. */
import { newRecordId } from "../../../shared/ids.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import { reasonOf } from "../../../shared/problems.ts";
import { lookupByCode, lookupRows } from "../../../shared/reference/lookups.ts";
import { calcMedical } from "../../../shared/rules/calc.ts";
import { validate } from "../../../shared/validate.ts";
import { Misuse } from "../../refusal.ts";
import { misuse } from "../words.ts";
import {
  asOf,
  type Calculation,
  dayGiven,
  dayRequired,
  type Given,
  required,
  valueOf,
} from "./calculation.ts";

const medicalClassCodes = lookupRows("medical_classes").map(({ code }) => code);

const classWords: Readonly<Record<string, string>> = {
  first: "class_1",
  second: "class_2",
  third: "class_3",
  special: "special_issuance",
};

/** A class as people write it: 1, 1st, first, class_1, Class 1, basicmed, EASA class 2. */
function classAsked(given: Given): string {
  const text = required(given, "class", "1");
  const words = text.toLowerCase().replaceAll(/[-_ ]+/g, "_");
  const number = /^(?:class_)?([123])(?:st|nd|rd)?(?:_class)?$/.exec(words)?.[1];
  const named =
    number === undefined ? (classWords[words.replace("_class", "")] ?? words) : `class_${number}`;
  const code = medicalClassCodes.find((one) => one.toLowerCase() === named);
  if (code !== undefined) return code;
  throw misuse("class", text, `Choose one of 1, 2, 3, ${medicalClassCodes.join(", ")}.`);
}

function medicalAsked(given: Given) {
  const as_of = dayGiven(given, "as-of");
  const birth = dayGiven(given, "birth");
  const course = dayGiven(given, "course");
  const stated_end = dayGiven(given, "until");
  const exam_date = dayRequired(given, "exam");
  if (birth !== undefined && birth > exam_date)
    throw new Misuse("--birth is after --exam.", "Check both days.");
  return {
    class: classAsked(given),
    exam_date,
    ...(birth === undefined ? {} : { date_of_birth: birth }),
    ...(course === undefined ? {} : { basicmed_course_date: course }),
    ...(stated_end === undefined ? {} : { stated_end }),
    ...(as_of === undefined ? {} : { as_of }),
  };
}

/** The records that say of a logbook what was asked. */
function medicalRecords(asked: ReturnType<typeof medicalAsked>): Envelope[] {
  const { stated_end = null, exam_date, basicmed_course_date = null } = asked;
  const times = { created_at: `${exam_date}T00:00:00Z`, updated_at: `${exam_date}T00:00:00Z` };
  const person = {
    _id: newRecordId("person"),
    display_name: "Owner",
    is_logbook_owner: true,
    date_of_birth: asked.date_of_birth ?? null,
  };
  const medical = {
    _id: newRecordId("medical"),
    medical_class_id: lookupByCode("medical_classes", asked.class)!.id,
    exam_date,
    is_special_issuance: asked.class === "special_issuance",
    basicmed_cmec_date: asked.class === "basicmed" ? exam_date : null,
    basicmed_course_date,
    expiration_date_for_class_1_ops: stated_end,
    expiration_date_for_class_2_ops: stated_end,
    expiration_date_for_class_3_ops: stated_end,
  };
  return [person, medical].map((one) => {
    const checked = validate({ ...times, ...one });
    if (checked.ok) return checked.value.record as unknown as Envelope;
    throw new Misuse(checked.problems.map(reasonOf).join(" "), "See --help for the options.");
  });
}

/** `offblock calc medical`. */
export const medicalCalculation: Calculation = {
  name: "medical",
  description: "until when a medical serves which operations, 14 CFR 61.23 and BasicMed",
  options: [
    ["--class <class>", "1, 2, 3, basicmed, special_issuance, driver_license, EASA_class_1, …"],
    ["--exam <day>", "day of the exam"],
    ["--birth <day>", "birth date; without it the shorter and the longer time are told"],
    ["--course <day>", "day of the BasicMed course"],
    ["--until <day>", "the end that the certificate or its authorization bears"],
    asOf,
  ],
  example: [
    "medical --class 1 --exam 2026-04-16 --birth 1986-04-16 --as-of 2026-11-01",
    '{"age_on_exam": 40, "ends": [{"operation": "atp_pic", "last_day": "2026-10-31", …}], …}',
  ],
  output: [
    ["class", "code of the class"],
    ["exam_date", "as asked"],
    ["date_of_birth", "as asked; absent when not given"],
    ["basicmed_course_date", "as asked; absent when not given"],
    ["stated_end", "as asked; absent when not given"],
    ["as_of", "as asked; absent when not given"],
    ["age_on_exam", "whole years on the day of the exam; null without a birth date"],
    ["ends[].operation", "an operation that the medical serves: atp_pic, commercial, private, …"],
    ["ends[].title", "the operation in words"],
    ["ends[].regulation", "the paragraph"],
    ["ends[].last_day", "the last day"],
    ["ends[].latest_possible", "later than last_day where only the age would tell"],
    ["ends[].unknown[]", "what could not be known, in words"],
    ["standing", "null without --as-of, else a list"],
    ["standing[].operation", "every operation"],
    ["standing[].title", "in words"],
    ["standing[].regulation", "the paragraph"],
    ["standing[].state", "current, lapsed, never or unknown on --as-of"],
    ["standing[].last_day", "the last day"],
    ["standing[].medical_id", "always empty here; in report medical the record"],
    ["standing[].unknown[]", "what could not be known, in words"],
  ],
  answer(given) {
    const asked = medicalAsked(given);
    return { ...asked, ...valueOf(calcMedical(asked)) };
  },
  output_by_sql: [
    "calc",
    "via",
    "class",
    "exam_date",
    "date_of_birth",
    "basicmed_course_date",
    "stated_end",
    "as_of",
    "ends[].operation",
    "ends[].last_day",
    "standing",
    "standing[].operation",
    "standing[].state",
    "standing[].last_day",
    "standing[].medical_id",
  ],
  async answerBySql(given, { standing }) {
    const asked = medicalAsked(given);
    valueOf(calcMedical(asked));
    const records = medicalRecords(asked);
    const { exam_date, basicmed_course_date: course = exam_date, as_of } = asked;
    const first = await standing(records, course > exam_date ? course : exam_date);
    return {
      ...asked,
      ends: first.map(({ operation, last_day }) => ({ operation, last_day })),
      standing: as_of === undefined ? null : await standing(records, as_of),
    };
  },
};
