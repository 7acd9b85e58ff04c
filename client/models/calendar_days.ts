/** What a calendar shows of each day: flights, lessons, what ends, and training that is planned. */
import { dayNumber, dayOf } from "../../shared/calendar.ts";
import type { RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Expiration } from "../../shared/rules/expirations.ts";
import type { Flight } from "./flight_facts.ts";

type Session = RecordOfKind<"training_session">;
type TrainingEvent = RecordOfKind<"training_event">;

/** One day. */
export interface CalendarDay {
  flights: readonly Flight[];
  /** Minutes of the flights. */
  minutes: number;
  sessions: readonly Session[];
  ends: readonly Expiration[];
  plans: readonly TrainingEvent[];
}

/** A day on which there is nothing. */
export const emptyDay: CalendarDay = { flights: [], minutes: 0, sessions: [], ends: [], plans: [] };

/** The days on which there is something, by `YYYY-MM-DD`. */
export type CalendarDays = ReadonlyMap<string, CalendarDay>;

/** The longest plan that is drawn day by day: a longer one is a slip of the finger. */
const plan_days_max = 400;

interface Sources {
  flights: readonly Flight[];
  sessions: readonly Session[];
  ends: readonly Expiration[];
  plans: readonly TrainingEvent[];
}

/** Whether training is still ahead, or under way. */
export function isPlanned({ status }: TrainingEvent): boolean {
  return status === "planned" || status === "scheduled" || status === "in_progress";
}

/** The days of a plan: from its start to its end, or its start alone; none where only words say when. */
function daysOfPlan(plan: TrainingEvent): string[] {
  const from = plan.actual_start_date ?? plan.planned_start_date;
  if (from === null) return [];
  const to = plan.actual_end_date ?? plan.planned_end_date ?? from;
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const count = Math.min(plan_days_max, Math.max(1, last - first + 1));
  return Array.from({ length: count }, (_, i) => dayOf(first + i));
}

/** Sorts everything into its days. */
export function calendarDays({ flights, sessions, ends, plans }: Sources): CalendarDays {
  type Filling = {
    flights: Flight[];
    minutes: number;
    sessions: Session[];
    ends: Expiration[];
    plans: TrainingEvent[];
  };
  const days = new Map<string, Filling>();
  const on = (day: string): Filling => {
    let found = days.get(day);
    if (found === undefined)
      days.set(day, (found = { flights: [], minutes: 0, sessions: [], ends: [], plans: [] }));
    return found;
  };
  for (const flight of flights) {
    const day = on(flight.flight_date);
    day.flights.push(flight);
    day.minutes += flight.total_time;
  }
  for (const session of sessions) on(session.session_date).sessions.push(session);
  for (const end of ends) on(end.last_day).ends.push(end);
  for (const plan of plans) for (const day of daysOfPlan(plan)) on(day).plans.push(plan);
  return days;
}

/** The days of a month in weeks; null where a week begins or ends in another month. */
export function weeksOf(month: string, first_weekday: 0 | 1): (string | null)[][] {
  const start = dayNumber(`${month}-01`);
  const days: (string | null)[] = [];
  // 1970-01-01, day 0, was a Thursday.
  const before = (((start + 4 - first_weekday) % 7) + 7) % 7;
  for (let i = 0; i < before; i++) days.push(null);
  for (let day = dayOf(start); day.startsWith(month); day = dayOf(dayNumber(day) + 1))
    days.push(day);
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}
