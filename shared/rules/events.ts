/** Rules about something done once: a review, a check, a test, a course. */
import { dayNumber, type Day, endOfCalendarMonths, monthNumber } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { TrainingEventRecord } from "../facts/records.ts";
import { timelineOf } from "../facts/timeline.ts";
import { lookupById } from "../reference/lookups.ts";
import type { Counted } from "./verdict.ts";
import { judgeWindow, type Need, type Window, type WindowState } from "./window.ts";

/** Something done on a day. */
export interface Done {
  id: string;
  date: Day;
  what: string;
}

/** One thing done is one of the first measure, whatever that is of a flight. */
const once: readonly Need[] = [{ what: "completed", measure: 0, need: 1 }];

/** Judges "this was done within the window", for a list in any order. Days after `as_of` do not exist. */
export function judgeDone(done: readonly Done[], as_of: Day, window: Window): WindowState {
  const words = new Map(done.map(({ id, what }) => [id, what]));
  const entries = done
    .map(({ id, date }) => ({
      kind: "flight" as const,
      id,
      date,
      day: dayNumber(date),
      sums: [1],
      filled: [0],
    }))
    .sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1));
  const state = judgeWindow(timelineOf(entries), as_of, once, window);
  const counted = state.counted.map((item) => ({ ...item, what: words.get(item.id) ?? item.what }));
  return { ...state, counted };
}

/** When something done every so many months falls due. */
export interface Due {
  /** First day of the unbroken time. */
  since: Day;
  /** The last day of the month in which it is due. */
  last_day: Day;
  /** The last day of the month after it, in which it still counts as done when due. */
  late_day: Day;
  counted: Counted[];
}

/**
 * The month in which a check falls due when one done in the month before or after counts as done
 * in the month it was due: 14 CFR 61.55(c), 61.58(i). Undefined when it was never done.
 */
export function dueAfter(done: readonly Done[], as_of: Day, months: number): Due | undefined {
  const in_order = done
    .filter(({ date }) => date <= as_of)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
  let due: number | undefined;
  let since = "";
  for (const { date } of in_order) {
    const month = monthNumber(date);
    const on_time = due !== undefined && Math.abs(month - due) <= 1;
    if (due === undefined || month > due + 1) since = date;
    due = Math.max(due ?? 0, on_time ? due! + months : month + months);
  }
  const last = in_order.at(-1);
  if (due === undefined || last === undefined) return undefined;
  const offset = due - monthNumber(last.date);
  return {
    since,
    last_day: endOfCalendarMonths(last.date, offset),
    late_day: endOfCalendarMonths(last.date, offset + 1),
    counted: [{ id: last.id, date: last.date, what: last.what, how_many: 1 }],
  };
}

/** The code of a training event's kind. */
export function eventCode(event: TrainingEventRecord): string | undefined {
  return lookupById("training_event_types", event.event_type_id)?.code;
}

/** Training events of some kinds that were completed and not said to be unsatisfactory. */
export function completedEvents(
  facts: Facts,
  codes: readonly string[],
): { event: TrainingEventRecord; done: Done }[] {
  return facts.records.training_event.flatMap((event) => {
    const code = eventCode(event);
    const date = event.actual_end_date ?? event.actual_start_date;
    const counts =
      code !== undefined &&
      codes.includes(code) &&
      event.status === "completed" &&
      event.satisfactorily_completed !== false;
    if (!counts || date === null) return [];
    const what = lookupById("training_event_types", event.event_type_id)!.name;
    return [{ event, done: { id: event._id, date, what } }];
  });
}

/** Practical tests that were passed, with what they were for. */
export function passedTests(facts: Facts): (Done & { aircraft_id: string | null })[] {
  return facts.records.practical_test
    .filter((test) => test.outcome === "pass")
    .map((test) => ({
      id: test._id,
      date: test.test_date,
      what: test.certificate_or_rating_sought,
      aircraft_id: test.aircraft_id,
    }));
}

/** Two ways to write one type: `B-737`, `b737`. */
export function isSameType(a: string | null, b: string | null): boolean {
  const plain = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return a !== null && b !== null && plain(a) === plain(b);
}
