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

/** What ends, from the verdicts of the day and the records that bear an end; soonest first. */
export function expirationsOf(
  facts: Facts,
  verdicts: readonly Verdict[],
  as_of: Day,
): Expiration[] {
  const item = (what: string, regulation: string, last_day: Day, record_id: string | null) => ({
    what,
    regulation,
    last_day,
    days_left: daysBetween(as_of, last_day),
    record_id,
  });
  const privileges = verdicts
    .filter(({ last_day }) => last_day !== null)
    .map((verdict) =>
      item(
        subject(verdict),
        verdict.regulation,
        verdict.last_day!,
        verdict.counted.length === 1 ? verdict.counted[0]!.id : null,
      ),
    );
  const endorsements = facts.records.endorsement
    .filter(({ endorsement_date }) => endorsement_date <= as_of)
    .map((endorsement) => ({ endorsement, end: endorsementEnd(endorsement) }))
    .filter((one): one is typeof one & { end: Day } => one.end !== null)
    .map(({ endorsement, end }) => {
      const type = lookupById("endorsement_types", endorsement.endorsement_type_id);
      return item(
        `Endorsement: ${type?.name ?? "of no known kind"}`,
        endorsement.far_reference ?? "",
        end,
        endorsement._id,
      );
    });
  const certificates = facts.records.certificate
    .filter(({ expires_on, date_of_issuance }) => expires_on !== null && date_of_issuance <= as_of)
    .filter((one) => levelOf(one)?.code !== "flight_instructor")
    .map((one) =>
      item(
        `Certificate: ${levelOf(one)?.name ?? "of no known kind"}`,
        "14 CFR 61.19",
        one.expires_on!,
        one._id,
      ),
    );
  return [...privileges, ...endorsements, ...certificates].sort(
    (a, b) => a.days_left - b.days_left || (a.what < b.what ? -1 : 1),
  );
}

/** A flight instructor's end is a verdict of 61.197 already. */
function levelOf(certificate: Facts["records"]["certificate"][number]) {
  return lookupById("certificate_levels", certificate.certificate_level_id);
}
