import { effect, signal, type Signal } from "@preact/signals";
import { type BookStyle, bookStyles } from "./book_columns.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** Lines that a page may have. */
export const lineCounts = [8, 12, 16, 20, 24, 30] as const;

/** How this device shows the logbook as pages. */
export interface BookSettings {
  style: Signal<BookStyle>;
  lines: Signal<number>;
}

const key = "offblock.book_pages";

/** Reads how the pages are ruled, and keeps it whenever it changes. */
export function openBookSettings(shelf: Shelf): BookSettings {
  const kept = readKept<{ style?: string; lines?: number }>(shelf, key) ?? {};
  const known = Object.hasOwn(bookStyles, kept.style ?? "");
  const style = signal<BookStyle>(known ? (kept.style as BookStyle) : "faa");
  const lines = signal<number>(lineCounts.find((count) => count === kept.lines) ?? 12);
  effect(() => {
    keep(shelf, key, { style: style.value, lines: lines.value });
  });
  return { style, lines };
}
