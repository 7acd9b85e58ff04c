/** Making a book report on the device: what the logbook says on a day, computed once and kept. */
import type { Facts } from "../../shared/facts/facts.ts";
import { newRecordId } from "../../shared/ids.ts";
import { bookReport } from "../../shared/kinds/book_report.ts";
import { reportCurrency, reportExpirations } from "../../shared/rules/home_report.ts";
import { reportMedical, reportTotals } from "../../shared/rules/report.ts";
import type { DocumentToSave } from "../store/messages.ts";

/** The reports there are. */
export type ReportType = keyof typeof bookReport.fields.report_type.choices;

/** How far ahead a check before a flight looks, in days. */
const ahead_days = 90;

function contents(facts: Facts, as_of: string, type: ReportType): object {
  switch (type) {
    case "currency_summary":
      return { currency: reportCurrency(facts, as_of).verdicts };
    case "next_due":
      return reportExpirations(facts, as_of);
    case "totals":
      return {
        totals: reportTotals(facts, as_of),
        by_class: reportTotals(facts, as_of, {}, "class"),
      };
    case "pre_flight_check":
      return {
        currency: reportCurrency(facts, as_of).verdicts,
        medical: reportMedical(facts, as_of),
        upcoming: reportExpirations(facts, as_of, ahead_days).upcoming,
      };
    case "experience_summary":
      return { totals: reportTotals(facts, as_of), certificates: facts.records.certificate };
  }
}

/** A report as of a day, to be saved; it is fixed from then on. `now`: UTC. */
export function makeBookReport(
  facts: Facts,
  { as_of, type, now }: { as_of: string; type: ReportType; now: string },
): DocumentToSave {
  const said = { as_of_date: as_of, report_type: type, ...contents(facts, as_of, type) };
  return {
    _id: newRecordId("book_report"),
    generated_at: now,
    as_of_date: as_of,
    report_type: type,
    // What is undefined is nothing in JSON, and so in a document.
    report_data: JSON.parse(JSON.stringify(said)),
    is_attested: false,
    is_locked: true,
  } as DocumentToSave;
}
