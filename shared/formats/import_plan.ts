/**
 * What an import would do, before anything is saved: documents to add, what is there already, what
 * cannot be imported and why, what a person has to decide.
 */
import type { KindName } from "../kinds/kinds.ts";
import type { Problem } from "../problems.ts";
import type { Candidate, ImportedDocument } from "./candidate.ts";
import { dayPlus } from "./cell_values.ts";
import type { ForeFlightReading } from "./foreflight.ts";
import { foreFlightCandidates } from "./foreflight_documents.ts";
import {
  fieldsOfKind,
  indexExisting,
  matchByName,
  matchEntries,
  rereferenced,
  uuidMap,
} from "./import_match.ts";
import { type AirportsByCode, type AmbiguousCode, makePlaces } from "./import_places.ts";
import { needed, type NotImportable, setAside, sift } from "./import_sift.ts";
import type { Remark } from "./remark.ts";

export type { ImportedDocument } from "./candidate.ts";
export { type ForeFlightReading, readForeFlight } from "./foreflight.ts";
export type { AirportsByCode, AmbiguousCode } from "./import_places.ts";
export type { NotImportable } from "./import_sift.ts";
export type { Remark } from "./remark.ts";

/** What planning needs beside the file and the logbook. */
export interface ImportContext {
  airports: AirportsByCode;
  /** UTC; only to notice entries in the future. */
  now: string;
  /** Answers to `ambiguous`: the airport's id, or null to keep the code as text. */
  choices?: Readonly<Record<string, string | null>>;
  /** Lines of `not_importable` with an `offer` that a person wants as far as they could be read. */
  take_incomplete?: readonly number[];
}

/** Something of the file that the logbook has. */
export interface AlreadyThere {
  kind: KindName;
  line: number;
  /** The id of the record in the logbook. */
  _id: string;
  /** An entry that says the same as the line and came from elsewhere: perhaps by hand. */
  possible_duplicate: boolean;
}

/** How many of a kind, or of all. */
export interface Counts {
  /** All of the below but `with_warnings`. */
  read: number;
  to_add: number;
  already_there: number;
  not_importable: number;
  /** Of those to add: how many have a warning on their line. */
  with_warnings: number;
}

/** The preview of an import, and the documents that it saves. */
export interface ImportPlan {
  /** Why nothing could be read; null when it could. */
  failure: string | null;
  /** To be saved as they are; what is referred to stands before what refers. */
  documents: ImportedDocument[];
  already_there: AlreadyThere[];
  not_importable: NotImportable[];
  ambiguous: AmbiguousCode[];
  /** By line. */
  remarks: Remark[];
  /** By kind; only kinds that the file has. */
  by_kind: Partial<Record<KindName, Counts>>;
  total: Counts;
}

const noCounts = (): Counts => ({
  read: 0,
  to_add: 0,
  already_there: 0,
  not_importable: 0,
  with_warnings: 0,
});

function remarksOnFuture(candidates: readonly Candidate[], now: string): Remark[] {
  // The clock of the device and the day of the flight may lie a zone apart.
  const last = dayPlus(now.slice(0, 10), 1);
  return candidates.flatMap(({ line, document }): Remark[] => {
    const day = document["flight_date"] ?? document["session_date"];
    return typeof day === "string" && day > last
      ? [{ line, column: "Date", cell: day, level: "warning", message: "This is in the future." }]
      : [];
  });
}

function count(plan: ImportPlan, added: readonly Candidate[]): void {
  const of = (kind: KindName | null) =>
    kind === null ? [plan.total] : [plan.total, (plan.by_kind[kind] ??= noCounts())];
  const warned = new Set(
    plan.remarks.filter((remark) => remark.level !== "info").map((remark) => remark.line),
  );
  for (const { kind, line } of added)
    for (const counts of of(kind)) {
      counts.read++;
      counts.to_add++;
      if (warned.has(line)) counts.with_warnings++;
    }
  for (const { kind } of plan.already_there)
    for (const counts of of(kind)) {
      counts.read++;
      counts.already_there++;
    }
  for (const { kind } of plan.not_importable)
    for (const counts of of(kind)) {
      counts.read++;
      counts.not_importable++;
    }
}

function emptyPlan(failure: string | null): ImportPlan {
  return {
    failure,
    documents: [],
    already_there: [],
    not_importable: [],
    ambiguous: [],
    remarks: [],
    by_kind: {},
    total: noCounts(),
  };
}

/**
 * Plans the import of a reading into a logbook that holds `existing`. The documents depend on the
 * file, the choices and the logbook, and pass validation, all of them; importing them and planning
 * again plans nothing. Nothing that the file says is left out of the plan.
 */
export function planImport(
  reading: ForeFlightReading,
  existing: Iterable<{ readonly _id: string }>,
  context: ImportContext,
): ImportPlan {
  const plan = emptyPlan(reading.failure);
  if (reading.failure !== null) return plan;
  plan.remarks = [...reading.remarks];
  const places = makePlaces(context.airports, context.choices ?? {});
  const logbook = indexExisting(existing);
  const made = foreFlightCandidates(reading, places, logbook, plan.remarks);
  plan.ambiguous = places.ambiguous();
  plan.remarks.push(...places.remarks());

  const named = matchByName(made, logbook);
  const uuids = uuidMap(named);
  const candidates = made.map((candidate) => ({
    ...candidate,
    document: rereferenced(fieldsOfKind(candidate.kind), candidate.document, uuids),
  }));
  const { whole, offered } = setAside(candidates, context.take_incomplete ?? []);
  const { good, bad } = sift(whole, (id) => named.has(id), plan.remarks);
  const duplicates = matchEntries(good, logbook, context.airports);

  const there = (candidate: Candidate) =>
    named.get(candidate.document._id) ?? duplicates.get(candidate.document._id);
  const added = needed(good, (candidate) => there(candidate) === undefined);
  plan.documents = added.map((candidate) => candidate.document);
  for (const candidate of good) {
    const _id = there(candidate);
    if (_id === undefined) continue;
    const possible_duplicate = !named.has(candidate.document._id);
    plan.already_there.push({
      kind: candidate.kind,
      line: candidate.line,
      _id,
      possible_duplicate,
    });
  }
  plan.not_importable = [
    ...reading.unread.map(({ line, raw, message }): NotImportable => {
      const problems: Problem[] = [{ code: "E_DOCUMENT_SHAPE", path: "", message }];
      return { kind: null, line, raw, problems, offer: null };
    }),
    ...bad,
    ...offered,
  ].toSorted((a, b) => a.line - b.line);
  plan.remarks.push(...remarksOnFuture(added, context.now));
  plan.remarks.sort((a, b) => a.line - b.line);
  count(plan, added);
  return plan;
}
