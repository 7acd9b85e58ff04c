/** Counts what may happen only so often: wrong passwords, new accounts, looking for people. */
import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database, Queryable } from "../postgres/database.ts";

/** Something that is counted, and how often it may happen in a window. */
interface Counted {
  key: string;
  max: number;
}

/** A flight school or an airline's crew room shares one address, so it may fail oftener. */
function countedFor(email: string, address: string): Counted[] {
  const byEmail = { key: `email:${email}`, max: limits.sign_in_attempts };
  return address === ""
    ? [byEmail]
    : [byEmail, { key: `address:${address}`, max: limits.sign_in_attempts_address }];
}

async function isOver(
  tx: Queryable,
  counted: readonly Counted[],
  seconds: number,
): Promise<boolean> {
  const [row] = await tx.query<{ over: boolean | null }>(
    `select bool_or(auth.attempts_in_window(c.key, $3) >= c.max) as over
     from unnest($1::text[], $2::integer[]) as c (key, max)`,
    [counted.map(({ key }) => key), counted.map(({ max }) => max), seconds],
  );
  return row?.over === true;
}

async function refuseOver(
  db: Database,
  counted: readonly Counted[],
  seconds: number,
  what: string,
): Promise<void> {
  if (!(await db.transaction(null, (tx) => isOver(tx, counted, seconds)))) return;
  throw new RequestProblem("E_TOO_MANY_ATTEMPTS", `${what} in ${seconds / 60} minutes.`, {
    "Retry-After": String(seconds),
  });
}

async function count(db: Database, counted: readonly Counted[]): Promise<void> {
  await db.transaction(null, async (tx) => {
    for (const { key } of counted) await tx.query("select auth.record_attempt($1)", [key]);
  });
}

/** Throws 429 when this email or this address has failed too often of late. */
export async function refuseGuessing(db: Database, email: string, address: string): Promise<void> {
  await refuseOver(
    db,
    countedFor(email, address),
    limits.sign_in_window_seconds,
    `More than ${limits.sign_in_attempts} sign-ins failed`,
  );
}

/** Counts a failed sign-in for the email and the address. */
export async function countFailure(db: Database, email: string, address: string): Promise<void> {
  await count(db, countedFor(email, address));
}

/** Throws 429 when too many accounts were made from this address of late; counts this one. */
export async function countSignUp(db: Database, address: string): Promise<void> {
  if (address === "") return;
  const counted = [{ key: `sign_up:${address}`, max: limits.sign_ups_address }];
  await refuseOver(
    db,
    counted,
    limits.sign_up_window_seconds,
    `More than ${limits.sign_ups_address} accounts were made from this address`,
  );
  await count(db, counted);
}

const probes = (user_id: string) => [{ key: `grantee:${user_id}`, max: limits.grantees_unknown }];

/** Throws 429 when this account has named too many emails that nobody has. */
export async function refuseProbing(db: Database, user_id: string): Promise<void> {
  await refuseOver(
    db,
    probes(user_id),
    limits.sign_in_window_seconds,
    `More than ${limits.grantees_unknown} emails were unknown`,
  );
}

/** Counts an email that nobody has. */
export async function countGranteeUnknown(db: Database, user_id: string): Promise<void> {
  await count(db, probes(user_id));
}

const unknownLinks = (address: string): Counted[] =>
  address === "" ? [] : [{ key: `link:${address}`, max: limits.inspections_unknown }];

/** Throws 429 when too many inspection links that are nobody's were tried from this address. */
export async function refuseLinkGuessing(db: Database, address: string): Promise<void> {
  await refuseOver(
    db,
    unknownLinks(address),
    limits.inspection_window_seconds,
    `More than ${limits.inspections_unknown} links that lead nowhere were tried`,
  );
}

/** Counts an inspection link that is nobody's. */
export async function countUnknownLink(db: Database, address: string): Promise<void> {
  await count(db, unknownLinks(address));
}

/** Throws 429 when an inspection link was opened too often of late; counts this time. */
export async function countInspection(
  db: Database,
  link_id: string,
  what: "book" | "file",
): Promise<void> {
  const [key, max] =
    what === "book"
      ? ["inspection", limits.inspections]
      : ["inspection_file", limits.inspection_files];
  const counted = [{ key: `${key}:${link_id}`, max }];
  await refuseOver(
    db,
    counted,
    limits.inspection_window_seconds,
    `It was opened more than ${max} times`,
  );
  await count(db, counted);
}
