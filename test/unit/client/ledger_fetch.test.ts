import { describe, expect, test } from "vitest";
import { ledgerFetch } from "../../../client/store/ledger_fetch.ts";

const json = { "content-type": "application/json" };
const now = Date.parse("2026-05-01T10:00:00Z");
const logbook = "https://log.example/db/018f0000-0000-7000-8000-000000000000";

async function asked(response: Response, url = `${logbook}/_changes`) {
  const contacts: (number | null)[] = [];
  const network = () => Promise.resolve(response);
  const ledger = ledgerFetch(
    network,
    (at) => contacts.push(at),
    () => now,
  );
  const failed = await ledger.fetch(url, {}).then(
    () => false,
    () => true,
  );
  return { ...ledger.noted(), failed, contacts };
}

describe("an answer over the network", () => {
  test("in JSON is the ledger's, and its Date tells the ledger's clock", async () => {
    const headers = { ...json, date: "Fri, 01 May 2026 09:00:00 GMT" };
    const { failed, contacts } = await asked(new Response("{}", { headers }));
    expect(failed).toBe(false);
    expect(contacts).toEqual([now - 3_600_000]);
  });
  test("as a page is somebody else's, also in the place of a file", async () => {
    const page = () =>
      new Response("<h1>Sign in</h1>", { headers: { "content-type": "text/html" } });
    for (const url of [`${logbook}/_changes`, `${logbook}/attachment%3Ax/file`])
      expect(await asked(page(), url)).toMatchObject({
        failed: true,
        trouble: "other_answer",
        contacts: [],
      });
  });
  test("as a file with its digest is the ledger's", async () => {
    const headers = { "content-type": "image/png", "content-md5": "AAAA" };
    const file = () => new Response("bytes", { headers });
    expect(await asked(file(), `${logbook}/attachment%3Ax/file`)).toMatchObject({ failed: false });
    expect(await asked(file(), `${logbook}/_changes`)).toMatchObject({ failed: true });
  });
  test("that refuses says why, in the ledger's words", async () => {
    const reason = "E_SESSION_ENDED: It was signed out from another device.";
    const body = JSON.stringify({ error: "unauthorized", reason });
    expect(await asked(new Response(body, { status: 401, headers: json }))).toMatchObject({
      shut: "session",
      because: "It was signed out from another device.",
    });
  });
  test.each([
    ["120", 120_000],
    ["Fri, 01 May 2026 10:05:00 GMT", 300_000],
    ["Fri, 01 May 2026 09:00:00 GMT", 0],
    ["soon", 0],
  ])("that asks to wait %s is given %i ms", async (header, wait_ms) => {
    const headers = { ...json, "retry-after": header };
    const noted = await asked(new Response("{}", { status: 503, headers }));
    expect(noted).toMatchObject({ trouble: "busy", wait_ms });
  });
});
