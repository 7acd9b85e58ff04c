/** What a logbook already holds of what a file says, so that nothing is entered twice. */
import type { Fields } from "../fields.ts";
import { parseRecordId, uuidOf } from "../ids.ts";
import type { Json } from "../kinds/kind.ts";
import { kinds } from "../kinds/kinds.ts";
import type { Candidate, ImportedDocument } from "./candidate.ts";
import { folded } from "./cell_values.ts";
import type { AirportsByCode } from "./import_places.ts";

/** A document of the logbook, seen without its type. */
export type ExistingDocument = Readonly<Record<string, unknown>> & { readonly _id: string };

/** The documents of a logbook, found by id and by what they say. */
export interface Existing {
  byId: ReadonlyMap<string, ExistingDocument>;
  /** Documents by kind. */
  ofKind: ReadonlyMap<string, readonly ExistingDocument[]>;
}

/** Indexes a logbook's documents. Deleted ones and those of other books are left out. */
export function indexExisting(documents: Iterable<{ readonly _id: string }>): Existing {
  const byId = new Map<string, ExistingDocument>();
  const ofKind = new Map<string, ExistingDocument[]>();
  for (const document of documents as Iterable<ExistingDocument>) {
    const kind = parseRecordId(document._id)?.kind;
    if (kind === undefined || document["_deleted"] === true) continue;
    byId.set(document._id, document);
    const list = ofKind.get(kind);
    if (list === undefined) ofKind.set(kind, [document]);
    else list.push(document);
  }
  return { byId, ofKind };
}

function textOf(document: ExistingDocument | ImportedDocument, field: string): string {
  const value = document[field];
  return typeof value === "string" ? folded(value) : "";
}

/** Documents of a kind by the folded text of a field. */
function byText(existing: Existing, kind: string, field: string): Map<string, ExistingDocument[]> {
  const found = new Map<string, ExistingDocument[]>();
  for (const document of existing.ofKind.get(kind) ?? []) {
    const key = textOf(document, field);
    found.set(key, [...(found.get(key) ?? []), document]);
  }
  return found;
}

/** The name of a record by which a file's record is the same, for kinds that have such a name. */
const nameFields: Readonly<Record<string, string>> = {
  aircraft: "registration",
  training_device: "name",
  tag: "tag_name",
  person: "display_name",
};

/** Of several people with the name: the one with the email; else the only one, when one has none. */
function samePerson(
  person: ImportedDocument,
  named: readonly ExistingDocument[],
): ExistingDocument | undefined {
  const email = textOf(person, "email");
  if (email !== "") {
    const same = named.find((other) => textOf(other, "email") === email);
    if (same !== undefined) return same;
  }
  const [only] = named;
  if (only === undefined || named.length > 1) return undefined;
  return email === "" || textOf(only, "email") === "" ? only : undefined;
}

/** For each candidate that the logbook has under its own id or name, the id there. */
export function matchByName(
  candidates: readonly Candidate[],
  existing: Existing,
): Map<string, string> {
  const matches = new Map<string, string>();
  const indexes = new Map(
    Object.entries(nameFields).map(([kind, field]) => [kind, byText(existing, kind, field)]),
  );
  for (const { kind, document } of candidates) {
    if (existing.byId.has(document._id)) {
      matches.set(document._id, document._id);
      continue;
    }
    const field = nameFields[kind];
    if (field === undefined) continue;
    const named = indexes.get(kind)!.get(textOf(document, field)) ?? [];
    const same = kind === "person" ? samePerson(document, named) : named[0];
    if (same !== undefined) matches.set(document._id, same._id);
  }
  return matches;
}

