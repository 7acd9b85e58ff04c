/** Reads an export piece by piece, in the order of its members. */
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Json } from "../kinds/kind.ts";
import { limits } from "../limits.ts";
import type { Values } from "../merge.ts";
import { type Primitives, portablePrimitives } from "../signatures/primitives.ts";
import { type JsonElement, jsonReader } from "./json_elements.ts";
import {
  type OplfAuditEntry,
  type OplfCheckpoint,
  oplfKinds,
  type OplfLogbook,
  oplfMembers,
  oplfVersion,
} from "./oplf.ts";

/**
 * Who hears what is in an export: lists that nobody hears are passed over unread. What `text` holds is
 * the element as it was written.
 */
export interface OplfListener {
  logbook?: (logbook: OplfLogbook) => unknown;
  auditEntry?: (entry: OplfAuditEntry, text: string) => unknown;
  checkpoint?: (checkpoint: OplfCheckpoint, text: string) => unknown;
  record?: (kind: string, record: Values) => unknown;
  waiting?: (record: Values) => unknown;
  /** A member that this version does not know; for `logbook`, those of its own. */
  extra?: (name: string, value: Json) => unknown;
}

/** Takes the bytes in pieces. Both answer what makes it unreadable, after which nothing is read. */
export interface OplfReader {
  push(bytes: Uint8Array): string | undefined;
  /** Also says when the file is not what was written: its last line holds the SHA-256 of all before. */
  end(): string | undefined;
}

const lastLine = /^"sha256":"([0-9a-f]{64})"\}\n$/;
/** `"sha256":"` and 64 digits and `"}` and a line feed. */
const lastLineBytes = 77;

