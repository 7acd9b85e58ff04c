/** Documents one by one, where `couch_answers.test.ts` does not ask: CouchDB's api/document/common.rst. */
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

const put = async (id: string, body: object = {}) =>
  (await couch.ask("PUT", `${db}/${id}`, body)).body.rev as string;
const replicate = async (id: string, path: string[], fields: object = {}) => {
  const start = Number(path[0]!.split("-")[0]);
  const ids = path.map((rev) => rev.slice(rev.indexOf("-") + 1));
  const doc = { _id: id, _rev: path[0], _revisions: { start, ids }, ...fields };
  const answer = await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs: [doc] });
  expect(answer).toMatchObject({ status: 201, body: [] });
};
/** A winner 3-b over 1-a, a loser 2-c, and a deleted 2-d. */
const putTree = async () => {
  await replicate("doc", ["3-b", "2-b", "1-a"], { n: 3 });
  await replicate("doc", ["2-c", "1-a"], { n: 2 });
  await replicate("doc", ["2-d", "1-a"], { _deleted: true });
};

describe("databases", () => {
  test("the root welcomes, with a uuid that stays", async () => {
    const { body } = await couch.ask("GET", "/");
    expect(body).toMatchObject({ couchdb: "Welcome", version: expect.stringMatching(/^3\./) });
    expect((await couch.ask("GET", "/")).body.uuid).toBe(body.uuid);
  });
  test("are made once, listed, described and removed", async () => {
    const again = await couch.ask("PUT", db);
    expect(again).toMatchObject({ status: 412, body: { error: "file_exists" } });
    expect((await couch.ask("GET", "/_all_dbs")).body).toContain(db.slice(1));
    await put("a");
    expect((await couch.ask("GET", `${db}/`)).body).toMatchObject({
      db_name: db.slice(1),
      doc_count: 1,
      doc_del_count: 0,
      compact_running: false,
    });
    expect(await couch.ask("DELETE", db)).toMatchObject({ status: 200, body: { ok: true } });
    for (const path of [db, `${db}/a`, `${db}/_all_docs`, `${db}/_changes`])
      expect(await couch.ask("GET", path)).toMatchObject({
        status: 404,
        body: { error: "not_found", reason: "Database does not exist." },
      });
  });
  test("have names of a certain form", async () => {
    for (const name of ["Upper", "1st", "_x", "a.b"])
      expect(await couch.ask("PUT", `/${name}`)).toMatchObject({
        status: 400,
        body: { error: "illegal_database_name" },
      });
    expect((await couch.ask("PUT", "/a%2Fb")).status).toBe(201);
    expect((await couch.ask("GET", "/a%2Fb")).body.db_name).toBe("a/b");
  });
  test("compaction forgets what is no leaf", async () => {
    const first = await put("a");
    const second = await put("a", { _rev: first });
    expect((await couch.ask("POST", `${db}/_compact`, {})).status).toBe(202);
    expect(await couch.ask("GET", `${db}/a?rev=${first}`)).toMatchObject({
      status: 404,
      body: { error: "not_found", reason: "missing" },
    });
    expect((await couch.ask("GET", `${db}/a?rev=${second}`)).status).toBe(200);
    const { body } = await couch.ask("GET", `${db}/a?revs_info=true`);
    expect(body._revs_info).toEqual([
      { rev: second, status: "available" },
      { rev: first, status: "missing" },
    ]);
  });
});

