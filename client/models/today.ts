import { signal, type ReadonlySignal } from "@preact/signals";
import type { Clock } from "./clock.ts";

/** How often the day is looked at, in milliseconds. */
const look_every_ms = 30_000;

/**
 * The day it is where the device is, as a signal: a tablet that lay in the cockpit overnight shows
 * the currency of the new day when it is picked up.
 */
export function openToday(clock: Clock, page: Window): ReadonlySignal<string> {
  const today = signal(clock.today());
  const look = () => {
    today.value = clock.today();
  };
  page.setInterval(look, look_every_ms);
  page.document.addEventListener("visibilitychange", look);
  return today;
}
