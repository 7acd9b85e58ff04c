/**
 * What the home screen asks: privileges, what ends, totals. Apart from the other reports, so that
 * the app shows it without having loaded the tables of experience.
 */
import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { judgeOwnRules } from "../own_rules.ts";
import { homeTotals, type HomeTotals } from "../totals/totals.ts";
import { type Expiration, expirationsOf } from "./expirations.ts";
import { judgeRules } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

/** How each privilege stands, the law's and the pilot's own. */
export interface CurrencyReport {
  as_of: Day;
  verdicts: Verdict[];
  /** Entries that were not counted, by why. */
  left_out: Facts["left_out"];
}

/** Currency on a day. */
export function reportCurrency(facts: Facts, as_of: Day): CurrencyReport {
  const verdicts = [...judgeRules(facts, as_of), ...judgeOwnRules(facts, as_of)];
  return { as_of, verdicts, left_out: facts.left_out };
}

/** What ends and what has ended; `within_days` leaves out what ends later. */
export interface ExpirationsReport {
  as_of: Day;
  upcoming: Expiration[];
  past: Expiration[];
}

/** Expirations as of a day, soonest first; past ones latest first. */
export function reportExpirations(
  facts: Facts,
  as_of: Day,
  within_days = Number.POSITIVE_INFINITY,
): ExpirationsReport {
  return splitExpirations(facts, reportCurrency(facts, as_of).verdicts, as_of, within_days);
}

function splitExpirations(
  facts: Facts,
  verdicts: readonly Verdict[],
  as_of: Day,
  within_days: number,
): ExpirationsReport {
  const all = expirationsOf(facts, verdicts, as_of);
  return {
    as_of,
    upcoming: all.filter(({ days_left }) => days_left >= 0 && days_left <= within_days),
    past: all.filter(({ days_left }) => days_left < 0).toReversed(),
  };
}

/** All that the home screen shows. */
export interface HomeReport {
  currency: CurrencyReport;
  expirations: ExpirationsReport;
  totals: HomeTotals;
}

/** The home screen on a day: each privilege once judged, what ends, and totals. */
export function reportHome(facts: Facts, as_of: Day): HomeReport {
  const currency = reportCurrency(facts, as_of);
  return {
    currency,
    expirations: splitExpirations(facts, currency.verdicts, as_of, Number.POSITIVE_INFINITY),
    totals: homeTotals(facts, as_of),
  };
}
