/** Reads the logbook of a report: in pieces, so that a large one needs the memory of its facts. */
import { type Facts, type FactsKeeper, keepFacts } from "../../shared/facts/facts.ts";
import { referenceLookups } from "../../shared/facts/reference_lookups.ts";
import { jsonReader } from "../../shared/formats/json_elements.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { reasonOf } from "../../shared/problems.ts";
import * as modelLists from "../../shared/reference/model_lists.ts";
import { validate } from "../../shared/validate.ts";
import { Misuse, Refusal } from "../refusal.ts";
import { readPieces } from "./files.ts";
import { packedAirports } from "./words.ts";

/** What a file holds that could be read, and what could not. */
export interface LogbookFile {
  facts: Facts;
  /** The records themselves, if they were asked for. */
  records: Envelope[];
  /** How many records could be read. */
  count: number;
  /** Records that were left out, each with why. */
  not_read: { id: string; why: string }[];
}

const remedy =
  "Name an OPLF file, as offblock export writes it; a list of records, or an object whose records hold them by kind, will do.";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isRecords = (name: string | undefined) => name === "records" || name === "docs";

/** Every document of a file, whose envelope is not asked for. Throws `Misuse`. */
async function eachDocument(path: string, take: (document: unknown) => void): Promise<void> {
  let hasRecords = false;
  const reader = jsonReader(
    {
      // A list of documents; or an object with lists of them, by kind or not; other lists are passed over.
      goesInto([member, ...rest], opener) {
        if (member === undefined) {
          hasRecords ||= opener === "[";
          return true;
        }
        hasRecords ||= isRecords(member);
        if (member === "*") return false;
        if (rest.length === 0) return opener === "[" || isRecords(member);
        return isRecords(member) && rest[0] !== "*" && rest.length === 1 && opener === "[";
      },
      element({ path: [member], value }) {
        if (member === "*" || isRecords(member)) take(value);
        hasRecords ||= isRecords(member);
        return undefined;
      },
    },
    limits.oplf_element_bytes,
  );
  const problem = await pushed(path, reader);
  if (problem !== undefined) throw new Misuse(`--from: ${path} is not JSON: ${problem}`, remedy);
  if (!hasRecords) throw new Misuse(`--from: ${path} holds no records.`, remedy);
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

async function pushed(path: string, reader: ReturnType<typeof jsonReader>) {
  try {
    let isFirst = true;
    for await (const piece of readPieces(path)) {
      const isMarked = isFirst && byteOrderMark.every((byte, i) => piece[i] === byte);
      isFirst = false;
      const problem = reader.push(isMarked ? piece.subarray(3) : piece);
      if (problem !== undefined) return problem;
    }
    return reader.end();
  } catch (error) {
    if (error instanceof Refusal) throw new Misuse(`--from: ${error.message}`, error.remedy);
    throw error;
  }
}

/** The record of a document; undefined, and said, when it is none. */
function recordOf(document: unknown, not_read: LogbookFile["not_read"]): Envelope | undefined {
  const { _rev: _, ...fields } = (isObject(document) ? document : {}) as Values;
  const result = validate(fields);
  if (result.ok) return result.value.record as unknown as Envelope;
  not_read.push({
    id: String(fields["_id"] ?? ""),
    why: result.problems.map(reasonOf).join(" "),
  });
  return undefined;
}

const isEntry = (document: unknown) =>
  isObject(document) && /^(flight|training_session):/.test(String(document["_id"]));

/** A keeper with the reference data of this version. */
function openKeeper(): FactsKeeper {
  const airports = packedAirports();
  return keepFacts(
    [],
    referenceLookups(
      (id) => airports.byId(id),
      () => modelLists,
    ),
  );
}

/**
 * Reads the records of a file, and keeps them if they are asked for. What is no valid record is left
 * out and said, never guessed at; a report needs neither the audit log nor the checkpoints. The file
 * is read twice: an entry may be at an airport of the owner's own that comes after it. Throws
 * `Misuse` for a file without records.
 */
export async function readLogbookFile(path: string, keeps_records: boolean): Promise<LogbookFile> {
  const keeper = openKeeper();
  const records: Envelope[] = [];
  const not_read: LogbookFile["not_read"] = [];
  let count = 0;
  for (const wants_entries of [false, true])
    await eachDocument(path, (document) => {
      if (isEntry(document) !== wants_entries) return;
      const record = recordOf(document, not_read);
      if (record === undefined) return;
      count += 1;
      keeper.put(record);
      if (keeps_records) records.push(record);
    });
  return { facts: keeper.current(), records, count, not_read };
}
