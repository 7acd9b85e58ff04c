import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { hasAny } from "../facts/timeline.ts";
import { completedEvents, dueAfter, isSameType } from "./events.ts";
import { groupsUpTo, inWords } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { judgeWindow, monthsWindow, type Need } from "./window.ts";

/** 14 CFR 61.55(b): within the previous 12 calendar months. */
const months = 12;
const window = monthsWindow(months);
/** 14 CFR 61.55(b)(2)(i): as sole manipulator, in the type. */
const needs: Need[] = [
  { what: "take-offs in the type", measure: at.takeoffs, need: 3 },
  { what: "landings to a full stop in the type", measure: at.full_stops, need: 3 },
];

/** Types in which SIC time was logged, and those of which familiarization is recorded. */
function isFlownAsSic(group: Group, as_of: Day): boolean {
  return hasAny(group.timeline, as_of, at.sic_time);
}

function find(facts: Facts, as_of: Day): Finding[] {
  const training = completedEvents(facts, ["61.55_familiarization"]).filter(
    ({ done }) => done.date <= as_of,
  );
  const groups = groupsUpTo(facts, as_of, "type").filter(
    (group) =>
      isFlownAsSic(group, as_of) ||
      training.some(({ event }) => isSameType(event.aircraft_type, group.applies_to.type!)),
  );
  const typeless = training.filter(({ event }) => event.aircraft_type === null).length;
  return groups.map((group): Finding => {
    const type = group.applies_to.type!;
    const done = training
      .filter(({ event }) => isSameType(event.aircraft_type, type))
      .map((one) => one.done);
    const due = dueAfter(done, as_of, months);
    const landings = judgeWindow(group.timeline, as_of, needs, window);
    const last_day =
      due === undefined || landings.last_day === null
        ? null
        : due.last_day < landings.last_day
          ? due.last_day
          : landings.last_day;
    const held = last_day !== null && as_of <= last_day;
    const late = !held && landings.held && due !== undefined && as_of <= due.late_day;
    const trained = due !== undefined && as_of <= due.last_day;
    return {
      applies_to: { ...group.applies_to, operation: "serving as second in command" },
      state: held ? "current" : late ? "grace" : last_day === null ? "never" : "lapsed",
      since: held ? later(due!.since, landings.since!) : null,
      last_day,
      grace_last_day: late ? due.late_day : null,
      counted: [...(due?.counted ?? []), ...landings.counted],
      missing: [
        ...(trained ? [] : [{ what: "familiarization", have: 0, need: 1 }]),
        ...landings.missing,
      ],
      regain: `Familiarization with the ${inWords(group)} (systems, limits, procedures, engine-out and crew coordination) and three take-offs and three landings to a full stop in it, within 12 calendar months.`,
      unknown:
        typeless > 0 ? ["For which type a familiarization was: the event names no aircraft."] : [],
    };
  });
}

const later = (a: Day, b: Day) => (a > b ? a : b);

/**
 * Second in command, 14 CFR 61.55(b) and (c): familiarization and landings in the type. Judged for
 * types flown as SIC; a safety pilot needs none of it, (f)(4).
 */
export const faa_61_55 = defineRule({
  rule: "faa_61_55",
  title: "Second in command",
  regulation: "14 CFR 61.55(b), (c)",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention:
    "Calendar months. Training done in the month before or after the one in which it is due counts as done when due; in the month after, the state is grace until it is done.",
  find,
});
