import { temporaryBlobs } from "../harness/blobs.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { jsonLog, silentLog } from "../../server/log.ts";
import { openDatabase } from "../../server/postgres/database.ts";
import { limits } from "../../shared/limits.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

const origin = "http://offblock.test";
const password = "correct horse battery";
const email = "anna@example.test";

let database: TestDatabase;
let app: ReturnType<typeof createApp>;
let now: Date;
let logged: string;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptied(database.admin);
  now = new Date("2026-06-01T12:00:00Z");
  logged = "";
  const clock = { now: () => now };
  const log = jsonLog((line) => void (logged += line), clock.now);
  app = createApp({ db: database.db, clock, log, blobs: temporaryBlobs(database) });
});

interface Answer {
  status: number;
  body: any;
  headers: Headers;
  /** The session cookie that the answer sets, as a browser sends it back. */
  cookie: string;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await app.request(origin + path, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: text === "" ? undefined : JSON.parse(text),
    headers: answer.headers,
    cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "",
  };
}

const auth = "/api/v1/auth";
const signUp = (more: object = {}) => ask("POST", `${auth}/signup`, { email, password, ...more });
const logIn = (more: object = {}) => ask("POST", `${auth}/login`, { email, password, ...more });
const session = (cookie: string) => ask("GET", `${auth}/session`, undefined, { Cookie: cookie });
const basic = (user: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`,
});
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("signing up", () => {
  test("answers 201 with the account, its logbook and database URL, and a session cookie", async () => {
    const { status, body, headers } = await signUp({ email: " Anna@Example.test " });
    expect(status).toBe(201);
    expect(body).toEqual({
      user: { id: expect.stringMatching(uuid), email, display_name: "anna" },
      logbook: {
        id: expect.stringMatching(uuid),
        database_url: `${origin}/db/${body.logbook.id}`,
      },
      session: { id: expect.stringMatching(uuid) },
    });
    expect(headers.get("set-cookie")).toMatch(
      /^offblock_session=offblock_[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("takes over the logbook that the device has kept without an account", async () => {
    const logbook_id = "0198f2a4-0000-7000-8000-000000000001";
    expect((await signUp({ logbook_id })).body.logbook.id).toBe(logbook_id);
    const other = await signUp({ email: "ben@example.test", logbook_id });
    expect(other).toMatchObject({ status: 409, body: { code: "E_LOGBOOK_TAKEN" } });
  });

  test("over https the cookie is bound to the host", async () => {
    const answer = await app.request(`https://offblock.test${auth}/signup`, {
      method: "POST",
      body: JSON.stringify({ email, password }),
      headers: { "Content-Type": "application/json" },
    });
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-offblock_session=.*; Secure/);
  });

  test("twice with one email, however it is written, is 409", async () => {
    await signUp();
    expect(await signUp({ email: "ANNA@example.test" })).toMatchObject({
      status: 409,
      body: { code: "E_EMAIL_TAKEN", status: 409, title: expect.any(String) },
    });
  });

  test.each<[string, unknown, number, string]>([
    ["a short password", { email, password: "short" }, 400, "E_PASSWORD_WEAK"],
    ["a common password", { email, password: "password123" }, 400, "E_PASSWORD_WEAK"],
    ["an email that is none", { email: "anna", password }, 400, "E_REQUEST_FIELD"],
    ["no email", { password }, 400, "E_REQUEST_FIELD"],
    ["a number for a password", { email, password: 12 }, 400, "E_REQUEST_FIELD"],
    ["a NUL in the name", { email, password, display_name: "a\0" }, 400, "E_REQUEST_FIELD"],
    ["half a surrogate", { email, password, display_name: "\ud800" }, 400, "E_REQUEST_FIELD"],
    ["a logbook id that is none", { email, password, logbook_id: "x" }, 400, "E_REQUEST_FIELD"],
    ["a list", [email, password], 400, "E_REQUEST_FIELD"],
    ["malformed JSON", '{"email":', 400, "E_REQUEST_JSON"],
    ["nothing", "", 400, "E_REQUEST_JSON"],
    ["a megabyte", { email, password, x: "x".repeat(1e6) }, 413, "E_BODY_TOO_LARGE"],
  ])("with %s is refused by code, and makes no account", async (_, body, status, code) => {
    expect(await ask("POST", `${auth}/signup`, body)).toMatchObject({ status, body: { code } });
    expect(await database.admin.query("select from auth.users")).toEqual([]);
  });

  test("with a form's content type is 415: no other site can send it unasked", async () => {
    const answer = await ask("POST", `${auth}/signup`, JSON.stringify({ email, password }), {
      "Content-Type": "text/plain",
    });
    expect(answer).toMatchObject({ status: 415, body: { code: "E_BODY_TYPE" } });
  });

  test("keeps no password and no token in the database", async () => {
    const { cookie } = await signUp();
    const token = cookie.split("=")[1]!;
    const rows = await database.admin.query<{ row: string }>(
      `select u::text as row from auth.users u union all select s::text from auth.sessions s`,
    );
    const everything = rows.map(({ row }) => row).join("\n");
    expect(everything).toContain("$argon2id$");
    expect(everything).not.toContain(password);
    expect(everything).not.toContain(token);
  });
});

