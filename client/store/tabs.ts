/** A logbook's names on this device, and what its tabs and the service worker tell each other. */
import type { SyncReport } from "./messages.ts";

/** What tabs tell each other about one logbook. */
export type TabMessage =
  | { tell: "wrote" }
  | { tell: "nudge" }
  | { tell: "who_syncs" }
  | { tell: "report"; report: SyncReport };

/** The name of a logbook's local database, and of the channel that its tabs share. */
export function nameOfLogbook(logbook_id: string): string {
  return `offblock-${logbook_id}`;
}

/** The lock that whoever syncs a logbook holds. */
export function syncLockOf(logbook_id: string): string {
  return `${nameOfLogbook(logbook_id)}-sync`;
}

const tag_start = "offblock-sync:";

/** The tag of a one-off Background Sync of a logbook. */
export function syncTagOf(logbook_id: string): string {
  return `${tag_start}${logbook_id}`;
}

/** The logbook that a tag names; undefined when it is no tag of ours. */
export function logbookOfTag(tag: string): string | undefined {
  return tag.startsWith(tag_start) ? tag.slice(tag_start.length) : undefined;
}
