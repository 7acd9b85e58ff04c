/** What the medicals of a pilot are good for on a day. */
import { addMonths, ageOn, type Day, endOfCalendarMonths } from "./calendar.ts";
import {
  basicMedExamMonths,
  earlier,
  type MedicalEnd,
  medicalEnds,
  type MedicalFacts,
  type MedicalOperation,
  medicalOperations,
  noEnd,
} from "./medical.ts";

/** BasicMed exists since then (82 FR 3149). */
const basicMedFrom: Day = "2017-05-01";
/** 14 CFR 61.23(c)(3)(i)(D) counts calendar months since then (89 FR 90577); before, to the day. */
const basicMedCalendarMonthsFrom: Day = "2024-11-18";
/** 14 CFR 61.23(c)(3)(i)(B): a medical held at any time after this day. */
const heldAfter: Day = "2006-07-14";

/** What a pilot may do on a day by the medicals held. */
export interface MedicalStanding {
  operation: MedicalOperation;
  title: string;
  regulation: string;
  state: "current" | "lapsed" | "never" | "unknown";
  /** The last day of the medical that lasts longest. */
  last_day: Day | null;
  /** That medical. */
  medical_id: string | null;
  unknown: string[];
}

/** Where the law of the day counted BasicMed's exam to the day, an end within the month is earlier. */
function asOfLaw(end: MedicalEnd, medical: MedicalFacts, as_of: Day): MedicalEnd {
  if (end.operation !== "basicmed" || end.last_day === null) return end;
  if (as_of < basicMedFrom) return noEnd("basicmed");
  if (as_of >= basicMedCalendarMonthsFrom) return end;
  const exam = medical.basicmed_exam_date ?? medical.exam_date;
  const last_day = earlier(end.last_day, addMonths(exam, basicMedExamMonths));
  return { ...end, last_day, latest_possible: last_day };
}

/**
 * What is valid on a day, operation by operation, from all medicals held: of several that overlap
 * the one that lasts longest counts. Exams after the day do not exist.
 */
export function medicalStanding(
  medicals: readonly MedicalFacts[],
  birth: Day | null,
  as_of: Day,
): MedicalStanding[] {
  const held = medicals.filter((medical) => firstDay(medical) <= as_of);
  const ends = held.flatMap((medical) =>
    medicalEnds(medical, birth).map((end) => ({
      medical,
      end: asOfLaw(end, medical, as_of),
    })),
  );
  const operations = (Object.keys(medicalOperations) as MedicalOperation[]).filter((operation) =>
    isAsked(operation, birth, as_of),
  );
  return operations.map((operation) => {
    const about = { operation, ...medicalOperations[operation] };
    if (operation === "sport") return { ...about, ...sportStanding(held, as_of) };
    const own = ends.filter(({ end }) => end.operation === operation);
    const standing = best(own, as_of);
    return operation === "basicmed" && standing.last_day !== null
      ? { ...about, ...standing, unknown: [...standing.unknown, ...priorMedical(held)] }
      : { ...about, ...standing };
  });
}

/** Nobody younger than 60 asks what holds from 60 on. */
function isAsked(operation: MedicalOperation, birth: Day | null, as_of: Day): boolean {
  return operation !== "part_121_age_60" || birth === null || ageOn(birth, as_of) >= 60;
}

/** A medical exists from its exam; BasicMed when its course and its exam are both done. */
function firstDay(medical: MedicalFacts): Day {
  const { basicmed_exam_date, basicmed_course_date, exam_date } = medical;
  if (medical.class !== "basicmed") return exam_date;
  const exam = basicmed_exam_date ?? exam_date;
  return basicmed_course_date !== null && basicmed_course_date > exam ? basicmed_course_date : exam;
}

type Standing = Pick<MedicalStanding, "state" | "last_day" | "medical_id" | "unknown">;

function best(own: readonly { medical: MedicalFacts; end: MedicalEnd }[], as_of: Day): Standing {
  const longest = own
    .filter(({ end }) => end.last_day !== null)
    .toSorted((a, b) => (a.end.last_day! < b.end.last_day! ? 1 : -1))[0];
  const unknown = [...new Set(own.flatMap(({ end }) => end.unknown))];
  if (longest !== undefined && as_of <= longest.end.last_day!)
    return {
      state: "current",
      last_day: longest.end.last_day,
      medical_id: longest.medical.id,
      unknown: longest.end.unknown,
    };
  const undecided = own.some(
    ({ end }) =>
      (end.latest_possible !== null && as_of <= end.latest_possible) ||
      (end.last_day === null && end.latest_possible === null && end.unknown.length > 0),
  );
  return {
    state: undecided
      ? "unknown"
      : longest === undefined && unknown.length === 0
        ? "never"
        : "lapsed",
    last_day: longest?.end.last_day ?? null,
    medical_id: longest?.medical.id ?? null,
    unknown: undecided ? unknown : [],
  };
}

/** BasicMed needs a medical held after 14 July 2006; none on record may only mean that it is not recorded. */
function priorMedical(medicals: readonly MedicalFacts[]): string[] {
  const classes = new Set(["class_1", "class_2", "class_3", "special_issuance"]);
  const lasted = (medical: MedicalFacts) => endOfCalendarMonths(medical.exam_date, 24) > heldAfter;
  return medicals.some((medical) => classes.has(medical.class) && lasted(medical))
    ? []
    : [
        "Whether a medical was held after 14 July 2006, as 61.23(c)(3)(i)(B) asks: none is recorded.",
      ];
}

function sportStanding(medicals: readonly MedicalFacts[], as_of: Day): Standing {
  const license = medicals.find((medical) => medical.class === "driver_license");
  return license === undefined
    ? { state: "never", last_day: null, medical_id: null, unknown: [] }
    : {
        state:
          license.stated_ends[2] !== null && license.stated_ends[2] < as_of ? "lapsed" : "current",
        last_day: license.stated_ends[2],
        medical_id: license.id,
        unknown:
          license.stated_ends[2] === null ? ["Until when the driver's license is valid."] : [],
      };
}
