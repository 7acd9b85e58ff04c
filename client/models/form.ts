import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { absentValue, type Field, type Fields } from "../../shared/fields.ts";
import { derivedUuid, newRowId } from "../../shared/ids.ts";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import { sameValue, type Values } from "../../shared/merge.ts";
import type { Problem } from "../../shared/problems.ts";
import { validate } from "../../shared/validate.ts";
import type { DocumentToSave } from "../store/messages.ts";
import type { ReasonAsked } from "./change_reason.ts";
import { blank } from "./record_defaults.ts";
import { openUndo, type Undo } from "./undo.ts";
import { inHours, unreadable } from "./unreadable.ts";

/** A form over one record: what is filled in, what cannot be read yet, what is wrong. */
export interface Form {
  kind: Kind;
  /** The record that is edited; null for one that is not in the logbook yet. */
  base: DocumentToSave | null;
  /** The uuid that a new record will have, unless its kind derives one. Saving twice is once. */
  new_uuid: string;
  values: ReadonlySignal<Values>;
  /** Texts as typed, by path, that are no value yet. */
  unread: ReadonlySignal<Record<string, string>>;
  /** Paths that the form filled in by itself. */
  prefilled: ReadonlySignal<ReadonlySet<string>>;
  /** Paths that a person typed in, be it to clear them: nothing is filled in there any more. */
  typed: ReadonlySignal<ReadonlySet<string>>;
  /** The way back, step by step. */
  undo: Undo;
  /** What is wrong; empty until the first attempt to save. */
  problems: ReadonlySignal<readonly Problem[]>;
  /** The first problem of a path. */
  problemAt(path: string): Problem | undefined;
  value(path: string): Json;
  /** Sets a value as a person does: it is no longer prefilled. */
  set(path: string, value: Json): void;
  setUnread(path: string, text: string): void;
  /** Fills a value in where nobody has typed one; one that says nothing takes that back. */
  prefill(path: string, value: Json): void;
  addRow(path: string, fields: Fields): void;
  removeRow(path: string, index: number): void;
  /** Why this change, as typed; goes into the audit log. */
  change_reason: Signal<string>;
  /** Why a reason is asked for: the entry is old, or was reported on; null when none is. */
  asks_reason: ReasonAsked | null;
  /** The document to save, or undefined: then `problems` says why. */
  check(now: string): DocumentToSave | undefined;
  /** Shows a problem that the form itself cannot know. */
  refuse(problem: Problem): void;
}

/** What a form begins with. */
export interface FormStart {
  new_uuid?: string;
  values: Values;
  unread?: Record<string, string>;
  prefilled?: Iterable<string>;
  typed?: Iterable<string>;
  change_reason?: string;
  asks_reason?: ReasonAsked | null;
}

type Container = { [key: string]: Json };

function valueAt(values: Values, path: string): Json {
  let at: Json = values as Json;
  for (const key of path.split(".")) at = (at as Container | null)?.[key] ?? null;
  return at;
}

/** A copy of `values` with one place set; everything beside it stays the same object. */
function withValue(values: Json, keys: string[], value: Json): Json {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const copy = (Array.isArray(values) ? [...values] : { ...(values as Container) }) as Container;
  copy[key] = withValue(copy[key] ?? null, rest, value);
  return copy as Json;
}

/** Whether a value says nothing, so that the form may fill it in. */
function isBlank(value: Json): boolean {
  return value === null || value === 0 || value === "" || value === false;
}

function withPath(paths: ReadonlySet<string>, path: string): ReadonlySet<string> {
  return paths.has(path) ? paths : new Set([...paths, path]);
}

function without(paths: ReadonlySet<string>, path: string): ReadonlySet<string> {
  return paths.has(path) ? new Set([...paths].filter((at) => at !== path)) : paths;
}

