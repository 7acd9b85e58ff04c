import { factsOf, type Facts } from "../../shared/facts/facts.ts";
import { referenceLookups } from "../../shared/facts/reference_lookups.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { reasonOf } from "../../shared/problems.ts";
import { validate } from "../../shared/validate.ts";
import { Misuse, Refusal } from "../refusal.ts";
import { readText } from "./files.ts";
import { packedAirports } from "./words.ts";

/** What a file holds that could be read, and what could not. */
export interface LogbookFile {
  records: Envelope[];
  /** Records that were left out, each with why. */
  not_read: { id: string; why: string }[];
}

const remedy =
  "Name an OPLF file, as offblock export writes it; a list of records, or an object whose records hold them by kind, will do.";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every document of a parsed file: OPLF, or a list of documents; the envelope is not asked for. */
function documentsOf(path: string, file: unknown): unknown[] {
  const records = isObject(file) ? (file["records"] ?? file["docs"]) : file;
  if (Array.isArray(records)) return records;
  if (isObject(records)) return Object.values(records).flat();
  throw new Misuse(`--from: ${path} holds no records.`, remedy);
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readText(path, limits.import_bytes);
  } catch (error) {
    if (error instanceof Refusal) throw new Misuse(`--from: ${error.message}`, error.remedy);
    throw error;
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Misuse(`--from: ${path} is not JSON: ${(error as Error).message}.`, remedy);
  }
}

/**
 * Reads the records of a file. What is no valid record is left out and said, never guessed at; a
 * report needs neither the audit log nor the checkpoints. Throws `Misuse` for a file without records.
 */
export function readLogbookFile(path: string): LogbookFile {
  const file: LogbookFile = { records: [], not_read: [] };
  for (const document of documentsOf(path, parsed(path))) {
    const { _rev: _, ...fields } = (isObject(document) ? document : {}) as Values;
    const result = validate(fields);
    if (result.ok) file.records.push(result.value.record as unknown as Envelope);
    else
      file.not_read.push({
        id: String(fields["_id"] ?? ""),
        why: result.problems.map(reasonOf).join(" "),
      });
  }
  return file;
}

/** The facts of records, with the reference data of this version. */
export function factsOfFile({ records }: LogbookFile): Facts {
  const airports = packedAirports();
  return factsOf(
    records,
    referenceLookups((id) => airports.byId(id)),
  );
}
