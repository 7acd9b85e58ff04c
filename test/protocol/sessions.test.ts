import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { silentLog } from "../../server/log.ts";
import { limits } from "../../shared/limits.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

const origin = "http://offblock.test";
const auth = "/api/v1/auth";
const email = "anna@example.test";
const password = "correct horse battery";

let database: TestDatabase;
let app: ReturnType<typeof createApp>;
beforeEach(async () => {
  database = await freshDatabase();
  const clock = { now: () => new Date("2026-06-01T12:00:00Z") };
  // One proxy in front, so that a test can say where it comes from.
  const outside = { proxies: 1 };
  app = createApp({
    db: database.db,
    clock,
    log: silentLog,
    blobs: temporaryBlobs(database),
    outside,
  });
});
afterEach(() => database.drop());

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await app.request(origin + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === "" ? undefined : JSON.parse(text)) as any,
    cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "",
  };
}

const from = (address: string) => ({ "X-Forwarded-For": address });
const signUp = (more: object = {}, headers = {}) =>
  ask("POST", `${auth}/signup`, { email, password, ...more }, headers);
const logIn = (more: object = {}, headers = {}) =>
  ask("POST", `${auth}/login`, { email, password, ...more }, headers);
const session = (cookie: string) => ask("GET", `${auth}/session`, undefined, { Cookie: cookie });
const basic = (user: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`,
});

describe("a session that was ended from another device", () => {
  let tablet: Awaited<ReturnType<typeof signUp>>;
  let phone: Awaited<ReturnType<typeof logIn>>;
  let db: string;
  beforeEach(async () => {
    tablet = await signUp({ device_name: "Tablet" });
    phone = await logIn({ device_name: "Phone" });
    db = `/db/${tablet.body.logbook.id}`;
  });
  const endPhone = () =>
    ask("DELETE", `${auth}/sessions/${phone.body.session.id}`, undefined, {
      Cookie: tablet.cookie,
    });

  test("is told so, by the API and by the protocol", async () => {
    await endPhone();
    expect(await session(phone.cookie)).toMatchObject({
      status: 401,
      body: { code: "E_SESSION_ENDED", detail: expect.stringContaining("from another device") },
    });
    expect(await ask("GET", `${db}/_changes`, undefined, { Cookie: phone.cookie })).toMatchObject({
      status: 401,
      body: {
        error: "unauthorized",
        reason: expect.stringMatching(/^E_SESSION_ENDED.*another device/),
      },
    });
    expect((await session(tablet.cookie)).status).toBe(200);
  });

  test.each(["longpoll", "continuous"])("leaves no %s feed open", async (feed) => {
    const waiting = await app.request(`${origin}${db}/_changes?feed=${feed}&heartbeat=60000`, {
      headers: { Cookie: phone.cookie },
    });
    const ended = waiting.text();
    await endPhone();
    expect(await ended).toContain('"last_seq":0');
  });

  test("leaves the feeds of other devices open", async () => {
    const gone = new AbortController();
    const waiting = await app.request(`${origin}${db}/_changes?feed=continuous&heartbeat=1000`, {
      headers: { Cookie: tablet.cookie },
      signal: gone.signal,
    });
    const reader = waiting.body!.getReader();
    await endPhone();
    const beat = await reader.read();
    expect(new TextDecoder().decode(beat.value)).toBe("\n");
    await reader.cancel();
  });

  test("can still sign out, which clears its cookie", async () => {
    await endPhone();
    const out = await ask("POST", `${auth}/logout`, undefined, { Cookie: phone.cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/Max-Age=0/);
  });

  test("says each reason in its own words", async () => {
    const reasons = async () => (await session(phone.cookie)).body.detail as string;
    const said = new Set<string>();
    for (const why of ["signed_out", "revoked", "replaced", "password_changed"]) {
      await database.admin.query(
        "update auth.sessions set revoked_at = now(), revoked_reason = $2 where id = $1",
        [phone.body.session.id, why],
      );
      said.add(await reasons());
    }
    await database.admin.query(
      "update auth.sessions set revoked_at = null, revoked_reason = null, expires_at = now()",
    );
    said.add(await reasons());
    await database.admin.query("update auth.users set is_active = false");
    said.add(await reasons());
    expect(said.size).toBe(6);
  });
});

describe("all other sessions", () => {
  test("end by one request; programs keep their tokens", async () => {
    const { cookie } = await signUp();
    const others = await Promise.all([logIn(), logIn(), logIn()]);
    const { body } = await ask("POST", `${auth}/tokens`, { name: "x" }, { Cookie: cookie });
    const done = await ask("DELETE", `${auth}/sessions`, undefined, { Cookie: cookie });
    expect(done).toMatchObject({ status: 200, body: { ended: 3 } });
    for (const other of others) expect((await session(other.cookie)).status).toBe(401);
    expect((await session(cookie)).status).toBe(200);
    const bearer = { Authorization: `Bearer ${body.token}` };
    expect((await ask("GET", `${auth}/session`, undefined, bearer)).status).toBe(200);
  });

  test("of somebody else go on", async () => {
    const { cookie } = await signUp();
    const other = await signUp({ email: "ben@example.test" });
    await ask("DELETE", `${auth}/sessions`, undefined, { Cookie: cookie });
    expect((await session(other.cookie)).status).toBe(200);
  });
});

describe("another password", () => {
  const new_password = "staple battery horse";
  let cookie: string;
  beforeEach(async () => void ({ cookie } = await signUp()));
  const change = (body: object, headers: Record<string, string> = { Cookie: cookie }) =>
    ask("POST", `${auth}/password`, { password, new_password, ...body }, headers);

  test("ends every other session and token, and the old password", async () => {
    const other = await logIn();
    const { body } = await ask("POST", `${auth}/tokens`, { name: "x" }, { Cookie: cookie });
    const old = basic(email, password);
    expect((await ask("GET", `${auth}/session`, undefined, old)).status).toBe(200);
    expect((await change({})).status).toBe(204);
    expect((await session(cookie)).status).toBe(200);
    expect(await session(other.cookie)).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining("password") },
    });
    const bearer = { Authorization: `Bearer ${body.token}` };
    expect((await ask("GET", `${auth}/session`, undefined, bearer)).status).toBe(401);
    // It had been right a moment ago, and is remembered no more.
    expect((await ask("GET", `${auth}/session`, undefined, old)).status).toBe(401);
    expect((await logIn()).status).toBe(401);
    expect((await logIn({ password: new_password })).status).toBe(200);
  });

  test("needs the one until now, and is held to the same rules", async () => {
    expect(await change({ password: "incorrect horse battery" })).toMatchObject({
      status: 401,
      body: { code: "E_SIGN_IN_FAILED" },
    });
    expect(await change({ new_password: "short" })).toMatchObject({
      status: 400,
      body: { code: "E_PASSWORD_WEAK" },
    });
    expect((await change({}, {})).status).toBe(401);
    expect((await change({ new_password: 1 })).status).toBe(400);
    expect((await logIn()).status).toBe(200);
  });

  test("guesses at the one until now are counted", async () => {
    for (let i = 0; i < limits.sign_in_attempts; i++)
      await change({ password: `wrong ${i} horse` });
    expect(await change({})).toMatchObject({ status: 429, body: { code: "E_TOO_MANY_ATTEMPTS" } });
  });
});

describe("an address", () => {
  const tooMany = { status: 429, body: { code: "E_TOO_MANY_ATTEMPTS" } };
  const fill = (key: string, n: number) =>
    database.admin.query("select auth.record_attempt($1) from generate_series(1, $2::integer)", [
      key,
      n,
    ]);

  test("makes only so many accounts in an hour", async () => {
    await fill("sign_up:192.0.2.1", limits.sign_ups_address - 1);
    expect((await signUp({}, from("192.0.2.1"))).status).toBe(201);
    const again = await signUp({ email: "b@example.test" }, from("192.0.2.1"));
    expect(again).toMatchObject(tooMany);
    expect(again.headers.get("retry-after")).toBe(String(limits.sign_up_window_seconds));
    expect((await signUp({ email: "b@example.test" }, from("192.0.2.2"))).status).toBe(201);
  });

  test("of IPv6 counts by its network: there are 2^64 in each", async () => {
    await fill("sign_up:2001:db8:0:7", limits.sign_ups_address);
    for (const address of ["2001:db8:0:7::1", "2001:DB8::7:1:2:3:4", "2001:db8:0:7:9:9:9:9"])
      expect(await signUp({}, from(address)), address).toMatchObject(tooMany);
    expect((await signUp({}, from("2001:db8:0:8::1"))).status).toBe(201);
    await fill("sign_up:192.0.2.3", limits.sign_ups_address);
    expect(await signUp({}, from("::ffff:192.0.2.3"))).toMatchObject(tooMany);
  });

  test("fails to sign in only so often, whatever the emails", async () => {
    await signUp();
    await fill("address:192.0.2.1", limits.sign_in_attempts_address);
    expect(await logIn({}, from("192.0.2.1"))).toMatchObject(tooMany);
    expect((await logIn({}, from("192.0.2.2"))).status).toBe(200);
  });

  test("is what the proxy says, not what the caller writes before it", async () => {
    await fill("sign_up:192.0.2.1", limits.sign_ups_address);
    expect(await signUp({}, from("198.51.100.7, 192.0.2.1"))).toMatchObject(tooMany);
  });
});

test("an empty Authorization header does not hide that a request is by cookie", async () => {
  const { cookie } = await signUp();
  const headers = { Cookie: cookie, Authorization: "", Origin: "https://evil.test" };
  expect(await ask("DELETE", `${auth}/sessions`, undefined, headers)).toMatchObject({
    status: 403,
    body: { code: "E_ORIGIN_FOREIGN" },
  });
});
