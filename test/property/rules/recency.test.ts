import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayOf, endOfCalendarMonths } from "../../../shared/calendar.ts";
import { keepFacts } from "../../../shared/facts/facts.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import { easa_fcl_060_b_1 } from "../../../shared/rules/easa_fcl_060.ts";
import { faa_61_56 } from "../../../shared/rules/faa_61_56.ts";
import { faa_61_57_a } from "../../../shared/rules/faa_61_57_a.ts";
import { faa_61_57_b } from "../../../shared/rules/faa_61_57_b.ts";
import { faa_61_57_c } from "../../../shared/rules/faa_61_57_c.ts";
import { reportHome } from "../../../shared/rules/home_report.ts";
import type { Rule } from "../../../shared/rules/verdict.ts";
import { aircraft, factsFrom, flight, lookups, record } from "../../unit/rules/logbook.ts";

const fleet = [
  ...aircraft("N1"),
  ...aircraft("N5", { is_tailwheel: true }),
  ...aircraft("N2", { class: "AMEL", engine_count: 2 }),
];
const first = 20_500;

/** One entry of a random logbook: few days and small counts, so that edges are met often. */
interface Entry {
  offset: number;
  registration: string;
  takeoffs: number;
  landings: number;
  full_stops: number;
  night: number;
  approaches: number;
  holds: number;
  tracking: boolean;
  is_ipc: boolean;
}

const entry = (days: number): fc.Arbitrary<Entry> =>
  fc.record({
    offset: fc.nat(days),
    registration: fc.constantFrom("N1", "N1", "N5", "N2"),
    takeoffs: fc.nat(3),
    landings: fc.nat(3),
    full_stops: fc.nat(3),
    night: fc.nat(2),
    approaches: fc.nat(7),
    holds: fc.nat(1),
    tracking: fc.boolean(),
    is_ipc: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });

const flown = (one: Entry) =>
  flight({
    date: dayOf(first + one.offset),
    aircraft: one.registration,
    approaches: one.approaches,
    holds: one.holds,
    course_intercepting_tracking_performed: one.tracking,
    is_ipc: one.is_ipc,
    leg: {
      day_takeoffs: one.takeoffs,
      day_landings_touch_and_go: one.landings,
      day_landings_full_stop: one.full_stops,
      night_takeoffs: one.night,
      night_landings_full_stop: one.night,
    },
  });

/** What counts of an entry, in the words of the regulation. */
const tookOff = (one: Entry) => one.takeoffs + one.night;
const landed = (one: Entry) => one.landings + one.full_stops + one.night;
const stopped = (one: Entry) => one.full_stops + one.night;

/** Held on a day, counted from the words: so many within the 90 days before, or the day itself. */
function heldByHand(
  entries: readonly Entry[],
  day: number,
  ...counts: ((one: Entry) => number)[]
): boolean {
  const recent = entries.filter(
    (one) => first + one.offset <= day && day <= first + one.offset + 90,
  );
  return counts.every((count) => recent.reduce((sum, one) => sum + count(one), 0) >= 3);
}

/** The last day on which it holds if nothing more is flown after `today`, day by day. */
function lastDayByHand(
  entries: readonly Entry[],
  today: number,
  ...counts: ((one: Entry) => number)[]
) {
  const known = entries.filter((one) => first + one.offset <= today);
  for (let day = today + 91; day >= first; day--) {
    const until = known.filter((one) => first + one.offset <= day);
    if (heldByHand(until, day, ...counts)) return day;
  }
  return null;
}

const classOf = (registration: string) => (registration === "N2" ? "AMEL" : "ASEL");