/** Members that are read element by element, and who hears the elements. */
const lists = new Map<string, keyof OplfListener>([
  ["audit_log", "auditEntry"],
  ["checkpoints", "checkpoint"],
  ["records", "record"],
  ["waiting", "waiting"],
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Why a value could not be written again as it is; `depth`: of its own level. */
function whyNotKept(value: unknown, depth = 1): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > limits.json_depth) return `It nests more than ${limits.json_depth} levels deep.`;
  if (Object.hasOwn(value, "__proto__"))
    return "A member is named __proto__, which no reader keeps.";
  for (const one of Object.values(value)) {
    const why = whyNotKept(one, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
}

function isLogbook(value: unknown): value is OplfLogbook {
  return isObject(value) && typeof value["id"] === "string" && typeof value["book"] === "string";
}

/** Hashes all but the last line. */
function bodyHash({ sha256Stream }: Primitives) {
  const hash = sha256Stream();
  let tail: Uint8Array = new Uint8Array(0);
  return {
    update(bytes: Uint8Array) {
      const joined = new Uint8Array(tail.length + bytes.length);
      joined.set(tail);
      joined.set(bytes, tail.length);
      const keep = Math.max(0, joined.length - lastLineBytes);
      hash.update(joined.subarray(0, keep));
      tail = joined.slice(keep);
    },
    problem(): string | undefined {
      const digest = lastLine.exec(String.fromCharCode(...tail))?.[1];
      if (digest === undefined)
        return "The last line is not the SHA-256 of the file: the end is missing or was changed.";
      if (digest === bytesToHex(hash.digest())) return undefined;
      return "The file is not what was written: its SHA-256 does not fit.";
    },
  };
}

/** In place of a hash, for bytes that were checked before. */
const unhashed: ReturnType<typeof bodyHash> = { update: () => undefined, problem: () => undefined };

/** Starts to read an export; without `primitives`, one that was checked before and is read again. */
export function oplfReader(listener: OplfListener, primitives: Primitives | undefined): OplfReader {
  const hash = primitives === undefined ? unhashed : bodyHash(primitives);
  const seen: string[] = [];
  const kindsSeen = new Set<string>();
  let misplaced: string | undefined;

  /** Members come in their order; ones that are not known may stand anywhere after the head. */
  function enter(name: string): void {
    const place = oplfMembers.indexOf(name as never);
    const last = Math.max(-1, ...seen.map((member) => oplfMembers.indexOf(member as never)));
    if (seen.length === 0 && name !== "format")
      misplaced ??= "This is not an OPLF file: its first member is not format.";
    if (seen.includes(name)) misplaced ??= `The member ${name} is there twice.`;
    if (seen.length < 3 ? place !== seen.length : place !== -1 && place < last)
      misplaced ??= `The member ${name} is not in its place.`;
    seen.push(name);
  }

  function head(name: string, value: unknown): string | undefined {
    if (name === "format" && value !== "OPLF")
      return "This is not an OPLF file: its format member is not OPLF.";
    if (name === "schema_version" && value !== oplfVersion)
      return `The file is of OPLF version ${String(value)}; this program reads ${oplfVersion}. Update it.`;
    if (name === "logbook") {
      if (!isLogbook(value)) return "The logbook has no id, or no book.";
      const { id, book, ...more } = value;
      listener.logbook?.({ id, book });
      if (Object.keys(more).length > 0) listener.extra?.(name, more as Json);
    }
    return undefined;
  }

  function record(name: string, value: unknown): string | undefined {
    if (!isObject(value) || typeof value["_id"] !== "string") return "A record without an _id.";
    if (!value["_id"].startsWith(`${name}:`))
      return `${value["_id"]} stands among the records of ${name}.`;
    listener.record?.(name, value as Values);
    return undefined;
  }

  function inList(name: string, { path, text, value }: JsonElement): string | undefined {
    if (name === "records" && path.length === 3) return record(path[1]!, value);
    if (name === "records" || path.length !== 2) return `The member ${name} is not a list.`;
    if (!isObject(value)) return `An element of ${name} is no object.`;
    if (name === "audit_log") listener.auditEntry?.(value as never, text);
    else if (name === "checkpoints") listener.checkpoint?.(value as never, text);
    else listener.waiting?.(value as Values);
    return undefined;
  }

  function element(found: JsonElement): string | undefined {
    const name = found.path[0];
    if (name === undefined) return "This is not an OPLF file: it is no JSON object.";
    if (found.path.length === 1) enter(name);
    const why = misplaced ?? whyNotKept(found.value);
    if (why !== undefined) return why;
    if (lists.has(name)) return inList(name, found);
    if (seen.length <= 3) return head(name, found.value);
    if (name !== "sha256") listener.extra?.(name, found.value as Json);
    return undefined;
  }

  /** Kinds come in their order, so that what is referred to has been read; unknown ones anywhere. */
  function enterKind(kind: string): void {
    const place = oplfKinds.indexOf(kind);
    const after = [...kindsSeen].find((seen) => place !== -1 && oplfKinds.indexOf(seen) > place);
    if (kindsSeen.has(kind)) misplaced ??= `The records of ${kind} are there twice.`;
    else if (after !== undefined)
      misplaced ??= `The records of ${kind} stand after those of ${after}, out of their order.`;
    kindsSeen.add(kind);
  }

  function goesInto(path: readonly string[], opener: "{" | "["): boolean {
    const [name, kind] = path;
    if (name === undefined) return opener === "{";
    if (!lists.has(name) || opener !== (name === "records" && path.length === 1 ? "{" : "["))
      return false;
    if (path.length === 1) enter(name);
    else if (name !== "records" || path.length !== 2) return false;
    else enterKind(kind!);
    return true;
  }

  const hears = ([name = ""]: readonly string[]) =>
    !lists.has(name) || listener[lists.get(name)!] !== undefined;

  const reader = jsonReader({ goesInto, hears, element }, limits.oplf_element_bytes);

  function missing(): string | undefined {
    const absent = ["format", "schema_version", "logbook"].find((name) => !seen.includes(name));
    return absent === undefined ? undefined : `This is not an OPLF file: ${absent} is missing.`;
  }

  return {
    push(bytes) {
      hash.update(bytes);
      return reader.push(bytes);
    },
    end: () => reader.end() ?? missing() ?? misplaced ?? hash.problem(),
  };
}

/** An export read whole. */
export interface Oplf {
  logbook: OplfLogbook;
  /** Kind → records. */
  records: Record<string, Values[]>;
  waiting: Values[];
  audit_log: OplfAuditEntry[];
  checkpoints: OplfCheckpoint[];
  extras: Record<string, Json>;
}

/** Reads an export whole, or says why it is none. For files that fit into memory several times. */
export function readOplf(text: string): { ok: true; oplf: Oplf } | { ok: false; reason: string } {
  const oplf: Oplf = {
    logbook: { id: "", book: "" },
    records: {},
    waiting: [],
    audit_log: [],
    checkpoints: [],
    extras: {},
  };
  const reader = oplfReader(
    {
      logbook: (logbook) => (oplf.logbook = logbook),
      auditEntry: (entry) => oplf.audit_log.push(entry),
      checkpoint: (checkpoint) => oplf.checkpoints.push(checkpoint),
      record: (kind, record) => (oplf.records[kind] ??= []).push(record),
      waiting: (record) => oplf.waiting.push(record),
      extra: (name, value) => (oplf.extras[name] = value),
    },
    portablePrimitives,
  );
  const reason = reader.push(utf8ToBytes(text)) ?? reader.end();
  return reason === undefined ? { ok: true, oplf } : { ok: false, reason };
}
