import { bookReport } from "../../shared/kinds/book_report.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { systemClock } from "../clock.ts";
import type { Database } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";
import { readDay } from "./words.ts";

/** The reports there are, by key. */
export const bookReportTypes = Object.keys(bookReport.fields.report_type.choices);

/** What `offblock report book` is told. */
export interface BookReportOptions {
  email: string;
  type: string;
  /** `YYYY-MM-DD`; today (UTC) unless given. */
  asOf?: string;
}

/** Makes the report and reads it back as it is kept. */
function generate(db: Database, user_id: string, as_of: string, type: string): Promise<Json> {
  return db.transaction(user_id, async (tx) => {
    const [made] = await tx.query<{ id: string }>(
      "select logbook.generate_book_report($1, $2, $3) as id",
      [user_id, as_of, type],
    );
    const [kept] = await tx.query<{ body: string }>(
      "select body from sync.revisions where document_id = $1",
      [`book_report:${made!.id}`],
    );
    return JSON.parse(kept!.body) as Json;
  });
}

/**
 * `offblock report book`: computes a report, keeps it in the logbook as a record that nobody can
 * change, and prints it as JSON.
 */
export async function bookReportCommand(
  terminal: Terminal,
  { email, type, asOf }: BookReportOptions,
): Promise<number> {
  if (!bookReportTypes.includes(type))
    throw new Refusal(`There is no report ${type}.`, `Choose: ${bookReportTypes.join(", ")}.`);
  const as_of_date =
    asOf === undefined ? systemClock.now().toISOString().slice(0, 10) : readDay("as-of", asOf);
  return await withLedger(terminal, async (ledger) => {
    const { user_id } = await requireAccount(ledger, email);
    const document = (await generate(ledger.db, user_id, as_of_date, type)) as { _id: string };
    terminal.print(JSON.stringify(document, null, 2));
    terminal.note(`Kept as ${document._id}.`);
    return 0;
  });
}
