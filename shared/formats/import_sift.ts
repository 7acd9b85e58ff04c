/** Which documents of a file can be added, which cannot and why, and which are needed at all. */
import type { KindName } from "../kinds/kinds.ts";
import type { Problem } from "../problems.ts";
import { referencesOf } from "../references.ts";
import { validate } from "../validate.ts";
import type { Candidate, ImportedDocument } from "./candidate.ts";
import { columnOfField } from "./foreflight_columns.ts";
import { fieldsOfKind } from "./import_match.ts";
import type { Remark } from "./remark.ts";

/** Something of the file that cannot be added. */
export interface NotImportable {
  /** Null when the line is not even known to be an aircraft or a flight. */
  kind: KindName | null;
  line: number;
  /** The line as it is in the file. */
  raw: string;
  problems: Problem[];
  /** Of a line whose end is missing: what could be read. Added when `take_incomplete` names it. */
  offer: ImportedDocument | null;
}

/** Problems of the cells and of the whole document; one for each field. */
function problemsOf(candidate: Candidate): Problem[] {
  const validation = validate(candidate.document);
  const found = validation.ok ? [] : validation.problems;
  const known = new Set(candidate.problems.map((problem) => problem.path));
  return [...candidate.problems, ...found.filter((problem) => !known.has(problem.path))];
}

/** The records of the same file that a document refers to. */
function needsOf({ kind, document }: Candidate): string[] {
  return referencesOf(fieldsOfKind(kind), document)
    .filter((reference) => reference.target === "record")
    .map((reference) => `${reference.name}:${reference.uuid}`);
}

/**
 * Splits candidates into good ones and those that cannot be imported, themselves or what they refer
 * to. What the logbook has is good as it is there.
 */
export function sift(
  candidates: readonly Candidate[],
  isThere: (id: string) => boolean,
  remarks: Remark[],
): { good: Candidate[]; bad: NotImportable[] } {
  const refused = new Set<string>();
  const good: Candidate[] = [];
  const bad: NotImportable[] = [];
  for (const candidate of candidates) {
    const problems = isThere(candidate.document._id) ? [] : problemsOf(candidate);
    const missing = needsOf(candidate).find((id) => refused.has(id));
    if (missing !== undefined && problems.length === 0)
      problems.push({
        code: "E_CONSTRAINT",
        path: "",
        message: `It refers to a record that cannot be imported (${missing.split(":")[0]}).`,
      });
    if (problems.length === 0) {
      good.push(candidate);
      continue;
    }
    const { kind, line, raw, document } = candidate;
    refused.add(document._id);
    for (const { path, message } of problems.slice(candidate.problems.length)) {
      const column = columnOfField(path.split(".").at(-1)!) ?? "";
      remarks.push({ line, column, cell: "", level: "error", message: `Not imported: ${message}` });
    }
    bad.push({ kind, line, raw, problems, offer: null });
  }
  return { good, bad };
}

/** Lines whose end is missing: offered, unless a person has already taken them. */
export function setAside(
  candidates: readonly Candidate[],
  taken: readonly number[],
): { whole: Candidate[]; offered: NotImportable[] } {
  const whole: Candidate[] = [];
  const offered: NotImportable[] = [];
  for (const candidate of candidates) {
    const { kind, line, raw, document, incomplete } = candidate;
    if (incomplete === null || taken.includes(line)) whole.push(candidate);
    else {
      const problems: Problem[] = [{ code: "E_DOCUMENT_SHAPE", path: "", message: incomplete }];
      offered.push({ kind, line, raw, problems, offer: document });
    }
  }
  return { whole, offered };
}

/** Of the records that nobody adds for themselves, those that something to be added refers to. */
export function needed(
  good: readonly Candidate[],
  toAdd: (candidate: Candidate) => boolean,
): Candidate[] {
  const byId = new Map(good.map((candidate) => [candidate.document._id, candidate]));
  const chosen = new Set<Candidate>();
  const open = good.filter((candidate) => candidate.has_line && toAdd(candidate));
  for (let candidate = open.pop(); candidate !== undefined; candidate = open.pop()) {
    if (chosen.has(candidate) || !toAdd(candidate)) continue;
    chosen.add(candidate);
    for (const id of needsOf(candidate)) {
      const other = byId.get(id);
      if (other !== undefined) open.push(other);
    }
  }
  return good.filter((candidate) => chosen.has(candidate));
}
