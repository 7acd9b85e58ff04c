import { effect, signal, type Signal } from "@preact/signals";
import type { Role } from "./flight_roles.ts";
import { type ClockStyle, clockStyle, type DateStyle, dateStyle } from "../ui/moments.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** How times of flight are written and typed. Tenths: 6 minutes each, 14 CFR logbooks' habit. */
export type DurationStyle = "tenths" | "hhmm";
/** `red` keeps eyes used to the dark: a cockpit at night. */
type Theme = "system" | "light" | "dark" | "red";

/** What a device remembers of how its pilot wants things shown. */
export interface Settings {
  duration_style: Signal<DurationStyle>;
  theme: Signal<Theme>;
  date_style: Signal<DateStyle>;
  clock_style: Signal<ClockStyle>;
  /** Whose fields the form of a flight shows. */
  role: Signal<Role>;
  /** Whether the quick log asks the device where it is. */
  finds_airport: Signal<boolean>;
}

type Kept = { [Name in keyof Settings]: Settings[Name]["value"] };

const key = "offblock.settings";

const roles: readonly Role[] = ["all", "student", "private", "instructor", "airline"];

/** One of some words, or the first when it is none of them. */
function oneOf<Word>(words: readonly Word[], said: unknown): Word {
  return words.find((word) => word === said) ?? words[0]!;
}

/** The settings of this device, kept whenever one changes. */
export function openSettings(shelf: Shelf): Settings {
  const kept = readKept<Partial<Kept>>(shelf, key) ?? {};
  dateStyle.value = oneOf(["words", "iso", "us"], kept.date_style);
  clockStyle.value = oneOf(["24", "12"], kept.clock_style);
  const settings: Settings = {
    date_style: dateStyle,
    clock_style: clockStyle,
    duration_style: signal(oneOf(["tenths", "hhmm"], kept.duration_style)),
    theme: signal(oneOf(["system", "light", "dark", "red"], kept.theme)),
    role: signal(oneOf(roles, kept.role)),
    finds_airport: signal(kept.finds_airport === true),
  };
  let isOpened = false;
  effect(() => {
    const all = Object.entries(settings).map(([name, { value }]) => [name, value]);
    if (isOpened) keep(shelf, key, Object.fromEntries(all));
    isOpened = true;
  });
  return settings;
}
