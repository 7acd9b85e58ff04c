import { dayNumber, type Day } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { columnOf, hasAny, placeOfDay, type Timeline, timelineOf } from "../facts/timeline.ts";
import { judgeTakeoffsAndLandings } from "./faa_61_57_a.ts";
import { groupsUpTo, inWords } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { combine, daysWindow, judgeWindow, monthsWindow, type Need } from "./window.ts";

/** 14 CFR 61.57(e)(4)(i)(A): at least 1,500 hours as a pilot. */
const careerMinutes = 1500 * 60;
/** 14 CFR 61.57(e)(4)(i)(C): 15 hours in the type within the preceding 90 days. */
const inType: Need[] = [{ what: "minutes in the type", measure: at.total_time, need: 15 * 60 }];
/** 14 CFR 61.57(e)(4)(i)(D): three of each by night within six months before the month. */
const byNight: Need[] = [
  { what: "take-offs by night", measure: at.recency_night_takeoffs, need: 3 },
  { what: "landings to a full stop by night", measure: at.recency_night_full_stops, need: 3 },
];

const nightWindow = monthsWindow(6);
const typeWindow = daysWindow(90);

/** Types of turbine airplane in which time with two pilots was logged, on or before a day. */
function twoPilotGroups(facts: Facts, as_of: Day): { groups: Group[]; are_all: boolean } {
  const turbine = groupsUpTo(facts, as_of, "type").filter((group) => {
    const craft = craftOfFlight(facts, group.timeline.rows[0]![0] as FlightFacts);
    return craft.is_turbine && craft.category === "airplane";
  });
  const groups = turbine.filter((group) =>
    hasAny(group.timeline, as_of, at.multi_pilot_time, at.sic_time),
  );
  return { groups, are_all: groups.length === turbine.length };
}

/** All flights in turbine airplanes that need two pilots, as far as entries tell. */
function twoPilotFlights(facts: Facts, groups: readonly Group[], are_all: boolean): Timeline {
  const turbine = facts.groups.get("turbine")?.timeline ?? timelineOf([]);
  if (are_all) return turbine;
  const types = new Set(groups.map((group) => group.applies_to.type!));
  const flights = turbine.rows.flat() as FlightFacts[];
  return timelineOf(flights.filter((flight) => types.has(craftOfFlight(facts, flight).type ?? "")));
}

/** Minutes flown in a career up to a day. */
function careerUpTo(facts: Facts, as_of: Day): number {
  const all = facts.groups.get("all")?.timeline;
  if (all === undefined) return 0;
  const minutes = columnOf(all, at.total_time);
  const end = placeOfDay(all.days, dayNumber(as_of) + 1);
  let sum = 0;
  for (let i = 0; i < end; i++) sum += minutes[i]!;
  return sum;
}

function find(facts: Facts, as_of: Day): Finding[] {
  const { groups, are_all } = twoPilotGroups(facts, as_of);
  if (groups.length === 0) return [];
  const turbine = twoPilotFlights(facts, groups, are_all);
  const career = careerUpTo(facts, as_of);
  return groups.map((group) => {
    const parts = [
      judgeTakeoffsAndLandings(group, as_of),
      judgeWindow(group.timeline, as_of, inType, typeWindow),
      judgeWindow(turbine, as_of, byNight, nightWindow),
    ];
    const enough = career >= careerMinutes;
    const { held, counted, missing, ...combined } = combine(parts);
    return {
      ...(enough ? combined : { since: null, last_day: null }),
      applies_to: {
        ...group.applies_to,
        operation: "carrying persons by night, in place of 61.57(b)",
      },
      state: held && enough ? "current" : enough && combined.last_day !== null ? "lapsed" : "never",
      counted,
      missing: [
        ...(enough ? [] : [{ what: "minutes as a pilot", have: career, need: careerMinutes }]),
        ...missing,
      ],
      regain: `61.57(a) and 15 hours in a ${inWords(group)} within 90 days, and three take-offs and three landings to a full stop by night in a turbine airplane that needs two pilots within six calendar months.`,
      unknown: [
        "Whether the type certificate asks for two pilots: types with SIC or multi-pilot time are taken to.",
        "A part 142 course within 12 months, (e)(4)(ii), does too: none is recorded.",
      ],
    };
  });
}

/**
 * The alternative to 61.57(b) in turbine airplanes that need two pilots, 14 CFR 61.57(e)(4). The
 * exceptions (e)(5) and (e)(6), training and practical tests, are no experience of anyone and
 * stand in the words of 61.57(a).
 */
export const faa_61_57_e = defineRule({
  rule: "faa_61_57_e_4",
  title: "Night, two-pilot turbine airplanes",
  regulation: "14 CFR 61.57(e)(4)",
  authority: "FAA",
  law_from: "2018-11-26",
  law_to: null,
  convention:
    "90 days: the day of the event is day 0. Six months: calendar months before the month of the flight.",
  find,
});