describe("writing a document", () => {
  test("takes the revision from If-Match; two that differ are an error", async () => {
    const rev = await put("a");
    const second = await couch.ask("PUT", `${db}/a`, {}, { "If-Match": `"${rev}"` });
    expect(second.status).toBe(201);
    for (const [path, body, headers] of [
      [`?rev=${rev}`, { _rev: second.body.rev }, {}],
      [`?rev=${rev}`, {}, { "If-Match": second.body.rev }],
      ["", { _rev: rev }, { "If-Match": second.body.rev }],
    ] as const)
      expect(await couch.ask("PUT", `${db}/a${path}`, body, headers)).toMatchObject({
        status: 400,
        body: { error: "bad_request", reason: expect.stringContaining("different values") },
      });
  });
  test("members that CouchDB answers with may be sent back", async () => {
    const rev = await put("a", { x: 1 });
    const { body } = await couch.ask("GET", `${db}/a?revs_info=true&local_seq=true&conflicts=true`);
    expect((await couch.ask("PUT", `${db}/a`, body)).status).toBe(201);
    const { body: next } = await couch.ask("GET", `${db}/a`);
    expect(Object.keys(next).sort()).toEqual(["_id", "_rev", "x"]);
    expect(next._rev).not.toBe(rev);
  });
  test("POST gives an id, and wants one that it may have", async () => {
    const answer = await couch.ask("POST", db, { x: 1 });
    expect(answer).toMatchObject({ status: 201, body: { ok: true } });
    expect((await couch.ask("GET", `${db}/${answer.body.id}`)).body.x).toBe(1);
    expect((await couch.ask("POST", db, { _id: "_no" })).body.error).toBe("illegal_docid");
    expect((await couch.ask("POST", db, { _id: 5 })).body.reason).toBe(
      "Document id must be a string",
    );
  });
  test("numbers that cannot be held are refused, not made into something else", async () => {
    for (const number of ["1e400", "-2E+0999", "1".repeat(310)])
      expect(await couch.ask("PUT", `${db}/a`, `{"list":[{"n":${number}}]}`)).toMatchObject({
        status: 400,
        body: { error: "bad_request", reason: "invalid UTF-8 JSON" },
      });
    expect((await couch.ask("PUT", `${db}/a`, '{"n":1e100,"text":"1e400"}')).status).toBe(201);
  });
  test("a POST may say that it is another method; other methods may not", async () => {
    const meant = (method: string) => ({ "X-HTTP-Method-Override": method });
    const made = await couch.ask("POST", `${db}/a`, { n: 1 }, meant("PUT"));
    expect(made.status).toBe(201);
    expect((await couch.ask("GET", `${db}/a`, undefined, meant("DELETE"))).body.n).toBe(1);
    const path = `${db}/a?rev=${made.body.rev}`;
    expect((await couch.ask("POST", path, undefined, meant("DELETE"))).status).toBe(200);
  });
  test("ids may hold slashes, percent signs, emoji and names of JavaScript", async () => {
    for (const id of [
      "a/b",
      "100%",
      "✈🛩",
      "constructor",
      "toString",
      "a+b",
      "a?b",
      " ",
      "_design/x",
    ]) {
      const path = id.startsWith("_design/") ? id : encodeURIComponent(id);
      expect((await couch.ask("PUT", `${db}/${path}`, { id })).body).toMatchObject({
        ok: true,
        id,
      });
      expect((await couch.ask("GET", `${db}/${path}`)).body).toMatchObject({ _id: id, id });
    }
    expect((await couch.ask("GET", `${db}/_design%2Fx`)).body._id).toBe("_design/x");
  });
});

