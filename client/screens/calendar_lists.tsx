import { uuidOf } from "../../shared/ids.ts";
import { trainingSession } from "../../shared/kinds/training_session.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import { type CalendarDay, type CalendarDays, isPlanned } from "../models/calendar_days.ts";
import { routeOf } from "../models/flight_facts.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { formatDay, weekday } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";

const sessionTypes = trainingSession.fields.session_type.choices;

/** What training is planned, in words. */
export function planWords(plan: CalendarDay["plans"][number]): string {
  const kind = lookupById("training_event_types", plan.event_type_id)?.name ?? "Training";
  return [kind, plan.provider].filter(Boolean).join(", ");
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
export function DayList({ day, facts }: { day: string; facts: CalendarDay }) {
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
            title={sessionTypes[session.session_type as keyof typeof sessionTypes]}
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
export function MonthList({ month, days }: { month: string; days: CalendarDays }) {
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
export function Undated() {
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
