import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { at } from "../facts/measures.ts";
import { hasAny } from "../facts/timeline.ts";
import { groupsUpTo, inWords } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { type Check, judgeWindow, monthsWindow, type Need } from "./window.ts";

/** 14 CFR 61.57(f)(1)(v): three operations, each with its take-off, landing and transitions. */
const three: Need[] = [{ what: "NVG operations", measure: at.nvg_operations, need: 3 }];
/** 14 CFR 61.57(f)(1)(v): six in helicopters and powered-lift; the category holds no class apart. */
const six: Need[] = [{ what: "NVG operations", measure: at.nvg_operations, need: 6 }];
const categoriesOfSix = new Set(["rotorcraft", "powered_lift"]);

/** 14 CFR 61.57(g): a check stands for the tasks; the tasks bring it back without one at any time. */
const check: Check = { measure: at.nvg_check, revivable: () => Number.POSITIVE_INFINITY };

/** Calendar months before the month of the flight, 14 CFR 61.57(f)(1) and (f)(2). */
const ways = [
  {
    months: 2,
    window: monthsWindow(2),
    operation: "acting as PIC with night-vision goggles, with passengers",
  },
  {
    months: 4,
    window: monthsWindow(4),
    operation: "acting as PIC with night-vision goggles, without passengers",
  },
];

function find(facts: Facts, as_of: Day): Finding[] {
  const groups = groupsUpTo(facts, as_of, "category").filter((group) =>
    hasAny(group.timeline, as_of, at.nvg_operations, at.nvg_check),
  );
  return groups.flatMap((group) => {
    const isSix = categoriesOfSix.has(group.applies_to.category!);
    return ways.map(({ months, window, operation }): Finding => {
      const { held, ...state } = judgeWindow(
        group.timeline,
        as_of,
        isSix ? six : three,
        window,
        check,
      );
      return {
        ...state,
        applies_to: { ...group.applies_to, operation },
        state: held ? "current" : state.last_day === null ? "never" : "lapsed",
        regain: `${isSix ? "Six" : "Three"} NVG operations with their tasks within ${months} calendar months in a ${inWords(group)}, or an NVG proficiency check, 14 CFR 61.57(g).`,
        unknown: ["Whether each operation had all tasks of 61.57(f)(1): taken as logged."],
      };
    });
  });
}

/** Night-vision goggles, 14 CFR 61.57(f) and (g); since 20 October 2009 (74 FR 42500). */
export const faa_61_57_f = defineRule({
  rule: "faa_61_57_f",
  title: "Night-vision goggles",
  regulation: "14 CFR 61.57(f), (g)",
  authority: "FAA",
  law_from: "2009-10-20",
  law_to: null,
  convention:
    "Calendar months: through the end of the 2nd month after with passengers, of the 4th without.",
  find,
});
