/** Files: expectations from CouchDB's documentation, api/document/attachments.rst and common.rst. */
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { splitParts } from "../../server/couch/multipart.ts";
import { type Conformance, conformanceOrigin, startConformance } from "../harness/conformance.ts";

let couch: Conformance;
let db: string;
beforeAll(async () => {
  couch = await startConformance();
});
afterAll(() => couch.close());
beforeEach(async () => {
  db = await couch.newDatabase();
});

const text = "Time is relative";
/** `printf 'Time is relative' | openssl md5 -binary | base64` */
const md5 = "VXZJvIOUOJv51ZbYEOUojA==";
const inline = { f: { content_type: "text/plain", data: Buffer.from(text).toString("base64") } };
const putFile = (rev?: string, name = "f", body: string | Uint8Array = text) =>
  couch.ask("PUT", `${db}/a/${name}${rev === undefined ? "" : `?rev=${rev}`}`, body, {
    "Content-Type": "text/plain",
  });
const getFile = (headers: HeadersInit = {}, name = "f") =>
  couch.fetch(`${db}/a/${name}`, { headers });

describe("by its own address", () => {
  test("a file makes its document, and is read with its type and digest", async () => {
    const made = await putFile();
    expect(made).toMatchObject({ status: 201, body: { ok: true, id: "a" } });
    expect(made.headers.get("location")).toBe(`${conformanceOrigin}${db}/a/f`);
    const answer = await getFile();
    expect(await answer.text()).toBe(text);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      "content-type": "text/plain",
      "content-length": String(text.length),
      "content-md5": md5,
      etag: `"${md5}"`,
      "accept-ranges": "bytes",
    });
    const { body } = await couch.ask("GET", `${db}/a`);
    expect(body._attachments.f).toEqual({
      content_type: "text/plain",
      revpos: 1,
      digest: `md5-${md5}`,
      length: text.length,
      stub: true,
    });
  });
  test("a file wants the current revision", async () => {
    const { body } = await putFile();
    expect((await putFile()).status).toBe(409);
    expect(await putFile("1-nothere")).toMatchObject({
      status: 409,
      body: { error: "not_found", reason: "missing_rev" },
    });
    expect((await putFile(body.rev, "g")).status).toBe(201);
    expect((await putFile(body.rev, "h")).status).toBe(409);
  });
  test("a file is taken off, the document stays", async () => {
    const { body } = await putFile();
    const gone = await couch.ask("DELETE", `${db}/a/f?rev=${body.rev}`);
    expect(gone).toMatchObject({ status: 200, body: { ok: true } });
    expect((await couch.ask("GET", `${db}/a`)).body).not.toHaveProperty("_attachments");
    expect(await couch.ask("GET", `${db}/a/f`)).toMatchObject({
      status: 404,
      body: { error: "not_found", reason: "Document is missing attachment" },
    });
    expect(await (await couch.fetch(`${db}/a/f?rev=${body.rev}`)).text()).toBe(text);
  });
  test("names may hold slashes; none begins with _", async () => {
    await putFile(undefined, "logs/2026/may.txt");
    expect(await (await getFile({}, "logs/2026/may.txt")).text()).toBe(text);
    expect(await (await getFile({}, "logs%2F2026%2Fmay.txt")).text()).toBe(text);
    expect((await putFile(undefined, "_f")).status).toBe(400);
    expect((await couch.ask("PUT", `${db}/_a/f`, text)).body.error).toBe("illegal_docid");
  });
  test("what is known is not sent again; HEAD sends no bytes", async () => {
    await putFile();
    expect((await getFile({ "If-None-Match": `"${md5}"` })).status).toBe(304);
    const head = await couch.fetch(`${db}/a/f`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(text.length));
    expect(await head.text()).toBe("");
  });
  test.each([
    ["bytes=0-3", 206, "Time", "bytes 0-3/16"],
    ["bytes=8-", 206, "relative", "bytes 8-15/16"],
    ["bytes=-8", 206, "relative", "bytes 8-15/16"],
    ["bytes=8-900", 206, "relative", "bytes 8-15/16"],
    ["bytes=0-", 200, text, null],
    ["bytes=0-,0-,0-", 200, text, null],
    ["bytes=0-1,0-1,0-1,0-1,0-1,0-1,0-1,0-1,0-1,0-1", 200, text, null],
    ["pages=1-2", 200, text, null],
  ])("%s", async (range, status, expected, content) => {
    await putFile();
    const answer = await getFile({ Range: range });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(expected);
    expect(answer.headers.get("content-range")).toBe(content);
  });
  test("several ranges are parts of the answer", async () => {
    await putFile();
    const answer = await getFile({ Range: "bytes=0-3, -8" });
    expect(answer.status).toBe(206);
    const type = answer.headers.get("content-type")!;
    expect(type).toMatch(/^multipart\/byteranges; boundary="/);
    const parts = splitParts(type, new Uint8Array(await answer.arrayBuffer()));
    expect(
      parts.map(({ headers, body }) => [headers["content-range"], String(Buffer.from(body))]),
    ).toEqual([
      ["bytes 0-3/16", "Time"],
      ["bytes 8-15/16", "relative"],
    ]);
  });
  test("what is text is packed for whoever accepts that, and said to be", async () => {
    const { body } = await putFile();
    await couch.ask("PUT", `${db}/a/g?rev=${body.rev}`, text, { "Content-Type": "image/png" });
    const answer = await getFile({ "Accept-Encoding": "deflate, gzip" });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("etag")).toBe(`"${md5}"`);
    const packed = new Uint8Array(await answer.arrayBuffer());
    expect(String(gunzipSync(packed))).toBe(text);
    const image = await getFile({ "Accept-Encoding": "gzip" }, "g");
    expect(image.headers.get("content-encoding")).toBeNull();
    for (const [query, path] of [
      ["a?att_encoding_info=true", ["_attachments"]],
      ["_changes?include_docs=true&att_encoding_info=true", ["results", 0, "doc", "_attachments"]],
    ] as const) {
      const { body: whole } = await couch.ask("GET", `${db}/${query}`);
      const files = path.reduce((at: any, name) => at[name], whole);
      const told = { encoding: "gzip", encoded_length: packed.length, length: text.length };
      expect(files.f).toMatchObject({ ...told, stub: true });
      expect(files.g).not.toHaveProperty("encoding");
    }
    const br = { "Content-Encoding": "br" };
    expect((await couch.ask("PUT", `${db}/b/f`, text, br)).status).toBe(415);
  });
});

