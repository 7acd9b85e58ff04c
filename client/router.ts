import { signal, type ReadonlySignal } from "@preact/signals";

/**
 * Where the app is. Addresses live behind `#`, so that a deep link works from the precached page
 * with no network and without a rule on any server.
 */
export interface Router {
  /** The path, split and decoded: `["records", "aircraft", "0198…"]`. */
  path: ReadonlySignal<string[]>;
  /** Whether the browser is on its way to another address, and has not told it yet. */
  isLeaving(): boolean;
  /** The path of the screen that one came from; empty where the app was opened. */
  cameFrom(): string[];
  go(path: string): void;
  /** Like `go`, but back does not lead here again. */
  replace(path: string): void;
  /** To where one came from, as the browser's own button; to `fallback` where the app was opened. */
  back(fallback: string): void;
  /**
   * Ends what was done here, and shows `next`: by going back when one came from there, so that it
   * is not there twice on the way back.
   */
  end(next: string): void;
}

/** The parts of a hash. A part that is not well encoded is taken as it is. */
export function partsOf(hash: string): string[] {
  return hash
    .replace(/^#?\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** What the browser keeps with a step of its history, over a reload too. */
interface Step {
  /** How many steps of the app lie before it. */
  depth: number;
  /** The hash of the one before. */
  from: string;
}

/** Follows the address of a window. */
export function openRouter(page: Window): Router {
  const { history, location } = page;
  const path = signal(partsOf(location.hash));
  let here = (history.state as Step | null) ?? { depth: 0, from: "" };
  let shown = location.hash;
  let is_going_back = false;
  const note = (url?: string) => history.replaceState(here, "", url);
  const read = () => {
    shown = location.hash;
    path.value = partsOf(shown);
  };
  note();
  page.addEventListener("popstate", () => {
    is_going_back = false;
  });
  page.addEventListener("hashchange", ({ oldURL }) => {
    const known = history.state as Step | null;
    // A step that nothing is noted of is new: a link was followed, or an address typed.
    here = known ?? { depth: here.depth + 1, from: new URL(oldURL).hash };
    if (known === null) note();
    read();
  });
  const cameFrom = () => partsOf(here.from);
  const replace = (next: string) => {
    note(`#${next}`);
    read();
  };
  const back = (fallback: string) => {
    if (here.depth === 0) return replace(fallback);
    // The browser goes back in its own time: a second tap before that is the same.
    if (!is_going_back) history.back();
    is_going_back = true;
  };
  return {
    path,
    isLeaving: () => location.hash !== shown,
    cameFrom,
    go(next) {
      location.hash = next;
    },
    replace,
    back,
    end: (next) => (cameFrom().join("/") === partsOf(next).join("/") ? back(next) : replace(next)),
  };
}
