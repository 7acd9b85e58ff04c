import { newRecordId } from "../../shared/ids.ts";
import { bookReport } from "../../shared/kinds/book_report.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { systemClock } from "../clock.ts";
import { ledgerJudge } from "../ledger/ledger_judge.ts";
import { pushDocuments } from "../ledger/push.ts";
import type { Database } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** The reports there are, by key. */
export const bookReportTypes = Object.keys(bookReport.fields.report_type.choices);

/** What `offblock report book` is told. */
export interface BookReportOptions {
  email: string;
  type: string;
  /** `YYYY-MM-DD`; today (UTC) unless given. */
  asOf?: string;
}

function dayOrToday(text: string | undefined, now: string): string {
  if (text === undefined) return now.slice(0, 10);
  const is_day = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (is_day && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)) return text;
  throw new Refusal(`${text} is no day.`, "Write it as 2026-04-01.");
}

function generate(db: Database, user_id: string, as_of: string, type: string): Promise<Json> {
  return db.transaction(
    user_id,
    async (tx) => {
      const [row] = await tx.query<{ report: Json }>(
        "select logbook.generate_book_report($1, $2, $3) as report",
        [user_id, as_of, type],
      );
      return row!.report;
    },
    { read_only: true },
  );
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
  const now = () => systemClock.now().toISOString();
  const generated_at = now();
  const as_of_date = dayOrToday(asOf, generated_at);
  return await withLedger(terminal, async (ledger) => {
    const { db } = ledger;
    const { user_id, logbook_id } = await requireAccount(ledger, email);
    const document = {
      _id: newRecordId("book_report"),
      created_at: generated_at,
      updated_at: generated_at,
      generated_at,
      as_of_date,
      report_type: type,
      report_data: await generate(db, user_id, as_of_date, type),
    };
    const context = { db, now, user_id, logbook_id, device_id: null, judge: ledgerJudge };
    const incoming = {
      id: document._id,
      deleted: false,
      body: document,
      revision: { edit: undefined },
    };
    const [outcome] = await pushDocuments(context, [incoming]);
    if (outcome?.ok !== true) throw new Refusal(`It was refused: ${outcome?.reason}.`, "");
    terminal.print(JSON.stringify(document, null, 2));
    terminal.note(`Kept as ${document._id}.`);
    return 0;
  });
}
