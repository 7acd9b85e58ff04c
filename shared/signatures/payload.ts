/**
 * How a request for a signature and its answer travel: JSON, deflated, as frames of QR codes, as a
 * link, as text or in a file. Every way carries the same payload. `docs/oplf/signing.md`.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { deflateSync, Inflate, strFromU8 } from "fflate";
import type { Json } from "../kinds/kind.ts";
import { limits } from "../limits.ts";
import { fromBase64, toBase64 } from "./wire.ts";

/** What was read, or why it cannot be used, with what to do. */
export type Reading<T> = { ok: true; value: T } | { ok: false; reason: string };

/** A reading that failed. */
export const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

/** A payload, packed. */
export function packPayload(value: object): Uint8Array {
  return deflateSync(utf8ToBytes(JSON.stringify(value)), { level: 9 });
}

const damaged = "What was read is cut off or damaged. Ask for it to be shown or sent again.";

/** Inflates bytes; undefined when they are damaged or would grow beyond the limit. */
function inflated(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const stream = new Inflate((part, final) => {
    length += part.length;
    if (length <= limits.signing_payload_bytes) parts.push(part);
    whole = final;
  });
  try {
    // A little at a time, so that a bomb is dropped before it has grown.
    for (let at = 0; at < bytes.length && length <= limits.signing_payload_bytes; at += 1024)
      stream.push(bytes.subarray(at, at + 1024), at + 1024 >= bytes.length);
  } catch {
    return undefined;
  }
  if (!whole || length > limits.signing_payload_bytes) return undefined;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function parsed(text: string): Reading<Json> {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return refuse(damaged);
  }
}

/** Unpacks a payload. */
export function unpackPayload(bytes: Uint8Array): Reading<Json> {
  const json = inflated(bytes);
  return json === undefined ? refuse(damaged) : parsed(strFromU8(json));
}

/** A payload as text that fits into a link: base64 with the letters of RFC 4648 section 5. */
export function payloadText(value: object): string {
  return toBase64(packPayload(value), false).replaceAll("+", "-").replaceAll("/", "_");
}

/** Reads a payload from what somebody pasted or chose: a link, its last part, or a file's JSON. */
export function readPayloadText(text: string): Reading<Json> {
  const said = text.trim();
  if (said.length > limits.signing_payload_bytes * 2)
    return refuse("This is far larger than a request for a signature or an answer to one.");
  if (said.startsWith("{")) return parsed(said);
  const letters = said
    .slice(said.lastIndexOf("/") + 1)
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  const bytes = letters === "" ? undefined : fromBase64(letters);
  return bytes === undefined
    ? refuse("This is no request for a signature and no answer to one. Copy the whole link.")
    : unpackPayload(bytes);
}

const letters45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** Base45 (RFC 9285): the letters that a QR code packs best. */
export function toBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    const n = isPair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
    text += letters45[n % 45]! + letters45[Math.floor(n / 45) % 45]!;
    if (isPair) text += letters45[Math.floor(n / 2025)]!;
  }
  return text;
}

/** The bytes of a base45 text; undefined when it is none. */
export function fromBase45(text: string): Uint8Array | undefined {
  if (text.length % 3 === 1) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (letter) => letters45.indexOf(letter));
    if (digits.includes(-1)) return undefined;
    const n = digits[0]! + digits[1]! * 45 + (digits[2] ?? 0) * 2025;
    if (n > (digits.length === 3 ? 0xffff : 0xff)) return undefined;
    if (digits.length === 3) bytes.push(n >> 8);
    bytes.push(n & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Letters of one frame: a code of 73 by 73 squares, which a phone reads off a phone. */
const frameLetters = 620;
/** Frames that one sequence may have. */
const framesMax = 400;
const frameStart = "OFFBLOCK/";
const frameVersion = "1";

const sequenceId = (bytes: Uint8Array) => bytesToHex(sha256(bytes)).slice(0, 8).toUpperCase();

/** A payload as the texts of QR codes: `OFFBLOCK/1/<sequence>/<number>/<of>/<base45>`. */
export function payloadFrames(value: object): string[] {
  const bytes = packPayload(value);
  const text = toBase45(bytes);
  const of = Math.ceil(text.length / frameLetters);
  const each = Math.ceil(text.length / of);
  const head = `${frameStart}${frameVersion}/${sequenceId(bytes)}`;
  return Array.from(
    { length: of },
    (_, i) => `${head}/${i + 1}/${of}/${text.slice(i * each, (i + 1) * each)}`,
  );
}

interface Frame {
  sequence: string;
  number: number;
  of: number;
  text: string;
}

function readFrame(text: string): Reading<Frame> {
  if (!text.startsWith(frameStart))
    return refuse("This is the code of another app. Show the code on the other Offblock.");
  const [, version, sequence = "", number, of, ...rest] = text.split("/");
  if (version !== frameVersion)
    return refuse("This code was made by a newer Offblock. Update the app on this device.");
  const frame = { sequence, number: Number(number), of: Number(of), text: rest.join("/") };
  const fits =
    /^[0-9A-F]{8}$/.test(sequence) &&
    Number.isInteger(frame.number) &&
    Number.isInteger(frame.of) &&
    frame.number >= 1 &&
    frame.number <= frame.of &&
    frame.of <= framesMax;
  return fits ? { ok: true, value: frame } : refuse("This code is damaged. Hold still and retry.");
}

/** How far a sequence has been read. */
export interface FrameProgress {
  have: number;
  of: number;
  /** What the last code was refused for. */
  problem: string | undefined;
  /** The payload, once every frame is there. */
  value: Json | undefined;
}

/** Collects frames in any order, each as often as it comes. A frame of another sequence begins anew. */
export function frameCollector(): { take(text: string): FrameProgress } {
  let sequence = "";
  let of = 0;
  const texts = new Map<number, string>();
  const said = (problem?: string, value?: Json): FrameProgress => ({
    have: texts.size,
    of,
    problem,
    value,
  });
  function whole(): FrameProgress {
    const joined = Array.from({ length: of }, (_, i) => texts.get(i + 1)!).join("");
    const bytes = fromBase45(joined);
    const payload =
      bytes !== undefined && sequenceId(bytes) === sequence ? unpackPayload(bytes) : undefined;
    if (payload?.ok === true) return said(undefined, payload.value);
    texts.clear();
    return said(damaged);
  }
  return {
    take(text) {
      const frame = readFrame(text);
      if (!frame.ok) return said(frame.reason);
      if (frame.value.sequence !== sequence || frame.value.of !== of) {
        texts.clear();
        ({ sequence, of } = frame.value);
      }
      texts.set(frame.value.number, frame.value.text);
      return texts.size === of ? whole() : said();
    },
  };
}
