/** Clocks of a line as moments: UTC on the line's day, over midnight where a clock runs back. */
import { dayPlus } from "./cell_values.ts";
import type { ClockColumn } from "./foreflight_columns.ts";
import type { FlightLine } from "./foreflight_line.ts";

const daySeconds = 86_400;
const blocks = [
  ["TimeOut", "block_out"],
  ["TimeOff", "block_off"],
  ["TimeOn", "block_on"],
  ["TimeIn", "block_in"],
] as const;

/** The moments of a flight; or why its block times cannot be, and which columns those are. */
export interface Moments {
  fields: Record<string, string>;
  unfit: { columns: ClockColumn[]; because: string } | null;
  /** Seconds from the first block time to the last; 0 with fewer than two. */
  span_seconds: number;
}

/** Seconds after midnight UTC of a day, as a moment. */
export function momentOf(day: string, seconds: number): string {
  const days = Math.floor(seconds / daySeconds);
  const rest = seconds - days * daySeconds;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const clock = [rest / 3600, (rest / 60) % 60, rest % 60].map(pad).join(":");
  return `${dayPlus(day, days)}T${clock}Z`;
}

/** Each later clock is the first such time of day that is not before the one before it. */
function notBefore(clock: number, earlier: number): number {
  return clock + Math.max(0, Math.ceil((earlier - clock) / daySeconds)) * daySeconds;
}

/** Makes moments of the clocks of a line that has a day. */
export function momentsOf(day: string, clocks: FlightLine["clocks"]): Moments {
  const fields: Record<string, string> = {};
  const given = blocks.filter(([column]) => clocks[column] !== undefined);
  const seconds: number[] = [];
  for (const [column] of given)
    seconds.push(notBefore(clocks[column]!, seconds.at(-1) ?? -Infinity));
  const span_seconds = seconds.length < 2 ? 0 : seconds.at(-1)! - seconds[0]!;
  // OUT and OFF, or ON and IN, may share a minute; nothing takes off and lands in the same one.
  const flightless = given.some(
    ([column], i) =>
      i > 0 &&
      seconds[i] === seconds[i - 1] &&
      !(given[i - 1]![0] === "TimeOut" && column === "TimeOff") &&
      given[i - 1]![0] !== "TimeOn",
  );
  const because =
    span_seconds > daySeconds
      ? "The block would be longer than 24 hours."
      : flightless
        ? "Two of the block times are the same."
        : null;
  if (because === null)
    given.forEach(([, field], i) => (fields[field] = momentOf(day, seconds[i]!)));
  const first = because === null ? seconds[0] : undefined;
  const last = because === null ? seconds.at(-1) : undefined;
  Object.assign(fields, dutyOf(day, clocks, first, last));
  const columns = given.map(([column]) => column);
  return { fields, unfit: because === null ? null : { columns, because }, span_seconds };
}

/** On duty no later than the first block time, off duty no earlier than the last. */
function dutyOf(
  day: string,
  clocks: FlightLine["clocks"],
  first: number | undefined,
  last: number | undefined,
): Record<string, string> {
  const { OnDuty, OffDuty } = clocks;
  const on =
    OnDuty === undefined || first === undefined || OnDuty <= first ? OnDuty : OnDuty - daySeconds;
  const off = OffDuty === undefined ? undefined : notBefore(OffDuty, last ?? on ?? 0);
  return {
    ...(on === undefined ? {} : { on_duty: momentOf(day, on) }),
    ...(off === undefined ? {} : { off_duty: momentOf(day, off) }),
  };
}
