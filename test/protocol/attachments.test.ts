import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aPerson, attachedTo } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp();
});
afterEach(() => gateway.close());

const scan = new TextEncoder().encode("%PDF-1.7 a scan of a medical");
const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes);
const digest = (bytes: Uint8Array) => `md5-${hash("md5", bytes).digest("base64")}`;

const aFile = (person: { _id: string }, bytes: Uint8Array, fields: object = {}) => ({
  ...attachedTo(person, bytes),
  ...fields,
});
const inline = (bytes: Uint8Array, more: object = {}) => ({
  file: { content_type: "application/pdf", data: Buffer.from(bytes).toString("base64"), ...more },
});

test("a file goes with its record from one PouchDB to another, byte for byte", async () => {
  const person = aPerson();
  const record = aFile(person, scan);
  const [first, second] = [pilot.device(), pilot.device()];
  await first.bulkDocs([person, { ...record, _attachments: inline(scan) }]);
  await first.replicate.to(pilot.remote());
  expect(await second.replicate.from(pilot.remote())).toMatchObject({ ok: true, docs_written: 2 });
  const bytes = (await second.getAttachment(record._id, "file")) as Buffer;
  expect(new Uint8Array(bytes)).toEqual(scan);
});

test("the file has its own URL, with its type, and cannot run as a page", async () => {
  const person = aPerson();
  const record = { ...aFile(person, scan), _attachments: inline(scan) };
  await pilot.send("POST", "/_bulk_docs", { docs: [person, record] });
  const answer = await pilot.ask(`/db/${pilot.logbook_id}/${record._id}/file`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect(answer.headers.get("content-disposition")).toBe("attachment");
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(scan);
  const { body } = await pilot.send("GET", `/${record._id}`);
  expect(body._attachments.file).toEqual({
    content_type: "application/pdf",
    revpos: 1,
    digest: digest(scan),
    length: scan.length,
    stub: true,
  });
  const whole = await pilot.send("GET", `/${record._id}?attachments=true`);
  expect(Buffer.from(whole.body._attachments.file.data, "base64")).toEqual(Buffer.from(scan));
});

test("an edit that sends the stub keeps the file", async () => {
  const person = aPerson();
  const record = { ...aFile(person, scan), _attachments: inline(scan) };
  await pilot.send("POST", "/_bulk_docs", { docs: [person, record] });
  const { body } = await pilot.send("GET", `/${record._id}`);
  const edited = await pilot.send("PUT", `/${record._id}`, { ...body, description: "medical" });
  expect(edited.status).toBe(201);
  const answer = await pilot.ask(`/db/${pilot.logbook_id}/${record._id}/file`);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(scan);
});

test.each<[string, (record: object) => object, RegExp]>([
  [
    "a wrong digest",
    (r) => ({ ...r, _attachments: inline(scan, { digest: "md5-AAAA" }) }),
    /not what its digest says/,
  ],
  [
    "a wrong length",
    (r) => ({ ...r, _attachments: inline(scan, { length: 1 }) }),
    /not as long as it says/,
  ],
  [
    "data that is no base64",
    (r) => ({ ...r, _attachments: { file: { data: "***" } } }),
    /Invalid attachment data/,
  ],
  [
    "a stub of a file that is not here",
    (r) => ({ ...r, _attachments: { file: { stub: true, digest: "md5-none" } } }),
    /Invalid attachment stub/,
  ],
  [
    "another file than the record says",
    (r) => ({ ...r, _attachments: inline(new Uint8Array([1])) }),
    /not the one that sha256_hash names/,
  ],
  [
    "two files",
    (r) => ({ ...r, _attachments: { ...inline(scan), other: inline(scan).file } }),
    /carries one file/,
  ],
  ["a list", (r) => ({ ...r, _attachments: [] }), /Bad special document member: _attachments/],
])("%s: refused, with the reason, and nothing stored", async (_, make, reason) => {
  const person = aPerson();
  const record = make(aFile(person, scan));
  const docs = [person, record].map((doc) => ({ ...doc, _rev: "1-a" }));
  const { status, body } = await pilot.send("POST", "/_bulk_docs", { new_edits: false, docs });
  expect(status).toBe(201);
  expect(body).toEqual([
    {
      id: (record as { _id: string })._id,
      rev: "1-a",
      error: "forbidden",
      reason: expect.stringMatching(/^E_ATTACHMENT/),
    },
  ]);
  expect(body[0].reason).toMatch(reason);
  expect((await pilot.send("GET", "")).body.doc_count).toBe(1);
});

test("somebody else's file cannot be had by naming its digest", async () => {
  const person = aPerson();
  await pilot.send("POST", "/_bulk_docs", {
    docs: [person, { ...aFile(person, scan), _attachments: inline(scan) }],
  });
  const thief = await gateway.signUp();
  const theirs = aPerson();
  const stub = { file: { stub: true, digest: digest(scan), length: scan.length } };
  const answer = await thief.send("POST", "/_bulk_docs", {
    docs: [theirs, { ...aFile(theirs, scan), _attachments: stub }],
  });
  expect(answer).toMatchObject({ status: 412, body: { error: "missing_stub" } });
});
