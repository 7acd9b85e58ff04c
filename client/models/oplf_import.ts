/** Taking an export into the open logbook on this device, with no network: first seen, then saved. */
import { canonicalJson } from "../../shared/canonical_json.ts";
import type { AttachmentsZip } from "../../shared/formats/attachments_zip.ts";
import { splitExtras } from "../../shared/formats/oplf_extras.ts";
import {
  correctionOf,
  deletionProposedBy,
  type Fate,
  fateOf,
  type KnownRecord,
} from "../../shared/formats/oplf_fate.ts";
import type { Verification } from "../../shared/formats/oplf_verify.ts";
import type { Values } from "../../shared/merge.ts";
import type { App } from "../app_context.ts";
import { keptExports, ownSha256 } from "../oplf/kept_exports.ts";
import { oplfBatches } from "../oplf/read_oplf.ts";
import type { DocumentToSave, StoredDocument } from "../store/messages.ts";
import { saveInChunks } from "./importing.ts";
import { ownerId } from "./owner.ts";
import { kindOfId } from "./records.ts";

type Importing = Pick<App, "logbook" | "clock" | "id">;

/** Records of a kind by what becomes of them; `without_file`: their attached file is not at hand. */
export type Counts = Record<"new" | "there" | "differs" | "without_file", number>;

/** What an export would bring. */
export interface OplfPlan {
  file: Blob;
  found: Verification;
  by_kind: Record<string, Counts>;
  total: Counts;
  /** Of those that are there: deleted here, and they stay deleted. */
  deleted: number;
  /** The file's owner, when it is somebody else than this logbook's; they come as a person. */
  other_owner: string | null;
}

/** What became of it. */
export interface OplfResult {
  added: number;
  corrections: number;
  without_file: number;
  failed: string[];
  /** The user stopped it: the rest of the file is not here. */
  is_stopped: boolean;
}

const none = (): Counts => ({ new: 0, there: 0, differs: 0, without_file: 0 });

/** A logbook as an import finds it. */
interface Surroundings {
  existing: ReadonlyMap<string, StoredDocument>;
  deleted: ReadonlySet<string>;
  /** The person that the app made for an empty logbook, and that the file's owner replaces. */
  placeholder: StoredDocument | undefined;
  owner: string | undefined;
  /** What the file holds, as far as it has been read. */
  read: Set<string>;
}

async function surroundingsOf({ logbook }: Importing): Promise<Surroundings> {
  const everything = await logbook.everything();
  const [only] = everything;
  const isEmpty = everything.length === 1 && only!._id === ownerId(logbook.id);
  const owner = logbook.all("person").find((person) => person.is_logbook_owner)?._id;
  return {
    existing: new Map(everything.map((document) => [document._id, document])),
    deleted: new Set(await logbook.deletedIds()),
    placeholder: isEmpty ? only : undefined,
    owner: isEmpty ? undefined : owner,
    read: new Set(),
  };
}

function withoutRev({ _rev, ...document }: StoredDocument): Values {
  return document;
}

/**
 * What the logbook knows of a record; its older states only where the latest says otherwise. One
 * that was deleted is known too: an import brings nothing back unasked.
 */
async function knownOf(
  { logbook }: Importing,
  { existing, deleted }: Surroundings,
  record: Values,
): Promise<KnownRecord | undefined> {
  const id = String(record["_id"]);
  const standing = existing.get(id);
  const known = (states: readonly StoredDocument[]): KnownRecord => ({
    is_deleted: standing === undefined,
    states: states.map((state) => canonicalJson(withoutRev(state))),
    standing: standing === undefined ? {} : withoutRev(standing),
  });
  if (standing === undefined) return deleted.has(id) ? known(await logbook.history(id)) : undefined;
  const latest = known([standing]);
  return fateOf(record, latest) === "differs" ? known(await logbook.history(id)) : latest;
}

/** What becomes of a record, and what is known of it. To delete what is not there is no proposal. */
async function judged(
  app: Importing,
  around: Surroundings,
  record: Values,
): Promise<{ fate: Fate; known: KnownRecord | undefined }> {
  around.read.add(String(record["_id"]));
  const gone = deletionProposedBy(record);
  if (gone !== undefined && !around.existing.has(gone) && !around.read.has(gone))
    return { fate: "there", known: undefined };
  const known = await knownOf(app, around, record);
  return { fate: fateOf(record, known), known };
}

/** The record of a file as this version knows it, in a logbook that has one owner. */
function taken(given: Values, { owner }: Surroundings): Values {
  const id = String(given["_id"]);
  const [record] = splitExtras(kindOfId(id), given);
  const isOther = record["is_logbook_owner"] === true && owner !== undefined && owner !== id;
  return isOther ? { ...record, is_logbook_owner: false } : record;
}

/** The attached files of a record are its own bytes, which an export leaves to the zip beside it. */
const hasFile = (record: Values) => record["_attachments"] !== undefined;

