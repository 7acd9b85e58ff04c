import { useEffect, useRef } from "preact/hooks";
import { addDays, addMonths } from "../../shared/calendar.ts";
import { useApp } from "../app_context.ts";
import { type CalendarDay, type CalendarDays, emptyDay, weeksOf } from "../models/calendar_days.ts";
import { routeOf } from "../models/flight_facts.ts";
import { formatMinutes } from "../ui/durations.ts";
import { formatDay, formatMonth, weekday } from "../ui/moments.ts";
import { planWords } from "./calendar_lists.tsx";

/** Weeks begin on Sunday in the United States, on Monday elsewhere (ISO 8601). */
export const first_weekday = navigator.language === "en-US" ? 0 : 1;
const weekdayNames = Array.from({ length: 7 }, (_, i) =>
  // 4 January 1970 was a Sunday.
  weekday(`1970-01-${String(4 + first_weekday + i).padStart(2, "0")}`),
);

/** Flights named in a day of a wide screen. */
const named_max = 2;

/** A day in words, for those who do not see its place. */
function dayWords(day: string, facts: CalendarDay, hours: string): string {
  const { flights, sessions, ends, plans } = facts;
  const said = [
    flights.length > 0 &&
      `${flights.length === 1 ? "1 flight" : `${flights.length} flights`}, ${hours} h`,
    sessions.length > 0 && (sessions.length === 1 ? "1 lesson" : `${sessions.length} lessons`),
    ...ends.map(({ what }) => `${what} ends`),
    ...plans.map((plan) => `planned: ${planWords(plan)}`),
  ];
  return [`${weekday(day)} ${formatDay(day)}`, ...said.filter(Boolean)].join(", ");
}

interface DayCellProps {
  day: string;
  facts: CalendarDay;
  isChosen: boolean;
  isToday: boolean;
  /** Whether Tab leads here: one day of the month takes it. */
  isEntry: boolean;
  onChoose: () => void;
}

function DayCell({ day, facts, isChosen, isToday, isEntry, onChoose }: DayCellProps) {
  const { places, settings } = useApp();
  const hours = formatMinutes(facts.minutes, settings.duration_style.value);
  return (
    <button
      type="button"
      id={`day_${day}`}
      class="calendar_day"
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isChosen}
      aria-current={isToday ? "date" : undefined}
      onClick={onChoose}
    >
      <span class="visually_hidden">{dayWords(day, facts, hours)}</span>
      <span class="day_date" aria-hidden="true">
        {Number(day.slice(8))}
      </span>
      {facts.flights.length > 0 && (
        <strong class="day_hours" aria-hidden="true">
          {hours}
        </strong>
      )}
      {facts.flights.slice(0, named_max).map((flight) => (
        <span key={flight._id} class="day_route" aria-hidden="true">
          {routeOf(flight, places.name)}
        </span>
      ))}
      <span class="day_marks" aria-hidden="true">
        {facts.sessions.length > 0 && <span class="mark_lesson">L</span>}
        {facts.ends.length > 0 && <span class="mark_end">!</span>}
        {facts.plans.length > 0 && <span class="mark_plan">P</span>}
      </span>
    </button>
  );
}

interface MonthProps {
  month: string;
  days: CalendarDays;
  chosen: string | undefined;
  onChoose: (day: string) => void;
}

/** How far a key moves, in days; months are apart, since they differ in length. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

/** The day that a key leads to; undefined for a key that leads nowhere. */
function dayByKey(key: string, from: string, week: readonly (string | null)[]): string | undefined {
  if (key in steps) return addDays(from, steps[key]!);
  if (key === "PageUp" || key === "PageDown") return addMonths(from, key === "PageUp" ? -1 : 1);
  const inWeek = week.filter((day) => day !== null);
  return key === "Home" ? inWeek[0] : key === "End" ? inWeek.at(-1) : undefined;
}

/** A month, day by day; arrows, Home, End, Page Up and Page Down walk over the days. */
export function MonthGrid({ month, days, chosen, onChoose }: MonthProps) {
  const { today } = useApp();
  const moved = useRef<string | undefined>(undefined);
  const weeks = weeksOf(month, first_weekday);
  const inMonth = (day: string | undefined) => day?.startsWith(month) === true;
  const entry = [chosen, today.value].find(inMonth) ?? `${month}-01`;
  useEffect(() => {
    if (moved.current !== undefined) document.getElementById(`day_${moved.current}`)?.focus();
    moved.current = undefined;
  }, [chosen, month]);
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).id.replace("day_", "");
    const week = weeks.find((one) => one.includes(from));
    const next = week === undefined ? undefined : dayByKey(event.key, from, week);
    if (next === undefined) return;
    event.preventDefault();
    moved.current = next;
    onChoose(next);
  };
  return (
    <table class="calendar_month" onKeyDown={onKeyDown}>
      <caption class="visually_hidden">{formatMonth(`${month}-01`)}</caption>
      <thead>
        <tr>
          {weekdayNames.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, i) => (
          <tr key={i}>
            {week.map((day, j) => (
              <td key={j}>
                {day !== null && (
                  <DayCell
                    day={day}
                    facts={days.get(day) ?? emptyDay}
                    isChosen={day === chosen}
                    isToday={day === today.value}
                    isEntry={day === entry}
                    onChoose={() => onChoose(day)}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
