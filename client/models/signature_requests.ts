/** Signatures by account: asked of an instructor who has a grant, and taken in when they come back. */
import { effect } from "@preact/signals";
import type { SignAnswer, SignRequest } from "../../shared/signatures/sign_request.ts";
import type { App } from "../app_context.ts";
import { asker, type GrantAnswer } from "./grants.ts";
import { takeAnswer } from "./signing.ts";

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
  list(): Promise<GrantAnswer<{ requests: OpenRequest[] }>>;
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
    list: () => ask(path, "GET"),
    ask: (grant_id, request) => ask(path, "POST", { grant_id, request }),
    answer: (id, answer) => ask(`${path}/${id}/answer`, "POST", { answer }),
    settle: (id, outcome) => ask(`${path}/${id}/settle`, "POST", { outcome }),
  };
}

type Taking = Pick<
  App,
  "logbook" | "logbooks" | "sync" | "network" | "toasts" | "clock" | "router"
>;

async function takeAnswers(app: Taking): Promise<void> {
  const requests = openSignatureRequests(app.network);
  const open = await requests.list();
  if (!open.ok) return;
  for (const { id, is_mine, answer, other_name } of open.value.requests) {
    if (!is_mine || answer === null) continue;
    const taken = await takeAnswer(app, answer);
    app.toasts.show(
      taken.ok
        ? `Signed by ${taken.value.signer}. The entry is locked.`
        : `What ${other_name} signed does not hold: ${taken.reason}`,
    );
    await requests.settle(id, taken.ok ? "taken" : "refused");
  }
}

/**
 * Takes in the signatures that came back by account: looks whenever the sync is done or another
 * screen is opened. Each is checked like one that came by code. Answers its undo.
 */
export function keepTakingAnswers(app: Taking): () => void {
  let busy = false;
  return effect(() => {
    void app.router.path.value;
    const isDone = app.sync.report.value.phase === "up_to_date";
    const entry = app.logbooks.opened();
    const isOwn = entry !== undefined && entry.account !== null && entry.grant === null;
    if (!isOwn || !isDone || !app.logbook.ready.value || busy) return;
    busy = true;
    void takeAnswers(app).finally(() => {
      busy = false;
    });
  });
}
