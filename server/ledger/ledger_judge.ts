/** The judge of a logbook: its kinds, their rules, and the table of the sync contract. */
import type { Fields } from "../../shared/fields.ts";
import { parseRecordId } from "../../shared/ids.ts";
import { signableTables } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, kinds } from "../../shared/kinds/kinds.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import type { Problem } from "../../shared/problems.ts";
import { decide, restoreReferenced } from "../../shared/push_decision.ts";
import { referencesOf } from "../../shared/references.ts";
import { type ValidRecord, validate } from "../../shared/validate.ts";
import type { Book } from "./access.ts";
import type { Incoming } from "./incoming.ts";
import type { Judge, Verdict } from "./judge.ts";
import { putBackSigned } from "./signed_content.ts";

/** A record carries the one file that its kind says, and is what the record says of it. */
function problemOfFiles({ id, deleted, body, files = {} }: Incoming): Problem | undefined {
  if (deleted || body["_attachments"] === undefined) return undefined;
  const expected = kindNamed(id.slice(0, id.indexOf(":")))?.file;
  const refuse = (path: string, message: string): Problem => ({
    code: "E_ATTACHMENT",
    path: `_attachments${path}`,
    message,
  });
  if (expected === undefined) return refuse("", "This kind of record carries no files.");
  const names = Object.keys(files);
  if (names.length !== 1 || names[0] !== expected)
    return refuse("", `The record carries one file, named ${expected}.`);
  const file = files[expected]!;
  if (body["sha256_hash"] !== undefined && body["sha256_hash"] !== file.sha256)
    return refuse(`.${expected}`, "The file is not the one that sha256_hash names.");
  return undefined;
}

/** What can be said of a document by itself. All kinds there are belong in the pilot book. */
function admit(one: Incoming, book: Book): Verdict {
  if (book !== "pilot")
    return {
      problem: { code: "E_KIND_UNKNOWN", path: "_id", message: `A ${book} book holds none such.` },
    };
  const fileProblem = problemOfFiles(one);
  if (fileProblem !== undefined) return { problem: fileProblem };
  if (Buffer.byteLength(JSON.stringify(one.body)) > limits.document_bytes)
    return {
      problem: {
        code: "E_DOCUMENT_TOO_LARGE",
        path: "",
        message: `At most ${limits.document_bytes} bytes.`,
      },
    };
  const result = validate(one.deleted ? tombstoneAsRecord(one.id) : one.body);
  if (one.deleted) {
    const known =
      result.ok || !["E_ID_MALFORMED", "E_KIND_UNKNOWN"].includes(result.problems[0]!.code);
    return known ? { record: undefined } : { problem: result.problems[0]! };
  }
  return result.ok ? { record: result.value } : { problem: result.problems[0]! };
}

/** The documents that a signature in the ledger is over. */
const signed: Judge["signed"] = async (tx, ids) => {
  const signable = ids.flatMap((id) => {
    const parsed = parseRecordId(id);
    const table = kindNamed(parsed?.kind ?? "")?.table ?? "";
    return parsed !== undefined && Object.hasOwn(signableTables, table)
      ? [{ id, table, uuid: parsed.uuid }]
      : [];
  });
  if (signable.length === 0) return new Set();
  const rows = await tx.query<{ table: string; uuid: string }>(
    `select distinct entry_table as table, entry_id as uuid from logbook.entry_signatures
      where owner_user_id = auth.viewed_owner_id() and entry_id = any ($1)`,
    [signable.map((one) => one.uuid)],
  );
  const found = new Set(rows.map((row) => `${row.table} ${row.uuid}`));
  return new Set(
    signable.filter((one) => found.has(`${one.table} ${one.uuid}`)).map((one) => one.id),
  );
};

/** A deletion needs no fields: only its id is judged. */
function tombstoneAsRecord(id: string): Values {
  return { _id: id };
}

/**
 * Adds the fields that say something, in rows too: a flight has a hundred, and few are filled in.
 * CouchDB's own members are none of the ledger's.
 */
function addSaid(
  kept: Record<string, unknown>,
  fields: Fields,
  values: Record<string, unknown>,
): Record<string, unknown> {
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value === null || name.startsWith("_")) continue;
    const field = fields[name];
    kept[name] =
      field?.type === "rows"
        ? (value as Record<string, unknown>[]).map((row) => addSaid({}, field.fields, row))
        : value;
  }
  return kept;
}

/** The winner's place in the ledger: a record to apply, or one to remove. */
const project: Judge["project"] = (document, writes) => {
  const kind = document.id.slice(0, document.id.indexOf(":"));
  const uuid = document.id.slice(kind.length + 1);
  if (document.deleted) {
    (writes.removals[kind] ??= []).push(uuid);
    return;
  }
  const known = document.record as ValidRecord | undefined;
  const result = known === undefined ? validate(document.body) : undefined;
  const record = known ?? (result?.ok ? result.value : undefined);
  if (record === undefined) throw new Error(`a stored revision of a ${kind} is not valid any more`);
  const { fields } = kindNamed(kind)!;
  const said = addSaid({ id: uuid }, fields, record.record);
  (writes.records[kind] ??= []).push(said);
  const references = (writes.references[kind] ??= {});
  for (const { target, name, uuid: to } of referencesOf(fields, said))
    (references[`${target} ${name}:${to}`] ??= { target, name, uuid: to, ids: [] }).ids.push(uuid);
};

/** What a logbook says of documents. */
export const ledgerJudge: Judge = {
  kinds: Object.keys(kinds),
  admit,
  signed,
  decide,
  restore: restoreReferenced,
  settle: putBackSigned,
  project,
};
