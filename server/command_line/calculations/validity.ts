/** How long something holds: reviews, windows of experience, calendar months, ages. */
import {
  addDays,
  addMonths,
  ageOn,
  type Day,
  dayNumber,
  endOfCalendarMonths,
} from "../../../shared/calendar.ts";
import { calcFlightReview } from "../../../shared/rules/calc.ts";
import { dueAfter, type Done } from "../../../shared/rules/events.ts";
import { Misuse } from "../../refusal.ts";
import { readDay, readList, readWhole } from "../words.ts";
import {
  asOf,
  type Calculation,
  dayGiven,
  dayRequired,
  type Given,
  required,
  valueOf,
} from "./calculation.ts";

const flightReview: Calculation = {
  name: "flight-review",
  description: "until when a flight review of a day lasts, 14 CFR 61.56(c)",
  options: [["--date <day>", "day of the review, or of what stands for it"], asOf],
  example: [
    "flight-review --date 2024-02-29 --as-of 2026-03-01",
    '{"date": "2024-02-29", "last_day": "2026-02-28", "state": "lapsed", …}',
  ],
  output: [
    ["date", "as asked"],
    ["as_of", "as asked; absent when not given"],
    ["last_day", "the end of the 24th calendar month after"],
    ["state", "on --as-of: current, lapsed, or never before the review; null without --as-of"],
    ["regulation", "the paragraph"],
  ],
  output_by_sql: ["calc", "via", "date", "as_of", "last_day", "state", "regulation"],
  answer(given) {
    const date = dayRequired(given, "date");
    const as_of = dayGiven(given, "as-of");
    const asked = { date, ...(as_of === undefined ? {} : { as_of }) };
    return { ...asked, ...valueOf(calcFlightReview(asked)) };
  },
  async answerBySql(given, { tx }) {
    const date = dayRequired(given, "date");
    const as_of = dayGiven(given, "as-of") ?? null;
    const [row] = await tx.query<object>(
      `select e.last_day,
          case
            when $2::date is null then null
            when $2::date < $1::date then 'never'
            when $2::date <= e.last_day then 'current'
            else 'lapsed'
          end as state
        from (select logbook.end_of_months($1::date, 24) as last_day) as e`,
      [date, as_of],
    );
    return { date, ...(as_of === null ? {} : { as_of }), ...row!, regulation: "14 CFR 61.56(c)" };
  },
};

/** How long an event of a day counts, by the option that says how. */
function lengthAsked(given: Given): { words: string; until: (day: Day) => Day } {
  const { days, "calendar-months": calendar, months } = given;
  if ([days, calendar, months].filter((one) => one !== undefined).length !== 1)
    throw new Misuse(
      "How long it counts is not clear.",
      "Give one of --days 90, --calendar-months 24, or --months 12 (to the day).",
    );
  if (days !== undefined) {
    const n = readWhole("days", days, -36_525, 36_525);
    return { words: `${n} days; the day itself is day 0`, until: (day) => addDays(day, n) };
  }
  if (calendar !== undefined) {
    const n = readWhole("calendar-months", calendar, -1200, 1200);
    return {
      words: `through the last day of calendar month ${n} after the month of the day`,
      until: (day) => endOfCalendarMonths(day, n),
    };
  }
  const n = readWhole("months", months!, -1200, 1200);
  return {
    words: `${n} months to the day, or the last day of a shorter month`,
    until: (day) => addMonths(day, n),
  };
}

const lengths = [
  ["--days <n>", "days: the day itself is day 0"],
  ["--calendar-months <n>", "calendar months: through the last day of the n-th month after"],
  ["--months <n>", "months to the day"],
] as const;

const calendar: Calculation = {
  name: "calendar",
  description: "the day so many days, calendar months or months after a day",
  options: [["--date <day>", "the day"], ...lengths, asOf],
  example: [
    "calendar --date 2025-08-31 --calendar-months 6",
    '{"date": "2025-08-31", "last_day": "2026-02-28", …}',
  ],
  output: [
    ["date", "as asked"],
    ["last_day", "the day so long after"],
    ["counted", "how it was counted, in words"],
    ["as_of", "as asked; absent when not given"],
    ["days_left", "days from --as-of to the last day; 0: it is the last day"],
  ],
  answer(given) {
    const date = dayRequired(given, "date");
    const { words, until } = lengthAsked(given);
    const as_of = dayGiven(given, "as-of");
    const last_day = until(date);
    const left =
      as_of === undefined ? {} : { as_of, days_left: dayNumber(last_day) - dayNumber(as_of) };
    return { date, last_day, counted: words, ...left };
  },
};

