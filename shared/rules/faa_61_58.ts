import type { Day } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { entriesWith, hasAny } from "../facts/timeline.ts";
import { completedEvents, type Done, dueAfter, isSameType, passedTests } from "./events.ts";
import { groupsUpTo, inWords } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";

/** 14 CFR 61.58(a)(1) and (2), in calendar months. */
const anyTypeMonths = 12;
const thisTypeMonths = 24;

const jets = new Set(["turbojet", "turbofan"]);

/** A check and the type in which it was; null when nothing says. */
interface CheckDone {
  type: string | null;
  done: Done;
}

/** Checks that count: 61.58 checks, those of parts 121 and 135, and practical tests in a type. */
function checksOf(facts: Facts): CheckDone[] {
  const all = facts.groups.get("all");
  const flights = (all === undefined ? [] : entriesWith(all.timeline, at.pic_checks))
    .map((entry) => entry as FlightFacts)
    .map((flight) => ({
      type: craftOfFlight(facts, flight).type,
      done: { id: flight.id, date: flight.date, what: "PIC proficiency check" },
    }));
  const events = completedEvents(facts, ["61.58_check", "proficiency_check"]).map(
    ({ event, done }) => ({ type: event.aircraft_type, done }),
  );
  const tests = passedTests(facts).map(({ aircraft_id, ...done }) => ({
    type: facts.crafts.get(aircraft_id ?? "")?.type ?? null,
    done,
  }));
  return [...flights, ...events, ...tests.filter(({ type }) => type !== null)];
}

/** Types that the paragraph covers: turbojets, and what entries show to need more than one pilot. */
function isCovered(facts: Facts, group: Group, as_of: Day): boolean {
  const craft = craftOfFlight(facts, group.timeline.rows[0]![0] as FlightFacts);
  const has_crew = hasAny(group.timeline, as_of, at.multi_pilot_time, at.sic_time);
  return jets.has(craft.engine_type ?? "") || has_crew;
}

function find(facts: Facts, as_of: Day): Finding[] {
  const checks = checksOf(facts);
  const any = dueAfter(
    checks.map(({ done }) => done),
    as_of,
    anyTypeMonths,
  );
  const typeless = checks.filter(({ type }) => type === null).length;
  const groups = groupsUpTo(facts, as_of, "type").filter((group) => isCovered(facts, group, as_of));
  return groups.map((group): Finding => {
    const in_type = checks.filter(({ type }) => isSameType(type, group.applies_to.type!));
    const own = dueAfter(
      in_type.map(({ done }) => done),
      as_of,
      thisTypeMonths,
    );
    const both = any !== undefined && own !== undefined;
    const last_day = both ? earlier(any.last_day, own.last_day) : null;
    const late_day = both ? earlier(any.late_day, own.late_day) : null;
    const held = last_day !== null && as_of <= last_day;
    const late = !held && late_day !== null && as_of <= late_day;
    return {
      applies_to: { ...group.applies_to, operation: "acting as pilot in command" },
      state: held ? "current" : late ? "grace" : both ? "lapsed" : "never",
      since: held ? later(any!.since, own!.since) : null,
      last_day,
      grace_last_day: late ? late_day : null,
      counted: [...(any?.counted ?? []), ...(own?.counted ?? [])],
      missing: [
        ...(any !== undefined && as_of <= any.last_day
          ? []
          : [{ what: "check in any such aircraft within 12 calendar months", have: 0, need: 1 }]),
        ...(own !== undefined && as_of <= own.last_day
          ? []
          : [{ what: "check in the type within 24 calendar months", have: 0, need: 1 }]),
      ],
      regain: `A PIC proficiency check, in a ${inWords(group)} when the last one in it is older than 24 calendar months.`,
      unknown: [
        "Whether the type certificate asks for two pilots: turbojets and types with SIC or multi-pilot time are judged.",
        ...(typeless > 0 ? ["In which type a check was: the record names no aircraft."] : []),
      ],
    };
  });
}

const earlier = (a: Day, b: Day) => (a < b ? a : b);
const later = (a: Day, b: Day) => (a > b ? a : b);

/** The PIC proficiency check, 14 CFR 61.58; single-pilot turbojets since 31 October 2011 (76 FR 54095). */
export const faa_61_58 = defineRule({
  rule: "faa_61_58",
  title: "PIC proficiency check",
  regulation: "14 CFR 61.58",
  authority: "FAA",
  law_from: "2011-10-31",
  law_to: null,
  convention:
    "Calendar months. A check in the month before or after the one in which it is due counts as done when due, 61.58(i); in the month after, the state is grace until it is done.",
  find,
});
