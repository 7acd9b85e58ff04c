import { signal, type ReadonlySignal } from "@preact/signals";

/**
 * Where the app is. Addresses live behind `#`, so that a deep link works from the precached page
 * with no network and without a rule on any server.
 */
export interface Router {
  /** The path, split and decoded: `["records", "aircraft", "0198…"]`. */
  path: ReadonlySignal<string[]>;
  go(path: string): void;
  /** Like `go`, but back does not lead here again. */
  replace(path: string): void;
  back(fallback: string): void;
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

/** Follows the address of a window. */
export function openRouter(page: Window): Router {
  const path = signal(partsOf(page.location.hash));
  let visited = 0;
  const read = () => {
    path.value = partsOf(page.location.hash);
  };
  page.addEventListener("hashchange", read);
  return {
    path,
    go(next) {
      visited++;
      page.location.hash = next;
    },
    replace(next) {
      page.history.replaceState(null, "", `#${next}`);
      read();
    },
    back(fallback) {
      if (visited > 0) {
        visited--;
        page.history.back();
      } else this.replace(fallback);
    },
  };
}
