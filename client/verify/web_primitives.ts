import { bytesToHex } from "@noble/hashes/utils.js";
import {
  haveForm,
  portablePrimitives,
  type Primitives,
} from "../../shared/signatures/primitives.ts";

const algorithm = "Ed25519";

/** The point with y = 1 (RFC 8032 section 5.1.2): bytes that are a key, to see what imports it. */
const anyKey = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

type Bytes = Uint8Array<ArrayBuffer>;

const importKey = (bytes: Uint8Array) =>
  crypto.subtle.importKey("raw", bytes as Bytes, algorithm, false, ["verify"]);

/** Whether this runtime has it: Chromium from 137 on, Firefox 129, Safari 17, and only over https. */
async function hasEd25519(): Promise<boolean> {
  try {
    await importKey(anyKey);
    return true;
  } catch {
    return false;
  }
}

/**
 * The fastest primitives of this browser: Ed25519 by WebCrypto, on threads of its own, where it is
 * there; otherwise tweetnacl, which takes some thirty times as long.
 */
export async function webPrimitives(): Promise<Primitives> {
  if (!(await hasEd25519())) return portablePrimitives;
  const keys = new Map<string, Promise<CryptoKey>>();
  return {
    ...portablePrimitives,
    async verifyEd25519Aside(message, signature, public_key) {
      if (!haveForm(signature, public_key)) return false;
      const name = bytesToHex(public_key);
      const key = keys.get(name) ?? importKey(public_key);
      keys.set(name, key);
      return crypto.subtle.verify(algorithm, await key, signature as Bytes, message as Bytes);
    },
  };
}
