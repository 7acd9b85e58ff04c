import { randomBytes, scryptSync } from "node:crypto";
import type { Log } from "../log.ts";
import {
  type AdminConnection,
  type ConnectionTarget,
  connectAdmin,
  databaseProblem,
} from "./database.ts";

/** The only role that the gateway works as. */
export const gatewayRole = "offblock_gateway";

/**
 * A password for the first start. Roles belong to the whole server: two Offblock databases there,
 * set up by the same administrator, have to come to the same one.
 */
function firstPassword(adminUrl: string): string {
  const secret = decodeURIComponent(new URL(adminUrl).password);
  const bytes = secret === "" ? randomBytes(24) : scryptSync(secret, "offblock gateway", 24);
  return bytes.toString("base64url");
}

async function storedPassword(admin: AdminConnection, adminUrl: string): Promise<string> {
  const read = () =>
    admin.query<{ password: string }>("select password from public.offblock_gateway_login");
  const [stored] = await read();
  if (stored !== undefined) return stored.password;
  await admin.query(
    "insert into public.offblock_gateway_login (password) values ($1) on conflict do nothing",
    [firstPassword(adminUrl)],
  );
  const [made] = await read();
  return made!.password;
}

const concurrentMax = 10;

async function setPassword(admin: AdminConnection, password: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The password is our own, letters of base64url: nothing in it needs quoting.
      return await admin.run(`alter role ${gatewayRole} login password '${password}'`);
    } catch (error) {
      // XX000, "tuple concurrently updated": another gateway sets it in the same moment.
      if (attempt >= concurrentMax || databaseProblem(error)?.code !== "XX000") throw error;
    }
  }
}

/** Sets the password again, once for all the connections that were refused together. */
function restoring(adminUrl: string, password: string, log: Log): () => Promise<void> {
  let running: Promise<void> | undefined;
  async function restore() {
    log.warn("gateway_login_restored");
    const admin = await connectAdmin({ url: adminUrl });
    await setPassword(admin, password).finally(() => admin.close());
  }
  return () => (running ??= restore().finally(() => (running = undefined)));
}

async function canLogIn(target: ConnectionTarget): Promise<boolean> {
  try {
    const connection = await connectAdmin(target);
    const [row] = await connection.query<{ name: string }>("select current_user::text as name");
    await connection.close();
    return row?.name === gatewayRole;
  } catch {
    return false;
  }
}

/**
 * How the gateway logs in to a migrated database. The password is kept where only the administrator
 * can read it, for every gateway to find, and set again whenever it is refused: another Offblock
 * database of the same server may have set its own. Where no password can log in
 * (peer authentication), the gateway logs in as the administrator and acts as its role.
 */
export async function gatewayTarget(
  admin: AdminConnection,
  adminUrl: string,
  log: Log,
): Promise<ConnectionTarget> {
  const password = await storedPassword(admin, adminUrl);
  const restoreLogin = restoring(adminUrl, password, log);
  const target: ConnectionTarget = { url: adminUrl, user: gatewayRole, password, restoreLogin };
  if (await canLogIn(target)) return target;
  await setPassword(admin, password);
  if (await canLogIn(target)) return target;
  const asRole: ConnectionTarget = { url: adminUrl, role: gatewayRole };
  if (!(await canLogIn(asRole))) {
    throw new Error(`The role ${gatewayRole} can neither log in nor be acted as.`);
  }
  log.warn("gateway_acts_as_role", {
    because: "the server refuses passwords; the gateway logs in as the administrator",
  });
  return asRole;
}
