/** Everything that ends on a day: privileges, medicals, endorsements, certificates. */
import { addDays, type Day, daysBetween, endOfCalendarMonths } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { lookupById } from "../reference/lookups.ts";
import type { Verdict } from "./verdict.ts";

/** One thing that ends. */
export interface Expiration {
  what: string;
  regulation: string;
  last_day: Day;
  /** Days from today to the last day: 0 is today, negative is past. */
  days_left: number;
  /** The record that it hangs on; null when it is several. */
  record_id: string | null;
}

/** Endorsements that end by themselves, AC 61-65K: after 90 days, or 2 calendar months. */
const endorsementDays: Readonly<Record<string, number>> = {
  presolo_night: 90,
  solo: 90,
  solo_90day_repeat: 90,
  solo_class_b: 90,
  solo_class_b_airport: 90,
  solo_bcd_airspace: 90,
  solo_bcd_airport: 90,
};
const endorsementMonths: Readonly<Record<string, number>> = { practical_test_prerequisites: 2 };

type EndorsementRecord = Facts["records"]["endorsement"][number];

/** The last day of an endorsement: as recorded, or by its kind; null for one that does not end. */
export function endorsementEnd(endorsement: EndorsementRecord): Day | null {
  if (endorsement.expiration_date !== null) return endorsement.expiration_date;
  const code = lookupById("endorsement_types", endorsement.endorsement_type_id)?.code ?? "";
  const [days, months] = [endorsementDays[code], endorsementMonths[code]];
  if (days !== undefined) return addDays(endorsement.endorsement_date, days);
  return months === undefined ? null : endOfCalendarMonths(endorsement.endorsement_date, months);
}

function subject({ applies_to, title }: Verdict): string {
  const { category, class: of_class, type, tailwheel, operation, certificate } = applies_to;
  const aircraft = type ?? of_class ?? category ?? certificate;
  const about = [aircraft, tailwheel === true ? "tailwheel" : undefined, operation];
  const words = about.filter((word) => word !== undefined).join(", ");
  return words === "" ? title : `${title}: ${words}`;
}

/** An expiration without the days that are left of it. */
type Ending = Omit<Expiration, "days_left">;

function endingPrivileges(verdicts: readonly Verdict[]): Ending[] {
  return verdicts
    .filter(({ last_day }) => last_day !== null)
    .map((verdict) => ({
      what: subject(verdict),
      regulation: verdict.regulation,
      last_day: verdict.last_day!,
      record_id: verdict.counted.length === 1 ? verdict.counted[0]!.id : null,
    }));
}

function endingEndorsements(facts: Facts, as_of: Day): Ending[] {
  return facts.records.endorsement
    .filter(({ endorsement_date }) => endorsement_date <= as_of)
    .flatMap((endorsement) => {
      const last_day = endorsementEnd(endorsement);
      const type = lookupById("endorsement_types", endorsement.endorsement_type_id);
      const ending = {
        what: `Endorsement: ${type?.name ?? "of no known kind"}`,
        regulation: endorsement.far_reference ?? "",
        record_id: endorsement._id,
      };
      return last_day === null ? [] : [{ ...ending, last_day }];
    });
}

/** Certificates that bear an end; that of a flight instructor is a verdict of 61.197 already. */
function endingCertificates(facts: Facts, as_of: Day): Ending[] {
  return facts.records.certificate.flatMap((certificate) => {
    const level = lookupById("certificate_levels", certificate.certificate_level_id);
    const { expires_on: last_day, date_of_issuance } = certificate;
    if (last_day === null || date_of_issuance > as_of || level?.code === "flight_instructor")
      return [];
    const what = `Certificate: ${level?.name ?? "of no known kind"}`;
    return [{ what, regulation: "14 CFR 61.19", last_day, record_id: certificate._id }];
  });
}

/** What ends, from the verdicts of the day and the records that bear an end; soonest first. */
export function expirationsOf(
  facts: Facts,
  verdicts: readonly Verdict[],
  as_of: Day,
): Expiration[] {
  return [
    ...endingPrivileges(verdicts),
    ...endingEndorsements(facts, as_of),
    ...endingCertificates(facts, as_of),
  ]
    .map((ending) => ({ ...ending, days_left: daysBetween(as_of, ending.last_day) }))
    .sort((a, b) => a.days_left - b.days_left || (a.what < b.what ? -1 : 1));
}
