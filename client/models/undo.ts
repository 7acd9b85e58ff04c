import { signal, type ReadonlySignal } from "@preact/signals";

/** Steps that are remembered. */
const steps_max = 100;

/** The way back through what was done, step by step. */
export interface Undo {
  /** Whether there is a step to take back. */
  possible: ReadonlySignal<boolean>;
  /** Call before a change; changes of one place in a row are one step. */
  remember(place: string): void;
  /** Takes the last step back. */
  undo(): void;
}

/** Remembers states: `read` answers the present one, `restore` goes back to one. */
export function openUndo<State>(read: () => State, restore: (state: State) => void): Undo {
  const steps = signal<readonly State[]>([]);
  const possible = signal(false);
  let last = "";
  const take = (next: readonly State[], place: string) => {
    steps.value = next;
    possible.value = next.length > 0;
    last = place;
  };
  return {
    possible,
    remember(place) {
      if (place === last) return;
      take([...steps.peek(), read()].slice(-steps_max), place);
    },
    undo() {
      const before = steps.peek().at(-1);
      if (before === undefined) return;
      take(steps.peek().slice(0, -1), "");
      restore(before);
    },
  };
}
