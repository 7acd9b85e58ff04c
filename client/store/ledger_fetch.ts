/** The network as replication sees it: same origin, cookies, a limit on every wait. */
import type { Shut, SyncTrouble } from "./messages.ts";

/** How long to wait for the ledger, in milliseconds. A connection can be gone without a word. */
export interface Patience {
  /** For the answer to a question to begin. */
  question_ms: number;
  /** For the answer to what carries documents: they have to go up first, and be worked on. */
  delivery_ms: number;
  /** For the next piece of an answer. While nothing changes PouchDB asks for one every 10 s. */
  silence_ms: number;
}

const usual: Patience = { question_ms: 30_000, delivery_ms: 90_000, silence_ms: 30_000 };

/**
 * What an answer shuts: 401 and 403, and 404 for the logbook itself, which hides whether somebody
 * else has one.
 */
function shutBy(url: string, status: number, reason: string): Shut | null {
  if (status === 401) return "session";
  if (status === 403) return reason.startsWith("E_GRANT_ENDED") ? "grant" : "no_logbook";
  const isLogbook = /^\/db\/[^/]+\/?$/.test(new URL(url).pathname);
  return status === 404 && isLogbook ? "no_logbook" : null;
}

/**
 * Whether an answer is the ledger's: JSON, or a file, which the ledger always sends with its digest
 * (`Content-MD5`). A captive portal answers with a page.
 */
function isOfLedger(url: string, { headers, ok }: Response): boolean {
  if ((headers.get("content-type") ?? "").includes("json")) return true;
  const isFile = /^\/db\/[^/]+\/[^/]+\/[^/]+$/.test(new URL(url).pathname);
  return isFile && ok && headers.has("content-md5");
}

/** Milliseconds that a Retry-After asks to wait: seconds, or a date. */
function waitOf(header: string | null, now: number): number {
  if (header === null) return 0;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** Why a request was refused: CouchDB's `reason`, which begins with a code where we wrote it. */
async function reasonOf(response: Response): Promise<string> {
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { reason?: unknown } | null;
  return typeof body?.reason === "string" ? body.reason : "";
}

const coded = /^E_[A-Z_]+: /;

function troubleOf(status: number): SyncTrouble {
  if (status === 413) return "too_large";
  return status === 429 || status === 503 ? "busy" : "failed";
}

/** Calls `tell` with every piece of an answer, and `giveUp` when there is none for so long. */
function listened(
  answer: Response,
  silence_ms: number,
  tell: () => void,
  giveUp: () => void,
): Response {
  if (answer.body === null) return answer;
  const reader = answer.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const timer = setTimeout(() => {
        controller.error(new Error("The ledger fell silent."));
        giveUp();
      }, silence_ms);
      const piece = await reader.read().finally(() => clearTimeout(timer));
      tell();
      if (piece.done) controller.close();
      else controller.enqueue(piece.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, statusText, headers } = answer;
  return new Response(body, { status, statusText, headers });
}

/** What was learnt of the ledger since `forget`. */
interface Noted {
  /** The ledger does not let this device at the logbook; `because` says why in its words. */
  shut: Shut | null;
  because: string | null;
  trouble: SyncTrouble;
  /** Documents went up for longer than anybody waits: a slow line, or one that is gone. */
  is_slow: boolean;
  /** Milliseconds that the ledger asked to wait (Retry-After), or 0. */
  wait_ms: number;
}

const untold: Noted = {
  shut: null,
  because: null,
  trouble: "no_answer",
  is_slow: false,
  wait_ms: 0,
};

/** A `fetch` for PouchDB, and what it has learnt. */
export interface LedgerFetch {
  fetch: (url: string, options: RequestInit) => Promise<Response>;
  noted(): Readonly<Noted>;
  forget(): void;
}

/** Told whenever the ledger spoke: the moment by its clock, where it says one (ms since 1970). */
type OnContact = (ledger_ms: number | null) => void;

const isDelivery = ({ body }: RequestInit) => body !== undefined && body !== null;

/**
 * Wraps `fetch`. An answer that is not JSON is not the ledger's (a captive portal), and counts as
 * no answer; every other one is a contact, and so is each piece of it. A connection that is silent
 * for longer than `patience` is given up, also in the middle of an answer. PouchDB hides statuses
 * and ignores Retry-After, so both are noted here. `now` is the device's clock, in milliseconds
 * since 1970.
 */
export function ledgerFetch(
  network: typeof fetch,
  onContact: OnContact,
  now: () => number,
  patience: Patience = usual,
): LedgerFetch {
  let noted: Noted = { ...untold };

  /** The answer, from when it begins. */
  async function begun(url: string, options: RequestInit): Promise<Response> {
    const ended = new AbortController();
    const delivers = isDelivery(options);
    const giveUp = () => {
      noted.trouble = "no_answer";
      ended.abort();
    };
    const waited = () => {
      noted.is_slow = delivers;
      giveUp();
    };
    const timer = setTimeout(waited, delivers ? patience.delivery_ms : patience.question_ms);
    const signal =
      options.signal == null ? ended.signal : AbortSignal.any([options.signal, ended.signal]);
    noted.trouble = "no_answer";
    // The ledger never sends anybody elsewhere, and the browser would follow without a word.
    const asking = { ...options, credentials: "same-origin", redirect: "manual", signal } as const;
    const sent = network(url, asking);
    const answer = await sent.finally(() => clearTimeout(timer));
    noteHead(url, answer);
    return listened(answer, patience.silence_ms, () => onContact(null), giveUp);
  }

  /** Notes what an answer says before its body; throws when it is not the ledger's. */
  function noteHead(url: string, answer: Response): void {
    const { status, headers, ok } = answer;
    noted.wait_ms = waitOf(headers.get("retry-after"), now()) || noted.wait_ms;
    if (!isOfLedger(url, answer)) {
      // A proxy in front of the ledger says that it is busy in words of its own.
      const isProxy = status === 413 || status === 429 || status >= 500;
      noted.trouble = isProxy ? troubleOf(status) : "other_answer";
      throw new Error("Something between this device and the ledger answered instead of it.");
    }
    const date = Date.parse(headers.get("date") ?? "");
    onContact(Number.isNaN(date) ? null : date);
    if (!ok && status !== 404) noted.trouble = troubleOf(status);
  }

  return {
    async fetch(url, options) {
      const answer = await begun(url, options);
      const { status } = answer;
      if (status === 401 || status === 403 || status === 404) {
        const reason = await reasonOf(answer);
        noted.shut = shutBy(url, status, reason) ?? noted.shut;
        if (coded.test(reason)) noted.because = reason.replace(coded, "");
      }
      return answer;
    },
    noted: () => noted,
    forget() {
      noted = { ...untold };
    },
  };
}
