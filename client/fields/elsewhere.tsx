import { useEffect } from "preact/hooks";
import { useApp, type App } from "../app_context.ts";
import { lockOf } from "../models/entry_lock.ts";
import type { AnyRecord } from "../models/logbook.ts";

/** Goes to another address instead; back does not lead here again. */
export function Elsewhere({ path }: { path: string }) {
  const { router } = useApp();
  useEffect(() => router.replace(path), [path]);
  return null;
}

/**
 * Whether a record is shown instead of its form, since it is locked. A form that was begun before
 * the lock came stays open: what it saves becomes a correction.
 */
export function isReadOnly({ logbook, drafts }: App, record: AnyRecord): boolean {
  if (lockOf(logbook, record) === undefined) return false;
  return drafts.read(record._id.replace(":", ".")) === undefined;
}
