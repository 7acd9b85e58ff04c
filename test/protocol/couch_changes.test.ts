/** The feed: expectations from CouchDB's documentation, api/database/changes.rst. */
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

const bulk = (docs: object[], more: object = {}) =>
  couch.ask("POST", `${db}/_bulk_docs`, { docs, ...more });
const changes = async (query = "", body?: unknown) =>
  (await couch.ask(body === undefined ? "GET" : "POST", `${db}/_changes${query}`, body)).body;
const idsOf = (answer: any) => answer.results.map((row: any) => row.id);
const makeFive = () => bulk(["a", "b", "c", "d", "e"].map((_id) => ({ _id, even: _id < "c" })));

/** Reads a feed that waits until the text holds something, then goes away. */
async function readUntil(query: string, found: RegExp, meanwhile?: () => Promise<unknown>) {
  const gone = new AbortController();
  const answer = await couch.fetch(`${db}/_changes${query}`, { signal: gone.signal });
  const reader = answer.body!.getReader();
  const started = meanwhile?.();
  let text = "";
  while (!found.test(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await started;
  await reader.cancel();
  return text;
}

describe("the normal feed", () => {
  test("gives each document once, at its last change, in order", async () => {
    const { body } = await makeFive();
    await couch.ask("DELETE", `${db}/b?rev=${body[1].rev}`);
    const answer = await changes();
    expect(idsOf(answer)).toEqual(["a", "c", "d", "e", "b"]);
    expect(answer.results.at(-1)).toMatchObject({ deleted: true });
    expect(answer).toMatchObject({ pending: 0 });
    expect(answer.last_seq).toEqual(answer.results.at(-1).seq);
    expect((await couch.ask("GET", db)).body.update_seq).toEqual(answer.last_seq);
  });
  test("since gives what came after; now gives nothing", async () => {
    await makeFive();
    const { results, last_seq } = await changes();
    expect(idsOf(await changes(`?since=${results[1].seq}`))).toEqual(["c", "d", "e"]);
    expect(idsOf(await changes(`?since="${results[1].seq}"`))).toEqual(["c", "d", "e"]);
    expect(await changes(`?since=${last_seq}`)).toEqual({ results: [], last_seq, pending: 0 });
    expect(await changes("?since=now")).toEqual({ results: [], last_seq, pending: 0 });
  });
  test("a seq that this database never gave starts again from the beginning", async () => {
    await makeFive();
    expect(idsOf(await changes("?since=999999"))).toHaveLength(5);
  });
  test("limit, and what is pending after it", async () => {
    await makeFive();
    const page = await changes("?limit=2");
    expect(idsOf(page)).toEqual(["a", "b"]);
    expect(page).toMatchObject({ pending: 3, last_seq: page.results[1].seq });
    expect(await changes("?limit=5")).toMatchObject({ pending: 0 });
    expect(await changes("?limit=0")).toMatchObject({ results: [], pending: 5 });
  });
  test("more than a page comes whole, from either end", async () => {
    const docs = Array.from({ length: 2345 }, (_, i) => ({ _id: `d${i}` }));
    await bulk(docs);
    const expected = docs.map(({ _id }) => _id);
    expect(idsOf(await changes())).toEqual(expected);
    expect(idsOf(await changes("?descending=true"))).toEqual(expected.toReversed());
    expect(idsOf(await changes("?descending=true&limit=1500"))).toHaveLength(1500);
    expect(await changes("?limit=2000")).toMatchObject({ pending: 345 });
    const selector = { _id: "d0" };
    const found = await changes("?descending=true&filter=_selector", { selector });
    expect(idsOf(found)).toEqual(["d0"]);
    const filter = "?filter=_selector&limit=2";
    const page = await changes(filter, { selector: { _id: { $in: ["d0", "d1500", "d2000"] } } });
    expect(page).toMatchObject({ results: [{ id: "d0" }, { id: "d1500" }], pending: 844 });
    expect(page.last_seq).toBe(page.results[1].seq);
    const rest = await changes(`${filter}&since=${page.last_seq}`, { selector: { _id: "d2000" } });
    expect(idsOf(rest)).toEqual(["d2000"]);
  });
  test("descending", async () => {
    await makeFive();
    const { results } = await changes();
    const page = await changes("?descending=true&limit=2");
    expect(idsOf(page)).toEqual(["e", "d"]);
    // CouchDB's own tests: chttpd_changes_test.erl, t_reverse_limit_one and t_reverse_limit_zero.
    expect(page).toMatchObject({ pending: 3, last_seq: results[3].seq });
    expect(await changes("?descending=true&limit=0")).toEqual({
      results: [],
      last_seq: results[4].seq,
      pending: 5,
    });
    const whole = await changes("?descending=true");
    expect(whole).toMatchObject({ pending: 0, last_seq: results[0].seq });
  });
  test("style=all_docs names every leaf, include_docs and conflicts show the winner", async () => {
    await bulk(
      [
        { _id: "a", _rev: "1-a" },
        { _id: "a", _rev: "1-b", x: 1 },
      ],
      { new_edits: false },
    );
    expect((await changes()).results[0].changes).toEqual([{ rev: "1-b" }]);
    const [row] = (await changes("?style=all_docs&include_docs=true&conflicts=true")).results;
    expect(row.changes).toEqual([{ rev: "1-b" }, { rev: "1-a" }]);
    expect(row.doc).toEqual({ _id: "a", _rev: "1-b", x: 1, _conflicts: ["1-a"] });
  });
  test("attachments=true brings the data", async () => {
    await bulk([{ _id: "a", _attachments: { f: { data: "aGk=", content_type: "text/plain" } } }]);
    const [stub] = (await changes("?include_docs=true")).results;
    expect(stub.doc._attachments.f).toMatchObject({ stub: true, length: 2 });
    const [whole] = (await changes("?include_docs=true&attachments=true")).results;
    expect(whole.doc._attachments.f).toMatchObject({ data: "aGk=" });
  });
});

describe("filters", () => {
  beforeEach(makeFive);
  test("_doc_ids, by body and by address", async () => {
    const filter = "?filter=_doc_ids";
    expect(idsOf(await changes(filter, { doc_ids: ["d", "a", "none"] }))).toEqual(["a", "d"]);
    expect(idsOf(await changes(`${filter}&doc_ids=["b"]`))).toEqual(["b"]);
    expect(idsOf(await changes(filter, { doc_ids: [] }))).toEqual([]);
    const answer = await changes(filter, { doc_ids: ["a"] });
    expect(answer.last_seq).toBe((await changes()).last_seq);
  });
  test("_selector", async () => {
    const answer = await changes("?filter=_selector", { selector: { even: true } });
    expect(idsOf(answer)).toEqual(["a", "b"]);
    expect((await couch.ask("POST", `${db}/_changes?filter=_selector`, {})).status).toBe(400);
  });
  test("_design", async () => {
    await bulk([{ _id: "_design/x" }]);
    expect(idsOf(await changes("?filter=_design"))).toEqual(["_design/x"]);
  });
  test("a function of a design document: there is none", async () => {
    const answer = await couch.ask("GET", `${db}/_changes?filter=app/mine`);
    expect(answer).toMatchObject({ status: 404, body: { error: "not_found" } });
  });
});

test("a number that is none: 400, where CouchDB answers 500", async () => {
  for (const query of ["limit=-1", "limit=x", "timeout=-5", "timeout=x", "heartbeat=-1000"])
    expect(await couch.ask("GET", `${db}/_changes?${query}`), query).toMatchObject({
      status: 400,
      body: { error: "bad_request" },
    });
});

describe("feeds that wait", () => {
  test("longpoll answers at once what is there", async () => {
    await makeFive();
    expect(idsOf(await changes("?feed=longpoll"))).toHaveLength(5);
  });
  test("longpoll waits for the next change", async () => {
    await makeFive();
    const waiting = readUntil("?feed=longpoll&since=now", /last_seq/, () => bulk([{ _id: "f" }]));
    expect(JSON.parse(await waiting)).toMatchObject({
      results: [{ id: "f" }],
      last_seq: 6,
      pending: 0,
    });
  });
  test("longpoll ends by timeout with nothing", async () => {
    const { last_seq } = await changes();
    expect(await changes("?feed=longpoll&since=now&timeout=50")).toEqual({
      results: [],
      last_seq,
      pending: 0,
    });
  });
  test("heartbeats come while nothing changes", async () => {
    const text = await readUntil("?feed=longpoll&since=now&heartbeat=250", /\n\n/);
    expect(text.trimEnd()).toBe('{"results":[');
  });
  test("longpoll by _doc_ids is not ended by another document", async () => {
    const text = await readUntil(
      '?feed=longpoll&since=now&filter=_doc_ids&doc_ids=["y"]&heartbeat=60000',
      /last_seq/,
      async () => {
        await bulk([{ _id: "x" }]);
        await bulk([{ _id: "y" }]);
      },
    );
    expect(idsOf(JSON.parse(text))).toEqual(["y"]);
  });
  test.each(["continuous", "live"])(
    "%s writes a line for each change, and the end",
    async (feed) => {
      await makeFive();
      const text = await readUntil(`?feed=${feed}&timeout=50`, /last_seq/);
      const rows = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(rows.slice(0, 5).map((row) => row.id)).toEqual(["a", "b", "c", "d", "e"]);
      expect(rows[5]).toEqual({ last_seq: rows[4].seq, pending: 0 });
    },
  );
  test("continuous stops at its limit", async () => {
    await makeFive();
    const text = await readUntil("?feed=continuous&limit=2", /last_seq/);
    expect(text.trim().split("\n")).toHaveLength(3);
    expect(text).toMatch(/"pending":3/);
  });
  test("continuous goes on with what comes later", async () => {
    const text = await readUntil("?feed=continuous&heartbeat=60000", /"late"/, async () => {
      await bulk([{ _id: "soon" }]);
      await bulk([{ _id: "late" }]);
    });
    expect(text).toMatch(/"soon"[^]*"late"/);
  });
  test("eventsource writes events with their seq as id, and starts after Last-Event-ID", async () => {
    await makeFive();
    const answer = await couch.fetch(`${db}/_changes?feed=eventsource&timeout=50`, {
      headers: { "Last-Event-ID": "3" },
    });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const text = await answer.text();
    expect(text.match(/^data: /gm)).toHaveLength(2);
    expect(text).toMatch(/^data: \{"seq":4,"id":"d".*\}\nid: 4\n\n/);
  });
});
