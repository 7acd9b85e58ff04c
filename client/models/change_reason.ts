import { limits } from "../../shared/limits.ts";
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import type { RecordOfKind } from "../../shared/kinds/kinds.ts";
import { addDays } from "../ui/moments.ts";

/** Why the audit log is told a reason with a change. */
export type ReasonAsked = "old" | "reported";

/** The part of an entry that decides. */
interface ChangedEntry {
  _id: string;
  created_at: string;
}

/**
 * Whether a change of an entry says why: the entry has stood in the logbook for long, or a report
 * was made that counted it. Only entries that can be corrected ask. `day` is the entry's day.
 */
export function reasonAsked(
  entry: ChangedEntry,
  day: string,
  today: string,
  reports: readonly Pick<RecordOfKind<"book_report">, "generated_at" | "as_of_date">[],
): ReasonAsked | null {
  if (correctsField(entry._id.slice(0, entry._id.indexOf(":"))) === undefined) return null;
  const isReported = reports.some(
    (report) => report.as_of_date >= day && report.generated_at > entry.created_at,
  );
  if (isReported) return "reported";
  return entry.created_at.slice(0, 10) < addDays(today, -limits.settled_entry_days) ? "old" : null;
}
