/** A signed logbook: who signs, with which key, and signatures that hold. */
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import type { SignableTable } from "../../shared/signatures/canonical_form.ts";
import { publicKeyOfSeed, signEntry } from "../../shared/signatures/sign_entry.ts";
import { type Document, recordOf } from "./pilots.ts";
import { aPerson } from "./records.ts";

const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };

/** A signer with a key, and the pilot whose logbook it is. */
export interface Signer {
  pilot: Document;
  person: Document;
  key: Document & { person_id: string };
  seed: Uint8Array;
}

/** A signer whose key is made of one byte. */
export function aSigner(byte = 1, pilot: Document = aPerson({ is_logbook_owner: true })): Signer {
  const seed = new Uint8Array(32).fill(byte);
  const person = aPerson({ display_name: `Signer ${byte}` });
  const key = {
    _id: newRecordId("public_key"),
    ...envelope,
    person_id: uuidOf(person._id),
    registered_at: at,
    ...publicKeyOfSeed(seed),
  };
  return { pilot, person, key, seed };
}

/** A signature over an entry as its document says it. */
export function signedBy(signer: Signer, entry: Document, fields: object = {}): Document {
  const terms = {
    entry_table: kindNamed(entry._id.slice(0, entry._id.indexOf(":")))!.table as SignableTable,
    entry_id: uuidOf(entry._id),
    signer_person_id: uuidOf(signer.person._id),
    signer_certificate_number: "1234567CFI",
    signer_certificate_expiration: null,
    signer_recent_experience_end: "2028-05-31",
    signed_for_person_id: uuidOf(signer.pilot._id),
    signed_with: { signer: String(signer.person["display_name"]) },
    signed_at: "2026-05-02T10:00:00Z",
    signature_purpose: "cfi_endorsement_signature",
    ...fields,
  };
  return {
    _id: newRecordId("entry_signature"),
    ...envelope,
    public_key_id: uuidOf(signer.key._id),
    ...signEntry(terms, recordOf(entry) as Values, signer.seed),
  };
}
