/** Whether an entry can be changed in place, or what keeps it as it is. */
import { isLockedItself, isSignedOff } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { canonicalEntryText, type SignableTable } from "../../shared/signatures/canonical_form.ts";
import { signedBytes, statementHash } from "../../shared/signatures/statement.ts";
import { validate } from "../../shared/validate.ts";
import { kindOf, signaturesOf } from "./locks.ts";
import type { AnyRecord, Logbook } from "./logbook.ts";

/** Why an entry cannot be changed in place. */
export type Lock = "owner" | "signature" | "kind";

type Signature = RecordOfKind<"entry_signature">;

/** Where signatures and keys are looked up. */
type Reading = Pick<Logbook, "all" | "record">;

/**
 * Whether an entry says what was signed: with no network too, this is when the ledger takes the
 * signature in and locks. One over anything else waits there, and locks nothing.
 */
function isOverThis(logbook: Reading, record: AnyRecord, signature: Signature): boolean {
  const key = logbook.record(`public_key:${signature.public_key_id}`);
  const checked = validate(record);
  if (key === undefined || !checked.ok) return false;
  const entry_table = signature.entry_table as SignableTable;
  const text = canonicalEntryText(entry_table, checked.value.record as Values);
  const bytes = signedBytes({ ...signature, entry_table }, text, String(key["key_fingerprint"]));
  return statementHash(bytes) === signature.canonical_data_hash;
}

/** The signatures over something else than a record says now: they lock nothing yet. */
export function waitingSignatures(logbook: Reading, record: AnyRecord): Signature[] {
  return signaturesOf(logbook, record).filter(
    (signature) => !isOverThis(logbook, record, signature),
  );
}

/** What locks a record, the strongest first; undefined when it can be edited. */
export function lockOf(logbook: Reading, record: AnyRecord): Lock | undefined {
  const isSigned = signaturesOf(logbook, record).some((signature) =>
    isOverThis(logbook, record, signature),
  );
  if (isSigned) return "signature";
  if (kindNamed(kindOf(record))!.lock?.always === true) return "kind";
  if (!isLockedItself(record)) return undefined;
  return record["locked_reason"] === "user_locked" && !isSignedOff(record) ? "owner" : "signature";
}
