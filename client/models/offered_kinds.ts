import { kinds, type KindName } from "../../shared/kinds/kinds.ts";

/** Kinds that have screens of their own. */
const shownElsewhere: ReadonlySet<KindName> = new Set<KindName>([
  "flight",
  "correction",
  "saved_report",
]);

/**
 * Kinds that nobody types: the app, the gateway or an instructor's key makes them. They are listed
 * once there are some.
 */
const madeByApp: ReadonlySet<string> = new Set([
  "attachment",
  "book_report",
  "correction",
  "entry_signature",
]);

/** Whether a form for a new record of this kind is offered. */
export function isTyped(kind: KindName): boolean {
  return !madeByApp.has(kind);
}

/** The kinds to list; `count` answers how many records of a kind there are. */
export function listedKinds(count: (kind: KindName) => number): KindName[] {
  return (Object.keys(kinds) as KindName[]).filter(
    (kind) => !shownElsewhere.has(kind) && (isTyped(kind) || count(kind) > 0),
  );
}
