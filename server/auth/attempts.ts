import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";

/** A flight school or an airline's crew room shares one address: it may fail this much oftener. */
const addressFactor = 10;

/** Something that is counted, and how often it may happen in a window. */
interface Counted {
  key: string;
  max: number;
}

function countedFor(email: string, address: string): Counted[] {
  const max = limits.sign_in_attempts;
  const byEmail = { key: `email:${email}`, max };
  return address === ""
    ? [byEmail]
    : [byEmail, { key: `address:${address}`, max: max * addressFactor }];
}

/** Throws 429 when this email or this address has failed too often of late. */
export async function refuseGuessing(db: Database, email: string, address: string): Promise<void> {
  const seconds = limits.sign_in_window_seconds;
  const over = await db.transaction(null, async (tx) => {
    const counts = await tx.query<{ over: boolean }>(
      `select bool_or(auth.attempts_in_window(c.key, $3) >= c.max) as over
       from unnest($1::text[], $2::integer[]) as c (key, max)`,
      [
        countedFor(email, address).map(({ key }) => key),
        countedFor(email, address).map(({ max }) => max),
        seconds,
      ],
    );
    return counts[0]?.over === true;
  });
  if (!over) return;
  throw new RequestProblem(
    "E_TOO_MANY_ATTEMPTS",
    `More than ${limits.sign_in_attempts} sign-ins failed in ${seconds / 60} minutes.`,
    { "Retry-After": String(seconds) },
  );
}

/** Counts a failed sign-in for the email and the address. */
export async function countFailure(db: Database, email: string, address: string): Promise<void> {
  await db.transaction(null, async (tx) => {
    for (const { key } of countedFor(email, address))
      await tx.query("select auth.record_attempt($1)", [key]);
  });
}
