/** A copy of the logbook as the device has it, with what came with the exports that it imported. */
import { canonicalJson } from "../../shared/canonical_json.ts";
import { copyPieces } from "../../shared/formats/oplf.ts";
import { type Extras, joinExtras, splitExtras } from "../../shared/formats/oplf_extras.ts";
import { proposedDeletion } from "../../shared/formats/oplf_fate.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { type KeptExport, keptExports } from "../oplf/kept_exports.ts";
import type { OplfLine } from "../oplf/oplf_worker.ts";
import { oplfBatches } from "../oplf/read_oplf.ts";
import type { Logbook } from "./logbook.ts";
import { kindOfId } from "./records.ts";

type Documents = ReadonlyMap<string, Values>;

const split = (record: Values) => splitExtras(kindOfId(String(record["_id"])), record);

/** Whether an export says of every record what the logbook says, and nothing else. */
async function saysAll({ file }: KeptExport, documents: Documents): Promise<boolean> {
  let count = 0;
  for await (const { records } of oplfBatches(file, "records"))
    for (const record of records) {
      count++;
      const standing = documents.get(String(record["_id"]));
      if (standing === undefined || canonicalJson(standing) !== canonicalJson(split(record)[0]))
        return false;
    }
  return count === documents.size;
}

/** What no kind here knows, of records and of the files themselves. */
async function extrasOf(kept: readonly KeptExport[]) {
  const ofRecords = new Map<string, Extras>();
  const ofFile: Record<string, Json> = {};
  for (const { file } of kept)
    for await (const { records, extras } of oplfBatches(file, "records")) {
      Object.assign(ofFile, Object.fromEntries(extras));
      for (const record of records) {
        const found = split(record)[1];
        if (found !== undefined) ofRecords.set(String(record["_id"]), found);
      }
    }
  return { ofRecords, ofFile };
}

/** Which export has the longest log of each logbook, in the order in which the logs were met. */
async function longestLogs(kept: readonly KeptExport[], own_id: string) {
  const longest = new Map<string, { count: number; file: Blob }>();
  for (const { file } of kept)
    for await (const { lines } of oplfBatches(file, "lines"))
      for (const { part, origin, number } of lines)
        if (part === "audit_log" && origin !== own_id && number > (longest.get(origin)?.count ?? 0))
          longest.set(origin, { count: number, file });
  return longest;
}

async function* linesOf(
  logs: Awaited<ReturnType<typeof longestLogs>>,
  wanted: OplfLine["part"],
): AsyncGenerator<string> {
  for (const [wantedOrigin, { file }] of logs)
    for await (const { lines } of oplfBatches(file, "lines"))
      for (const { part, origin, text } of lines)
        if (part === wanted && origin === wantedOrigin) yield text;
}

/**
 * The logbook as a file, in pieces: the very file that was imported while the logbook says nothing
 * else, otherwise the records with the logs and the unknown fields of every import. A deletion that no
 * ledger knows of goes as an open correction, which proposes it wherever the copy is imported.
 */
export async function copyOf(logbook: Logbook): Promise<BlobPart[]> {
  const kept = await keptExports(logbook.id).all();
  const documents = new Map(
    (await logbook.everything()).map(({ _rev, ...document }) => [document._id, document as Values]),
  );
  for (const one of kept.toReversed()) if (await saysAll(one, documents)) return [one.file];
  const { ofRecords, ofFile } = await extrasOf(kept);
  const records = [...documents].map(([id, record]) => joinExtras(record, ofRecords.get(id) ?? {}));
  records.push(...(await logbook.unsentDeletions()).map(proposedDeletion));
  const logs = await longestLogs(kept, logbook.id);
  // As blobs, they need not lie in memory.
  const pieces: Blob[] = [];
  const carried = {
    audit_log: linesOf(logs, "audit_log"),
    checkpoints: linesOf(logs, "checkpoints"),
    extras: ofFile,
  };
  for await (const piece of copyPieces({ id: logbook.id, book: "pilot" }, records, carried))
    pieces.push(new Blob([piece as Uint8Array<ArrayBuffer>]));
  return pieces;
}
