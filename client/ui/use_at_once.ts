import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/**
 * Runs `work` whenever a signal that it reads changes, before the change is answered. What a form
 * works out is there when it is saved with the same key; `useSignalEffect` would follow a frame later.
 */
export function useAtOnce(work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => effect(() => latest.current()), []);
}
