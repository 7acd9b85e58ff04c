import { effect, signal, type Signal } from "@preact/signals";
import { keep, readKept, type Shelf } from "./kept.ts";

/** How times of flight are written and typed. Tenths: 6 minutes each, 14 CFR logbooks' habit. */
export type DurationStyle = "tenths" | "hhmm";
type Theme = "system" | "light" | "dark";

interface Kept {
  duration_style: DurationStyle;
  theme: Theme;
}

/** What a device remembers of how its pilot wants things shown. */
export interface Settings {
  duration_style: Signal<DurationStyle>;
  theme: Signal<Theme>;
}

const key = "offblock.settings";

/** The settings of this device, kept whenever one changes. */
export function openSettings(shelf: Shelf): Settings {
  const kept = readKept<Partial<Kept>>(shelf, key) ?? {};
  const settings: Settings = {
    duration_style: signal(kept.duration_style === "hhmm" ? "hhmm" : "tenths"),
    theme: signal(kept.theme === "light" || kept.theme === "dark" ? kept.theme : "system"),
  };
  effect(() => {
    const { duration_style, theme } = settings;
    keep(shelf, key, { duration_style: duration_style.value, theme: theme.value } satisfies Kept);
  });
  return settings;
}
