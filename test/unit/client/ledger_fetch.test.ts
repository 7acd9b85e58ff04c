import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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
  test("that sends elsewhere is somebody else's, and is not followed", async () => {
    const asked_for: (string | undefined)[] = [];
    const ledger = ledgerFetch(
      async (_, init) => {
        asked_for.push(init!.redirect);
        return new Response(null, { status: 308, headers: { location: "https://new.example/" } });
      },
      () => expect.fail("It counts as a contact."),
      () => now,
    );
    await expect(ledger.fetch(`${logbook}/_changes`, {})).rejects.toThrow("answered instead");
    expect(ledger.noted()).toMatchObject({ trouble: "other_answer", shut: null });
    expect(asked_for).toEqual(["manual"]);
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

describe("a connection that says nothing any more", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A feed whose pieces a test hands out; `ended` when its reader has let it go. */
  function feed() {
    let ended = false;
    let pieces!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (pieces = controller),
      cancel: () => void (ended = true),
    });
    const contacts: (number | null)[] = [];
    const ledger = ledgerFetch(
      async (_, init) => {
        init!.signal!.addEventListener("abort", () => void (ended = true));
        return new Response(body, { headers: json });
      },
      (at) => contacts.push(at),
      () => now,
    );
    const say = (text: string) => pieces.enqueue(new TextEncoder().encode(text));
    return { ledger, contacts, say, end: () => pieces.close(), ended: () => ended };
  }

  test("is given up after half a minute, in the middle of an answer", async () => {
    const { ledger, say, ended } = feed();
    const answer = await ledger.fetch(`${logbook}/_changes?feed=longpoll`, {});
    const read = answer.text().catch((error: unknown) => String(error));
    say('{"results":[');
    await vi.advanceTimersByTimeAsync(29_000);
    expect(ended()).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await read).toBe("Error: The ledger fell silent.");
    expect(ended()).toBe(true);
    expect(ledger.noted()).toMatchObject({ trouble: "no_answer", is_slow: false });
  });
  test("is not one that says every ten seconds that it is there: each is a contact", async () => {
    const { ledger, contacts, say, end } = feed();
    const answer = await ledger.fetch(`${logbook}/_changes?feed=longpoll`, {});
    const read = answer.text();
    for (let beat = 0; beat < 360; beat++) {
      say("\n");
      await vi.advanceTimersByTimeAsync(10_000);
    }
    say("[]");
    end();
    expect(JSON.parse(await read)).toEqual([]);
    expect(contacts.length).toBeGreaterThan(360);
  });
  test.each([
    ["a question", undefined, 30_000, false],
    ["documents that go up", "{}", 90_000, true],
  ])("before the answer to %s: it is told that it was slow", async (_, body, wait_ms, is_slow) => {
    const ledger = ledgerFetch(
      (_url, init) =>
        new Promise((_resolve, reject) => {
          init!.signal!.addEventListener("abort", () => reject(new Error("given up")));
        }),
      () => undefined,
      () => now,
    );
    const options: RequestInit = body === undefined ? {} : { method: "POST", body };
    let failed: unknown;
    ledger.fetch(logbook, options).catch((error: unknown) => (failed = error));
    await vi.advanceTimersByTimeAsync(wait_ms - 1);
    expect(failed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(failed).toEqual(new Error("given up"));
    expect(ledger.noted()).toMatchObject({ trouble: "no_answer", is_slow });
  });
});
