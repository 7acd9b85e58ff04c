import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRowId } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import { couchRoutes } from "../../server/couch/couch.ts";
import { lazyFeed } from "../../server/couch_feed.ts";
import type { Judge } from "../../server/ledger/judge.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aPerson } from "../harness/records.ts";

let gateway: Gateway;
let ann: Pilot;
let ben: Pilot;
beforeEach(async () => {
  gateway = await startGateway();
  ann = await gateway.signUp("ann@example.test");
  ben = await gateway.signUp("ben@example.test");
});
afterEach(() => gateway.close());

const json = { "Content-Type": "application/json" };
async function api(who: Pilot, method: string, path: string, body?: unknown) {
  const answer = await who.ask(`/api/v1/grants${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as any };
}
const give = async (role: string, more: object = {}) =>
  (await api(ann, "POST", "", { email: "ben@example.test", book: "pilot", role, ...more })).body;

/** A request to Ann's logbook in somebody's name. */
async function db(who: Pilot, method: string, path: string, body?: unknown) {
  const answer = await who.ask(`/db/${ann.logbook_id}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
  });
  return { status: answer.status, body: (await answer.json()) as any };
}

const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

describe("the list of grants", () => {
  test("is seen from both sides, and keeps what has ended", async () => {
    const ends_at = inAMinute();
    const grant = await give("instructor", { ends_at });
    expect(grant).toMatchObject({
      book: "pilot",
      role: "instructor",
      revoked_at: null,
      is_living: true,
      grantee: { display_name: "ben", email: "ben@example.test" },
    });
    expect(Date.parse(grant.ends_at)).toBe(Date.parse(ends_at));
    expect((await api(ann, "GET", "")).body).toEqual({ given: [grant], received: [] });
    const { grantee, logbook_id, ...same } = grant;
    expect(logbook_id).toBe(ann.logbook_id);
    expect(grantee.email).toBe("ben@example.test");
    const { body } = await api(ben, "GET", "");
    expect(body).toEqual({
      given: [],
      received: [
        {
          ...same,
          owner: { display_name: "ann", email: "ann@example.test" },
          logbook: {
            id: ann.logbook_id,
            database_url: `http://offblock.test/db/${ann.logbook_id}`,
          },
        },
      ],
    });
    expect((await api(ann, "DELETE", `/${grant.id}`)).status).toBe(204);
    expect((await api(ann, "DELETE", `/${grant.id}`)).status).toBe(404);
    expect((await api(ben, "GET", "")).body.received).toMatchObject([
      { is_living: false, revoked_at: expect.any(String) },
    ]);
  });

  test("is nobody else's to change", async () => {
    const { id } = await give("viewer");
    for (const who of [ben, await gateway.signUp("eve@example.test")]) {
      expect((await api(who, "DELETE", `/${id}`)).status).toBe(404);
      expect((await api(who, "PATCH", `/${id}`, { role: "coordinator" })).status).toBe(404);
    }
    expect((await gateway.app.request("http://offblock.test/api/v1/grants")).status).toBe(401);
    expect((await db(ben, "GET", "")).status).toBe(200);
  });

  test("has one living grant for a book and a person; an expired one makes room", async () => {
    const { id } = await give("viewer");
    expect(await give("instructor")).toMatchObject({ code: "E_GRANT_EXISTS" });
    await gateway.database.admin.query(
      "update auth.grants set granted_at = now() - interval '2 days', ends_at = now() - interval '1 day'",
    );
    expect((await api(ann, "PATCH", `/${id}`, { ends_at: null })).body.code).toBe("E_GRANT_OVER");
    expect(await give("instructor")).toMatchObject({ role: "instructor" });
    expect((await api(ann, "GET", "")).body.given).toHaveLength(2);
  });

  test("two at once for the same book and person make one", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => give("viewer")));
    expect(made.filter((one) => one.id !== undefined)).toHaveLength(1);
  });

  test("a change of the end keeps the grant, a change of the role makes another", async () => {
    const { id } = await give("viewer");
    const ends_at = inAMinute();
    expect((await api(ann, "PATCH", `/${id}`, { ends_at })).body).toMatchObject({ id });
    const { body } = await api(ann, "PATCH", `/${id}`, { role: "instructor" });
    expect(body).toMatchObject({ role: "instructor", is_living: true });
    expect(Date.parse(body.ends_at)).toBe(Date.parse(ends_at));
    expect(body.id).not.toBe(id);
    const { given } = (await api(ann, "GET", "")).body;
    expect(given.find((one: any) => one.id === id)).toMatchObject({
      role: "viewer",
      is_living: false,
    });
  });

  test.each<[string, object, number, string]>([
    ["an unknown email", { email: "nobody@example.test" }, 404, "E_GRANTEE_UNKNOWN"],
    ["one's own email", { email: "ann@example.test" }, 400, "E_REQUEST_FIELD"],
    ["no email", { email: "ben" }, 400, "E_REQUEST_FIELD"],
    ["a book that is none", { book: "diary" }, 400, "E_REQUEST_FIELD"],
    ["a role that is none", { role: "owner" }, 400, "E_REQUEST_FIELD"],
    ["an end that is past", { ends_at: "2020-01-01T00:00:00Z" }, 400, "E_REQUEST_FIELD"],
    ["an end that is no day", { ends_at: "2030-13-41T00:00:00Z" }, 400, "E_REQUEST_FIELD"],
    ["an end in words", { ends_at: "tomorrow" }, 400, "E_REQUEST_FIELD"],
    ["a NUL", { email: "a\u0000@b" }, 400, "E_REQUEST_FIELD"],
  ])("refuses %s by code", async (_, more, status, code) => {
    const wish = { email: "ben@example.test", book: "pilot", role: "viewer", ...more };
    expect(await api(ann, "POST", "", wish)).toMatchObject({ status, body: { code } });
    expect((await api(ann, "GET", "")).body.given).toEqual([]);
  });

  test.each<[object, number]>([
    [{ ends_at: "2020-01-01T00:00:00Z" }, 400],
    [{ role: "admin" }, 400],
    [{ book: "driver" }, 400],
  ])("refuses the change %j", async (change, status) => {
    const { id } = await give("viewer");
    expect((await api(ann, "PATCH", `/${id}`, change)).status).toBe(status);
    expect((await api(ann, "PATCH", "/x", { ends_at: null })).status).toBe(404);
  });

  test("does not say for ever who has an account", async () => {
    for (let i = 0; i < limits.grantees_unknown; i++)
      await api(ann, "POST", "", { email: `n${i}@example.test`, book: "pilot", role: "viewer" });
    expect(await give("viewer")).toMatchObject({ code: "E_TOO_MANY_ATTEMPTS" });
  });
});

