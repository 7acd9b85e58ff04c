import { useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { addDays, addMonths } from "../../shared/calendar.ts";
import { uuidOf } from "../../shared/ids.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import {
  type CalendarDay,
  calendarDays,
  type CalendarDays,
  isPlanned,
  weeksOf,
} from "../models/calendar_days.ts";
import { routeOf } from "../models/flight_facts.ts";
import { openFlightSearch } from "../models/flight_search.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { formatDay, formatMonth, weekday } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { CalendarYear } from "./calendar_year.tsx";
import { FindBar, ViewLinks } from "./find_bar.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";

/** Weeks begin on Sunday in the United States, on Monday elsewhere (ISO 8601). */
const first_weekday = navigator.language === "en-US" ? 0 : 1;
const weekdayNames = Array.from({ length: 7 }, (_, i) =>
  // 4 January 1970 was a Sunday.
  weekday(`1970-01-${String(4 + first_weekday + i).padStart(2, "0")}`),
);

/** Flights named in a day of a wide screen. */
const named_max = 2;

const nothing: CalendarDay = { flights: [], minutes: 0, sessions: [], ends: [], plans: [] };

/** What training is planned, in words. */
function planWords(plan: CalendarDay["plans"][number]): string {
  const kind = lookupById("training_event_types", plan.event_type_id)?.name ?? "Training";
  return [kind, plan.provider].filter(Boolean).join(", ");
}

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