const recency: Calculation = {
  name: "recency",
  description: "until when events of some days hold a privilege, e.g. three landings of 61.57(a)",
  options: [
    ["--dates <days>", "days of the events, one or more each; a day twice counts twice"],
    ["--need <n>", "how many are needed within the window; 3 unless given"],
    ...lengths,
    asOf,
  ],
  example: [
    "recency --dates 2026-01-01,2026-01-05,2026-02-01 --days 90 --as-of 2026-04-02",
    '{"last_day": "2026-04-01", "state": "lapsed", …}',
  ],
  output: [
    ["dates[]", "as asked, in order"],
    ["need", "how many are needed"],
    ["as_of", "as asked; absent when not given. Later events do not exist then"],
    ["hangs_on", "the event on which it hangs: the n-th latest"],
    ["last_day", "how long that one counts"],
    ["state", "on --as-of: current, lapsed or never; null without --as-of, unless never"],
    ["missing", "how many the window of --as-of lacks"],
    ["counted", "how days were counted, in words"],
  ],
  answer(given) {
    const as_of = dayGiven(given, "as-of");
    const all = readList(required(given, "dates", "2026-01-01,2026-01-05"));
    const dates = all.map((text) => readDay("dates", text)).sort();
    const need = readWhole("need", given["need"] ?? "3", 1, 1000);
    const { words, until } = lengthAsked(
      (given["calendar-months"] ?? given["months"] ?? given["days"]) ? given : { days: "90" },
    );
    const done = dates.filter((date) => as_of === undefined || date <= as_of);
    const hangs_on = done.at(-need) ?? null;
    const last_day = hangs_on === null ? null : until(hangs_on);
    const held = hangs_on !== null && done.at(-1)! <= last_day!;
    const state = !held
      ? "never"
      : as_of === undefined
        ? null
        : as_of <= last_day!
          ? "current"
          : "lapsed";
    return {
      dates,
      need,
      ...(as_of === undefined ? {} : { as_of }),
      hangs_on,
      last_day: held ? last_day : null,
      state,
      missing: Math.max(
        0,
        need - done.filter((date) => as_of === undefined || as_of <= until(date)).length,
      ),
      counted: words,
    };
  },
};

const instrument: Calculation = {
  name: "instrument",
  description: "the six months of 61.57(c), the grace of 61.57(d), and when only a check helps",
  options: [["--date <day>", "day by which all tasks, or a check, were done"], asOf],
  example: [
    "instrument --date 2025-01-15 --as-of 2025-08-01",
    '{"current_through": "2025-07-31", "grace_through": "2026-01-31", "check_needed_from": "2026-02-01", "state": "grace"}',
  ],
  output: [
    ["date", "as asked"],
    ["as_of", "as asked; absent when not given"],
    ["current_through", "last day of the 6th calendar month after"],
    ["grace_through", "last day on which the tasks alone bring it back"],
    ["check_needed_from", "first day on which only a proficiency check does"],
    ["state", "on --as-of: never, current, grace or needs_ipc; null without --as-of"],
    ["regulation", "the paragraph"],
  ],
  answer(given) {
    const date = dayRequired(given, "date");
    const as_of = dayGiven(given, "as-of");
    const current_through = endOfCalendarMonths(date, 6);
    const grace_through = endOfCalendarMonths(date, 12);
    const state = (day: Day) =>
      day < date
        ? "never"
        : day <= current_through
          ? "current"
          : day <= grace_through
            ? "grace"
            : "needs_ipc";
    return {
      date,
      ...(as_of === undefined ? {} : { as_of }),
      current_through,
      grace_through,
      check_needed_from: addDays(grace_through, 1),
      state: as_of === undefined ? null : state(as_of),
      regulation: "14 CFR 61.57(c)(1)-(2), (d)",
    };
  },
};

const due: Calculation = {
  name: "due",
  description: "when a check done every so many calendar months falls due, with the month of grace",
  options: [
    ["--dates <days>", "days on which it was done"],
    [
      "--months <n>",
      "calendar months: 12 for 61.55 and 61.58(a)(1), 24 for 61.58(a)(2); 12 unless given",
    ],
    asOf,
  ],
  example: [
    "due --dates 2024-05-10,2025-06-20 --months 12",
    '{"due_by": "2026-05-31", "grace_through": "2026-06-30", …}',
  ],
  output: [
    ["dates[]", "as asked, in order"],
    ["months", "every so many calendar months"],
    ["as_of", "as asked; absent when not given"],
    [
      "due_by",
      "last day of the month in which it is due; done in the month before or after it counts as done when due, 61.55(c), 61.58(i)",
    ],
    ["grace_through", "last day of the month after"],
    ["state", "on --as-of: current, grace, lapsed or never; null without --as-of"],
    ["regulation", "the paragraphs"],
  ],
  answer(given) {
    const as_of = dayGiven(given, "as-of");
    const months = readWhole("months", given["months"] ?? "12", 1, 120);
    const dates = readList(required(given, "dates", "2025-05-10"))
      .map((text) => readDay("dates", text))
      .sort();
    const done = dates.map((date, i): Done => ({ id: String(i), date, what: "done" }));
    const found = dueAfter(done, as_of ?? "9999-12-31", months);
    const state = (day: Day) =>
      found === undefined
        ? "never"
        : day <= found.last_day
          ? "current"
          : day <= found.late_day
            ? "grace"
            : "lapsed";
    return {
      dates,
      months,
      ...(as_of === undefined ? {} : { as_of }),
      due_by: found?.last_day ?? null,
      grace_through: found?.late_day ?? null,
      state: as_of === undefined ? null : state(as_of),
      regulation: "14 CFR 61.55(c), 61.58(i)",
    };
  },
};

const age: Calculation = {
  name: "age",
  description: "age in whole years on a day; the birthday itself completes the year",
  options: [
    ["--birth <day>", "birth date"],
    ["--on <day>", "the day"],
  ],
  example: ["age --birth 1986-04-16 --on 2026-04-16", '{"age": 40, …}'],
  output: [
    ["birth", "as asked"],
    ["on", "as asked"],
    [
      "age",
      "whole years, negative before birth; born on 29 February one completes a year on 1 March where there is none",
    ],
  ],
  answer(given) {
    const [birth, on] = [dayRequired(given, "birth"), dayRequired(given, "on")];
    return { birth, on, age: ageOn(birth, on) };
  },
};

/** What is asked of the calendar. */
export const validityCalculations: readonly Calculation[] = [
  flightReview,
  recency,
  instrument,
  due,
  calendar,
  age,
];
