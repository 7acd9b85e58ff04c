/**
 * A signature that comes after a later edit: what was signed is put back as the entry, and the edit
 * becomes an open correction, as if the signature had come first.
 */
import { parseRecordId } from "../../shared/ids.ts";
import { signableTables } from "../../shared/kinds/entry_parts.ts";
import { kindOfTable, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { nextRev, restoreSigned } from "../../shared/push_decision.ts";
import { addPath, compareRevs, pathOf, readTree } from "../../shared/rev_tree.ts";
import { canonicalEntryText, type SignableTable } from "../../shared/signatures/canonical_form.ts";
import { signedBytes, statementHash } from "../../shared/signatures/statement.ts";
import { validate } from "../../shared/validate.ts";
import { databaseProblem, type Queryable } from "../postgres/database.ts";
import {
  readDocuments,
  readHistory,
  readRevisions,
  type StoredDocument,
} from "./document_store.ts";
import type { JustStored } from "./judge.ts";
import { follow, startWorking, type Working } from "./working.ts";

type Signature = RecordOfKind<"entry_signature"> & { entry_table: SignableTable };

/** The kinds whose arrival may be what a signature waits for: it itself, its key, its entry. */
const kindsThatMatter: ReadonlySet<string> = new Set([
  "entry_signature",
  "public_key",
  ...Object.keys(signableTables).map((table) => kindOfTable(table)!.kind),
]);

/** Signatures that wait and have to do with these documents, the earliest first. */
async function waitingSignatures(
  tx: Queryable,
  { logbook, ids }: JustStored,
): Promise<Signature[]> {
  const uuids = ids.flatMap((id) => {
    const parsed = parseRecordId(id);
    return parsed !== undefined && kindsThatMatter.has(parsed.kind) ? [parsed.uuid] : [];
  });
  if (uuids.length === 0) return [];
  const rows = await tx.query<{ record: Signature }>(
    // What waits leaves its nulls out.
    `select to_jsonb(jsonb_populate_record(null::logbook.entry_signatures, '{}')) || record as record
      from sync.waiting
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1
        and kind = 'entry_signature'
        and array[record ->> 'id', record ->> 'entry_id', record ->> 'public_key_id'] && $2
      order by (record ->> 'signed_at')::timestamptz, document_id`,
    [logbook, uuids],
  );
  return rows.map(({ record }) => record);
}

async function fingerprintOf(
  tx: Queryable,
  logbook: string,
  key: string,
): Promise<string | undefined> {
  const id = `public_key:${key}`;
  const document = (await readDocuments(tx, logbook, [id])).get(id);
  if (document === undefined || document.is_deleted) return undefined;
  const [revision] = await readRevisions(tx, logbook, [{ id, rev: document.winning_rev }]);
  return revision?.body["key_fingerprint"] as string | undefined;
}

/** Whether a revision of the entry says what was signed. */
function isWhatWasSigned(body: Values | undefined, signature: Signature, key: string): boolean {
  const result = body === undefined ? undefined : validate(body);
  if (result?.ok !== true) return false;
  const text = canonicalEntryText(signature.entry_table, result.value.record as Values);
  return statementHash(signedBytes(signature, text, key)) === signature.canonical_data_hash;
}

/** An entry with all its revisions. */
function workingOf(entry: StoredDocument, history: Map<string, Values>): Working {
  return {
    ...startWorking(entry.id),
    seq: entry.seq,
    before: entry.winning_rev,
    tree: readTree(entry.tree),
    bodies: history,
  };
}

/** The entry without the owner's own lock, stored: the ledger changes no locked row. */
async function unlock(tx: Queryable, stored: JustStored, state: Working): Promise<Working> {
  const standing = state.before!;
  const before = state.bodies.get(standing)!;
  if (before["is_locked"] !== true) return state;
  const body = { ...before, is_locked: false, locked_at: null, locked_reason: null };
  const rev = nextRev(standing, false, body);
  const tree = addPath(state.tree, [rev, ...pathOf(state.tree, standing)], false);
  follow(state, { tree, added: [{ rev, deleted: false, body }], corrections: [] });
  await stored.write(new Map([[state.id, state]]), []);
  const entry = (await readDocuments(tx, stored.logbook, [state.id])).get(state.id)!;
  return workingOf(entry, state.bodies);
}

/** Puts back what one signature is over, where that is here and something else stands. */
async function putBack(tx: Queryable, stored: JustStored, signature: Signature): Promise<void> {
  const { logbook, now } = stored;
  const id = `${kindOfTable(signature.entry_table)!.kind}:${signature.entry_id}`;
  const entry = (await readDocuments(tx, logbook, [id])).get(id);
  const key = await fingerprintOf(tx, logbook, signature.public_key_id);
  if (entry === undefined || key === undefined) return;
  const history = await readHistory(tx, logbook, [id]);
  const signed = history
    .filter((one) => !one.is_deleted && isWhatWasSigned(one.body, signature, key))
    .map(({ rev }) => rev)
    .toSorted(compareRevs)
    .at(-1);
  const state = workingOf(entry, new Map(history.map(({ rev, body }) => [rev, body])));
  const proposed = entry.winning_rev;
  if (signed === undefined || isWhatWasSigned(state.bodies.get(proposed), signature, key)) return;
  const open = await unlock(tx, stored, state);
  const view = { id, tree: open.tree, body: (rev: string) => open.bodies.get(rev) };
  const decision = restoreSigned(view, { standing: open.before!, proposed, signed }, now);
  follow(open, decision);
  await stored.write(new Map([[id, open]]), decision.corrections);
}

/**
 * Puts back the signed content of every entry that a waiting signature is over, when this push
 * brought one of the two or the key. Where the ledger refuses that content, since another signature
 * stands over something else, or for any other reason, the signature waits on.
 */
export async function putBackSigned(tx: Queryable, stored: JustStored): Promise<void> {
  for (const signature of await waitingSignatures(tx, stored)) {
    await tx.query("savepoint put_back");
    try {
      await putBack(tx, stored, signature);
    } catch (error) {
      if (!["22", "23"].includes(databaseProblem(error)?.code.slice(0, 2) ?? "")) throw error;
      await tx.query("rollback to savepoint put_back");
    }
    await tx.query("release savepoint put_back");
  }
}
