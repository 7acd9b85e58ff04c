import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newToken, tokenHash } from "../../server/auth/tokens.ts";
import { readOplf } from "../../shared/formats/oplf_reader.ts";
import { uuidOf } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aPerson, attachedTo } from "../harness/records.ts";
import { type Document, everyKind, loadSomeReference } from "../harness/pilots.ts";

let gateway: Gateway;
let ann: Pilot;
let ben: Pilot;

const json = { "Content-Type": "application/json" };
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();

async function api(who: Pilot, method: string, path: string, body?: unknown) {
  const answer = await who.ask(`/api/v1/inspection_links${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as any };
}

/** A request with a token of a link, and nothing else. */
const withToken = (token: string, path = "/api/v1/inspection", init: RequestInit = {}) =>
  gateway.app.request(`http://offblock.test${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${token}`, Accept: "application/json", ...init.headers },
  });
const refusal = async (token: string) => {
  const answer = await withToken(token);
  const { code, detail } = (await answer.json()) as any;
  return { status: answer.status, code, detail };
};
const make = async (label = "An inspector", ends_at = days(7)) =>
  (await api(ann, "POST", "", { label, ends_at })).body as { id: string; token: string };

beforeAll(async () => {
  gateway = await startGateway();
  await loadSomeReference(gateway.database.admin);
  ann = await gateway.signUp("ann@example.test");
  ben = await gateway.signUp("ben@example.test");
  const { attachment, ...records } = everyKind() as Record<string, Document>;
  const docs = Object.values(records).filter((document) => document !== undefined);
  const { body } = await ann.send("POST", "/_bulk_docs", { docs });
  expect(body.filter((row: { error?: string }) => row.error)).toEqual([]);
});
afterAll(() => gateway.close());