/** What an export would bring, record by record; nothing is saved. Fails when it is stopped. */
export async function planOplf(
  app: Importing,
  file: Blob,
  found: Verification,
  zip: AttachmentsZip | undefined,
  { onCompared, signal }: { onCompared: (compared: number) => void; signal: AbortSignal },
): Promise<OplfPlan> {
  const around = await surroundingsOf(app);
  const plan: OplfPlan = { file, found, by_kind: {}, total: none(), deleted: 0, other_owner: null };
  const names = new Set(zip?.names);
  let compared = 0;
  for await (const { records } of oplfBatches(file, "records")) {
    signal.throwIfAborted();
    onCompared((compared += records.length));
    for (const given of records) {
      const record = taken(given, around);
      if (record["is_logbook_owner"] !== (given["is_logbook_owner"] ?? record["is_logbook_owner"]))
        plan.other_owner = String(record["display_name"]);
      const { fate, known } = await judged(app, around, record);
      if (fate === "there" && known?.is_deleted === true) plan.deleted++;
      const isLeft = fate === "new" && hasFile(record) && !names.has(String(record["sha256_hash"]));
      const key = isLeft ? "without_file" : fate === "same" ? "there" : fate;
      (plan.by_kind[kindOfId(String(record["_id"]))] ??= none())[key]++;
      plan.total[key]++;
    }
  }
  return plan;
}

/** The document of a new record, with the bytes of its file; undefined when they are not at hand. */
async function withFile(
  record: Values,
  zip: AttachmentsZip | undefined,
): Promise<DocumentToSave | undefined> {
  if (!hasFile(record)) return record as DocumentToSave;
  const read = await zip?.read(String(record["sha256_hash"]));
  if (read?.ok !== true) return undefined;
  const type = String(record["mime_type"]);
  const data = new Blob([read.bytes as Uint8Array<ArrayBuffer>], { type });
  const files = Object.keys(record["_attachments"] as object);
  const attached = Object.fromEntries(files.map((name) => [name, { content_type: type, data }]));
  // The types of documents know only what is JSON.
  return { ...record, _attachments: attached } as unknown as DocumentToSave;
}

/** The end of the person that an empty logbook began with. */
function endOf(placeholder: StoredDocument, { clock, id }: Importing): DocumentToSave {
  const { _id, _rev } = placeholder;
  return { _id, _rev, _deleted: true, updated_at: clock.now(), device_id: id };
}

/** Saves what a plan said, as the file says it, and keeps the file, unless it is stopped before. */
export async function saveOplf(
  app: Importing,
  plan: OplfPlan,
  zip: AttachmentsZip | undefined,
  { onSaved, signal }: { onSaved: (saved: number) => void; signal: AbortSignal },
): Promise<OplfResult> {
  const around = await surroundingsOf(app);
  const result: OplfResult = {
    added: 0,
    corrections: 0,
    without_file: 0,
    failed: [],
    is_stopped: false,
  };
  const documentsOf = async (record: Values, fate: Fate, known: KnownRecord | undefined) => {
    if (fate === "differs") {
      const correction = correctionOf(record, known!, app.clock.now());
      if (around.existing.has(String(correction["_id"]))) return [];
      result.corrections++;
      return [correction as DocumentToSave];
    }
    if (fate !== "new") return [];
    const document = await withFile(record, zip);
    if (document === undefined) result.without_file++;
    else if (deletionProposedBy(record) !== undefined) result.corrections++;
    else result.added++;
    if (document === undefined) return [];
    const isOwner = record["is_logbook_owner"] === true && around.placeholder !== undefined;
    return isOwner ? [endOf(around.placeholder!, app), document] : [document];
  };
  for await (const { records } of oplfBatches(plan.file, "records")) {
    if (signal.aborted) break;
    const documents: DocumentToSave[] = [];
    for (const given of records) {
      const record = taken(given, around);
      const { fate, known } = await judged(app, around, record);
      documents.push(...(await documentsOf(record, fate, known)));
    }
    result.failed.push(...(await saveInChunks(app.logbook, documents, () => undefined)));
    onSaved(result.added + result.corrections);
  }
  result.added -= result.failed.length;
  result.is_stopped = signal.aborted;
  if (!signal.aborted) await keepFile(app, plan);
  return result;
}

async function keepFile({ logbook, clock }: Importing, { file, found }: OplfPlan): Promise<void> {
  const origin_logbook_id = found.logbook!.id;
  // Its own log is the ledger's to tell.
  if (origin_logbook_id === logbook.id) return;
  await keptExports(logbook.id).put({
    sha256: await ownSha256(file),
    origin_logbook_id,
    imported_at: clock.now(),
    is_handed_over: false,
    file,
  });
}

function listIn(lists: Map<string, string[]>, name: string): string[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

/** The row hashes of each log in a file, first to last. */
async function chainsOf(file: Blob): Promise<Map<string, string[]>> {
  const chains = new Map<string, string[]>();
  for await (const { lines } of oplfBatches(file, "lines"))
    for (const { part, origin, row_hash } of lines)
      if (part === "audit_log") listIn(chains, origin).push(row_hash);
  return chains;
}

/** Why an export cannot be true beside those that were imported before; undefined when it can. */
export async function contradictionOf(
  { logbook }: Importing,
  file: Blob,
  found: Verification,
): Promise<string | undefined> {
  const kept = await keptExports(logbook.id).all();
  const shared = found.chains.length === 0 ? [] : kept;
  if (shared.length === 0) return undefined;
  const ours = await chainsOf(file);
  for (const { file: other } of shared)
    for (const [origin, hashes] of await chainsOf(other)) {
      const same = Math.min(hashes.length, ours.get(origin)?.length ?? 0);
      if (same > 0 && hashes[same - 1] !== ours.get(origin)![same - 1])
        return `The audit log of logbook ${origin} in the file is not the one that was imported before. One of the two was rewritten, or continued elsewhere. Import it into a logbook of its own.`;
    }
  return undefined;
}