describe("reading a document", () => {
  test("the winner is live, then longest, then largest", async () => {
    await putTree();
    const { body } = await couch.ask("GET", `${db}/doc?conflicts=true&deleted_conflicts=true`);
    expect(body).toMatchObject({ _rev: "3-b", _conflicts: ["2-c"], _deleted_conflicts: ["2-d"] });
  });
  test("an ETag that is known answers 304, unless details were asked for", async () => {
    const rev = await put("a");
    const headers = { "If-None-Match": `"${rev}"` };
    expect((await couch.ask("GET", `${db}/a`, undefined, headers)).status).toBe(304);
    expect((await couch.ask("GET", `${db}/a?conflicts=true`, undefined, headers)).status).toBe(200);
    const head = await couch.ask("HEAD", `${db}/a`);
    expect(head).toMatchObject({ status: 200, body: "" });
    expect(head.headers.get("etag")).toBe(`"${rev}"`);
    const whole = await (await couch.fetch(`${db}/a`)).text();
    expect(head.headers.get("content-length")).toBe(String(whole.length));
    expect((await couch.ask("HEAD", `${db}/none`)).status).toBe(404);
  });
  test("open_revs with a list gives those, and says what is missing; latest follows to the leaf", async () => {
    await putTree();
    const ask = async (query: string) => (await couch.ask("GET", `${db}/doc?${query}`)).body;
    expect(await ask(`open_revs=["2-c","9-z"]`)).toMatchObject([
      { ok: { _rev: "2-c" } },
      { missing: "9-z" },
    ]);
    expect(await ask(`open_revs=["2-b"]&latest=true`)).toMatchObject([{ ok: { _rev: "3-b" } }]);
    const all = await ask(`open_revs=["1-a"]&latest=true`);
    expect(all.map((one: any) => one.ok._rev).sort()).toEqual(["2-c", "2-d", "3-b"]);
    expect(await ask(`open_revs=["2-c"]&revs=true`)).toMatchObject([
      { ok: { _revisions: { start: 2, ids: ["c", "a"] } } },
    ]);
    for (const bad of ["5", "{}", "[1]", '["x"]', "["])
      expect((await couch.ask("GET", `${db}/doc?open_revs=${bad}`)).status).toBe(400);
  });
  test("open_revs answers multipart/mixed to whoever accepts it", async () => {
    await putTree();
    const answer = await couch.fetch(`${db}/doc?open_revs=["2-c","9-z"]`, {
      headers: { Accept: "multipart/mixed" },
    });
    expect(answer.headers.get("content-type")).toMatch(/^multipart\/mixed; boundary="/);
    const text = await answer.text();
    expect(text).toContain('"_rev":"2-c"');
    expect(text).toMatch(/error="true"\r\n\r\n\{"missing":"9-z"\}/);
  });
});

describe("_local documents", () => {
  const path = () => `${db}/_local/check%3D%3D`;
  test("are written over their current revision only", async () => {
    expect((await couch.ask("PUT", path(), { at: 1 })).body).toEqual({
      ok: true,
      id: "_local/check==",
      rev: "0-1",
    });
    expect((await couch.ask("PUT", path(), { at: 2 })).status).toBe(409);
    const second = await couch.ask("PUT", path(), { at: 2, _rev: "0-1" });
    expect(second).toMatchObject({ status: 201, body: { rev: "0-2" } });
    expect((await couch.ask("PUT", path(), { at: 3, _rev: "0-1" })).status).toBe(409);
    expect((await couch.ask("GET", path())).body).toEqual({
      _id: "_local/check==",
      _rev: "0-2",
      at: 2,
    });
  });
  test("are in no feed and no list but their own", async () => {
    await couch.ask("PUT", path(), { at: 1 });
    expect((await couch.ask("GET", `${db}/_changes`)).body.results).toEqual([]);
    expect((await couch.ask("GET", `${db}/_all_docs`)).body.rows).toEqual([]);
    const { body } = await couch.ask("GET", `${db}/_local_docs?include_docs=true`);
    expect(body.rows).toMatchObject([
      { id: "_local/check==", value: { rev: "0-1" }, doc: { at: 1 } },
    ]);
  });
  test("are removed by their revision", async () => {
    await couch.ask("PUT", path(), { at: 1 });
    expect((await couch.ask("DELETE", `${path()}?rev=0-7`)).status).toBe(409);
    expect((await couch.ask("DELETE", `${path()}?rev=0-1`)).status).toBe(200);
    expect((await couch.ask("DELETE", `${path()}?rev=0-1`)).status).toBe(404);
  });
  test("are the same document by every way in: _bulk_docs, POST, COPY, a slash that is encoded", async () => {
    const bulk = (doc: object) => couch.ask("POST", `${db}/_bulk_docs`, { docs: [doc] });
    expect((await bulk({ _id: "_local/a", n: 1 })).body).toEqual([
      { ok: true, id: "_local/a", rev: "0-1" },
    ]);
    expect((await bulk({ _id: "_local/a", n: 2 })).body).toMatchObject([{ error: "conflict" }]);
    expect((await couch.ask("PUT", `${db}/_local%2Fa`, { _rev: "0-1", n: 3 })).status).toBe(201);
    expect((await couch.ask("GET", `${db}/_local/a`)).body).toMatchObject({ _rev: "0-2", n: 3 });
    expect((await bulk({ _id: "_local/a", _rev: "0-2", _deleted: true })).body).toEqual([
      { ok: true, id: "_local/a", rev: "0-0" },
    ]);
    expect((await couch.ask("GET", `${db}/_local%2Fa`)).status).toBe(404);
    expect((await couch.ask("POST", db, { _id: "_local/b" })).body.rev).toBe("0-1");
    await couch.ask("PUT", `${db}/c`, { n: 4 });
    await couch.ask("COPY", `${db}/c`, undefined, { Destination: "_local/c" });
    expect((await couch.ask("GET", `${db}/_local/c`)).body).toMatchObject({ n: 4 });
    expect((await couch.ask("GET", `${db}/_changes`)).body.results).toHaveLength(1);
    expect(await couch.ask("PUT", `${db}/_local%2F`, {})).toMatchObject({
      status: 400,
      body: { error: "bad_request" },
    });
    for (const method of ["GET", "PUT", "POST", "DELETE"] as const)
      expect(
        await couch.ask(method, `${db}/_local/`, method === "GET" ? undefined : {}),
      ).toMatchObject({ status: 400, body: { reason: "Invalid _local document id." } });
  });
  test("are listed by the query of _all_docs; the address counts before the body", async () => {
    for (const name of ["foo", "foo2", "zoo"]) await couch.ask("PUT", `${db}/_local/${name}`, {});
    const list = async (query: string, body?: object) => {
      const method = body === undefined ? "GET" : "POST";
      const answer = await couch.ask(method, `${db}/_local_docs?${query}`, body);
      return answer.body.rows.map((row: any) => row.id ?? row.error);
    };
    const keys = ["_local/foo2", "_local/none", "_local/foo"];
    const queries = [{ keys: ["other", ...keys] }, { limit: 1, skip: 1 }];
    const { body } = await couch.ask("POST", `${db}/_local_docs/queries`, { queries });
    expect(body.results.map((one: any) => one.rows.map((row: any) => row.key))).toEqual([
      keys,
      ["_local/foo2"],
    ]);
    expect(await list("", {})).toEqual(["_local/foo", "_local/foo2", "_local/zoo"]);
    expect(await list("", { keys })).toEqual(["_local/foo2", "not_found", "_local/foo"]);
    expect(await list("limit=1", { keys, limit: 2 })).toEqual(["_local/foo2"]);
    expect(await list(`keys=${encodeURIComponent(JSON.stringify(keys))}&skip=2`)).toEqual([
      "_local/foo",
    ]);
    expect(await list('startkey="_local/foo2"&descending=true')).toEqual([
      "_local/foo2",
      "_local/foo",
    ]);
    expect(await list('startkey="_local/foo2"&endkey="_local/zoo"&inclusive_end=false')).toEqual([
      "_local/foo2",
    ]);
  });
  test("carry no files", async () => {
    expect((await couch.ask("GET", `${path()}/file`)).body.reason).toBe(
      "_local documents do not accept attachments.",
    );
  });
});