/** The fields that say something: an absent field and its default are the same. */
function compact(fields: Fields, values: Values): { [field: string]: Json } {
  const entries = Object.entries(fields).flatMap(([name, field]): [string, Json][] => {
    const value = trimmed(field, values[name] ?? absentValue(field));
    return sameValue(field, value, undefined) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function trimmed(field: Field, value: Json): Json {
  if (field.type === "rows")
    return (value as Container[]).map((row) => ({
      id: row["id"] as string,
      ...compact(field.fields, row),
    }));
  if (typeof value !== "string") return value;
  const text = field.type === "long_text" ? value.trimEnd() : value.trim();
  return text === "" ? null : text;
}

/** Members of the record that this version of the app does not know; an edit must not lose them. */
function unknownMembers(kind: Kind, base: DocumentToSave | null): Values {
  const known = new Set(Object.keys(kind.fields));
  return Object.fromEntries(Object.entries(base ?? {}).filter(([name]) => !known.has(name)));
}

/** Always the same, so that no field is drawn anew while nothing is wrong. */
const none: readonly Problem[] = [];

const reasonMissing: Problem = {
  code: "E_FIELD_REQUIRED",
  path: "change_reason",
  message: "The reason of the change is missing.",
};

/** Opens a form over a record (`base`), or over a new one. */
export function openForm(kind: Kind, base: DocumentToSave | null, start: FormStart): Form {
  const new_uuid = start.new_uuid ?? newRowId();
  const values = signal<Values>({ ...blank(kind.fields), ...start.values });
  const unread = signal(start.unread ?? {});
  const prefilled = signal<ReadonlySet<string>>(new Set(start.prefilled));
  const typed = signal<ReadonlySet<string>>(new Set(start.typed));
  const tried = signal(false);
  const change_reason = signal(start.change_reason ?? "");
  const asks_reason = start.asks_reason ?? null;
  const refused: Signal<Problem | undefined> = signal(undefined);

  const document = (now: string): DocumentToSave => {
    const fields = compact(kind.fields, values.value);
    const record = { ...blank(kind.fields), ...fields };
    // A record whose name is still missing has no natural key yet; it is not saved either.
    const isNamed = Object.entries(kind.fields).every(
      ([name, field]) => !field.required || (record[name] ?? null) !== null,
    );
    const key = isNamed ? kind.natural_key?.(record as never) : undefined;
    const uuid = key === undefined ? new_uuid : derivedUuid(`${kind.kind}:${key}`);
    const _id = base?._id ?? `${kind.kind}:${uuid}`;
    const why = change_reason.value.trim();
    // The reason of an earlier change is not the reason of this one.
    const reason = why === "" ? {} : { change_reason: why };
    const { change_reason: _, ...members } = unknownMembers(kind, base);
    return { created_at: now, ...members, ...fields, ...reason, _id, updated_at: now };
  };
  // The moment does not matter for whether a record is valid, and a form has no clock.
  const anyMoment = "2000-01-01T00:00:00Z";
  const found = computed((): readonly Problem[] => {
    const result = validate(document(anyMoment));
    const unreads = Object.entries(unread.value).map(([path, text]) =>
      unreadable(kind.fields, path, text),
    );
    const isReasonMissing = asks_reason !== null && change_reason.value.trim() === "";
    const all = [
      ...unreads,
      ...(result.ok ? [] : result.problems)
        // What is typed there and cannot be read is told already.
        .filter(({ path }) => !(path in unread.value))
        .map((problem) => inHours(kind.fields, problem)),
      ...(isReasonMissing ? [reasonMissing] : []),
    ];
    return all.length === 0 ? none : all;
  });
  const problems = computed((): readonly Problem[] => {
    const early = tried.value ? found.value : none;
    return refused.value === undefined ? early : [...early, refused.value];
  });

  const put = (path: string, value: Json) => {
    values.value = withValue(values.value as Json, path.split("."), value) as Values;
    refused.value = undefined;
  };
  const forgetUnread = (path: string) => {
    if (!(path in unread.value)) return;
    const { [path]: _, ...rest } = unread.value;
    unread.value = rest;
  };
  /** Forgets what was said about the rows at a path, whose numbers change when one goes. */
  const forgetUnder = (path: string) => {
    const under = (at: string) => at.startsWith(`${path}.`);
    unread.value = Object.fromEntries(Object.entries(unread.value).filter(([at]) => !under(at)));
    prefilled.value = new Set([...prefilled.value].filter((at) => !under(at)));
    typed.value = new Set([...typed.value].filter((at) => !under(at)));
  };
  const undo = openUndo(
    () => [values.value, unread.value, prefilled.value, typed.value] as const,
    (state) =>
      batch(() => {
        [values.value, unread.value, prefilled.value, typed.value] = state;
      }),
  );

  return {
    kind,
    base,
    new_uuid,
    values,
    unread,
    prefilled,
    typed,
    undo,
    problems,
    change_reason,
    asks_reason,
    problemAt: (path) => problems.value.find((problem) => problem.path === path),
    value: (path) => valueAt(values.value, path),
    set(path, value) {
      undo.remember(path);
      batch(() => {
        put(path, value);
        forgetUnread(path);
        prefilled.value = without(prefilled.value, path);
        typed.value = withPath(typed.value, path);
      });
    },
    setUnread(path, text) {
      undo.remember(path);
      unread.value = { ...unread.value, [path]: text };
    },
    prefill(path, value) {
      if (typed.value.has(path) || path in unread.value) return;
      const now = valueAt(values.value, path);
      if (now === value || !(prefilled.value.has(path) || isBlank(now))) return;
      batch(() => {
        put(path, value);
        prefilled.value = (isBlank(value) ? without : withPath)(prefilled.value, path);
      });
    },
    addRow(path, fields) {
      undo.remember(`${path}.new`);
      const rows = (valueAt(values.value, path) ?? []) as Json[];
      put(path, [...rows, { ...blank(fields), id: newRowId() }]);
    },
    removeRow(path, index) {
      const rows = valueAt(values.value, path) as Container[];
      undo.remember(`${path}.${String(rows[index]?.["id"])}`);
      batch(() => {
        put(path, rows.toSpliced(index, 1));
        forgetUnder(path);
      });
    },
    check(now) {
      tried.value = true;
      return found.value.length === 0 ? document(now) : undefined;
    },
    refuse(problem) {
      refused.value = problem;
    },
  };
}
