/**
 * Medical certificates, 14 CFR 61.23(d): how long one lasts for which operation, by class and by age
 * on the day of the exam; BasicMed; special issuance.
 */
import { ageOn, type Day, endOfCalendarMonths } from "./calendar.ts";

/** Classes of `medical_classes` that the United States rules know. */
export type MedicalClass = "class_1" | "class_2" | "class_3" | "basicmed" | "driver_license";

/** Groups of operations that 61.23(d) tells apart, the most demanding first. */
export const medicalOperations = {
  atp_pic: {
    title:
      "ATP privileges as PIC; as SIC in flag or supplemental operations with three or more pilots",
    regulation: "14 CFR 61.23(d)(1)(i)",
  },
  part_121_age_60: {
    title: "Required crew member in part 121 at age 60 or more",
    regulation: "14 CFR 61.23(d)(1)(ii)",
  },
  commercial: {
    title: "Commercial privileges, flight engineer, air traffic control, other SIC with ATP",
    regulation: "14 CFR 61.23(d)(1)(iii), (d)(2)",
  },
  private: {
    title:
      "Private, recreational and student privileges; instructors acting as PIC; sport with a medical",
    regulation: "14 CFR 61.23(d)(1)(iv), (d)(2)(iii), (d)(3)",
  },
  basicmed: {
    title: "BasicMed: up to 7 occupants, 12,500 lb, 18,000 ft, 250 knots, not for hire",
    regulation: "14 CFR 61.23(c)(3), 61.113(i), part 68",
  },
  sport: {
    title: "Sport privileges by day with a driver's license",
    regulation: "14 CFR 61.23(c)(1)-(2)",
  },
  easa_class_1: { title: "EASA class 1: commercial privileges", regulation: "MED.A.045(a)" },
  easa_class_2: { title: "EASA class 2: private privileges", regulation: "MED.A.045(b)" },
  easa_lapl: { title: "EASA LAPL privileges", regulation: "MED.A.045(c)" },
} as const;

export type MedicalOperation = keyof typeof medicalOperations;

interface Duration {
  classes: readonly MedicalClass[];
  /** Calendar months when younger than 40 on the day of the exam; undefined: not for them. */
  below_40?: number;
  from_40: number;
}

/** 14 CFR 61.23(d)(1) to (3) as amended on 24 July 2008 (73 FR 43059), in calendar months. */
const durations: Partial<Record<MedicalOperation, Duration>> = {
  atp_pic: { classes: ["class_1"], below_40: 12, from_40: 6 },
  part_121_age_60: { classes: ["class_1"], from_40: 6 },
  commercial: { classes: ["class_1", "class_2"], below_40: 12, from_40: 12 },
  private: { classes: ["class_1", "class_2", "class_3"], below_40: 60, from_40: 24 },
};

/** The durations above are law from this day. */
export const durationsFrom: Day = "2008-07-24";

/** 14 CFR 61.23(c)(3)(i)(D) and (C), in months. */
export const basicMedExamMonths = 48;
const basicMedCourseMonths = 24;
/**
 * EASA medicals by the operations they serve. They run from the day of the exam or from the end of
 * the one before, so only the day that the certificate bears tells.
 */
const easaClasses: Partial<Record<MedicalOperation, readonly string[]>> = {
  easa_class_1: ["EASA_class_1"],
  easa_class_2: ["EASA_class_1", "EASA_class_2"],
  easa_lapl: ["EASA_class_1", "EASA_class_2", "EASA_LAPL"],
};

/** Operations of a class by a date that the certificate itself bears. */
const endNames: Partial<Record<MedicalOperation, 1 | 2 | 3>> = {
  atp_pic: 1,
  part_121_age_60: 1,
  commercial: 2,
  private: 3,
  easa_class_1: 1,
  easa_class_2: 2,
  easa_lapl: 3,
};

/** One medical, as far as its validity goes. */
export interface MedicalFacts {
  id: string;
  /** A code of `medical_classes`. */
  class: string;
  exam_date: Day;
  is_special_issuance: boolean;
  /** Ends that the certificate or its authorization bears: for 1st, 2nd and 3rd class operations. */
  stated_ends: readonly [Day | null, Day | null, Day | null];
  basicmed_exam_date: Day | null;
  basicmed_course_date: Day | null;
}

