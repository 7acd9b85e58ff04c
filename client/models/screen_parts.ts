import { signal, type ReadonlySignal } from "@preact/signals";

/** The screens that nobody sees first: a part of the app that is fetched after it has opened. */
export type LaterScreens = typeof import("../screens/later_screens.tsx");

/** The second part of the app. */
export interface ScreenParts {
  /** Undefined until it is here. */
  later: ReadonlySignal<LaterScreens | undefined>;
  /** It could not be fetched; only a reload tries again, since a browser remembers the failure. */
  failed: ReadonlySignal<boolean>;
  /** Begins to fetch it; again is no harm. */
  fetch(): void;
}

/** Knows how to fetch the second part, and fetches nothing yet. */
export function openScreenParts(load: () => Promise<LaterScreens>): ScreenParts {
  const later = signal<LaterScreens | undefined>(undefined);
  const failed = signal(false);
  let begun = false;
  return {
    later,
    failed,
    fetch() {
      if (begun) return;
      begun = true;
      load().then(
        (screens) => {
          later.value = screens;
        },
        () => {
          failed.value = true;
        },
      );
    },
  };
}
