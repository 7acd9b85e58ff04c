/** Many documents at once: expectations from CouchDB's documentation, api/database/*.rst. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { splitParts } from "../../server/couch/multipart.ts";
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

const post = (path: string, body: unknown) => couch.ask("POST", db + path, body);
const bulk = (docs: unknown[], more: object = {}) => post("/_bulk_docs", { docs, ...more });
const replicated = (docs: object[]) => bulk(docs, { new_edits: false });
const ids = (answer: { body: any }) => answer.body.rows.map((row: any) => row.id);

describe("_bulk_docs", () => {
  test("answers a row for each edit, in order, conflicts among them", async () => {
    const first = await bulk([{ _id: "a" }, { _id: "b" }, {}]);
    expect(first).toMatchObject({
      status: 201,
      body: [{ ok: true, id: "a" }, { ok: true, id: "b" }, { ok: true }],
    });
    const again = await bulk([{ _id: "a" }, { _id: "c" }, { _id: "b", _rev: "1-x" }]);
    const conflict = { error: "conflict", reason: "Document update conflict." };
    expect(again.body).toEqual([
      { id: "a", ...conflict },
      { ok: true, id: "c", rev: expect.any(String) },
      { id: "b", ...conflict },
    ]);
  });
  test("the same id twice: the second is a conflict", async () => {
    const { body } = await bulk([
      { _id: "a", x: 1 },
      { _id: "a", x: 2 },
    ]);
    expect(body).toMatchObject([{ ok: true }, { error: "conflict" }]);
    expect((await couch.ask("GET", `${db}/a`)).body.x).toBe(1);
  });
  test("one that is no document refuses the edits whole, in CouchDB's words", async () => {
    for (const [bad, error] of [
      [5, "bad_request"],
      [{ _id: "_x" }, "illegal_docid"],
      [{ _id: "" }, "illegal_docid"],
      [{ _id: "x", _strange: 1 }, "doc_validation"],
      [{ _id: "x", _rev: "nonsense" }, "bad_request"],
    ] as const)
      expect(await bulk([{ _id: "good" }, bad])).toMatchObject({ status: 400, body: { error } });
    expect((await couch.ask("GET", db)).body.update_seq).toBe(0);
  });
  test("of a replica refuses it alone, with its id, as forbidden", async () => {
    const { status, body } = await replicated([
      { _id: "good", _rev: "1-a" },
      { _id: "_x", _rev: "1-a" },
      { _id: "bad", _rev: "0-a" },
      { _id: "worse", _rev: "1-a", _revisions: { start: 1, ids: ["a", "b"] } },
    ]);
    expect(status).toBe(201);
    expect(body.map((row: any) => [row.id, row.error])).toEqual([
      ["_x", "forbidden"],
      ["bad", "forbidden"],
      ["worse", "forbidden"],
    ]);
    expect((await couch.ask("GET", `${db}/good`)).status).toBe(200);
  });
  test("wants docs and a boolean new_edits", async () => {
    for (const [body, reason] of [
      [{}, "POST body must include `docs` parameter."],
      [{ docs: 5 }, "`docs` parameter must be an array."],
      [{ docs: [], new_edits: "no" }, "`new_edits` parameter must be a boolean."],
      [[], "Request body must be a JSON object"],
    ] as const)
      expect(await post("/_bulk_docs", body)).toMatchObject({
        status: 400,
        body: { error: "bad_request", reason },
      });
  });
  test("all_or_nothing is refused as CouchDB refuses it", async () => {
    const asked = { all_or_nothing: true, docs: [{ _id: "a" }, { _id: "b" }] };
    const answer = await couch.ask("POST", `${db}/_bulk_docs`, asked);
    const refused = { error: "not_implemented", reason: "all_or_nothing is not supported" };
    expect(answer).toMatchObject({ status: 417, body: [refused, refused] });
    expect((await couch.ask("GET", db)).body.doc_count).toBe(0);
  });
  test("may be sent packed with gzip, and is refused when it is not what it says", async () => {
    const packed = gzipSync(JSON.stringify({ docs: [{ _id: "a" }] }));
    const gzip = { "Content-Encoding": "gzip" };
    expect(await couch.ask("POST", `${db}/_bulk_docs`, packed, gzip)).toMatchObject({
      status: 201,
      body: [{ ok: true, id: "a" }],
    });
    expect(await couch.ask("PUT", `${db}/b`, "{}", gzip)).toMatchObject({
      status: 400,
      body: { reason: "Request body is not properly gzipped." },
    });
  });
  test("new_edits=false without a revision is an error", async () => {
    expect((await replicated([{ _id: "a" }])).status).toBe(400);
  });
});

describe("_revs_diff", () => {
  test("says what is missing, and which leaves could be ancestors", async () => {
    await replicated([
      { _id: "a", _rev: "2-b", _revisions: { start: 2, ids: ["b", "a"] } },
      { _id: "a", _rev: "1-z" },
    ]);
    const { body } = await post("/_revs_diff", {
      a: ["2-b", "3-c", "1-a"],
      b: ["1-x"],
      c: [],
      d: [],
    });
    expect(body).toEqual({
      a: { missing: ["3-c"], possible_ancestors: ["2-b", "1-z"] },
      b: { missing: ["1-x"] },
    });
    expect((await post("/_missing_revs", { a: ["3-c", "2-b"] })).body).toEqual({
      missing_revs: { a: ["3-c"] },
    });
  });
  test("wants lists of revisions", async () => {
    for (const bad of [{ a: "1-x" }, { a: [1] }, { a: ["x"] }, { a: ["0-x"] }, []])
      expect((await post("/_revs_diff", bad)).status).toBe(400);
  });
});

describe("_bulk_get", () => {
  const get = (docs: unknown, query = "") => post(`/_bulk_get${query}`, { docs });
  test("answers every entry, in order", async () => {
    await replicated([
      { _id: "a", _rev: "2-b", _revisions: { start: 2, ids: ["b", "a"] }, x: 1 },
      { _id: "a", _rev: "2-c", _revisions: { start: 2, ids: ["c", "a"] } },
      { _id: "gone", _rev: "1-g", _deleted: true },
    ]);
    const { body } = await get(
      [
        { id: "a", rev: "2-b" },
        { id: "a" },
        { id: "a", rev: "1-a" },
        { id: "none" },
        { id: "none", rev: "1-x" },
        { id: "gone", rev: "1-g" },
        { id: "a", rev: "nonsense" },
        {},
        5,
      ],
      "?revs=true",
    );
    const missing = (id: string, rev: unknown) => [
      { error: { id, rev, error: "not_found", reason: "missing" } },
    ];
    const docs = body.results.map((one: any) => one.docs);
    expect(docs[0]).toEqual([
      { ok: { _id: "a", _rev: "2-b", x: 1, _revisions: { start: 2, ids: ["b", "a"] } } },
    ]);
    expect(docs[1].map((one: any) => one.ok._rev)).toEqual(["2-c", "2-b"]);
    expect(docs[2]).toEqual(missing("a", "1-a"));
    expect(docs[3]).toEqual(missing("none", "undefined"));
    expect(docs[4]).toEqual(missing("none", "1-x"));
    expect(docs[5]).toMatchObject([{ ok: { _deleted: true } }]);
    expect(docs[6]).toMatchObject([
      { error: { rev: "nonsense", error: "bad_request", reason: "Invalid rev format" } },
    ]);
    expect(docs[7]).toMatchObject([{ error: { id: null, reason: "document id missed" } }]);
    expect(docs[8]).toMatchObject([{ error: { reason: "document must be a JSON object" } }]);
  });
  test("latest follows a revision to the leaves grown of it", async () => {
    await replicated([{ _id: "a", _rev: "3-c", _revisions: { start: 3, ids: ["c", "b", "a"] } }]);
    const { body } = await get([{ id: "a", rev: "1-a" }], "?latest=true");
    expect(body.results[0].docs).toMatchObject([{ ok: { _rev: "3-c" } }]);
  });
  test("wants docs, and not the parameters of a single document", async () => {
    expect((await post("/_bulk_get", {})).body.reason).toBe("Missing JSON list of 'docs'.");
    for (const name of ["rev=1-a", "open_revs=all", "atts_since=[]", "new_edits=true"])
      expect((await get([], `?${name}`)).status).toBe(400);
  });
  test("answers multipart to whoever does not accept JSON", async () => {
    const file = { f: { data: "aGVsbG8=", content_type: "text/plain" } };
    await bulk([{ _id: "a", _attachments: file }, { _id: "b" }]);
    const answer = await couch.fetch(`${db}/_bulk_get`, {
      method: "POST",
      headers: { Accept: "multipart/mixed", "Content-Type": "application/json" },
      body: JSON.stringify({ docs: [{ id: "a" }, { id: "b" }, { id: "c" }] }),
    });
    expect(answer.headers.get("content-type")).toMatch(/^multipart\/mixed/);
    const text = await answer.text();
    expect(text).toContain("X-Doc-Id: a\r\n");
    expect(text).toContain("\r\n\r\nhello\r\n");
    expect(text).toMatch(/error="true"\r\n\r\n\{"id":"c"/);
  });
});

describe("_all_docs", () => {
  beforeEach(async () => {
    const docs = ["a", "b", "c", "d", "Z", "é"].map((_id) => ({ _id, at: _id }));
    const { body } = await bulk(docs);
    await couch.ask("DELETE", `${db}/c?rev=${body[2].rev}`);
  });
  const all = (query = "") => couch.ask("GET", `${db}/_all_docs${query}`);

  test("gives the live documents in the order of bytes", async () => {
    const answer = await all();
    expect(answer.body).toMatchObject({ total_rows: 5, offset: 0 });
    expect(ids(answer)).toEqual(["Z", "a", "b", "d", "é"]);
    expect(answer.body.rows[1]).toEqual({ id: "a", key: "a", value: { rev: expect.any(String) } });
  });
  test("by keys answers each, in their order, the deleted and the unknown too", async () => {
    const keys = ["d", "c", "none", "a", "d", 5];
    const { body } = await post("/_all_docs?include_docs=true", { keys });
    expect(body.rows).toMatchObject([
      { id: "d", doc: { at: "d" } },
      { id: "c", value: { deleted: true }, doc: null },
      { key: "none", error: "not_found" },
      { id: "a" },
      { id: "d" },
      { key: 5, error: "not_found" },
    ]);
    expect(ids(await post("/_all_docs", { keys, skip: 1, limit: 1 }))).toEqual(["c"]);
    expect(ids(await all('?keys=["b"]'))).toEqual(["b"]);
  });
  test("include_docs, conflicts, update_seq", async () => {
    await replicated([{ _id: "a", _rev: "1-0" }]);
    const { body } = await all('?include_docs=true&conflicts=true&update_seq=true&key="a"');
    expect(body.update_seq).toBe(8);
    expect(body.rows[0].doc).toMatchObject({ at: "a", _conflicts: ["1-0"] });
  });
  test("queries are answered together; design documents have a list of their own", async () => {
    const { body } = await post("/_all_docs/queries", { queries: [{ key: "a" }, { limit: 1 }] });
    expect(body.results.map((one: any) => one.rows.length)).toEqual([1, 1]);
    await bulk([{ _id: "_design/x" }, { _id: "_design/y" }]);
    const designs = await couch.ask("GET", `${db}/_design_docs?skip=1`);
    expect(ids(designs)).toEqual(["_design/y"]);
    expect(designs.body).toMatchObject({ total_rows: 2, offset: 1 });
    const named = await post("/_design_docs", { keys: ["a", "_design/y", "_design/none"] });
    expect(named.body.rows).toMatchObject([{ id: "_design/y" }, { error: "not_found" }]);
    const backwards = await couch.ask("GET", `${db}/_design_docs?descending=true&limit=1`);
    expect(backwards.body).toMatchObject({ total_rows: 2, offset: 0, rows: [{ id: "_design/y" }] });
  });
});

describe("CouchDB's replicator, request by request (couch_replicator_api_wrap.erl)", () => {
  const json = async (method: string, path: string, body?: unknown, headers = {}) =>
    (await couch.ask(method, path, body, headers)).body;
  const pathOf = (id: string) => encodeURIComponent(id).replace("_design%2F", "_design/");

  /** Fetches leaves with their files and passes each on as it came; answers those without files. */
  async function passOn(source: string, target: string, id: string, asked: object) {
    const query = new URLSearchParams({ revs: "true", latest: "true" });
    for (const [name, value] of Object.entries(asked)) query.set(name, JSON.stringify(value));
    const headers = { Accept: "multipart/mixed" };
    const answer = await couch.fetch(`${source}/${pathOf(id)}?${query}`, { headers });
    const mixed = new Uint8Array(await answer.arrayBuffer());
    const plain: unknown[] = [];
    for (const part of splitParts(answer.headers.get("content-type")!, mixed)) {
      const type = part.headers["content-type"]!;
      if (type === "application/json") plain.push(JSON.parse(String(Buffer.from(part.body))));
      else {
        const sent = { "Content-Type": type, "X-Couch-Full-Commit": "false" };
        const put = await couch.ask(
          "PUT",
          `${target}/${pathOf(id)}?new_edits=false`,
          part.body,
          sent,
        );
        expect(put).toMatchObject({ status: 201, body: { ok: true, id } });
        files.push(...splitParts(type, part.body).slice(1));
      }
    }
    return plain;
  }
  /** The files that went over the wire, of all replications of a test. */
  let files: { headers: Record<string, string> }[];
  beforeEach(() => {
    files = [];
  });

  async function replicate(source: string, target: string) {
    const log = "_local/73fa0b96e2f8a98fe3a32a9f0f8a2a3c%2Bcontinuous";
    const info = await json("GET", target);
    const known = await json("GET", `${source}/${log}`);
    const since = encodeURIComponent(JSON.stringify(known.source_last_seq ?? 0));
    const feed = `feed=normal&style=all_docs&since=${since}&timeout=10000`;
    const { results, last_seq } = await json("GET", `${source}/_changes?${feed}`);
    const revs = results.map((row: any) => [row.id, row.changes.map((one: any) => one.rev)]);
    const diff = await json("POST", `${target}/_revs_diff`, Object.fromEntries(revs));
    const wanted = Object.entries<any>(diff).flatMap(([id, { missing, possible_ancestors = [] }]) =>
      missing.map((rev: string) => ({ id, rev, atts_since: possible_ancestors })),
    );
    const options = { latest: true, revs: true, attachments: false };
    const query = new URLSearchParams(Object.entries(options).map(([k, v]) => [k, String(v)]));
    const got = await json("POST", `${source}/_bulk_get?${query}`, { ...options, docs: wanted });
    const docs: unknown[] = [];
    for (const [i, { id, rev, atts_since }] of wanted.entries()) {
      const [{ ok }] = got.results[i].docs;
      expect(ok).toMatchObject({ _id: id, _rev: rev });
      if (ok._attachments === undefined) docs.push(ok);
      else {
        const since_revs = atts_since.length > 0 ? { atts_since } : {};
        docs.push(...(await passOn(source, target, id, { open_revs: [rev], ...since_revs })));
      }
    }
    const commit = { "X-Couch-Full-Commit": "false" };
    const sent = { new_edits: false, docs };
    expect(await json("POST", `${target}/_bulk_docs`, sent, commit)).toEqual([]);
    const { instance_start_time } = await json("POST", `${target}/_ensure_full_commit`, "");
    expect(instance_start_time).toBe(info.instance_start_time);
    for (const db of [target, source]) {
      const { _rev } = await json("GET", `${db}/${log}`);
      const session = { source_last_seq: last_seq, session_id: "s", history: [] };
      const put = await couch.ask("PUT", `${db}/${log}`, { ...session, ...(_rev ? { _rev } : {}) });
      expect(put.status).toBe(201);
    }
    return results.map((row: any) => row.id);
  }

  test("brings every leaf and every file, and later only what is new", async () => {
    const target = await couch.newDatabase();
    const file = (text: string, content_type = "text/plain") => ({
      data: btoa(text),
      content_type,
    });
    await bulk([
      { _id: "plain", n: 1 },
      {
        _id: "with/slash é",
        _attachments: { "a b.txt": file("one"), "c/d.png": file("2", "image/png") },
      },
      { _id: "_design/x", views: {} },
      { _id: "gone" },
    ]);
    const { _rev } = await json("GET", `${db}/gone`);
    await json("DELETE", `${db}/gone?rev=${_rev}`);
    await replicated([
      { _id: "tree", _rev: "2-b", _revisions: { start: 2, ids: ["b", "a"] }, n: 2 },
      {
        _id: "tree",
        _rev: "2-c",
        _revisions: { start: 2, ids: ["c", "a"] },
        _attachments: { f: file("c") },
      },
      { _id: "tree", _rev: "3-d", _revisions: { start: 3, ids: ["d", "c2", "a"] }, _deleted: true },
    ]);
    const ids = await replicate(db, target);
    expect(ids).toHaveLength(5);
    const same = async () => {
      const query = "open_revs=all&revs=true&attachments=true";
      for (const id of ids)
        expect(await json("GET", `${target}/${pathOf(id)}?${query}`)).toEqual(
          await json("GET", `${db}/${pathOf(id)}?${query}`),
        );
    };
    await same();
    expect(files).toHaveLength(3);
    expect(await replicate(db, target)).toEqual([]);
    const path = `${db}/${encodeURIComponent("with/slash é")}`;
    const { _rev: rev } = await json("GET", path);
    await json("PUT", `${path}/new.txt?rev=${rev}`, "new", { "Content-Type": "text/plain" });
    files = [];
    expect(await replicate(db, target)).toEqual(["with/slash é"]);
    expect(files.map(({ headers }) => headers["content-disposition"])).toEqual([
      'attachment; filename="new.txt"',
    ]);
    await same();
  });
});
