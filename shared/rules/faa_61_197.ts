import { type Day, endOfCalendarMonths, monthNumber } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { CertificateRecord } from "../facts/records.ts";
import { lookupById } from "../reference/lookups.ts";
import { completedEvents, type Done, passedTests } from "./events.ts";
import { type Counted, defineRule, type Finding } from "./verdict.ts";

/** 14 CFR 61.197(a): a period of 24 calendar months. */
const periodMonths = 24;
/** 14 CFR 61.197(a): what is done in the three calendar months before the end extends from the end. */
const earlyMonths = 3;
/** 14 CFR 61.199(a)(1): a refresher course reinstates within three calendar months of the end. */
const lateMonths = 3;
/** Certificates without an expiration date, and recent experience in its stead (89 FR 80050). */
const recentExperienceFrom: Day = "2024-12-01";

interface Period {
  end: Day;
  counted: Counted;
}

/** When a certificate says that its period ends, or when it does by its issue. */
function statedPeriod(certificate: CertificateRecord): Period {
  const stated = certificate.recent_experience_end ?? certificate.expires_on;
  return {
    end:
      stated === null
        ? endOfCalendarMonths(certificate.date_of_issuance, periodMonths)
        : endOfCalendarMonths(stated, 0),
    counted: {
      id: certificate._id,
      date: certificate.date_of_issuance,
      what: stated === null ? "certificate issued" : "end of the period, as recorded",
      how_many: 1,
    },
  };
}

/** The period after something that renews it; the same one where it comes too late. */
function renewed(period: Period, { id, date, what }: Done, is_course: boolean): Period {
  const [month, end_month] = [monthNumber(date), monthNumber(period.end)];
  if (is_course && month > end_month + lateMonths) return period;
  const from_end = month >= end_month - earlyMonths && month <= end_month;
  const end = endOfCalendarMonths(from_end ? period.end : date, periodMonths);
  return end > period.end ? { end, counted: { id, date, what, how_many: 1 } } : period;
}

const isInstructorTest = ({ what }: Done) => /instructor|\bCFII?\b|\bMEI\b/i.test(what);

function find(facts: Facts, as_of: Day): Finding[] {
  const certificates = facts.records.certificate
    .filter((one) => one.date_of_issuance <= as_of)
    .filter(
      (one) =>
        lookupById("certificate_levels", one.certificate_level_id)?.code === "flight_instructor",
    )
    .map(statedPeriod)
    .sort((a, b) => (a.end < b.end ? -1 : 1));
  let period = certificates.at(-1);
  if (period === undefined) return [];
  const renewals = [
    ...completedEvents(facts, ["FIRC"]).map(({ done }) => ({ done, is_course: true })),
    ...passedTests(facts)
      .filter(isInstructorTest)
      .map((done) => ({ done, is_course: false })),
  ].sort((a, b) => (a.done.date < b.done.date ? -1 : 1));
  for (const { done, is_course } of renewals)
    if (done.date <= as_of) period = renewed(period, done, is_course);
  const grace_last_day = endOfCalendarMonths(period.end, lateMonths);
  const held = as_of <= period.end;
  const late = !held && as_of >= recentExperienceFrom && as_of <= grace_last_day;
  return [
    {
      applies_to: { certificate: "flight_instructor", operation: "giving flight training" },
      state: held ? "current" : late ? "grace" : "lapsed",
      since: held ? period.counted.date : null,
      last_day: period.end,
      grace_last_day: held ? null : grace_last_day,
      counted: [period.counted],
      missing: held ? [] : [{ what: "recent experience of 61.197(b)", have: 0, need: 1 }],
      regain: late
        ? "A refresher course (FIRC) within three calendar months of the end, 61.199(a)(1), or a practical test."
        : held
          ? "In the three calendar months before the end: a refresher course (FIRC), a practical test, or another way of 61.197(b)."
          : "A practical test, 14 CFR 61.199(a).",
      unknown: [
        "Other ways of 61.197(b) are known only by the end of the period on the certificate's record.",
      ],
    },
  ];
}

/**
 * Recent experience of flight instructors, 14 CFR 61.197 and 61.199. Before 1 December 2024 the
 * certificate itself expired: its recorded day is judged, and there was no late course.
 */
export const faa_61_197 = defineRule({
  rule: "faa_61_197",
  title: "Flight instructor, recent experience",
  regulation: "14 CFR 61.197, 61.199",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention:
    "24 calendar months from issue or from what renews it; from the end of the period when done in its last month or the three before.",
  find,
});