describe("a granted logbook", () => {
  const person = aPerson({ display_name: "Ann's friend" });
  beforeEach(async () => void (await db(ann, "PUT", `/${person._id}`, person)));

  test.each(["viewer", "instructor", "coordinator"])(
    "replicates to a %s, live, with checkpoints of its own, and takes nothing in",
    async (role) => {
      await give(role);
      await db(ann, "PUT", "/_local/shared", { of: "ann" });
      const device = ben.device();
      const remote = ben.remote(ann.logbook_id);
      await device.replicate.from(remote);
      expect((await device.get(person._id)) as any).toMatchObject({ display_name: "Ann's friend" });
      const again = await device.replicate.from(remote);
      expect(again.docs_read).toBe(0);
      expect((await db(ben, "GET", "/_local/shared")).status).toBe(404);
      const [local] = await gateway.database.admin.query<{ n: number }>(
        "select count(*) as n from sync.local_documents where user_id = $1",
        [ben.user_id],
      );
      expect(local!.n).toBe(1);

      const mine = aPerson({ display_name: "Ben's own" });
      await device.put(mine);
      const denied: any[] = [];
      await device.replicate.to(remote).on("denied", (row: any) => denied.push(row));
      expect(JSON.stringify(denied)).toContain("E_READ_ONLY");
      expect((await device.get(mine._id)) as any).toMatchObject(mine);
      expect((await db(ann, "GET", `/${mine._id}`)).status).toBe(404);
      const put = await db(ben, "PUT", `/${mine._id}`, mine);
      expect(put).toMatchObject({ status: 403, body: { error: "forbidden" } });
    },
  );

  test("hears of a change while it waits", async () => {
    await give("viewer");
    const { body } = await db(ben, "GET", "/_changes");
    const waiting = db(ben, "GET", `/_changes?feed=longpoll&since=${body.last_seq}`);
    const other = aPerson();
    await db(ann, "PUT", `/${other._id}`, other);
    expect((await waiting).body.results).toMatchObject([{ id: other._id }]);
  });

  test("is read by every endpoint, its files too", async () => {
    await give("viewer");
    for (const [method, path, body] of [
      ["GET", ""],
      ["GET", `/${person._id}`],
      ["POST", "/_bulk_get", { docs: [{ id: person._id }] }],
      ["GET", "/_all_docs?include_docs=true"],
      ["GET", "/_changes?include_docs=true"],
    ] as const)
      expect(JSON.stringify((await db(ben, method, path, body)).body), path).toMatch(
        path === "" ? /"doc_count":1/ : /Ann's friend/,
      );
    expect((await db(ben, "POST", "/_revs_diff", { [person._id]: ["1-x"] })).status).toBe(200);
  });

  test("leaves no bytes of who may only read", async () => {
    await give("viewer");
    const file = { content_type: "text/plain", data: Buffer.from("spam").toString("base64") };
    const doc = { ...aPerson(), _attachments: { file } };
    const { body } = await db(ben, "POST", "/_bulk_docs", { docs: [doc] });
    expect(body).toMatchObject([
      { error: "forbidden", reason: expect.stringMatching(/^E_READ_ONLY/) },
    ]);
    expect(await gateway.database.admin.query("select from sync.attachments")).toEqual([]);
  });

  test("of a stranger, or for another book only, is closed and says no more than that", async () => {
    await give("viewer", { book: "driver" });
    for (const path of ["", "/_changes", "/_all_docs", `/${person._id}`])
      expect(await db(ben, "GET", path)).toMatchObject({
        status: 403,
        body: { error: "forbidden", reason: expect.stringMatching(/^E_NOT_YOURS/) },
      });
  });

  test("says why it is closed when the grant was taken back, or its day has passed", async () => {
    const { id } = await give("viewer");
    await api(ann, "DELETE", `/${id}`);
    expect(await db(ben, "GET", "/_changes")).toMatchObject({
      status: 403,
      body: { error: "forbidden", reason: expect.stringMatching(/^E_GRANT_ENDED.*took it back/) },
    });
    await give("viewer", { ends_at: inAMinute() });
    expect((await db(ben, "GET", "")).status).toBe(200);
    await gateway.database.admin.query(
      "update auth.grants set ends_at = granted_at + interval '1 microsecond' where revoked_at is null",
    );
    expect(await db(ben, "GET", "")).toMatchObject({
      status: 403,
      body: { error: "forbidden", reason: expect.stringMatching(/^E_GRANT_ENDED.*given until/) },
    });
  });

  test("stops a live PouchDB at once when the grant is taken back, with the reason", async () => {
    const { id } = await give("viewer");
    const device = ben.device();
    const live = device.replicate.from(ben.remote(ann.logbook_id), { live: true, retry: true });
    const ended = new Promise<any>((resolve) => void live.on("error", resolve));
    await new Promise((resolve) => live.on("paused", resolve));
    await api(ann, "DELETE", `/${id}`);
    expect(await ended).toMatchObject({
      status: 403,
      reason: expect.stringMatching(/^E_GRANT_ENDED/),
    });
    await device.close();
  });

  test.each(["longpoll", "continuous"])(
    "ends a waiting %s feed in the moment that the grant's end comes",
    async (feed) => {
      await give("viewer", { ends_at: new Date(Date.now() + 3000).toISOString() });
      const { last_seq } = (await db(ben, "GET", "/_changes")).body;
      const answer = await ben.ask(
        `/db/${ann.logbook_id}/_changes?feed=${feed}&heartbeat=30000&since=${last_seq}`,
      );
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).toContain(`"last_seq":${last_seq}`);
      expect((await db(ben, "GET", "/_changes")).body.reason).toMatch(/^E_GRANT_ENDED/);
    },
  );
});

