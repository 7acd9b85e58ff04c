/** Requests for a signature to instructors who have a grant, and their answers on the way back. */
import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";

/** How a request ends: by its owner, or `declined` by the instructor. */
export type SignatureOutcome = "taken" | "refused" | "withdrawn" | "declined";

/** A request that has not come to an end. */
export interface OpenSignatureRequest {
  id: string;
  /** Of the caller; otherwise it was laid before the caller. */
  is_mine: boolean;
  /** What is to be signed, and the signature, as the devices exchange them. */
  request: unknown;
  answer: unknown;
  /** UTC. */
  asked_at: string;
  /** Who is to sign; for the instructor, whose entry it is. */
  other_name: string;
}

/** The open requests of an account, and those laid before it. */
export async function openSignatureRequests(
  db: Database,
  user_id: string,
): Promise<OpenSignatureRequest[]> {
  const rows = await db.transaction(
    user_id,
    (tx) =>
      tx.query<OpenSignatureRequest & { request: string; answer: string | null }>(
        "select * from auth.open_signature_requests()",
      ),
    { read_only: true },
  );
  return rows.map(({ request, answer, ...row }) => ({
    ...row,
    request: JSON.parse(request) as unknown,
    answer: answer === null ? null : (JSON.parse(answer) as unknown),
  }));
}

/** Lays a request before the instructor of a grant. Throws 404 when there is no such grant now. */
export async function askSignature(
  db: Database,
  user_id: string,
  grant_id: string,
  request: object,
): Promise<string> {
  const [row] = await db.transaction(user_id, (tx) =>
    tx.query<{ id: string | null }>("select auth.ask_signature($1, $2, $3) as id", [
      grant_id,
      JSON.stringify(request),
      limits.signature_requests,
    ]),
  );
  if (row!.id === null) throw new RequestProblem("E_SIGNATURE_NOT_ASKED");
  return row!.id;
}

/** Answers a request that was laid before the user; false when there is none that waits. */
export async function answerSignature(
  db: Database,
  user_id: string,
  id: string,
  answer: object,
): Promise<boolean> {
  const [row] = await db.transaction(user_id, (tx) =>
    tx.query<{ done: boolean }>("select auth.answer_signature($1, $2) as done", [
      id,
      JSON.stringify(answer),
    ]),
  );
  return row!.done;
}

/** Ends a request; false when it is over, or not the user's to end so. */
export async function settleSignature(
  db: Database,
  user_id: string,
  id: string,
  outcome: SignatureOutcome,
): Promise<boolean> {
  const [row] = await db.transaction(user_id, (tx) =>
    tx.query<{ done: boolean }>("select auth.settle_signature($1, $2) as done", [id, outcome]),
  );
  return row!.done;
}
