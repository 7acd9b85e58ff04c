import type { DraftStore } from "../store/draft_store.ts";
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
  /** Fields that somebody typed in, be it to clear them. */
  typed?: string[];
  /** Why the change, as typed so far. */
  change_reason?: string;
  /** When it was kept, UTC. */
  kept_at?: string;
}

/** Drafts of one logbook. They survive a reload, a crash and an update. */
export interface Drafts {
  read(form: string): Draft | undefined;
  /** Keeps a draft soon; at once when the page is hidden. */
  write(form: string, draft: Draft): void;
  /** Keeps what waits to be kept now, on the disk: what was tapped must survive a dead battery. */
  settle(): void;
  discard(form: string): void;
}

/** What drafts need from outside. */
export interface DraftsContext {
  /** Read and written at once, but lost with a browser that dies a moment later. */
  shelf: Shelf;
  /** Written a little later, and safe then; undefined where the browser refuses it. */
  safe: DraftStore | undefined;
  logbook_id: string;
  clock: { now(): string };
  /** Tells when the page may be about to go. */
  page: EventTarget;
}

/** Opens the drafts of a logbook: what the shelf has lost since is back on it. */
export async function openDrafts(context: DraftsContext): Promise<Drafts> {
  const { shelf, safe, logbook_id, clock, page } = context;
  const keyOf = (form: string) => `offblock.draft.${logbook_id}.${form}`;
  const onShelf = (form: string) => readKept<Draft>(shelf, keyOf(form));
  const waiting = new Map<string, Draft>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A draft that cannot be kept safe is on the shelf all the same.
  const ignore = () => undefined;

  for (const [form, draft] of (await safe?.all().catch(() => [])) ?? []) {
    const known = onShelf(form);
    if (known === undefined || (known.kept_at ?? "") < (draft.kept_at ?? ""))
      keep(shelf, keyOf(form), draft);
  }
  const flush = (at_once: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    for (const [form, draft] of waiting) {
      const kept = { ...draft, kept_at: clock.now() };
      keep(shelf, keyOf(form), kept);
      safe?.put(form, kept, at_once).catch(ignore);
    }
    waiting.clear();
  };
  page.addEventListener("pagehide", () => flush(false));
  page.addEventListener("visibilitychange", () => flush(false));

  return {
    read: (form) => waiting.get(form) ?? onShelf(form),
    write(form, draft) {
      waiting.set(form, draft);
      timer ??= setTimeout(() => flush(false), settle_ms);
    },
    settle: () => flush(true),
    discard(form) {
      waiting.delete(form);
      shelf.removeItem(keyOf(form));
      safe?.remove(form).catch(ignore);
    },
  };
}
