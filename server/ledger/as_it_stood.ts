/** What a logbook said at the end of a day (UTC), told by its audit log alone. */
import type { AsItStood } from "../../shared/as_it_stood.ts";
import { limits } from "../../shared/limits.ts";
import type { Queryable } from "../postgres/database.ts";

type Listed = Pick<AsItStood, "totals" | "flights" | "flight_count">;

/** The last moment of the day that is the second argument of a query. */
export const endOfDay = "$2::date + time '23:59:59.999999' at time zone 'UTC'";

/** The first thing wrong with the audit log of a logbook, in words; null when it is whole. */
export async function firstWrong(tx: Queryable, logbook_id: string): Promise<string | null> {
  const [wrong] = await tx.query<{ chain_number: number; problem: string }>(
    "select chain_number, problem from audit.verify_chain($1) limit 1",
    [logbook_id],
  );
  return wrong === undefined ? null : `Entry ${wrong.chain_number} ${wrong.problem}.`;
}

/**
 * The caller's logbook as it stood at the end of a day: its flights from a place in their list,
 * counted from 1. The log is checked with the first of them, and not again as one reads on.
 */
export async function readAsItStood(
  tx: Queryable,
  logbook_id: string,
  { day, from }: { day: string; from: number },
): Promise<AsItStood> {
  const [found] = await tx.query<Omit<AsItStood, "problem" | keyof Listed> & { list: string }>(
    `select h.*,
        audit.list_as_of($1, ${endOfDay}, $3, ${limits.flights_as_it_stood})::text as list
      from audit.head_as_of($1, ${endOfDay}) h`,
    [logbook_id, day, from],
  );
  const { list, ...head } = found!;
  const problem = from === 1 ? await firstWrong(tx, logbook_id) : null;
  return { ...head, ...(JSON.parse(list) as Listed), problem };
}
