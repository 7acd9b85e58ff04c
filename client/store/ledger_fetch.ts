/** The network as replication sees it: same origin, cookies, a limit on every wait. */

/** Longer than the gateway's longest long-poll (`limits.longpoll_seconds`). */
const request_ms_max = 90_000;

/** 401 and 403, and 404 for the logbook itself, which hides whether somebody else has one. */
function isRefusal(url: string, status: number): boolean {
  const isLogbook = /^\/db\/[^/]+\/?$/.test(new URL(url).pathname);
  return status === 401 || status === 403 || (status === 404 && isLogbook);
}

/** A `fetch` for PouchDB, and what it has learnt. */
export interface LedgerFetch {
  fetch: (url: string, options: RequestInit) => Promise<Response>;
  /** Nobody who may see this logbook is signed in: the ledger said so since `forget`. */
  signedOut(): boolean;
  /** The ledger found the batch too large (413). */
  tooLarge(): boolean;
  /** Milliseconds that the ledger asked to wait (Retry-After), or 0. */
  wait_ms(): number;
  forget(): void;
}

/**
 * Wraps `fetch`. An answer that is not JSON is not the ledger's (a captive portal), and counts as
 * no answer; every other one is a contact. PouchDB hides statuses and ignores Retry-After, so both are noted here.
 */
export function ledgerFetch(network: typeof fetch, onContact: () => void): LedgerFetch {
  const fresh = { signedOut: false, tooLarge: false, wait_ms: 0 };
  let noted = { ...fresh };
  return {
    async fetch(url, options) {
      const limit = AbortSignal.timeout(request_ms_max);
      const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
      const response = await network(url, { ...options, credentials: "same-origin", signal });
      const type = response.headers.get("content-type") ?? "";
      if (response.redirected || !type.includes("json"))
        throw new Error("Something between this device and the ledger answered instead of it.");
      onContact();
      if (isRefusal(url, response.status)) noted.signedOut = true;
      if (response.status === 413) noted.tooLarge = true;
      const seconds = Number(response.headers.get("retry-after"));
      if (seconds > 0) noted.wait_ms = seconds * 1000;
      return response;
    },
    signedOut: () => noted.signedOut,
    tooLarge: () => noted.tooLarge,
    wait_ms: () => noted.wait_ms,
    forget() {
      noted = { ...fresh };
    },
  };
}
