import { randomUUID } from "node:crypto";
import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { type Database, databaseProblem } from "../postgres/database.ts";
import { countFailure, countSignUp, refuseGuessing } from "./attempts.ts";
import { hashPassword, isPassword, oneOfFew, weaknessOf } from "./passwords.ts";
import { newToken, tokenHash } from "./tokens.ts";

/** An account and its logbook, as answers and the command line show it. */
export interface Account {
  user_id: string;
  email: string;
  display_name: string;
  logbook_id: string;
}

/** What signing up asks for. `logbook_id` is that of a logbook kept on the device until now. */
export interface SignUp {
  email: string;
  password: string;
  display_name?: string | undefined;
  logbook_id?: string | undefined;
}

/** Which device, and what its user calls it. */
export interface Device {
  device_id?: string | undefined;
  device_name?: string | undefined;
}

/** A session or token that was just opened. `token` is shown once and kept nowhere. */
export interface Opened {
  id: string;
  token: string;
}

const emailForm = /^[^\s@]{1,64}@[^\s@]{1,255}$/;

/** An email as accounts keep it: trimmed, lower case. Throws 400 when it is none. */
export function readEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (!emailForm.test(email) || email.length > 320)
    throw new RequestProblem("E_REQUEST_FIELD", "email: this is no email address.");
  return email;
}

async function hashOfStrong(password: string, email: string): Promise<string> {
  const weakness = weaknessOf(password, email);
  if (weakness !== undefined) throw new RequestProblem("E_PASSWORD_WEAK", weakness);
  return await hashPassword(password);
}

/**
 * Makes an account with its pilot logbook. Throws 400 for a weak password, 409 when taken, 429 when
 * too many were made from the address (none: not counted).
 */
export async function signUp(db: Database, wish: SignUp, address = ""): Promise<Account> {
  const email = readEmail(wish.email);
  await countSignUp(db, address);
  const display_name = wish.display_name?.trim() || email.slice(0, email.indexOf("@"));
  const password_hash = await hashOfStrong(wish.password, email);
  const user = randomUUID();
  try {
    return await db.transaction(user, async (tx) => {
      const [made] = await tx.query<{ user_id: string; logbook_id: string }>(
        "select user_id, logbook_id from auth.sign_up($1, $2, $3, $4, $5)",
        [email, display_name, password_hash, wish.logbook_id ?? null, user],
      );
      return { ...made!, email, display_name };
    });
  } catch (error) {
    const constraint = databaseProblem(error)?.constraint;
    if (constraint === "users_email_key") throw new RequestProblem("E_EMAIL_TAKEN");
    if (constraint === "logbooks_id_key") throw new RequestProblem("E_LOGBOOK_TAKEN");
    throw error;
  }
}

async function accountOf(db: Database, user_id: string): Promise<Account> {
  const [account] = await db.transaction(
    user_id,
    (tx) =>
      tx.query<Account>(
        `select u.id as user_id, u.email, u.display_name, l.id as logbook_id
         from auth.users u
         join sync.logbooks l on l.owner_user_id = u.id and l.book = 'pilot'
         where u.id = $1`,
        [user_id],
      ),
    { read_only: true },
  );
  if (account === undefined) throw new RequestProblem("E_SIGNED_OUT");
  return account;
}

/**
 * The account behind an email and its password. Throws 401 when either is wrong, in the same words
 * and after the same time, and 429 after too many failures for the email or the address.
 */
export async function signIn(
  db: Database,
  given: { email: string; password: string; address: string },
): Promise<Account> {
  const email = given.email.trim().toLowerCase();
  const found = await oneOfFew(async () => {
    await refuseGuessing(db, email, given.address);
    const [user] = await db.transaction(null, (tx) =>
      tx.query<{ id: string; password_hash: string; is_active: boolean }>(
        "select id, password_hash, is_active from auth.find_for_sign_in($1)",
        [email],
      ),
    );
    if ((await isPassword(user?.password_hash, given.password)) && user?.is_active) return user;
    await countFailure(db, email, given.address);
    return undefined;
  });
  if (found === undefined) throw new RequestProblem("E_SIGN_IN_FAILED");
  return accountOf(db, found.id);
}

/**
 * Gives an account another password and ends all its other sessions and tokens. Throws 401 when the
 * one until now is wrong, 429 after too many failures, 400 when the new one is weak.
 */
export async function changePassword(
  db: Database,
  who: { user_id: string; email: string; session_id: string | null },
  given: { password: string; new_password: string; address: string },
): Promise<void> {
  await signIn(db, { email: who.email, password: given.password, address: given.address });
  const password_hash = await hashOfStrong(given.new_password, who.email);
  await db.transaction(who.user_id, (tx) =>
    tx.query("select auth.change_password($1, $2)", [password_hash, who.session_id]),
  );
}

/** The hash of the password of an account that is open; undefined when there is none. */
export async function passwordHashOf(db: Database, email: string): Promise<string | undefined> {
  const [user] = await db.transaction(null, (tx) =>
    tx.query<{ password_hash: string }>(
      "select password_hash from auth.find_for_sign_in($1) where is_active",
      [email.trim().toLowerCase()],
    ),
  );
  return user?.password_hash;
}

/** The account with an email, for the command line, which runs with the rights of the machine. */
export async function accountByEmail(db: Database, email: string): Promise<Account | undefined> {
  const [user] = await db.transaction(null, (tx) =>
    tx.query<{ id: string }>("select id from auth.find_for_sign_in($1)", [email.trim()]),
  );
  return user === undefined ? undefined : accountOf(db, user.id);
}

/** Opens a session of a device: the one it had before ends. */
export function openSession(db: Database, user_id: string, device: Device): Promise<Opened> {
  return open(db, user_id, "session", { ...device });
}

/** Opens a token for a program. */
export function openToken(db: Database, user_id: string, name: string): Promise<Opened> {
  return open(db, user_id, "token", { name });
}

async function open(
  db: Database,
  user_id: string,
  kind: "session" | "token",
  about: Device & { name?: string },
): Promise<Opened> {
  const token = newToken();
  const id = randomUUID();
  await db.transaction(user_id, (tx) =>
    tx.query("select auth.open_session($1, $2, $3, $4, make_interval(days => $5), $6, $7, $8)", [
      id,
      user_id,
      tokenHash(token),
      kind,
      limits.session_days,
      about.name ?? null,
      about.device_id ?? null,
      about.device_name ?? null,
    ]),
  );
  return { id, token };
}
