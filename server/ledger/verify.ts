import { oplfVerifier, type Verification } from "../../shared/formats/oplf_verify.ts";
import { nodePrimitives } from "../node_primitives.ts";
import type { Database } from "../postgres/database.ts";
import { exportLogbook } from "./export.ts";

/** Checks an OPLF file with nothing but itself, as its bytes come. */
export async function verifyBytes(
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Verification> {
  const verifier = oplfVerifier(nodePrimitives);
  for await (const piece of bytes) if ((await verifier.push(piece)) !== undefined) break;
  return await verifier.end();
}

/** The same for a text. */
export function verifyText(text: string): Promise<Verification> {
  return verifyBytes([new TextEncoder().encode(text)]);
}

/**
 * Checks a user's logbook twice: PostgreSQL recomputes the chain and the canonical forms, and this
 * program recomputes them from the export. Undefined when the user has no logbook.
 */
export async function verifyLogbook(
  db: Database,
  user_id: string,
): Promise<Verification | undefined> {
  const verifier = oplfVerifier(nodePrimitives);
  if (!(await exportLogbook(db, user_id, async (piece) => void (await verifier.push(piece)))))
    return undefined;
  const bySql = await db.transaction(
    user_id,
    (tx) =>
      tx.query<{ what: string }>(
        `select 'audit entry ' || v.chain_number || ' ' || v.problem as what
          from sync.logbooks l, audit.verify_chain(l.id) v
          where l.owner_user_id = auth.current_user_id()
        union all
        select 'checkpoint ' || c.checkpoint_number || ' ' || c.problem
          from sync.logbooks l, audit.verify_checkpoints(l.id) c
          where l.owner_user_id = auth.current_user_id()
        union all
        select 'entry_signature:' || s.signature_id || ' over ' || s.entry_table || ' ' || s.entry_id
            || ': HASH_MISMATCH'
          from logbook.differing_signatures(auth.current_user_id()) s`,
      ),
    { read_only: true },
  );
  const found = await verifier.end();
  return {
    ...found,
    problems: [...bySql.map((row) => `ledger: ${row.what}`), ...found.problems],
    problem_count: bySql.length + found.problem_count,
  };
}
