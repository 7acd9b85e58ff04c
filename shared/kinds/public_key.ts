import { choice, longText, moment, reference, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A public key of someone who signs entries. Database design 6.25. */
export const publicKey = defineKind({
  kind: "public_key",
  table: "public_keys",
  label: "Public key",
  label_many: "Public keys",
  fields: {
    person_id: reference("Person", "person", { required: true }),
    key_fingerprint: text("Fingerprint", { required: true }),
    key_algorithm: choice(
      "Algorithm",
      { ed25519: "Ed25519", rsa: "RSA", ecdsa: "ECDSA", pgp: "OpenPGP" },
      { required: true },
    ),
    public_key_data: longText("Key", { required: true }),
    key_format: choice(
      "Format",
      { raw: "Raw", openssh: "OpenSSH", pgp_armored: "OpenPGP, armored", x509_pem: "X.509, PEM" },
      { required: true },
    ),
    registered_at: moment("Registered", { required: true }),
    revoked_at: moment("Revoked"),
    revocation_reason: longText("Why revoked"),
    notes: longText("Notes"),
  },
  check: (record) =>
    record.revoked_at !== null && !record.revocation_reason
      ? [
          {
            code: "E_FIELD_REQUIRED",
            path: "revocation_reason",
            message: "A revoked key says why.",
          },
        ]
      : [],
  title: (record) => record.key_fingerprint,
  natural_key: (record) => record.key_fingerprint,
});
