/** Small things that a device keeps beside its logbooks: settings, drafts, which logbook is open. */

/** The part of `localStorage` that is used. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** `localStorage`, or a memory for this visit where the browser refuses it. */
export function openShelf(local: () => Shelf): Shelf {
  try {
    const shelf = local();
    shelf.setItem("offblock.probe", "1");
    shelf.removeItem("offblock.probe");
    return shelf;
  } catch {
    return memoryShelf();
  }
}

/** A shelf that lasts as long as the page. */
export function memoryShelf(): Shelf {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** A JSON value of a shelf; undefined when it is missing or damaged. */
export function readKept<T>(shelf: Shelf, key: string): T | undefined {
  try {
    const text = shelf.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Writes a JSON value; false when the device has no room for it. */
export function keep(shelf: Shelf, key: string, value: unknown): boolean {
  try {
    shelf.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