describe("signing in", () => {
  beforeEach(() => signUp().then(() => undefined));

  test("opens a session that says who is signed in, until signing out", async () => {
    const { status, body, cookie } = await logIn();
    expect(status).toBe(200);
    expect((await session(cookie)).body).toEqual(body);
    const out = await ask("POST", `${auth}/logout`, undefined, { Cookie: cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^offblock_session=; Max-Age=0; Path=\//);
    expect(await session(cookie)).toMatchObject({ status: 401, body: { code: "E_SESSION_ENDED" } });
  });

  test("answers a wrong password and an unknown email in the same words", async () => {
    const wrong = await logIn({ password: "incorrect horse battery" });
    const unknown = await logIn({ email: "nobody@example.test" });
    expect(wrong).toMatchObject({ status: 401, body: { code: "E_SIGN_IN_FAILED" } });
    expect(unknown.body).toEqual(wrong.body);
  });

  test("of an account that was closed fails, and its sessions end", async () => {
    const { cookie } = await logIn();
    await database.admin.query("update auth.users set is_active = false");
    expect((await logIn()).status).toBe(401);
    expect((await session(cookie)).status).toBe(401);
  });

  test("fails for a quarter of an hour after ten wrong passwords, also with the right one", async () => {
    for (let i = 0; i < limits.sign_in_attempts; i++)
      expect((await logIn({ password: `incorrect horse ${i}` })).status).toBe(401);
    const stopped = await logIn();
    expect(stopped).toMatchObject({ status: 429, body: { code: "E_TOO_MANY_ATTEMPTS" } });
    expect(stopped.headers.get("retry-after")).toBe(String(limits.sign_in_window_seconds));
    expect((await ask("GET", "/db/x", undefined, basic(email, password))).status).toBe(429);
    await signUp({ email: "ben@example.test" });
    expect((await logIn({ email: "ben@example.test" })).status).toBe(200);
    await database.admin.query(
      "update auth.sign_in_attempts set attempted_at = now() - interval '16 minutes'",
    );
    expect((await logIn()).status).toBe(200);
  });

  test("many wrong passwords at once are counted as well", async () => {
    const tries = Array.from({ length: 30 }, (_, i) => logIn({ password: `incorrect ${i} horse` }));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(
      limits.sign_in_attempts + 2,
    );
  });

  test("again on the same device ends the session that it had", async () => {
    const device = { device_id: "0198f2a4-0000-7000-8000-00000000000d", device_name: "Tablet" };
    const first = await logIn(device);
    const second = await logIn(device);
    const elsewhere = await logIn();
    expect((await session(first.cookie)).status).toBe(401);
    expect((await session(second.cookie)).status).toBe(200);
    expect((await session(elsewhere.cookie)).status).toBe(200);
  });
});

describe("sessions", () => {
  let cookie: string;
  beforeEach(async () => void ({ cookie } = await signUp({ device_name: "Tablet" })));

  test("are listed, and each can be ended from any other", async () => {
    const phone = await logIn({ device_name: "Phone" });
    const { body } = await ask("GET", `${auth}/sessions`, undefined, { Cookie: cookie });
    expect(body.sessions).toHaveLength(2);
    expect(body.sessions.find((line: any) => line.is_current).device_name).toBe("Tablet");
    const id = phone.body.session.id;
    const end = () => ask("DELETE", `${auth}/sessions/${id}`, undefined, { Cookie: cookie });
    expect((await end()).status).toBe(204);
    expect((await session(phone.cookie)).status).toBe(401);
    expect((await end()).status).toBe(404);
  });

  test("of somebody else can be neither seen nor ended", async () => {
    const other = await signUp({ email: "ben@example.test" });
    const path = `${auth}/sessions/${other.body.session.id}`;
    expect((await ask("DELETE", path, undefined, { Cookie: cookie })).status).toBe(404);
    expect((await session(other.cookie)).status).toBe(200);
    const { body } = await ask("GET", `${auth}/sessions`, undefined, { Cookie: cookie });
    expect(body.sessions).toHaveLength(1);
  });

  test("end when nobody uses them for 400 days, and live on with use", async () => {
    await database.admin.query(
      "update auth.sessions set last_used_at = now() - interval '399 days', expires_at = now() + interval '1 day'",
    );
    const used = await session(cookie);
    expect(used.status).toBe(200);
    expect(used.headers.get("set-cookie")).toContain("Max-Age=34560000");
    const [row] = await database.admin.query<{ days: number }>(
      "select extract(day from expires_at - now())::int as days from auth.sessions",
    );
    expect(row?.days).toBe(399);
    await database.admin.query("update auth.sessions set expires_at = now() - interval '1 second'");
    expect((await session(cookie)).status).toBe(401);
  });

  test("are not opened by a token that was made up", async () => {
    for (const made of ["", "x", `offblock_${"A".repeat(43)}`, "offblock_é", "a;b=c"])
      expect((await session(`offblock_session=${made}`)).status).toBe(401);
  });
});

describe("a program's token", () => {
  let id: string;
  let token: string;
  let tokenId: string;
  beforeEach(async () => {
    id = (await signUp()).body.logbook.id;
    const made = await ask("POST", `${auth}/tokens`, { name: "backup", email, password });
    expect(made).toMatchObject({ status: 201, body: { name: "backup", logbook: { id } } });
    ({ token, id: tokenId } = made.body);
  });

  test("works as Bearer, and as the password of Basic with any user name", async () => {
    const bearer = { Authorization: `Bearer ${token}` };
    expect((await ask("GET", `/db/${id}`, undefined, bearer)).status).toBe(200);
    expect((await ask("GET", `/db/${id}`, undefined, basic("whoever", token))).status).toBe(200);
    expect((await ask("GET", `/db/${id}`, undefined, basic(email, password))).status).toBe(200);
  });

  test("is made for whoever is signed in, too", async () => {
    const { cookie } = await logIn();
    const made = await ask("POST", `${auth}/tokens`, { name: "x" }, { Cookie: cookie });
    expect(made.status).toBe(201);
    expect((await ask("POST", `${auth}/tokens`, { name: "x" })).status).toBe(401);
    expect((await ask("POST", `${auth}/tokens`, { name: "" }, { Cookie: cookie })).status).toBe(
      400,
    );
  });

  test("ends at once when it is revoked", async () => {
    const bearer = { Authorization: `Bearer ${token}` };
    const { cookie } = await logIn();
    await ask("DELETE", `${auth}/sessions/${tokenId}`, undefined, { Cookie: cookie });
    expect(await ask("GET", `/db/${id}`, undefined, bearer)).toMatchObject({
      status: 401,
      body: { error: "unauthorized", reason: expect.any(String) },
    });
  });

  test("outweighs a cookie that comes along: a wrong one is not made good by it", async () => {
    const { cookie } = await logIn();
    const wrong = { Authorization: "Bearer wrong", Cookie: cookie };
    expect((await ask("GET", `${auth}/session`, undefined, wrong)).status).toBe(401);
    for (const value of ["Basic", "Basic !!!", "Basic eA==", "Digest x", "Bearer"])
      expect(
        (await ask("GET", `${auth}/session`, undefined, { Authorization: value })).status,
      ).toBe(401);
  });

  test("a password that was right is asked for again after a minute", async () => {
    const asked = () => ask("GET", `/db/${id}`, undefined, basic(email, password));
    expect((await asked()).status).toBe(200);
    await database.admin.query("update auth.users set is_active = false");
    now = new Date(now.getTime() + 61_000);
    expect((await asked()).status).toBe(401);
  });
});

describe("a request that another site made the browser send", () => {
  let cookie: string;
  let id: string;
  beforeEach(async () => {
    const made = await signUp();
    cookie = made.cookie;
    id = made.body.logbook.id;
  });

  test.each([
    ["its Origin", { Origin: "https://evil.test" }],
    ["an opaque Origin", { Origin: "null" }],
    ["Sec-Fetch-Site", { "Sec-Fetch-Site": "cross-site" }],
    ["Sec-Fetch-Site of a neighbour", { "Sec-Fetch-Site": "same-site" }],
  ])("is known by %s and refused before it does anything", async (_, headers) => {
    const out = await ask("POST", `${auth}/logout`, undefined, { Cookie: cookie, ...headers });
    expect(out).toMatchObject({ status: 403, body: { code: "E_ORIGIN_FOREIGN" } });
    const push = await ask(
      "POST",
      `/db/${id}/_bulk_docs`,
      { docs: [] },
      { Cookie: cookie, ...headers },
    );
    expect(push).toMatchObject({ status: 403, body: { error: "forbidden" } });
    expect((await session(cookie)).status).toBe(200);
  });

  test("from the app itself it goes through", async () => {
    const own = [
      { Origin: origin, "Sec-Fetch-Site": "same-origin" },
      { Origin: origin },
      // A proxy in front ends the encryption: the browser's address begins with https.
      { Origin: "https://offblock.test" },
    ];
    for (const headers of own) {
      const out = { Cookie: (await logIn()).cookie, ...headers };
      expect((await ask("POST", `${auth}/logout`, undefined, out)).status).toBe(204);
    }
  });
});

describe("every answer", () => {
  test("at the root is CouchDB's welcome, with an id that stays", async () => {
    const first = await ask("GET", "/");
    expect(first.body).toMatchObject({ couchdb: "Welcome", uuid: expect.stringMatching(uuid) });
    const clock = { now: () => now };
    const again = createApp({
      db: database.db,
      clock,
      log: silentLog,
      blobs: temporaryBlobs(database),
    });
    const second = (await (await again.request(`${origin}/`)).json()) as { uuid: string };
    expect(second.uuid).toBe(first.body.uuid);
  });

  test("forbids inline script, eval, framing and guessing of types", async () => {
    const { headers } = await ask("GET", "/api/v1/health");
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });

  test.each([
    ["/api/v1/nothing", 404],
    ["/nothing", 404],
    ["/%ff", 404],
    ["/api/v1/auth/session/%E0%A4%A", 404],
  ])("to %s is a problem with a code, never a stack trace", async (path, status) => {
    const answer = await ask("GET", path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ code: "E_NOT_FOUND", type: expect.any(String) });
  });

  test("to a compressed body is 415, but for gzip of somebody who is signed in to a logbook", async () => {
    const gzip = { "Content-Encoding": "gzip" };
    expect((await ask("POST", `${auth}/login`, "x", gzip)).status).toBe(415);
    expect((await ask("POST", "/db/x/_bulk_docs", "x", gzip)).status).toBe(401);
    const brotli = { "Content-Encoding": "br" };
    expect(await ask("POST", "/db/x/_bulk_docs", "x", brotli)).toMatchObject({
      status: 415,
      body: { error: "bad_content_type" },
    });
  });

  test("to a body above the limit is 413 and names the limit", async () => {
    const headers = { "Content-Length": String(limits.body_bytes + 1) };
    const answer = await ask("POST", "/db/x/_bulk_docs", "{}", headers);
    expect(answer).toMatchObject({ status: 413, body: { error: "too_large" } });
    expect(answer.body.reason).toContain(String(limits.body_bytes));
  });

  test("is 503 while the database is away, without a word about why", async () => {
    const clock = { now: () => now };
    const db = openDatabase({ url: "postgresql://nobody@localhost:1/nowhere" }, silentLog);
    const answer = await createApp({
      db,
      clock,
      log: silentLog,
      blobs: temporaryBlobs(database),
    }).request(`${origin}/api/v1/health`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(await answer.text()).not.toMatch(/ECONN|localhost|node_modules|\.ts/);
    await db.close();
  });

  test("leaves no personal data in the log", async () => {
    const { cookie, body } = await signUp({ device_name: "Annas Tablet" });
    await logIn({ password: "incorrect horse battery" });
    await session(cookie);
    await ask("GET", `/db/${body.logbook.id}?secret=1`, undefined, { Cookie: cookie });
    expect(logged.trim().split("\n").length).toBeGreaterThanOrEqual(4);
    for (const secret of [
      "anna",
      body.user.id,
      body.logbook.id,
      cookie.split("=")[1]!,
      "horse",
      "secret",
    ])
      expect(logged.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(logged).toContain('"path":"/db/:logbook"');
  });
});
