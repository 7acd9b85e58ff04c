import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { uuidv7 } from "uuidv7";

/** A record's id: `<kind>:<uuid v7>`, e.g. `flight:0198f2a4-…`. */
export type RecordId = string;

const recordId =
  /^([a-z][a-z0-9_]*):([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;
const anyUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new id for a record of a kind. Time-ordered (RFC 9562 version 7). */
export function newRecordId(kind: string): RecordId {
  return `${kind}:${uuidv7()}`;
}

/** A new id for a row inside a record. */
export function newRowId(): string {
  return uuidv7();
}

/** Splits an id, or answers undefined when it is not one of a record. */
export function parseRecordId(id: string): { kind: string; uuid: string } | undefined {
  const match = recordId.exec(id);
  return match === null ? undefined : { kind: match[1]!, uuid: match[2]! };
}

/** The uuid part of a record id that is known to be good. */
export function uuidOf(id: RecordId): string {
  return id.slice(id.indexOf(":") + 1);
}

/** Whether a text is a UUID in lower case, of any version. */
export function isUuid(text: string): boolean {
  return anyUuid.test(text);
}

function uuidText(bytes: Uint8Array, version: number): string {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes.subarray(0, 16), (b) => b.toString(16).padStart(2, "0")).join("");
  return [0, 8, 12, 16, 20].map((at, i) => hex.slice(at, [8, 12, 16, 20, 32][i])).join("-");
}

/**
 * A version 7 UUID that depends on nothing but its arguments, so that two devices that make the
 * same thing (the same line of the same file, the same registration) make the same record.
 * `unix_ms` fills the time part; below zero counts as zero.
 */
export function derivedUuid(key: string, unix_ms = 0): string {
  const bytes = sha256(utf8ToBytes(`offblock record ${key}`)).slice(0, 16);
  const time = Math.max(0, Math.trunc(unix_ms));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(time / 2 ** (8 * (5 - i))) % 256;
  return uuidText(bytes, 7);
}

/**
 * The id of a piece of reference data, derived from its stable code (`airport:FAA-PAO`), so it is the
 * same on every installation: a version 8 UUID of SHA-256. `reference.stable_id` in SQL is its twin.
 */
export function stableId(code: string): string {
  return uuidText(sha256(utf8ToBytes(`offblock reference ${code}`)).slice(0, 16), 8);
}