/** A copy of a value whose references of `fields` point to the records that are there already. */
export function rereferenced(
  fields: Fields,
  value: ImportedDocument,
  uuids: ReadonlyMap<string, string>,
): ImportedDocument {
  const rename = (within: Fields, record: Record<string, Json>): Record<string, Json> =>
    Object.fromEntries(
      Object.entries(record).map(([name, held]) => {
        const field = within[name];
        if (field?.type === "reference" && typeof held === "string")
          return [name, uuids.get(held) ?? held];
        if (field?.type === "rows" && Array.isArray(held))
          return [name, held.map((row) => rename(field.fields, row as Record<string, Json>))];
        return [name, held];
      }),
    );
  return rename(fields, value) as ImportedDocument;
}

type Loose = Readonly<Record<string, unknown>>;

/** The ends of a flight: the first leg's departure and the last leg's arrival. */
function endsOf(document: Loose): [from: string[], to: string[]] {
  const legs = (Array.isArray(document["flight_legs"]) ? document["flight_legs"] : []) as Loose[];
  const end = (leg: Loose | undefined, which: "from" | "to") =>
    [leg?.[`${which}_airport_id`], leg?.[`${which}_airport_description`]]
      .filter((value) => typeof value === "string" && value !== "")
      .map((value) => folded(value as string));
  return [end(legs[0], "from"), end(legs.at(-1), "to")];
}

/** Whether two ends may be one place: the same airport, the same words, or a code that means it. */
function samePlace(a: readonly string[], b: readonly string[], airports: AirportsByCode): boolean {
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  const meanings = (names: readonly string[]) =>
    names.flatMap((name) => [name, ...airports.byCode(name).map(({ airport }) => airport.id)]);
  const left = new Set(meanings(a));
  return meanings(b).some((name) => left.has(name));
}

/** Numbers and texts that two entries of one event have in common. */
function eventKey(kind: string, document: Loose): string {
  const fields =
    kind === "flight"
      ? ["flight_date", "aircraft_id", "total_time"]
      : ["session_date", "session_type", "training_device_id", "total_time"];
  const defaults: Loose = { total_time: 0, session_type: "ground" };
  return fields.map((field) => document[field] ?? defaults[field] ?? "").join("|");
}

function sameFlight(a: Loose, b: Loose, airports: AirportsByCode): boolean {
  const [out, otherOut] = [a["block_out"], b["block_out"]];
  if (typeof out === "string" && typeof otherOut === "string")
    if (Date.parse(out) !== Date.parse(otherOut)) return false;
  const [ends, others] = [endsOf(a), endsOf(b)];
  return samePlace(ends[0], others[0], airports) && samePlace(ends[1], others[1], airports);
}

/**
 * For each entry that is not in the logbook under its id: the entry there that says the same, made
 * by hand or from another format. Each of those answers for one line only, since two equal flights
 * on a day are two flights.
 */
export function matchEntries(
  candidates: readonly Candidate[],
  existing: Existing,
  airports: AirportsByCode,
): Map<string, string> {
  const own = new Set(candidates.map(({ document }) => document._id));
  const free = new Map<string, ExistingDocument[]>();
  for (const kind of ["flight", "training_session"])
    for (const document of existing.ofKind.get(kind) ?? []) {
      if (own.has(document._id)) continue;
      const key = `${kind}|${eventKey(kind, document)}`;
      const list = free.get(key);
      if (list === undefined) free.set(key, [document]);
      else list.push(document);
    }
  const matches = new Map<string, string>();
  for (const { kind, document } of candidates) {
    if (existing.byId.has(document._id)) continue;
    const list = free.get(`${kind}|${eventKey(kind, document)}`) ?? [];
    const at = list.findIndex(
      (other) => kind !== "flight" || sameFlight(document, other, airports),
    );
    if (at !== -1) matches.set(document._id, list.splice(at, 1)[0]!._id);
  }
  return matches;
}

/** Uuids of matched records: from the file's to the logbook's. */
export function uuidMap(matches: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...matches].map(([from, to]) => [uuidOf(from), uuidOf(to)]));
}

/** The fields of a kind, for walking its references. */
export function fieldsOfKind(kind: Candidate["kind"]): Fields {
  return kinds[kind].fields;
}