function MonthGrid({ month, days, chosen, onChoose }: MonthProps) {
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
                    facts={days.get(day) ?? nothing}
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

interface LineProps {
  href: string;
  title: string;
  more: string;
  end?: string;
}

function Line({ href, title, more, end }: LineProps) {
  return (
    <li>
      <a class="row" href={href}>
        <span>
          <bdi class="row_title">{title}</bdi>
          <span class="row_more">{more}</span>
        </span>
        <span class="row_end">{end}</span>
      </a>
    </li>
  );
}

/** Everything of a day, each a tap away. */
function DayList({ day, facts }: { day: string; facts: CalendarDay }) {
  const { logbook, places, settings, may_write } = useApp();
  const style = settings.duration_style.value;
  const { flights, sessions, ends, plans } = facts;
  const isEmpty = flights.length + sessions.length + ends.length + plans.length === 0;
  return (
    <Section title={`${weekday(day)} ${formatDay(day)}`}>
      {isEmpty && <p class="soft">Nothing on this day.</p>}
      <ul class="rows">
        {flights.map((flight) => (
          <Line
            key={flight._id}
            href={`#/flights/${uuidOf(flight._id)}`}
            title={routeOf(flight, places.name) || "No route"}
            more={logbook.nameOf("aircraft", flight.aircraft_id)}
            end={formatMinutes(flight.total_time, style)}
          />
        ))}
        {sessions.map((session) => (
          <Line
            key={session._id}
            href={`#/records/training_session/${uuidOf(session._id)}`}
            title="Lesson"
            more={logbook.nameOf("training_device", session.training_device_id)}
            end={formatMinutes(session.total_time, style)}
          />
        ))}
        {plans.map((plan) => (
          <Line
            key={plan._id}
            href={`#/records/training_event/${uuidOf(plan._id)}`}
            title={planWords(plan)}
            more="Planned training"
          />
        ))}
        {ends.map(({ what, regulation }) => (
          <li key={what} class="row">
            <span>
              <span class="row_title">{what}</span>
              <span class="row_more">Last day, {regulation}</span>
            </span>
          </li>
        ))}
      </ul>
      {may_write && flights.length === 0 && (
        <a class="button after" href="#/flights/new">
          Log a flight
        </a>
      )}
    </Section>
  );
}

/** What a month adds up to, and what it brings beside flights. */
function MonthList({ month, days }: { month: string; days: CalendarDays }) {
  const { settings } = useApp();
  const all = [...days].filter(([day]) => day.startsWith(month));
  const minutes = all.reduce((sum, [, facts]) => sum + facts.minutes, 0);
  const flights = all.reduce((sum, [, facts]) => sum + facts.flights.length, 0);
  const flown = all.filter(([, facts]) => facts.flights.length > 0).length;
  return (
    <p class="soft" role="status">
      {flights === 0
        ? "No flight in this month."
        : `${flights === 1 ? "1 flight" : `${flights} flights`} on ${
            flown === 1 ? "1 day" : `${flown} days`
          }, ${formatTotal(minutes, settings.duration_style.value)} h.`}{" "}
      <span class="legend">
        <span class="mark_lesson">L</span> lesson <span class="mark_end">!</span> ends{" "}
        <span class="mark_plan">P</span> planned
      </span>
    </p>
  );
}

/** Training that is planned in words: "April 2027". */
function Undated() {
  const { logbook } = useApp();
  const plans = logbook
    .all("training_event")
    .filter(
      (plan) =>
        isPlanned(plan) && plan.planned_start_date === null && plan.actual_start_date === null,
    );
  if (plans.length === 0) return null;
  return (
    <Section title="Planned, without a day">
      <ul class="rows">
        {plans.map((plan) => (
          <Line
            key={plan._id}
            href={`#/records/training_event/${uuidOf(plan._id)}`}
            title={planWords(plan)}
            more={plan.planned_period_description ?? "No time said"}
          />
        ))}
      </ul>
    </Section>
  );
}

/** Every day of what is found, and of what is ahead. */
function useDays(control: FilterControl) {
  const app = useApp();
  const { logbook, standing } = app;
  const shows_all = useSignal(false);
  const search = useMemo(() => openFlightSearch(app, control.filter, shows_all), []);
  const found = search.found.value;
  const sessions = logbook.all("training_session");
  const events = logbook.all("training_event");
  const expirations = standing.home.value?.expirations;
  const days = useMemo(
    () =>
      calendarDays({
        flights: found.flights,
        sessions,
        ends: [...(expirations?.upcoming ?? []), ...(expirations?.past ?? [])],
        plans: events.filter(isPlanned),
      }),
    [found, sessions, events, expirations],
  );
  return { days, count: found.count };
}

/** The logbook as a calendar: a month day by day, or a year at a glance. */
export function LogbookCalendar() {
  const { today } = useApp();
  const control = useFilter();
  const { days, count } = useDays(control);
  const at = /^\d{4}(-\d{2}(-\d{2})?)?$/.test(control.at ?? "")
    ? control.at!
    : today.value.slice(0, 7);
  const isYear = at.length === 4;
  const month = at.slice(0, 7);
  const chosen = at.length === 10 ? at : undefined;
  const go = (next: string) => control.go({ at: next });
  const turn = (by: number) =>
    go(
      isYear ? String(Number(at) + by).padStart(4, "0") : addMonths(`${month}-01`, by).slice(0, 7),
    );
  useEffect(() => {
    document.title = "Logbook · Offblock";
  }, []);
  return (
    <div class="page calendar">
      <header class="list_head">
        <div class="view_head">
          <h1>Logbook</h1>
          <ViewLinks control={control} />
        </div>
        <FindBar control={control} count={count} />
      </header>
      <div class="calendar_head">
        <button
          type="button"
          class="icon_button"
          aria-label={isYear ? "Year before" : "Month before"}
          onClick={() => turn(-1)}
        >
          <Icon name="back" />
        </button>
        <h2 class="entry_title" aria-live="polite">
          {isYear ? at : formatMonth(`${month}-01`)}
        </h2>
        <button
          type="button"
          class="icon_button"
          aria-label={isYear ? "Year after" : "Month after"}
          onClick={() => turn(1)}
        >
          <Icon name="forward" />
        </button>
        <button
          type="button"
          class="button"
          onClick={() => go(isYear ? `${at}-${today.value.slice(5, 7)}` : at.slice(0, 4))}
        >
          {isYear ? "Month" : "Year"}
        </button>
        <button type="button" class="button plain" onClick={() => go(today.value)}>
          Today
        </button>
      </div>
      {isYear ? (
        <CalendarYear year={at} days={days} first_weekday={first_weekday} onMonth={go} />
      ) : (
        <div class="calendar_split">
          <div>
            <MonthGrid month={month} days={days} chosen={chosen} onChoose={go} />
            <MonthList month={month} days={days} />
          </div>
          <div>
            {chosen !== undefined && <DayList day={chosen} facts={days.get(chosen) ?? nothing} />}
            <Undated />
          </div>
        </div>
      )}
    </div>
  );
}