/** How long one medical serves one operation. */
export interface MedicalEnd {
  operation: MedicalOperation;
  /** The last day; null when it does not serve the operation, or nobody can say. */
  last_day: Day | null;
  /** The last day if the birth date were known to be kinder; equal to `last_day` when it is known. */
  latest_possible: Day | null;
  unknown: string[];
}

/** A medical that does not serve an operation. */
export const noEnd = (operation: MedicalOperation): MedicalEnd => ({
  operation,
  last_day: null,
  latest_possible: null,
  unknown: [],
});

/** The earlier of two days, the second of which may be none. */
export const earlier = (a: Day, b: Day | null): Day => (b !== null && b < a ? b : a);

/**
 * The last day of a medical for each operation. Without a birth date the shorter time is certain
 * and the longer one possible. A day that the certificate bears ends it when it is earlier; a
 * special issuance ends when its authorization says.
 */
export function medicalEnds(medical: MedicalFacts, birth: Day | null): MedicalEnd[] {
  return (Object.keys(medicalOperations) as MedicalOperation[]).map((operation) => {
    if (operation === "basicmed") return basicMedEnd(medical);
    if (operation === "sport") return noEnd(operation);
    if (operation in easaClasses) return easaEnd(operation, medical);
    return classEnd(operation, medical, birth);
  });
}

function easaEnd(operation: MedicalOperation, medical: MedicalFacts): MedicalEnd {
  if (!easaClasses[operation]!.includes(medical.class)) return noEnd(operation);
  const last_day = medical.stated_ends[endNames[operation]! - 1]!;
  return {
    operation,
    last_day,
    latest_possible: last_day,
    unknown: last_day === null ? ["The day on which the EASA medical ends: it bears it."] : [],
  };
}

function classEnd(
  operation: MedicalOperation,
  medical: MedicalFacts,
  birth: Day | null,
): MedicalEnd {
  const duration = durations[operation]!;
  const none = noEnd(operation);
  const stated = medical.stated_ends[endNames[operation]! - 1]!;
  if (medical.class === "special_issuance")
    return stated === null
      ? { ...none, unknown: ["Until when the special issuance is authorized for this operation."] }
      : { ...none, last_day: stated, latest_possible: stated };
  if (!duration.classes.includes(medical.class as MedicalClass)) return none;
  if (medical.exam_date < durationsFrom && stated === null) return beforeDurations(none, medical);
  const ends = lengths(duration, medical.exam_date, birth).map((months) =>
    earlier(endOfCalendarMonths(medical.exam_date, months), stated),
  );
  if (ends.length === 0) return none;
  const isUnclear = ends[0] !== ends.at(-1);
  const unknown = [
    ...(isUnclear ? ["The birth date: it decides how long this medical lasts."] : []),
    ...(medical.is_special_issuance && stated === null
      ? ["Until when the special issuance is authorized: the class is taken at its full length."]
      : []),
  ];
  return { operation, last_day: ends[0]!, latest_possible: ends.at(-1)!, unknown };
}

/** Exams before the durations of today: those certificates have all ended, whatever they were. */
function beforeDurations(none: MedicalEnd, medical: MedicalFacts): MedicalEnd {
  const latest_possible = endOfCalendarMonths(medical.exam_date, 60);
  return {
    ...none,
    latest_possible,
    unknown: [
      `How long a medical of ${medical.exam_date} lasted: other times held before ${durationsFrom}.`,
    ],
  };
}

/** The calendar months that apply, shortest first; two of them when the age is not known. */
function lengths(duration: Duration, exam: Day, birth: Day | null): number[] {
  const { below_40, from_40 } = duration;
  if (birth === null) return below_40 === undefined ? [from_40] : [from_40, below_40];
  const months = ageOn(birth, exam) >= 40 ? from_40 : below_40;
  return months === undefined ? [from_40] : [months];
}

function basicMedEnd(medical: MedicalFacts): MedicalEnd {
  const none = noEnd("basicmed");
  const exam =
    medical.basicmed_exam_date ?? (medical.class === "basicmed" ? medical.exam_date : null);
  const course = medical.basicmed_course_date;
  if (exam === null || (medical.class !== "basicmed" && course === null)) return none;
  if (course === null)
    return {
      ...none,
      unknown: ["When the BasicMed course was taken: 24 calendar months run from it."],
    };
  const exam_end = endOfCalendarMonths(exam, basicMedExamMonths);
  const last_day = earlier(exam_end, endOfCalendarMonths(course, basicMedCourseMonths));
  return { ...none, last_day, latest_possible: last_day };
}