describe("a coordinator", () => {
  /** The protocol with a judge that takes anything: the kinds of this book are still to come. */
  const anything: Judge = {
    kinds: [],
    admit: () => ({ record: undefined }),
    signed: () => Promise.resolve(new Set()),
    decide: ({ tree }) => ({ tree, added: [], corrections: [] }),
    restore: ({ tree }) => ({ tree, added: [], corrections: [] }),
    settle: () => Promise.resolve(),
    project: () => undefined,
  };
  const book = newRowId();

  async function asCaller(who: Pilot, method: string, path: string, body?: unknown) {
    const routes = couchRoutes({
      db: gateway.database.db,
      now: () => "2026-06-01T12:00:00Z",
      uuid: () => Promise.resolve("test"),
      feed: lazyFeed(gateway.database.db),
      blobs: temporaryBlobs(gateway.database),
      judge: anything,
      authenticate: () => Promise.resolve({ ...who, session_id: null, device_id: null }),
    });
    const answer = await routes.request(`/${book}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
    });
    return { status: answer.status, body: (await answer.json()) as any };
  }

  beforeEach(async () => {
    await gateway.database.admin.query(
      "insert into sync.logbooks (owner_user_id, id, book) values ($1, $2, 'driver')",
      [ann.user_id, book],
    );
  });
  afterEach(async () => {
    // Documents of no kind would not pass the whole-state check.
    await gateway.database.admin.run("delete from sync.revisions; delete from sync.documents");
  });

  test("writes the driver book granted to it, and the owner sees it", async () => {
    await give("coordinator", { book: "driver" });
    const doc = { _id: "duty_status:1", miles: 7 };
    expect((await asCaller(ben, "PUT", `/${doc._id}`, doc)).status).toBe(201);
    expect((await asCaller(ann, "GET", `/${doc._id}`)).body).toMatchObject({ miles: 7 });
    const { body } = await asCaller(ben, "POST", "/_bulk_docs", {
      docs: [{ _id: "duty_status:2", miles: 8 }],
    });
    expect(body).toMatchObject([{ ok: true }]);
  });

  test.each(["viewer", "instructor"])("is more than a %s, who writes none", async (role) => {
    await give(role, { book: "driver" });
    expect((await asCaller(ben, "GET", "")).status).toBe(200);
    expect(await asCaller(ben, "PUT", "/duty_status:1", { miles: 7 })).toMatchObject({
      status: 403,
      body: { reason: expect.stringMatching(/^E_READ_ONLY/) },
    });
  });

  test("brings no pilot records into the driver book, and neither does the owner", async () => {
    await give("coordinator", { book: "driver" });
    const person = aPerson();
    for (const who of [ben, ann]) {
      const answer = await who.ask(`/db/${book}/${person._id}`, {
        method: "PUT",
        body: JSON.stringify(person),
        headers: json,
      });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain("E_KIND_UNKNOWN");
    }
  });
});
