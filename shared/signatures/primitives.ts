/** The primitives that checking needs, so that a runtime with faster ones can bring its own. */
import { sha256 } from "@noble/hashes/sha2.js";
import nacl from "tweetnacl";

/** A SHA-256 that takes its bytes in pieces. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** SHA-256 and the check of an Ed25519 signature (RFC 8032). */
export interface Primitives {
  sha256(bytes: Uint8Array): Uint8Array;
  sha256Stream(): Sha256Stream;
  /** 64 bytes of signature, 32 of key. Never throws; what has another length is not valid. */
  verifyEd25519(message: Uint8Array, signature: Uint8Array, public_key: Uint8Array): boolean;
  /** The same on another thread, where the runtime has one for it. */
  verifyEd25519Aside?(
    message: Uint8Array,
    signature: Uint8Array,
    public_key: Uint8Array,
  ): Promise<boolean>;
}

/** The order of the group, L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 5.1). */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

/**
 * RFC 8032 5.1.7 asks that S be below L; tweetnacl does not look. Without it, anyone could turn a
 * signature into a second one over the same bytes.
 */
function hasCanonicalS(signature: Uint8Array): boolean {
  // Nearly every S that is canonical is below 2^252.
  if (signature[63]! < 0x10) return true;
  let s = 0n;
  for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i]!);
  return s < order;
}

/** Whether they have the lengths of a signature and a key, and S is canonical. */
export function haveForm(signature: Uint8Array, public_key: Uint8Array): boolean {
  return signature.length === 64 && public_key.length === 32 && hasCanonicalS(signature);
}

/** Those that run everywhere: @noble/hashes and tweetnacl. */
export const portablePrimitives: Primitives = {
  sha256,
  sha256Stream() {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
  verifyEd25519: (message, signature, public_key) =>
    haveForm(signature, public_key) && nacl.sign.detached.verify(message, signature, public_key),
};
