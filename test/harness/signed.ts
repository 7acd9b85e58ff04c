/** A signed logbook: who signs, with which key, and signatures that hold. */
import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import {
  canonicalFormVersion,
  type SignableTable,
} from "../../shared/signatures/canonical_form.ts";
import { bytesToSign, publicKeyOfSeed } from "../../shared/signatures/sign_entry.ts";
import { statementHash } from "../../shared/signatures/statement.ts";
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

/** What stands before the 32 bytes of a seed in DER (RFC 8410 section 7). */
const derPrefix = Buffer.from("302e020100300506032b657004220420", "hex");

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

/** Keys as OpenSSL wants them, by seed: making one takes three times as long as signing. */
const secrets = new Map<Uint8Array, KeyObject>();

function secretOf(seed: Uint8Array): KeyObject {
  const der = Buffer.from([...derPrefix, ...seed]);
  const secret = secrets.get(seed) ?? createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  secrets.set(seed, secret);
  return secret;
}

/** A signature over an entry as its document says it, by OpenSSL: tweetnacl takes 14 ms for each. */
export function signedBy({ pilot, person, key, seed }: Signer, entry: Document, fields = {}) {
  const terms = {
    entry_table: kindNamed(entry._id.slice(0, entry._id.indexOf(":")))!.table as SignableTable,
    entry_id: uuidOf(entry._id),
    signer_person_id: uuidOf(person._id),
    signer_certificate_number: "1234567CFI",
    signer_certificate_expiration: null,
    signer_recent_experience_end: "2028-05-31",
    signed_for_person_id: uuidOf(pilot._id),
    signed_with: { signer: String(person["display_name"]) },
    signed_at: "2026-05-02T10:00:00Z",
    signature_purpose: "cfi_endorsement_signature",
    ...fields,
  };
  const bytes = bytesToSign(terms, recordOf(entry) as Values, String(key["key_fingerprint"]));
  return {
    _id: newRecordId("entry_signature"),
    ...envelope,
    public_key_id: uuidOf(key._id),
    ...terms,
    canonical_form_version: canonicalFormVersion,
    canonical_data_hash: statementHash(bytes),
    signature_data: sign(null, bytes, secretOf(seed)).toString("base64"),
  } as Document;
}
