/**
 * What CouchDB answers about the server and lets be set in a database, on the conformance server.
 * Expectations from CouchDB's own suite: test/elixir/test (basics, changes, purge,
 * rev_stemming, uuids, validate_doc_update).
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
    const described = await get(`/_dbs_info?start_key="${name}"&limit=1`);
    expect(described).toMatchObject([{ key: name, info: { db_name: name } }]);
    expect(await couch.ask("PUT", `/${"a".repeat(239)}`)).toMatchObject({
      status: 400,
      body: { error: "database_name_too_long" },
    });
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
    await couch.ask("PUT", `${other}/_revs_limit`, "3000");
    expect(await get(`${other}/_revs_limit`)).toBe(3000);
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

describe("functions of design documents", () => {
  const design = {
    filters: {
      bop: "function(doc, req) { return (doc.bop);}",
      asked:
        "function(doc, req) { return doc[req.query.field] && req.userCtx.roles[0] == '_admin'; };",
      conflicted: "function(doc, req) { return (doc._conflicts);}",
      throws: "function(doc) { return doc.none.of.this; }",
      reaches:
        "function(doc) { return typeof require + typeof process + typeof fetch != 'undefined'.repeat(3); }",
      recurses: "function f(doc) { return f(doc) + 1; }",
      fills: "function(doc) { for (var a = [];;) a.push('x'.repeat(1e7) + a.length); }",
      none: "5",
    },
    views: {
      blah: { map: "function(doc) { if (doc._id == 'blah') emit(null, null); }" },
      counts: { map: "(doc) => { if (doc.n) { emit([doc.kind, doc.n], doc.n) } }", reduce: "_sum" },
      largest: {
        map: "function(doc) { emit(doc.n, doc.n) }",
        reduce: "function(keys, values) { return Math.max.apply(null, values) }",
      },
    },
  };
  const docs = [
    { _id: "blah", bop: "plankton", n: 1, kind: "a" },
    { _id: "two", bop: false, n: 2, kind: "b" },
    { _id: "three", bop: 1, n: 3, kind: "b" },
  ];
  const rows = async (view: string, query = "") =>
    (await get(`${db}/_design/app/_view/${view}${query}`)).rows;
  const idsOf = async (query: string) =>
    (await get(`${db}/_changes?${query}`)).results?.map((row: any) => row.id);
  beforeEach(async () => {
    await couch.ask("PUT", `${db}/_design/app`, design);
    await couch.ask("POST", `${db}/_bulk_docs`, { docs });
  });

  test("filter the feed, with what is asked", async () => {
    expect(await idsOf("filter=app/bop")).toEqual(["blah", "three"]);
    expect(await idsOf("filter=app/bop&limit=1&descending=true")).toEqual(["three"]);
    expect(await idsOf("filter=app/asked&field=kind")).toEqual(["blah", "two", "three"]);
    expect(await idsOf("filter=_view&view=app/blah")).toEqual(["blah"]);
    expect(await idsOf("filter=app/reaches")).toEqual([]);
    const replicas = [{ _id: "two", _rev: "1-0", bop: 2 }];
    await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs: replicas });
    expect(await idsOf("filter=app/conflicted")).toEqual([]);
    expect(await idsOf("filter=app/conflicted&conflicts=true")).toEqual(["two"]);
    // With every leaf, each is looked at by itself.
    const { results } = await get(`${db}/_changes?filter=app/bop&style=all_docs`);
    expect(results.at(-1)).toMatchObject({ id: "two", changes: [{ rev: "1-0" }] });
  });
  test("follow what changes", async () => {
    const answer = await couch.fetch(`${db}/_changes?feed=longpoll&since=now&filter=app/bop`);
    await couch.ask("PUT", `${db}/no`, { n: 4 });
    await couch.ask("PUT", `${db}/yes`, { bop: true });
    expect(await answer.json()).toMatchObject({ results: [{ id: "yes" }] });
  });
  test("that are not there, or fail, or take too much, are said to; others go on", async () => {
    for (const [query, status, error, reason] of [
      ["filter=app/none.such", 404, "not_found", "missing json key: none.such"],
      ["filter=other/bop", 404, "not_found", "missing"],
      ["filter=_view&view=app/none", 404, "not_found", "missing json key: none"],
      ["filter=_view", 400, "bad_request", "`view` filter parameter is not provided."],
      ["filter=app", 400, "bad_request", "`filter` must be of the form `designname/filtername`"],
      ["filter=_other", 400, "bad_request", "unknown builtin filter name"],
      ["filter=app/none", 400, "SyntaxError", "Expression does not eval to a function. (5)"],
      ["filter=app/throws", 400, "TypeError", expect.stringContaining("undefined")],
      ["filter=app/recurses", 400, "InternalError", "stack overflow"],
      ["filter=app/fills", 400, "InternalError", "out of memory"],
    ])
      expect(await couch.ask("GET", `${db}/_changes?${query}`)).toMatchObject({
        status,
        body: { error, reason },
      });
    expect(await idsOf("filter=app/bop")).toHaveLength(2);
  });
  test("make views, with ranges, groups and reductions", async () => {
    expect(await get(`${db}/_design/app/_view/counts?reduce=false`)).toEqual({
      total_rows: 3,
      offset: 0,
      rows: [
        { id: "blah", key: ["a", 1], value: 1 },
        { id: "two", key: ["b", 2], value: 2 },
        { id: "three", key: ["b", 3], value: 3 },
      ],
    });
    expect(await rows("counts")).toEqual([{ key: null, value: 6 }]);
    expect(await rows("counts", "?group_level=1")).toEqual([
      { key: ["a"], value: 1 },
      { key: ["b"], value: 5 },
    ]);
    expect(await rows("largest", "?group=true&keys=[3,1,9]")).toEqual([
      { key: 3, value: 3 },
      { key: 1, value: 1 },
    ]);
    expect(await rows("largest")).toEqual([{ key: null, value: 3 }]);
    const range = "?reduce=false&startkey=3&endkey=2&descending=true&include_docs=true";
    expect(await rows("largest", range)).toMatchObject([
      { id: "three", doc: { kind: "b" } },
      { id: "two", doc: { kind: "b" } },
    ]);
    expect(await rows("blah", "?key=null&skip=1")).toEqual([]);
    expect(await get(`${db}/_design/app/_view/none`)).toMatchObject({
      error: "not_found",
      reason: "missing_named_view",
    });
    for (const query of ["group=true", "reduce=true"])
      expect(await get(`${db}/_design/app/_view/blah?${query}`)).toMatchObject({
        error: "query_parse_error",
      });
  });
  test("validate every edit, by a person or of a replica, but not design documents", async () => {
    const rule = `function(doc, old, user, security) {
      if (!doc.type) throw {forbidden: 'Documents must have a type field'};
      if (old && doc.type !== old.type) throw {forbidden: {type: 'changed'}};
      if (doc.type == 'secret') throw {unauthorized: user.db + security.members.roles[0]};
    }`;
    await couch.ask("PUT", `${db}/_design/rule`, { validate_doc_update: rule });
    const { body } = await couch.ask("PUT", `${db}/film`, { type: "film" });
    expect(body).toMatchObject({ ok: true });
    expect(await couch.ask("PUT", `${db}/x`, {})).toMatchObject({
      status: 403,
      body: { error: "forbidden", reason: "Documents must have a type field" },
    });
    expect(await couch.ask("PUT", `${db}/x`, { type: "secret" })).toMatchObject({
      status: 401,
      body: { error: "unauthorized", reason: `${db.slice(1)}_admin` },
    });
    const changed = { _id: "film", _rev: body.rev, type: "book" };
    const refused = { error: "forbidden", reason: '{"type":"changed"}' };
    const bulk = async (sent: object) => (await couch.ask("POST", `${db}/_bulk_docs`, sent)).body;
    expect(await bulk({ docs: [changed, { _id: "new", type: "book" }] })).toMatchObject([
      { id: "film", ...refused },
      { id: "new", ok: true },
    ]);
    const ids = ["x", body.rev.slice(2)];
    const replica = { ...changed, _rev: "2-x", _revisions: { start: 2, ids } };
    const fresh = { _id: "fresh", _rev: "1-a", type: "film" };
    expect(await bulk({ new_edits: false, docs: [replica, fresh] })).toEqual([
      { id: "film", rev: "2-x", ...refused },
    ]);
    expect(await couch.ask("PUT", `${db}/_design/rule2`, {})).toMatchObject({ status: 201 });
    expect(await get(`${db}/film`)).toMatchObject({ type: "film" });
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
