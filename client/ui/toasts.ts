import { signal, type ReadonlySignal } from "@preact/signals";

/** How long a line stays, in milliseconds; longer when something can be undone. */
const shown_ms = 4_000;
const shown_with_action_ms = 9_000;

/** A line that tells what has just happened. */
interface Toast {
  id: number;
  text: string;
  action: { label: string; run: () => void } | null;
}

/** The lines that are shown now. */
export interface Toasts {
  shown: ReadonlySignal<readonly Toast[]>;
  show(text: string, action?: { label: string; run: () => void }): void;
  close(id: number): void;
}

/** An empty place for toasts. */
export function openToasts(): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let last = 0;
  const close = (id: number) => {
    shown.value = shown.value.filter((toast) => toast.id !== id);
  };
  return {
    shown,
    close,
    show(text, action) {
      const id = ++last;
      const others = shown.value.filter((toast) => toast.text !== text).slice(-1);
      shown.value = [...others, { id, text, action: action ?? null }];
      setTimeout(() => close(id), action === undefined ? shown_ms : shown_with_action_ms);
    },
  };
}
