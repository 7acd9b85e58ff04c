import { endOfDay, firstWrong } from "../ledger/as_it_stood.ts";
import { Refusal } from "../refusal.ts";
import { systemClock } from "../clock.ts";
import { requireAccount, type Terminal, withLedger } from "./terminal.ts";
import { readDay } from "./words.ts";

/** What `offblock report as-it-stood` is told. */
export interface AsItStoodOptions {
  email: string;
  /** `YYYY-MM-DD`; today (UTC) unless given. */
  on?: string;
}

/**
 * `offblock report as-it-stood`: what the logbook said at the end of a day (UTC), put together from
 * the audit log alone, as JSON: how far the chain had come (compare its head with a checkpoint of
 * that day), the totals in minutes, and every row.
 */
export async function asItStoodCommand(
  terminal: Terminal,
  { email, on }: AsItStoodOptions,
): Promise<number> {
  const day = on === undefined ? systemClock.now().toISOString().slice(0, 10) : readDay("on", on);
  return await withLedger(terminal, async ({ db, ...ledger }) => {
    const { user_id, logbook_id } = await requireAccount({ db, ...ledger }, email);
    const wrong = await db.transaction(user_id, (tx) => firstWrong(tx, logbook_id), {
      read_only: true,
    });
    if (wrong !== null)
      throw new Refusal(
        `The audit log of this logbook is not whole, so it proves nothing: ${wrong}`,
        "Run offblock verify on it: it names the first entry that is wrong.",
      );
    const [found] = await db.transaction(
      user_id,
      (tx) =>
        tx.query<{ stood: string }>(`select audit.logbook_as_of($1, ${endOfDay})::text as stood`, [
          logbook_id,
          day,
        ]),
      { read_only: true },
    );
    terminal.print(found!.stood);
    return 0;
  });
}
