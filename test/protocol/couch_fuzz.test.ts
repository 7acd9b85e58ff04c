/** Bad input at every endpoint: an answer in CouchDB's shape, never a 500, never half a batch. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "../../shared/limits.ts";
import { type Conformance, startConformance } from "../harness/conformance.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aPerson } from "../harness/records.ts";

let couch: Conformance;
let gateway: Gateway;
let pilot: Pilot;
let db: string;
beforeAll(async () => {
  couch = await startConformance();
  db = await couch.newDatabase();
  gateway = await startGateway();
  pilot = await gateway.signUp();
});
afterAll(async () => {
  await couch.close();
  await gateway.close();
});

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    2 ** 53,
    "",
    "\0",
    "\ud800",
    "1-",
    "0-x",
    "-1-a",
    "1-a",
    `1-${"a".repeat(200)}`,
    "99999999999999999999-a",
    "x".repeat(5000),
    "__proto__",
    "_design/",
    "_local/x",
    [],
    {},
    [[]],
    { start: 1e9, ids: ["a"] },
    { start: 2, ids: ["a", 5] },
    { f: { data: "%%%" } },
    { f: { stub: true, digest: 5 } },
    { f: { follows: true } },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const members = ["_id", "_rev", "_revisions", "_deleted", "_attachments", "_x", "id", "rev"];
const nastyDocument = fc.oneof(
  nasty,
  fc.dictionary(fc.constantFrom(...members, "a", "constructor"), nasty, { maxKeys: 5 }),
);
const nastyBody = fc.oneof(
  nasty,
  fc.record(
    {
      docs: fc.oneof(nasty, fc.array(nastyDocument, { maxLength: 4 })),
      new_edits: fc.oneof(fc.boolean(), nasty),
      keys: nasty,
      doc_ids: nasty,
      selector: nasty,
      queries: fc.oneof(nasty, fc.array(nastyDocument, { maxLength: 3 })),
      x: fc.oneof(nasty, fc.array(nasty, { maxLength: 3 })),
    },
    { requiredKeys: [] },
  ),
);
const parameters = [
  "since",
  "limit",
  "skip",
  "key",
  "keys",
  "startkey",
  "endkey",
  "descending",
  "include_docs",
  "conflicts",
  "rev",
  "open_revs",
  "atts_since",
  "revs",
  "latest",
  "filter",
  "doc_ids",
  "style",
  "heartbeat",
  "new_edits",
  "attachments",
  "meta",
  "feed",
];
const nastyText = fc.oneof(
  fc.constantFrom(
    "true",
    "null",
    "[",
    "-1",
    "1e9",
    "99999999999999999999",
    '"\\ud800"',
    "%00",
    "_doc_ids",
    "_selector",
    "now",
    "5-x",
    "pigeon",
  ),
  fc.string({ maxLength: 20 }),
  nasty.map((value) => JSON.stringify(value) ?? ""),
);
const query = fc
  .dictionary(fc.constantFrom(...parameters), nastyText, { maxKeys: 4 })
  // A feed that waits is another test.
  .map((given) => ({
    ...given,
    ...(given["feed"] === undefined ? {} : { timeout: "1", heartbeat: "false" }),
  }))
  .map((given) => new URLSearchParams(given).toString());
const id = fc.oneof(
  fc.constantFrom(
    "a",
    "_x",
    "_design/x",
    "_local/x",
    "%ff",
    "%00",
    "a%2Fb",
    "__proto__",
    "x".repeat(3000),
  ),
  fc.string({ minLength: 1, maxLength: 8 }).map(encodeURIComponent),
);
const address = fc.oneof(
  fc.constantFrom(
    "",
    "_changes",
    "_all_docs",
    "_all_docs/queries",
    "_bulk_docs",
    "_bulk_get",
    "_revs_diff",
    "_missing_revs",
    "_local_docs",
    "_design_docs",
    "_security",
    "_purge",
  ),
  id,
  fc.tuple(id, id).map(([a, b]) => `${a}/${b}`),
  id.map((one) => `_local/${one}`),
);
const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "COPY", "HEAD"),
  path: address,
  query,
  body: fc.oneof(
    nastyBody.map((value) => JSON.stringify(value) ?? ""),
    fc.string(),
    fc.uint8Array({ maxLength: 40 }),
  ),
  headers: fc.dictionary(
    fc.constantFrom("If-Match", "If-None-Match", "Range", "Destination", "Last-Event-ID", "Accept"),
    fc.oneof(
      fc.constantFrom('"1-a"', "x", "bytes=5-1", "bytes=-", "*", "multipart/mixed"),
      fc.stringMatching(/^[a-z0-9%?=-]{1,12}$/),
    ),
    { maxKeys: 2 },
  ),
});
type Nasty = typeof request extends fc.Arbitrary<infer T> ? T : never;

function initOf({ method, body, headers }: Nasty): RequestInit {
  const hasBody = !["GET", "HEAD"].includes(method);
  const type = { "Content-Type": "application/json" };
  return {
    method,
    headers: { ...type, ...headers },
    ...(hasBody ? { body: body as BodyInit } : {}),
  };
}

async function expectAnswer(answer: Response, asked: Nasty) {
  expect(answer.status, JSON.stringify(asked)).toBeLessThan(
    500 + Number(asked.path === "_purge") * 2,
  );
  const text = await answer.text();
  if (answer.status < 400 || asked.method === "HEAD") return;
  expect(JSON.parse(text)).toEqual({ error: expect.any(String), reason: expect.any(String) });
}

describe("whatever is asked, the answer is CouchDB's", () => {
  test("of the document store", async () => {
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const answer = await couch.fetch(`${db}/${asked.path}?${asked.query}`, initOf(asked));
        await expectAnswer(answer, asked);
      }),
      { numRuns: 600 },
    );
  });
  test("of the ledger", async () => {
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const path = `/db/${pilot.logbook_id}/${asked.path}?${asked.query}`;
        await expectAnswer(await pilot.ask(path, initOf(asked)), asked);
      }),
      { numRuns: 300 },
    );
  });
});

describe("limits are 413 and name themselves", () => {
  const post = (path: string, body: BodyInit, headers: HeadersInit = {}) =>
    pilot.ask(`/db/${pilot.logbook_id}/${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });
  test.each(["_bulk_docs", "_bulk_get"])("100,000 documents for %s", async (path) => {
    const answer = await post(path, JSON.stringify({ docs: Array(100_000).fill({ id: "a" }) }));
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as any).reason).toContain(String(limits.batch_documents));
  });
  test("100,000 documents for _revs_diff", async () => {
    const asked = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`d${i}`, ["1-a"]]));
    const answer = await post("_revs_diff", JSON.stringify(asked));
    expect(answer.status).toBe(413);
  });
  test("a bomb of compression is unpacked up to the limit of a body", async () => {
    const bomb = gzipSync(new Uint8Array(200 * 1024 * 1024).fill(0x20));
    const answer = await post("_bulk_docs", bomb as never, { "Content-Encoding": "gzip" });
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as any).reason).toContain(String(limits.body_bytes));
  });
  test("a bomb in an attachment refuses its document alone", async () => {
    const data = gzipSync(new Uint8Array(limits.attachment_bytes + 1)).toString("base64");
    const docs = [
      { _id: "bomb", _rev: "1-a", _attachments: { f: { encoding: "gzip", data } } },
      { _id: "good", _rev: "1-a" },
    ];
    const fresh = await couch.newDatabase();
    const { body } = await couch.ask("POST", `${fresh}/_bulk_docs`, { new_edits: false, docs });
    expect(body).toMatchObject([{ id: "bomb", error: "forbidden" }]);
    expect((await couch.ask("GET", fresh)).body.doc_count).toBe(1);
  });
  test.each([
    ["objects", '{"a":', "}"],
    ["lists", "[", "]"],
  ])("a million %s inside each other: 400", async (_, open, close) => {
    const deep = `${open.repeat(1e6)}1${close.repeat(1e6)}`;
    const answer = await post("_bulk_docs", `{"docs":[${deep}]}`);
    expect(answer.status).toBe(400);
  });
  test("keys that are there twice: the last counts, as JSON.parse reads it", async () => {
    const doc = aPerson();
    const text = `{"docs":5,"docs":[${JSON.stringify(doc)}]}`;
    expect(await (await post("_bulk_docs", text)).json()).toMatchObject([{ ok: true }]);
  });
});
