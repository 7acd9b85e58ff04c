/** Making a book report on the device: what the logbook says on a day, computed once and kept. */
import type { Facts } from "../../shared/facts/facts.ts";
import { newRecordId } from "../../shared/ids.ts";
import { bookReportData, type ReportType } from "../../shared/rules/book_report_data.ts";
import type { DocumentToSave } from "../store/messages.ts";

/** A report as of a day, to be saved; it is fixed from then on. `now`: UTC. */
export function makeBookReport(
  facts: Facts,
  { as_of, type, now }: { as_of: string; type: ReportType; now: string },
): DocumentToSave {
  return {
    _id: newRecordId("book_report"),
    generated_at: now,
    as_of_date: as_of,
    report_type: type,
    report_data: bookReportData(facts, as_of, type),
    is_attested: false,
    is_locked: true,
  };
}
