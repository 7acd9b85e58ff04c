/**
 * What CouchDB answers about the server and lets be set in a database, on the conformance server.
 * Expectations from CouchDB's own suite: test/elixir/test (basics, purge, rev_stemming, uuids).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Conformance, startConformance } from "../harness/conformance.ts";

let couch: Conformance;
let db: string;
beforeAll(async () => {
  couch = await startConformance();
});
afterAll(() => couch.close());
beforeEach(async () => {
  db = await couch.newDatabase();
});

const get = async (path: string) => (await couch.ask("GET", path)).body;

async function edit(id: string, times: number): Promise<string> {
  let rev: string | undefined = (await get(`${db}/${id}`))._rev;
  for (let n = 0; n < times; n++)
    rev = (await couch.ask("PUT", `${db}/${id}`, { n, ...(rev ? { _rev: rev } : {}) })).body.rev;
  return rev!;
}

describe("the server", () => {
  test("lists and describes databases", async () => {
    const name = db.slice(1);
    const all = await get("/_all_dbs");
    expect(await get("/_all_dbs?limit=0")).toEqual([]);
    expect(await get("/_all_dbs?limit=1")).toHaveLength(1);
    expect(await get("/_all_dbs?skip=1")).toHaveLength(all.length - 1);
    expect(await get(`/_all_dbs?start_key="${name}"&limit=1`)).toEqual([name]);
    expect(await get("/_all_dbs?descending=true")).toEqual(all.toReversed());
    const { body } = await couch.ask("POST", "/_dbs_info", { keys: [name, "none"] });
    expect(body).toMatchObject([
      { key: name, info: { db_name: name, doc_count: 0 } },
      { key: "none", error: "not_found" },
    ]);
    expect(await get("/_all_dbs/_all_docs")).toMatchObject({ error: "not_found" });
  });
  test("gives UUIDs, as many as asked for and never from a cache", async () => {
    const { uuids } = await get("/_uuids?count=1000");
    expect(new Set(uuids).size).toBe(1000);
    expect(uuids).toEqual(uuids.toSorted());
    expect(uuids[0]).toMatch(/^[0-9a-f]{32}$/);
    const { headers } = await couch.ask("GET", "/_uuids");
    expect([headers.get("Cache-Control"), headers.get("Pragma")]).toEqual(["no-cache", "no-cache"]);
    for (const count of ["1001", "-1", "x"])
      expect((await couch.ask("GET", `/_uuids?count=${count}`)).status).toBe(400);
  });
  test.each(["/", "/_all_dbs", "/_uuids", "/_up", "/_session"])("%s is only read", async (path) => {
    expect(await couch.ask("POST", path, {})).toMatchObject({
      status: 405,
      body: { error: "method_not_allowed" },
    });
  });
  test("names each request, or repeats the name that it was given", async () => {
    const named = await couch.ask("GET", "/", undefined, { "X-Couch-Request-ID": "mine" });
    expect(named.headers.get("X-Couch-Request-ID")).toBe("mine");
    const { headers } = await couch.ask("HEAD", `${db}?open_revs=all`);
    expect(headers.get("X-Couch-Request-ID")).toMatch(/./);
    expect(headers.get("X-CouchDB-Body-Time")).toMatch(/^\d+$/);
  });
});

describe("a database", () => {
  test("says how large it is", async () => {
    const empty = (await get(db)).sizes;
    await couch.ask("PUT", `${db}/a`, { text: "x".repeat(1000) });
    const { external, active, file } = (await get(db)).sizes;
    expect(external).toBeGreaterThanOrEqual(empty.external + 1000);
    expect(Math.min(active, file)).toBeGreaterThan(0);
  });
  test("remembers as many revisions as its limit says, at once and from then on", async () => {
    expect(await get(`${db}/_revs_limit`)).toBe(1000);
    await edit("old", 6);
    expect((await get(`${db}/old?revs=true`))._revisions.ids).toHaveLength(6);
    expect((await couch.ask("PUT", `${db}/_revs_limit`, "5")).body).toEqual({ ok: true });
    expect(await get(`${db}/_revs_limit`)).toBe(5);
    expect((await get(`${db}/old?revs=true`))._revisions.ids).toHaveLength(5);
    await edit("new", 7);
    expect((await get(`${db}/new?revs=true`))._revisions).toMatchObject({
      start: 7,
      ids: { length: 5 },
    });
    const other = await couch.newDatabase();
    expect(await get(`${other}/_revs_limit`)).toBe(1000);
  });
  test("keeps its security object", async () => {
    expect(await get(`${db}/_security`)).toHaveProperty("members");
    const security = { members: { names: ["amelia"], roles: [] } };
    expect((await couch.ask("PUT", `${db}/_security`, security)).body).toEqual({ ok: true });
    expect(await get(`${db}/_security`)).toEqual(security);
  });
  test.each([
    ["_revs_limit", "0"],
    ["_revs_limit", '"5"'],
    ["_security", "[]"],
    ["_purged_infos_limit", "x"],
    ["_purged_infos_limit", "-1"],
  ])("refuses %s %s", async (path, body) => {
    expect(await couch.ask("PUT", `${db}/${path}`, body)).toMatchObject({
      status: 400,
      body: { error: "bad_request" },
    });
  });
});

test("a design document is kept, but for a rule that nobody would enforce", async () => {
  const views = { all: { map: "function (doc) { emit(doc._id); }" } };
  expect((await couch.ask("PUT", `${db}/_design/a`, { views })).status).toBe(201);
  expect(await get(`${db}/_design/a/_view/all`)).toMatchObject({ error: "not_found" });
  const rule = { validate_doc_update: "function () {}" };
  expect(await couch.ask("PUT", `${db}/_design/b`, rule)).toMatchObject({
    status: 403,
    body: { error: "forbidden" },
  });
});

describe("_purge", () => {
  const purge = (asked: object) => couch.ask("POST", `${db}/_purge`, asked);
  test("forgets a document as if it had never been, and counts", async () => {
    const [rev, other] = [await edit("a", 2), await edit("b", 1)];
    const before = (await get(db)).purge_seq;
    expect(await purge({ a: [rev], none: ["1-x"] })).toMatchObject({
      status: 201,
      body: { purge_seq: null, purged: { a: [rev], none: [] } },
    });
    expect(await couch.ask("GET", `${db}/a`)).toMatchObject({
      status: 404,
      body: { reason: "missing" },
    });
    const { results } = await get(`${db}/_changes`);
    expect(results.map((row: any) => row.id)).toEqual(["b"]);
    expect((await get(db)).purge_seq).not.toBe(before);
    expect((await get(`${db}/b`))._rev).toBe(other);
    expect(await edit("a", 1)).toMatch(/^1-/);
  });
  test("takes one branch of a conflict, and only what is a leaf", async () => {
    const docs = [
      { _id: "a", _rev: "2-b", _revisions: { start: 2, ids: ["b", "r"] }, n: "b" },
      { _id: "a", _rev: "2-c", _revisions: { start: 2, ids: ["c", "r"] }, n: "c" },
    ];
    await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs });
    expect((await purge({ a: ["1-r", "7-x"] })).body.purged).toEqual({ a: [] });
    expect((await purge({ a: ["2-c"] })).body.purged).toEqual({ a: ["2-c"] });
    expect(await get(`${db}/a?conflicts=true`)).toEqual({ _id: "a", _rev: "2-b", n: "b" });
    expect((await couch.ask("GET", `${db}/a?rev=2-c`)).status).toBe(404);
    expect((await purge({ a: ["2-b", "2-c"] })).body.purged).toEqual({ a: ["2-b"] });
    expect((await couch.ask("GET", `${db}/a`)).status).toBe(404);
  });
  test("wants lists of revisions", async () => {
    expect((await purge({ a: "1-x" })).status).toBe(400);
    expect((await purge({ a: ["x"] })).status).toBe(400);
    expect((await couch.ask("GET", `${db}/_purge`)).status).toBe(405);
  });
});
