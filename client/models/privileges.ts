/** How privileges are named and ordered where people read them. */
import type { State, Verdict } from "../../shared/rules/verdict.ts";

/** The word for each state, and whether it lets one go. */
export const stateWords = {
  current: { word: "Current", tone: "good" },
  grace: { word: "Grace period", tone: "wait" },
  needs_ipc: { word: "Needs a check", tone: "bad" },
  lapsed: { word: "Lapsed", tone: "bad" },
  never: { word: "Not yet", tone: "quiet" },
  unknown: { word: "Cannot say", tone: "wait" },
} as const satisfies Record<State, { word: string; tone: "good" | "wait" | "bad" | "quiet" }>;

/** A verdict's name in an address: the rule and what it is about. */
export function privilegeKey({ rule, title, applies_to }: Verdict): string {
  const about = Object.values(applies_to).filter((value) => value !== undefined);
  return encodeURIComponent(
    [rule, ...(rule === "own" ? [title] : []), ...about.map(String)].join("~"),
  );
}

const categoryWords: Readonly<Record<string, string>> = {
  airplane: "airplanes",
  rotorcraft: "rotorcraft",
  glider: "gliders",
  lighter_than_air: "lighter-than-air",
  powered_lift: "powered-lift",
  powered_parachute: "powered parachutes",
  weight_shift_control: "weight-shift control",
};

/** What a verdict is about, in a few words: `ASEL, tailwheel`. Empty when its title says it all. */
export function subjectOf({ applies_to }: Verdict): string {
  const { category, class: of_class, type, tailwheel, operation, certificate } = applies_to;
  const aircraft =
    type ?? of_class ?? (category === undefined ? undefined : categoryWords[category]);
  return [aircraft, tailwheel === true ? "tailwheel" : undefined, operation, certificate]
    .filter((word) => word !== undefined && word !== "")
    .join(", ");
}

/** Verdicts whose privilege was held at some time, or about which something must be said. */
export function held(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ state }) => state !== "never");
}
