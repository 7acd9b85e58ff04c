/**
 * OPLF, the Open Pilot Logbook Format: a whole logbook as one JSON text in one order, with its audit
 * log, so that anyone can check it without a server. `docs/oplf/README.md` defines the bytes.
 */
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { AuditEntry } from "../audit_chain.ts";
import { canonicalJson } from "../canonical_json.ts";
import type { Checkpoint } from "../checkpoints.ts";
import type { Json } from "../kinds/kind.ts";
import { kinds } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";
import { type Primitives, portablePrimitives } from "../signatures/primitives.ts";

/** The version that this code writes, and reads. */
export const oplfVersion = "1.0";

/** An entry of an audit log in an export, which may hold the logs of several installations. */
export type OplfAuditEntry = AuditEntry & { logbook_id: string };

/** A checkpoint over a head of one of those logs. */
export type OplfCheckpoint = Checkpoint & { logbook_id: string };

/** Which logbook an export is of. */
export interface OplfLogbook {
  id: string;
  book: string;
}

type Several<T> = Iterable<T> | AsyncIterable<T>;

/** What an export is written from; every list is in its order already. */
export interface OplfSource {
  logbook: OplfLogbook;
  /** Entries as canonical JSON: earlier installations first, this logbook's own last. */
  audit_log: Several<string>;
  checkpoints: Several<string>;
  /** Records by kind in `oplfKinds`' order, then by `_id`, without `_rev`. */
  records: Several<Values>;
  /** Records that wait for what they refer to, and are not in the ledger yet; by `_id`. */
  waiting: Several<Values>;
  /** Members that this version does not know, kept from an import; those of `logbook` under its name. */
  extras: Readonly<Record<string, Json>>;
}

/** The order of kinds in an export: what is referred to stands before what refers. */
export const oplfKinds: readonly string[] = Object.keys(kinds);

/** Members of an export, in their order. `sha256` is the last. */
export const oplfMembers = [
  "format",
  "schema_version",
  "logbook",
  "audit_log",
  "checkpoints",
  "records",
  "waiting",
] as const;

const kindOf = (record: Values) => {
  const id = String(record["_id"]);
  return id.slice(0, id.indexOf(":"));
};

async function* listLines(items: Several<string>): AsyncGenerator<string> {
  let before = "";
  for await (const item of items) {
    yield `${before}\n${item}`;
    before = ",";
  }
}

async function* recordLines(records: Several<Values>): AsyncGenerator<string> {
  let kind: string | undefined;
  for await (const { _rev, ...record } of records) {
    const line = canonicalJson(record);
    if (kindOf(record) === kind) yield `,\n${line}`;
    else {
      yield `${kind === undefined ? "" : "\n],"}\n${JSON.stringify(kindOf(record))}:[\n${line}`;
      kind = kindOf(record);
    }
  }
  if (kind !== undefined) yield "\n]";
}

async function* bodyOf(source: OplfSource): AsyncGenerator<string> {
  yield `{"format":"OPLF",\n"schema_version":${JSON.stringify(oplfVersion)},\n`;
  const { logbook: more, ...extras } = source.extras;
  yield `"logbook":${canonicalJson({ ...(more as object | undefined), ...source.logbook })},\n"audit_log":[`;
  yield* listLines(source.audit_log);
  yield '\n],\n"checkpoints":[';
  yield* listLines(source.checkpoints);
  yield '\n],\n"records":{';
  yield* recordLines(source.records);
  yield '\n},\n"waiting":[';
  for await (const line of listLines(waitingLines(source.waiting))) yield line;
  yield "\n],\n";
  for (const name of Object.keys(extras).sort())
    yield `${JSON.stringify(name)}:${canonicalJson(extras[name])},\n`;
}

async function* waitingLines(records: Several<Values>): AsyncGenerator<string> {
  for await (const { _rev, ...record } of records) yield canonicalJson(record);
}

/** Pieces are handed on when they have grown to so many characters. */
const pieceCharacters = 1 << 18;

/** Writes an export piece by piece. The same logbook gives the same bytes. */
export async function* oplfPieces(
  source: OplfSource,
  { sha256Stream }: Pick<Primitives, "sha256Stream"> = portablePrimitives,
): AsyncGenerator<Uint8Array> {
  const hash = sha256Stream();
  let held: string[] = [];
  let length = 0;
  const take = () => {
    const bytes = utf8ToBytes(held.join(""));
    [held, length] = [[], 0];
    hash.update(bytes);
    return bytes;
  };
  for await (const text of bodyOf(source)) {
    held.push(text);
    length += text.length;
    if (length >= pieceCharacters) yield take();
  }
  yield take();
  yield utf8ToBytes(`"sha256":"${bytesToHex(hash.digest())}"}\n`);
}

/** Records in the order in which an export holds them. */
function inOplfOrder(records: readonly Values[]): Values[] {
  const order = new Map(oplfKinds.map((kind, at) => [kind, at]));
  return records.toSorted((a, b) => {
    const [kindA, kindB] = [order.get(kindOf(a)) ?? 0, order.get(kindOf(b)) ?? 0];
    return kindA - kindB || (String(a["_id"]) < String(b["_id"]) ? -1 : 1);
  });
}

/**
 * A copy that a device writes: its records, and what came with exports that it imported. The log of
 * `logbook` itself is the ledger's to give.
 */
export function copyPieces(
  logbook: OplfLogbook,
  records: readonly Values[],
  carried: Pick<OplfSource, "audit_log" | "checkpoints" | "extras"> = {
    audit_log: [],
    checkpoints: [],
    extras: {},
  },
): AsyncGenerator<Uint8Array> {
  return oplfPieces({ logbook, ...carried, records: inOplfOrder(records), waiting: [] });
}
