import { useApp } from "../app_context.ts";
import { type CalendarDays, weeksOf } from "../models/calendar_days.ts";
import { formatTotal } from "../ui/durations.ts";
import { formatMonth } from "../ui/moments.ts";

/** From how many minutes on a day is drawn stronger: any, two hours, four, six. */
const levels = [1, 120, 240, 360] as const;

function levelOf(minutes: number): number {
  return levels.filter((from) => minutes >= from).length;
}

interface YearProps {
  year: string;
  days: CalendarDays;
  first_weekday: 0 | 1;
  onMonth: (month: string) => void;
}

/** A year, a small month for each; the days are stronger the more was flown. */
export function CalendarYear({ year, days, first_weekday, onMonth }: YearProps) {
  const { settings, today } = useApp();
  const months = Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`);
  const sums = new Map(months.map((month) => [month, { flights: 0, minutes: 0 }]));
  for (const [day, facts] of days) {
    const sum = sums.get(day.slice(0, 7));
    if (sum === undefined) continue;
    sum.flights += facts.flights.length;
    sum.minutes += facts.minutes;
  }
  return (
    <div class="calendar_year">
      {months.map((month) => {
        const { flights, minutes } = sums.get(month)!;
        const words =
          flights === 0
            ? "no flight"
            : `${flights === 1 ? "1 flight" : `${flights} flights`}, ${formatTotal(minutes, settings.duration_style.value)} h`;
        return (
          <button key={month} type="button" class="small_month" onClick={() => onMonth(month)}>
            <span class="small_month_name">{formatMonth(`${month}-01`).replace(/ .*/, "")}</span>
            <span class="small soft">{words}</span>
            <span class="small_days" aria-hidden="true">
              {weeksOf(month, first_weekday)
                .flat()
                .map((day, i) => {
                  const facts = day === null ? undefined : days.get(day);
                  const hasMark = facts !== undefined && facts.ends.length + facts.plans.length > 0;
                  return (
                    <span
                      key={i}
                      class={[
                        day === null ? "" : `level_${levelOf(facts?.minutes ?? 0)}`,
                        hasMark ? "marked" : "",
                        day === today.value ? "today" : "",
                      ].join(" ")}
                    />
                  );
                })}
            </span>
          </button>
        );
      })}
    </div>
  );
}
