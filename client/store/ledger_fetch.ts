/** The network as replication sees it: same origin, cookies, a limit on every wait. */
import type { Shut, SyncTrouble } from "./messages.ts";

/** Longer than the gateway's longest long-poll (`limits.longpoll_seconds`). */
const request_ms_max = 90_000;

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

/** What was learnt of the ledger since `forget`. */
interface Noted {
  /** The ledger does not let this device at the logbook; `because` says why in its words. */
  shut: Shut | null;
  because: string | null;
  trouble: SyncTrouble;
  /** Milliseconds that the ledger asked to wait (Retry-After), or 0. */
  wait_ms: number;
}

/** A `fetch` for PouchDB, and what it has learnt. */
export interface LedgerFetch {
  fetch: (url: string, options: RequestInit) => Promise<Response>;
  noted(): Readonly<Noted>;
  forget(): void;
}

/** Told whenever the ledger answered: the moment by its clock, where it says one (ms since 1970). */
type OnContact = (ledger_ms: number | null) => void;

/**
 * Wraps `fetch`. An answer that is not JSON is not the ledger's (a captive portal), and counts as
 * no answer; every other one is a contact. PouchDB hides statuses and ignores Retry-After, so both
 * are noted here. `now` is the device's clock, in milliseconds since 1970.
 */
export function ledgerFetch(
  network: typeof fetch,
  onContact: OnContact,
  now: () => number,
): LedgerFetch {
  const fresh: Noted = { shut: null, because: null, trouble: "no_answer", wait_ms: 0 };
  let noted = { ...fresh };
  return {
    async fetch(url, options) {
      const limit = AbortSignal.timeout(request_ms_max);
      const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
      noted.trouble = "no_answer";
      const response = await network(url, { ...options, credentials: "same-origin", signal });
      const { status, headers } = response;
      if (response.redirected || !isOfLedger(url, response)) {
        // A proxy in front of the ledger says that it is busy in words of its own.
        noted.trouble = status === 429 || status >= 500 ? troubleOf(status) : "other_answer";
        if (status === 413) noted.trouble = "too_large";
        noted.wait_ms = waitOf(headers.get("retry-after"), now());
        throw new Error("Something between this device and the ledger answered instead of it.");
      }
      const date = Date.parse(headers.get("date") ?? "");
      onContact(Number.isNaN(date) ? null : date);
      if (status === 401 || status === 403 || status === 404) {
        const reason = await reasonOf(response);
        noted.shut = shutBy(url, status, reason) ?? noted.shut;
        if (coded.test(reason)) noted.because = reason.replace(coded, "");
      }
      if (!response.ok && status !== 404) noted.trouble = troubleOf(status);
      const wait_ms = waitOf(headers.get("retry-after"), now());
      if (wait_ms > 0) noted.wait_ms = wait_ms;
      return response;
    },
    noted: () => noted,
    forget() {
      noted = { ...fresh };
    },
  };
}
