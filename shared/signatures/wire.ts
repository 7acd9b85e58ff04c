/** Base64 and the strings of the SSH wire format (RFC 4251 section 5), without a runtime's own. */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Map(Array.from(alphabet, (letter, value) => [letter, value]));

/** Bytes as base64 (RFC 4648 section 4), padded unless told otherwise. */
export function toBase64(bytes: Uint8Array, padded = true): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const four = (a! << 16) | (b << 8) | c;
    for (let i = 0; i < 4; i++) text += alphabet[(four >> (18 - 6 * i)) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  const bare = text.slice(0, text.length - missing);
  return padded ? bare.padEnd(text.length, "=") : bare;
}

/** The bytes of a base64 text, white space and missing padding forgiven; undefined when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  const letters = text.replace(/\s/g, "").replace(/={1,2}$/, "");
  if (letters.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const letter of letters) {
    const value = values.get(letter);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  // Bits left over must be zero, or one key would have several spellings.
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

/** Bytes that should be ASCII, as text; any other byte shows as what Latin 1 makes of it. */
export function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** A string of the SSH wire format: four bytes of length, then the bytes. */
export function sshString(value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === "string" ? utf8ToBytes(value) : value;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(length, bytes);
}

/** Reads so many SSH strings that must fill the bytes; undefined when they do not. */
export function readSshStrings(bytes: Uint8Array, count: number): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  let at = 0;
  while (strings.length < count) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length ? strings : undefined;
}
