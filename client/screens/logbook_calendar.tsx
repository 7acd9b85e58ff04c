import { useEffect, useMemo } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { addMonths } from "../../shared/calendar.ts";
import { useApp } from "../app_context.ts";
import { calendarDays, emptyDay, isPlanned } from "../models/calendar_days.ts";
import { openFlightSearch } from "../models/flight_search.ts";
import { Icon } from "../ui/icon.tsx";
import { formatMonth } from "../ui/moments.ts";
import { DayList, MonthList, Undated } from "./calendar_lists.tsx";
import { first_weekday, MonthGrid } from "./calendar_month.tsx";
import { CalendarYear } from "./calendar_year.tsx";
import { LogbookHead } from "./find_bar.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";
import { useLessons } from "./use_lessons.ts";

/** Every day of what is found, and of what is ahead. */
function useDays(control: FilterControl) {
  const app = useApp();
  const { logbook, standing } = app;
  const shows_all = useSignal(false);
  const search = useMemo(() => openFlightSearch(app, control.filter, shows_all), []);
  const found = search.found.value;
  const sessions = useLessons(control.filter);
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

interface HeadProps {
  /** `2026`, `2026-05` or `2026-05-04`. */
  at: string;
  onGo: (at: string) => void;
}

/** Which month or year is shown, and the ways to others. */
function CalendarHead({ at, onGo }: HeadProps) {
  const { today } = useApp();
  const isYear = at.length === 4;
  const month = at.slice(0, 7);
  const turn = (by: number) =>
    onGo(
      isYear ? String(Number(at) + by).padStart(4, "0") : addMonths(`${month}-01`, by).slice(0, 7),
    );
  return (
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
        onClick={() => onGo(isYear ? `${at}-${today.value.slice(5, 7)}` : at.slice(0, 4))}
      >
        {isYear ? "Month" : "Year"}
      </button>
      <button type="button" class="button plain" onClick={() => onGo(today.value)}>
        Today
      </button>
    </div>
  );
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
  useEffect(() => {
    document.title = "Logbook · Offblock";
  }, []);
  return (
    <div class="page calendar">
      <LogbookHead control={control} count={count} />
      <CalendarHead at={at} onGo={go} />
      {isYear ? (
        <CalendarYear year={at} days={days} first_weekday={first_weekday} onMonth={go} />
      ) : (
        <div class="calendar_split">
          <div>
            <MonthGrid month={month} days={days} chosen={chosen} onChoose={go} />
            <MonthList month={month} days={days} />
          </div>
          <div>
            {chosen !== undefined && <DayList day={chosen} facts={days.get(chosen) ?? emptyDay} />}
            <Undated />
          </div>
        </div>
      )}
    </div>
  );
}
