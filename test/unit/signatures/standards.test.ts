import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { describe, expect, test } from "vitest";
import { webPrimitives } from "../../../client/verify/web_primitives.ts";
import { nodePrimitives } from "../../../server/node_primitives.ts";
import { canonicalJson } from "../../../shared/canonical_json.ts";
import { portablePrimitives } from "../../../shared/signatures/primitives.ts";
import rfc8032 from "../../vectors/rfc8032.json" with { type: "json" };
import rfc8785 from "../../vectors/rfc8785.json" with { type: "json" };

/** S + L instead of S: the same equation holds, and RFC 8032 5.1.7 refuses it. */
function malleated(signature: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const copy = signature.slice();
  let s = order;
  for (let i = 0; i < 32; i++) s += BigInt(copy[32 + i]!) << BigInt(8 * i);
  for (let i = 0; i < 32; i++) copy[32 + i] = Number((s >> BigInt(8 * i)) & 255n);
  return copy;
}

const web = await webPrimitives();

describe("Ed25519 is that of RFC 8032", () => {
  test.each(rfc8032.vectors)("signs $message as the RFC does", (vector) => {
    const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(hexToBytes(vector.seed));
    expect(bytesToHex(publicKey)).toBe(vector.public_key);
    expect(bytesToHex(nacl.sign.detached(hexToBytes(vector.message), secretKey))).toBe(
      vector.signature,
    );
  });

  describe.each([
    ["tweetnacl", portablePrimitives.verifyEd25519],
    ["node:crypto", nodePrimitives.verifyEd25519],
    ["node:crypto, on its threads", nodePrimitives.verifyEd25519Aside!],
    ["WebCrypto", web.verifyEd25519Aside!],
  ])("by %s", (_, verifyEd25519) => {
    test.each(rfc8032.vectors)("accepts the signature of $message", async (vector) => {
      const [message, signature, key] = [
        hexToBytes(vector.message),
        hexToBytes(vector.signature),
        hexToBytes(vector.public_key),
      ];
      expect(await verifyEd25519(message, signature, key)).toBe(true);
      expect(await verifyEd25519(Uint8Array.of(...message, 0), signature, key)).toBe(false);
      expect(await verifyEd25519(message, malleated(signature), key)).toBe(false);
      for (const at of [0, 31, 32, 63]) {
        const changed = signature.slice();
        changed[at]! ^= 1;
        expect(await verifyEd25519(message, changed, key)).toBe(false);
      }
      expect(await verifyEd25519(message, signature.subarray(1), key)).toBe(false);
      expect(await verifyEd25519(message, signature, key.subarray(1))).toBe(false);
    });
  });
});

describe("canonical JSON is that of RFC 8785", () => {
  test.each(rfc8785.texts)("$canonical", ({ input, canonical }) => {
    expect(canonicalJson(JSON.parse(input))).toBe(canonical);
  });

  test.each(rfc8785.numbers as [string, string][])("%s is written %s", (bits, text) => {
    const bytes = hexToBytes(bits);
    expect(canonicalJson(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0))).toBe(text);
  });
});