describe("with its document", () => {
  test("inline, as a stub, and inline again", async () => {
    await couch.ask("PUT", `${db}/a`, { _attachments: inline });
    const { body: stub } = await couch.ask("GET", `${db}/a`);
    expect((await couch.ask("PUT", `${db}/a`, { ...stub, x: 1 })).status).toBe(201);
    const { body: whole } = await couch.ask("GET", `${db}/a?attachments=true`);
    expect(whole._attachments.f).toMatchObject({ data: inline.f.data, revpos: 1 });
    expect(whole._attachments.f).not.toHaveProperty("stub");
  });
  test("a stub says no more than that it is one", async () => {
    const { body } = await couch.ask("PUT", `${db}/a`, { _attachments: inline });
    const edit = { _rev: body.rev, _attachments: { f: { stub: true } } };
    expect((await couch.ask("PUT", `${db}/a`, edit)).status).toBe(201);
    expect(await (await getFile()).text()).toBe(text);
    const { _rev } = (await couch.ask("GET", `${db}/a`)).body;
    const other = { _rev, _attachments: { f: { stub: true, revpos: 10 } } };
    expect(await couch.ask("PUT", `${db}/a`, other)).toMatchObject({
      status: 412,
      body: { error: "missing_stub" },
    });
  });
  test("a stub of what another branch has is a stub of nothing", async () => {
    await putFile();
    const docs = [{ _id: "a", _rev: "1-0" }];
    await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs });
    const { body } = await couch.ask("GET", `${db}/a`);
    const edit = { _rev: "1-0", _attachments: body._attachments };
    expect(await couch.ask("PUT", `${db}/a`, edit)).toMatchObject({
      status: 412,
      body: { error: "missing_stub" },
    });
  });
  test("COPY takes the files along", async () => {
    await putFile();
    await couch.ask("COPY", `${db}/a`, undefined, { Destination: "b" });
    expect(await (await couch.fetch(`${db}/b/f`)).text()).toBe(text);
  });
  test("new data beside the old digest is an edit", async () => {
    await couch.ask("PUT", `${db}/a`, { _attachments: inline });
    const { body: old } = await couch.ask("GET", `${db}/a`);
    const { stub, ...described } = old._attachments.f;
    const edit = { ...old, _attachments: { f: { ...described, data: "aGVsbG8=" } } };
    expect((await couch.ask("PUT", `${db}/a`, edit)).status).toBe(201);
    expect((await couch.ask("GET", `${db}/a`)).body._attachments.f.revpos).toBe(2);
    expect(await (await getFile()).text()).toBe("hello");
  });
  test("atts_since sends the data of what is newer", async () => {
    const { body: first } = await couch.ask("PUT", `${db}/a`, { _attachments: inline });
    await putFile(first.rev, "g", "newer");
    const { body } = await couch.ask("GET", `${db}/a?atts_since=["${first.rev}"]`);
    expect(body._attachments.f).toMatchObject({ stub: true });
    expect(body._attachments.g).toMatchObject({ data: Buffer.from("newer").toString("base64") });
  });
  test("gzip as CouchDB's replicator sends it is unpacked", async () => {
    const packed = gzipSync(text);
    const file = {
      content_type: "text/plain",
      encoding: "gzip",
      length: text.length,
      encoded_length: packed.length,
      data: packed.toString("base64"),
    };
    const docs = [{ _id: "a", _rev: "1-a", _attachments: { f: file } }];
    const answer = await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs });
    expect(answer).toMatchObject({ status: 201, body: [] });
    expect(await (await getFile()).text()).toBe(text);
  });
});