describe("an inspection link", () => {
  test("opens the logbook to whoever has it, without an account, and counts that", async () => {
    const { id, token } = await make("Inspector Ames");
    const answer = await withToken(token);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const reading = readOplf(await answer.text());
    if (!reading.ok) expect.fail(reading.reason);
    const { records, extras, audit_log, logbook } = reading.oplf;
    expect(extras["inspection"]).toMatchObject({ ends_at: expect.stringMatching(/Z$/) });
    expect([audit_log, logbook.id]).toEqual([[], ann.logbook_id]);
    expect(Object.keys(records)).toEqual(
      expect.arrayContaining([
        "flight",
        "certificate",
        "medical",
        "endorsement",
        "entry_signature",
      ]),
    );
    for (const kind of ["correction", "saved_report", "currency_rule"])
      expect(records).not.toHaveProperty(kind);
    const { links } = (await api(ann, "GET", "")).body;
    expect(links.find((link: any) => link.id === id)).toMatchObject({
      label: "Inspector Ames",
      is_living: true,
      use_count: 1,
      last_used_at: expect.any(String),
    });
  });

  test("opens the files of the logbook, as files and nothing else, and nobody else's", async () => {
    const bytes = new TextEncoder().encode("%PDF-1.7 a page of the paper logbook");
    const fileOf = async (pilot: Pilot) => {
      const person = aPerson();
      const file = {
        ...attachedTo(person, bytes),
        _attachments: {
          file: { content_type: "application/pdf", data: Buffer.from(bytes).toString("base64") },
        },
      };
      const { body } = await pilot.send("POST", "/_bulk_docs", { docs: [person, file] });
      expect(body.filter((row: { error?: string }) => row.error)).toEqual([]);
      return uuidOf(file._id);
    };
    const [hers, his] = [await fileOf(ann), await fileOf(ben)];
    const { id, token } = await make("Inspector Dahl");
    const file = await withToken(token, `/api/v1/inspection/files/${hers}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.from(bytes));
    expect(Object.fromEntries(file.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": "attachment",
      "cache-control": "no-store",
    });
    for (const other of [his, uuidOf(aPerson()._id), "x"]) {
      const answer = await withToken(token, `/api/v1/inspection/files/${other}`);
      expect(answer.status).toBe(404);
    }
    const { links } = (await api(ann, "GET", "")).body;
    expect(links.find((link: any) => link.id === id)).toMatchObject({ use_count: 0 });
    expect((await api(ann, "DELETE", `/${id}`)).status).toBe(204);
    expect((await withToken(token, `/api/v1/inspection/files/${hers}`)).status).toBe(403);
  });

  test("keeps its token nowhere: the ledger has its hash", async () => {
    const { id, token } = await make();
    const [row] = await gateway.database.admin.query<{ row: string; same: boolean }>(
      `select k::text as row, k.token_hash = $2 as same
        from auth.inspection_links k where id = $1`,
      [id, tokenHash(token)],
    );
    expect(row).toMatchObject({ same: true });
    expect(row!.row).not.toContain(token);
    expect(JSON.stringify((await api(ann, "GET", "")).body)).not.toContain(token);
  });

  test("opens nothing else: no sync, no account, no writing, nobody else's book", async () => {
    const { token } = await make();
    for (const [method, path] of [
      ["GET", `/db/${ann.logbook_id}`],
      ["GET", `/db/${ann.logbook_id}/_all_docs`],
      ["GET", `/db/${ben.logbook_id}/_all_docs`],
      ["POST", `/db/${ann.logbook_id}/_bulk_docs`],
      ["GET", `/api/v1/logbooks/${ann.logbook_id}/export`],
      ["GET", `/api/v1/logbooks/${ann.logbook_id}/audit/head`],
      ["GET", "/api/v1/auth/me"],
      ["GET", "/api/v1/auth/sessions"],
      ["GET", "/api/v1/grants"],
      ["GET", "/api/v1/inspection_links"],
      ["POST", "/api/v1/inspection_links"],
      ["DELETE", "/api/v1/inspection"],
      ["POST", "/api/v1/inspection"],
    ] as const) {
      const body = method === "POST" ? { body: "{}", headers: json } : {};
      const { status } = await withToken(token, path, { method, ...body });
      expect(`${method} ${path} ${status}`).toMatch(/ (401|404)$/);
    }
    // And the session of an account is no link.
    expect((await refusal(ann.token)).code).toBe("E_INSPECTION_UNKNOWN");
  });

  test("that was taken back, is over, or never was, says so and gives nothing", async () => {
    const [back, over] = [await make(), await make()];
    expect((await api(ben, "DELETE", `/${back.id}`)).status).toBe(404);
    expect((await api(ann, "DELETE", `/${back.id}`)).status).toBe(204);
    expect((await api(ann, "DELETE", `/${back.id}`)).status).toBe(404);
    expect(await refusal(back.token)).toMatchObject({
      status: 403,
      code: "E_INSPECTION_ENDED",
      detail: expect.stringContaining("took it back"),
    });
    await gateway.database.admin.query(
      `update auth.inspection_links
        set created_at = now() - interval '2 days', ends_at = now() - interval '1 second'
        where id = $1`,
      [over.id],
    );
    expect(await refusal(over.token)).toMatchObject({
      status: 403,
      code: "E_INSPECTION_ENDED",
      detail: expect.stringContaining("It was made until"),
    });
    for (const token of ["", "x", newToken(), `${back.token}x`, back.id])
      expect(await refusal(token)).toMatchObject({ status: 404, code: "E_INSPECTION_UNKNOWN" });
  });

  test("is opened so often in an hour, and no oftener", async () => {
    const { id, token } = await make();
    await gateway.database.admin.query(
      "select auth.record_attempt($1) from generate_series(2, $2::integer)",
      [`inspection:${id}`, limits.inspections],
    );
    expect((await withToken(token)).status).toBe(200);
    expect(await refusal(token)).toMatchObject({ status: 429, code: "E_TOO_MANY_ATTEMPTS" });
  });
});

describe("a wish for a link", () => {
  test.each([
    ["without a label", { ends_at: days(1) }, /label: must be text/],
    ["with an empty label", { label: " ", ends_at: days(1) }, /label: is empty/],
    ["with a long label", { label: "x".repeat(201), ends_at: days(1) }, /label: is too long/],
    ["with no end", { label: "x", ends_at: null }, /ends_at: must be a moment/],
    ["with an end in words", { label: "x", ends_at: "tomorrow" }, /ends_at: must be a moment/],
    ["that is over", { label: "x", ends_at: days(-1) }, /ends_at: must lie in the future/],
    ["for years", { label: "x", ends_at: days(400) }, /at most 366 days from now/],
    [
      "for another book",
      { label: "x", ends_at: days(1), book: "driver" },
      /label and ends_at only/,
    ],
  ])("%s is refused in words", async (_, wish, words) => {
    const { status, body } = await api(ann, "POST", "", wish);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(words)]);
  });

  test("needs an account, and there are so many open links at a time", async () => {
    const nobody = await gateway.app.request("http://offblock.test/api/v1/inspection_links");
    expect(nobody.status).toBe(401);
    await gateway.database.admin.query(
      `insert into auth.inspection_links (owner_user_id, book, label, token_hash, ends_at)
        select $1, 'pilot', 'one', sha256(convert_to(n::text, 'UTF8')), now() + interval '1 day'
        from generate_series(1, $2::integer) as n`,
      [ben.user_id, limits.inspection_links],
    );
    const { status, body } = await api(ben, "POST", "", { label: "x", ends_at: days(1) });
    expect([status, body.code]).toEqual([409, "E_INSPECTION_LINKS"]);
  });
});