describe("90 days, against counting by hand", () => {
  const judgements: [
    string,
    Rule,
    boolean,
    (all: Entry[]) => Entry[],
    ((one: Entry) => number)[],
  ][] = [
    ["61.57(a) by class", faa_61_57_a, false, (all) => all, [tookOff, landed]],
    [
      "61.57(a) tailwheel",
      faa_61_57_a,
      true,
      (all) => all.filter(({ registration }) => registration === "N5"),
      [tookOff, stopped],
    ],
    ["61.57(b)", faa_61_57_b, false, (all) => all, [(one) => one.night, (one) => one.night]],
    ["FCL.060(b)(1)", easa_fcl_060_b_1, false, (all) => all, [tookOff, landed]],
  ];
  test.each(judgements)("%s", (_, rule, tailwheel, choose, counts) => {
    fc.assert(
      fc.property(fc.array(entry(260), { maxLength: 9 }), fc.nat(400), (entries, offset) => {
        const facts = factsFrom(fleet, entries.map(flown));
        const today = first + offset;
        const verdicts = rule
          .judge(facts, dayOf(today))
          .filter(({ applies_to }) => (applies_to.tailwheel ?? false) === tailwheel);
        for (const verdict of verdicts) {
          const own = choose(entries).filter(
            (one) => classOf(one.registration) === verdict.applies_to.class,
          );
          const last_day = lastDayByHand(own, today, ...counts);
          expect(verdict.state === "current").toBe(
            heldByHand(
              own.filter((one) => first + one.offset <= today),
              today,
              ...counts,
            ),
          );
          expect(verdict.last_day).toBe(last_day === null ? null : dayOf(last_day));
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** The instrument clock by hand: month by month, from the words of 61.57(c) and (d). */
function instrumentByHand(entries: readonly Entry[], today: number): string {
  const airplanes = entries.filter((one) => first + one.offset <= today);
  let last: string | null = null;
  for (let day = first; day <= today; day++) {
    const as_of = dayOf(day);
    const recent = airplanes.filter((one) => {
      const date = dayOf(first + one.offset);
      return date <= as_of && as_of <= endOfCalendarMonths(date, 6);
    });
    const checks = recent.filter((one) => one.is_ipc);
    const sum = (count: (one: Entry) => number) => recent.reduce((all, one) => all + count(one), 0);
    const tasks =
      sum((one) => one.approaches) >= 6 &&
      sum((one) => one.holds) >= 1 &&
      recent.some((one) => one.tracking);
    const dead = last !== null && as_of > endOfCalendarMonths(last, 6);
    // A check stands for six months by itself; tasks do not when the lapse is too old.
    if (checks.length > 0 || (tasks && !dead)) last = as_of;
    if (day === today && last === as_of) return "current";
  }
  if (last === null) return "never";
  return dayOf(today) <= endOfCalendarMonths(last, 6) ? "grace" : "needs_ipc";
}

test("instrument recency, against following the calendar day by day", () => {
  fc.assert(
    fc.property(fc.array(entry(1000), { maxLength: 8 }), fc.nat(1300), (entries, offset) => {
      const verdict = faa_61_57_c.judge(
        factsFrom(fleet, entries.map(flown)),
        dayOf(first + offset),
      )[0];
      const by_hand = instrumentByHand(entries, first + offset);
      expect(verdict?.state ?? "never").toBe(by_hand);
    }),
    { numRuns: 250 },
  );
});

const rank = { current: 3, grace: 2, needs_ipc: 1, lapsed: 1, never: 0, unknown: 0 } as const;

describe("a qualifying flight more never shortens a privilege", () => {
  test.each([faa_61_57_a, faa_61_57_b, easa_fcl_060_b_1])("$regulation", (rule) => {
    fc.assert(
      fc.property(
        fc.array(entry(260), { maxLength: 8 }),
        entry(260),
        fc.nat(400),
        (entries, more, offset) => {
          const as_of = dayOf(first + offset);
          const before = rule.judge(factsFrom(fleet, entries.map(flown)), as_of);
          const after = rule.judge(factsFrom(fleet, [...entries, more].map(flown)), as_of);
          for (const verdict of before) {
            const same = after.find(
              ({ applies_to }) => JSON.stringify(applies_to) === JSON.stringify(verdict.applies_to),
            )!;
            expect(rank[same.state]).toBeGreaterThanOrEqual(rank[verdict.state]);
            if (verdict.last_day !== null) expect(same.last_day! >= verdict.last_day).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
  test("14 CFR 61.57(c), for a flight after all others", () => {
    fc.assert(
      fc.property(
        fc.array(entry(600), { maxLength: 8 }),
        entry(0),
        fc.nat(900),
        (entries, more, offset) => {
          const latest = Math.max(0, ...entries.map((one) => one.offset));
          const as_of = dayOf(first + Math.max(offset, latest));
          const judge = (all: Entry[]) =>
            faa_61_57_c.judge(factsFrom(fleet, all.map(flown)), as_of)[0];
          const before = judge(entries);
          const after = judge([...entries, { ...more, offset: latest }]);
          expect(rank[after?.state ?? "never"]).toBeGreaterThanOrEqual(
            rank[before?.state ?? "never"],
          );
        },
      ),
      { numRuns: 150 },
    );
  });
  test("14 CFR 61.56", () => {
    const review = (offset: number, i: number) =>
      record("flight_review", `r${i} ${offset}`, { review_date: dayOf(first + offset) });
    fc.assert(
      fc.property(
        fc.array(fc.nat(2000), { maxLength: 5 }),
        fc.nat(2000),
        fc.nat(2500),
        (offsets, more, today) => {
          const judge = (all: number[]) =>
            faa_61_56.judge(factsFrom(all.map(review)), dayOf(first + today))[0]!;
          const [before, after] = [judge(offsets), judge([...offsets, more])];
          expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state]);
          if (before.last_day !== null) expect(after.last_day! >= before.last_day).toBe(true);
          if (after.state === "current") expect(addDays(after.last_day!, 1).slice(8)).toBe("01");
        },
      ),
    );
  });
});

test("facts kept in step with each save and removal are the facts of the records that are left", () => {
  const step = fc.record({
    remove: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    which: fc.nat(100),
    entry: entry(400),
    asks: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(entry(400), { maxLength: 12 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      (entries, steps) => {
        const left = new Map<string, Envelope>(entries.map(flown).map((one) => [one._id, one]));
        const keeper = keepFacts([...fleet, ...left.values()], lookups);
        const as_of = dayOf(first + 300);
        reportHome(keeper.current(), as_of);
        for (const [i, { remove, which, entry: one, asks }] of steps.entries()) {
          const ids = [...left.keys()];
          const known = ids[which % Math.max(1, ids.length)];
          if (remove && known !== undefined) {
            left.delete(known);
            keeper.remove(known);
          } else {
            const made = flown(one);
            const record = which % 2 === 0 && known !== undefined ? { ...made, _id: known } : made;
            left.set(record._id, record);
            keeper.put(record);
          }
          if (!asks && i < steps.length - 1) continue;
          const fresh = keepFacts([...fleet, ...left.values()], lookups).current();
          expect(reportHome(keeper.current(), as_of)).toEqual(reportHome(fresh, as_of));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a long logbook resumes where the last judgement left off", () => {
  const long = Array.from({ length: 400 }, (_, i) =>
    flight({
      date: dayOf(first + i * 3),
      leg: { day_takeoffs: i % 3, day_landings_full_stop: i % 2 },
    }),
  );
  fc.assert(
    fc.property(fc.nat(1300), entry(1300), fc.nat(1400), (today, more, later) => {
      const keeper = keepFacts([...fleet, ...long], lookups);
      reportHome(keeper.current(), dayOf(first + today));
      const added = flown(more);
      keeper.put(added);
      const fresh = keepFacts([...fleet, ...long, added], lookups).current();
      for (const day of [today, later])
        expect(reportHome(keeper.current(), dayOf(first + day))).toEqual(
          reportHome(fresh, dayOf(first + day)),
        );
    }),
    { numRuns: 60 },
  );
});
