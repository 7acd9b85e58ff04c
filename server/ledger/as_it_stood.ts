/** What a logbook said at the end of a day (UTC), told by its audit log alone. */
import type { AsItStood, StoodFlight } from "../../shared/as_it_stood.ts";
import { limits } from "../../shared/limits.ts";
import type { Queryable } from "../postgres/database.ts";

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

/** The caller's logbook as it stood at the end of a day. */
export async function readAsItStood(
  tx: Queryable,
  logbook_id: string,
  day: string,
): Promise<AsItStood> {
  const asked = [logbook_id, day];
  const [head] = await tx.query<
    Omit<AsItStood, "totals" | "problem" | "flights" | "flight_count"> & { totals: string }
  >(
    `select h.*, audit.totals_as_of($1, ${endOfDay})::text as totals
      from audit.head_as_of($1, ${endOfDay}) h`,
    asked,
  );
  const rows = await tx.query<{ flight: string; flight_count: number }>(
    `select to_json(f)::text as flight, (count(*) over ())::integer as flight_count
      from (
        select id, flight_date, aircraft, total_time, remarks, counts, since
        from audit.flights_as_of($1, ${endOfDay})
      ) f
      order by flight_date desc, id desc limit ${limits.flights_as_it_stood}`,
    asked,
  );
  return {
    ...head!,
    totals: JSON.parse(head!.totals) as AsItStood["totals"],
    problem: await firstWrong(tx, logbook_id),
    flight_count: rows[0]?.flight_count ?? 0,
    flights: rows.map(({ flight }) => JSON.parse(flight) as StoodFlight),
  };
}
