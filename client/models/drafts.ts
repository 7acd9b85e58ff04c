import { keep, readKept, type Shelf } from "./kept.ts";

/** How long typing may pause before a draft is written, in milliseconds. */
const settle_ms = 200;

/** An open form as it was left: what was filled in, and what could not be read yet. */
export interface Draft {
  new_uuid: string;
  values: Record<string, unknown>;
  /** Texts as typed, by field path, that are no value yet. */
  unread: Record<string, string>;
  /** The revision that was being edited; null for a new record. */
  base: Record<string, unknown> | null;
  /** Fields that the form filled in by itself. */
  prefilled: string[];
  /** Why the change, as typed so far. */
  change_reason?: string;
}

/** Drafts of one logbook. They survive a reload, a crash and an update. */
export interface Drafts {
  read(form: string): Draft | undefined;
  /** Keeps a draft soon; at once when the page is hidden. */
  write(form: string, draft: Draft): void;
  discard(form: string): void;
}

/** Opens the drafts of a logbook; `page` tells when the page may be about to go. */
export function openDrafts(shelf: Shelf, logbook_id: string, page: EventTarget): Drafts {
  const keyOf = (form: string) => `offblock.draft.${logbook_id}.${form}`;
  const waiting = new Map<string, Draft>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const [form, draft] of waiting) keep(shelf, keyOf(form), draft);
    waiting.clear();
  };
  page.addEventListener("pagehide", flush);
  page.addEventListener("visibilitychange", flush);

  return {
    read: (form) => waiting.get(form) ?? readKept<Draft>(shelf, keyOf(form)),
    write(form, draft) {
      waiting.set(form, draft);
      timer ??= setTimeout(flush, settle_ms);
    },
    discard(form) {
      waiting.delete(form);
      shelf.removeItem(keyOf(form));
    },
  };
}
