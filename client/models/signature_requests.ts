/** Signatures by account: asked of an instructor who has a grant, and taken in when they come back. */
import { effect } from "@preact/signals";
import type { SignAnswer, SignRequest } from "../../shared/signatures/sign_request.ts";
import type { App } from "../app_context.ts";
import { asker, type GrantAnswer } from "./grants.ts";
import { takeAnswer, takenWords } from "./signing.ts";

/** A request that has not come to an end. */
export interface OpenRequest {
  id: string;
  /** Of this account; otherwise it waits for this account's signature. */
  is_mine: boolean;
  request: SignRequest;
  answer: SignAnswer | null;
  /** UTC. */
  asked_at: string;
  /** Who is to sign; for the instructor, whose entry it is. */
  other_name: string;
}

/** The requests at the ledger. */
export interface SignatureRequests {
  /** As they stand; with `unlike`, once they stand otherwise than in that state, or in a minute. */
  list(unlike?: string): Promise<GrantAnswer<{ requests: OpenRequest[]; state: string }>>;
  /** Lays a request before the instructor of a grant; an instructor lays it before themselves. */
  ask(grant_id: string, request: SignRequest): Promise<GrantAnswer<{ id: string }>>;
  answer(id: string, answer: SignAnswer): Promise<GrantAnswer<null>>;
  settle(
    id: string,
    outcome: "taken" | "refused" | "withdrawn" | "declined",
  ): Promise<GrantAnswer<null>>;
}

/** The requests of the account that is signed in. */
export function openSignatureRequests(network: typeof fetch): SignatureRequests {
  const ask = asker(network);
  const path = "signature_requests";
  return {
    list: (unlike) => ask(unlike === undefined ? path : `${path}?unlike=${unlike}`, "GET"),
    ask: (grant_id, request) => ask(path, "POST", { grant_id, request }),
    answer: (id, answer) => ask(`${path}/${id}/answer`, "POST", { answer }),
    settle: (id, outcome) => ask(`${path}/${id}/settle`, "POST", { outcome }),
  };
}

type Taking = Pick<
  App,
  "logbook" | "logbooks" | "sync" | "network" | "toasts" | "clock" | "router"
>;

/** Takes in one answer, and tells the ledger and the pilot what became of it. */
async function settleAnswer(
  app: Taking,
  requests: SignatureRequests,
  { id, answer, other_name }: OpenRequest,
): Promise<void> {
  const taken = await takeAnswer(app, answer);
  app.toasts.show(
    taken.ok ? takenWords(taken.value) : `What ${other_name} signed does not hold: ${taken.reason}`,
  );
  await requests.settle(id, taken.ok ? "taken" : "refused");
}

/** Hands on the requests as they stand now and whenever they change, as long as some are wanted. */
export async function followRequests(
  network: typeof fetch,
  take: (requests: OpenRequest[]) => boolean | Promise<boolean>,
): Promise<void> {
  let state: string | undefined;
  for (;;) {
    const open = await openSignatureRequests(network).list(state);
    if (!open.ok || !(await take(open.value.requests))) return;
    ({ state } = open.value);
  }
}

/**
 * Takes in the signatures that come back by account, at once: as long as one is waited for, the
 * ledger is asked and answers when it is there. Looks whether one is whenever the sync is done or
 * another screen is opened. Each is checked like one that came by code. Answers its undo.
 */
export function keepTakingAnswers(app: Taking): () => void {
  let [busy, isOver] = [false, false];
  const requests = openSignatureRequests(app.network);
  const isDone = () => app.sync.report.value.phase === "up_to_date";
  const takeAll = async (open: OpenRequest[]) => {
    // What was signed may not be on this device before everything is.
    if (isOver || !isDone()) return false;
    const mine = open.filter(({ is_mine }) => is_mine);
    for (const one of mine) if (one.answer !== null) await settleAnswer(app, requests, one);
    return mine.length > 0;
  };
  const stop = effect(() => {
    void app.router.path.value;
    const entry = app.logbooks.opened();
    const isOwn = entry !== undefined && entry.account !== null && entry.grant === null;
    if (!isDone() || !isOwn || !app.logbook.ready.value || busy) return;
    busy = true;
    void followRequests(app.network, takeAll).finally(() => {
      busy = false;
    });
  });
  return () => {
    isOver = true;
    stop();
  };
}