describe("multipart/related", () => {
  const body = (files: string[]) =>
    [
      'Content-Type: application/json\r\n\r\n{"_attachments":{"one":{"follows":true,"content_type":"text/plain","length":3},"two":{"follows":true,"content_type":"text/plain","length":3}}}',
      ...files,
    ]
      .map((part) => `--mark\r\n${part}\r\n`)
      .join("") + "--mark--";
  const type = { "Content-Type": 'multipart/related; boundary="mark"' };
  test("a document with its files behind it, in order", async () => {
    const answer = await couch.ask("PUT", `${db}/a`, body(["\r\n111", "\r\n222"]), type);
    expect(answer.status).toBe(201);
    expect(await (await getFile({}, "one")).text()).toBe("111");
    expect(await (await getFile({}, "two")).text()).toBe("222");
  });
  test("or by their names", async () => {
    const named = (name: string, data: string) =>
      `Content-Disposition: attachment; filename="${name}"\r\n\r\n${data}`;
    await couch.ask("PUT", `${db}/a`, body([named("two", "222"), named("one", "111")]), type);
    expect(await (await getFile({}, "one")).text()).toBe("111");
  });
  test("one missing, no end, no boundary: 400", async () => {
    const whole = body(["\r\n111", "\r\n222"]);
    for (const [sent, kind] of [
      [body(["\r\n111"]), type],
      [whole.slice(0, -10), type],
      [whole, { "Content-Type": "multipart/related; x=y" }],
      ["", type],
    ] as const)
      expect((await couch.ask("PUT", `${db}/a`, sent, kind)).status).toBe(400);
    expect((await couch.ask("GET", db)).body.update_seq).toBe(0);
  });
  test("is how a document with its files is answered to whoever accepts it", async () => {
    await couch.ask("PUT", `${db}/a`, { _attachments: inline });
    const answer = await couch.fetch(`${db}/a?attachments=true`, {
      headers: { Accept: "multipart/related" },
    });
    const sent = await answer.text();
    expect(sent).toContain('"follows":true');
    expect(sent).toContain(
      `filename="f"\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\n${text}`,
    );
    const kind = { "Content-Type": answer.headers.get("content-type")! };
    const { _rev } = (await couch.ask("GET", `${db}/a`)).body;
    const back = sent.replaceAll(_rev, "7-b");
    expect((await couch.ask("PUT", `${db}/b?new_edits=false`, back, kind)).status).toBe(201);
  });
});
