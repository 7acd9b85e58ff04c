import type { DurationStyle } from "../models/settings.ts";
import { plainFigures } from "./digits.ts";

/**
 * Writes whole minutes as a time of flight: `1.6` or `1:36`. Tenths show a minute count that is no
 * multiple of 6 rounded; the record keeps the minutes.
 */
export function formatMinutes(minutes: number, style: DurationStyle): string {
  if (style === "tenths") return (Math.round(minutes / 6) / 10).toFixed(1);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Rounds a time that the app worked out to what the style can show: tenths are 6 minutes. */
export function roundToStyle(minutes: number, style: DurationStyle): number {
  return style === "tenths" ? Math.round(minutes / 6) * 6 : minutes;
}

/**
 * Reads a time of flight in whole minutes: `1.5` and `1,5` (hours), `1:30`, `1h30`, `90m`, `:45`.
 * Nothing typed is 0; undefined when it is no time.
 */
export function parseMinutes(text: string): number | undefined {
  const typed = plainFigures(text).toLowerCase();
  // Several cells are not one time, and `1,250` may be a thousand hours or one and a quarter.
  if (/\t|,\d{3}$/.test(typed)) return undefined;
  const said = typed.replace(/\s+/g, "");
  if (said === "") return 0;
  const minutes = /^(\d+)m(in)?$/.exec(said);
  if (minutes !== null) return whole(Number(minutes[1]));
  const clock = /^(\d*)[:h](\d{1,2})?m?$/.exec(said);
  if (clock !== null) {
    const rest = Number(clock[2] ?? 0);
    return rest > 59 ? undefined : whole(Number(clock[1] || 0) * 60 + rest);
  }
  if (!/^(\d+([.,]\d*)?|[.,]\d+)$/.test(said)) return undefined;
  return whole(Math.round(Number(said.replace(",", ".")) * 60));
}

/** A number of hundreds of figures is none: it could not be written again as it was typed. */
function whole(minutes: number): number | undefined {
  return Number.isSafeInteger(minutes) ? minutes : undefined;
}

/** Writes a sum of many flights, thousands of hours told apart: `1,234.5`. */
export function formatTotal(minutes: number, style: DurationStyle): string {
  const [whole, part] = formatMinutes(minutes, style).split(/(?=[.:])/);
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ",")}${part ?? ""}`;
}
