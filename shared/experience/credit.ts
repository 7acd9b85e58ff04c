/** What counts in place of flight time: lessons in devices, and landings by night. */
import type { FlightFacts } from "../facts/flight_facts.ts";
import { at } from "../facts/measures.ts";
import type { SessionFacts } from "../facts/session_facts.ts";
import type { DeviceCredit } from "./requirement.ts";

/** Lessons that give credit: with an instructor, in a device that stands for the category. */
export function creditOf(
  sessions: readonly SessionFacts[],
  credit: DeviceCredit | undefined,
  category: string,
): { minutes: number; entries: string[] } {
  if (credit === undefined) return { minutes: 0, entries: [] };
  const measure = {
    dual: at.dual_received,
    instrument: at.simulated_instrument,
    total: at.device_time,
  }[credit.of];
  let [basic, advanced] = [0, 0];
  const entries: string[] = [];
  for (const session of sessions) {
    const stands = (session.device_category ?? "airplane") === category;
    const minutes = session.sums[measure]!;
    if (session.session_type !== "device" || !session.has_instructor || !stands || minutes === 0)
      continue;
    entries.push(session.id);
    if (["FFS", "FTD", "AATD"].includes(session.device ?? "")) advanced += minutes;
    else basic += minutes;
  }
  const basic_most = credit.basic_at_most ?? credit.at_most;
  return { minutes: Math.min(credit.at_most, advanced + Math.min(basic, basic_most)), entries };
}

/** 14 CFR 61.159(b): after 20 night full stops each further one stands for an hour, 25 at most. */
export function nightLandingMinutes(flights: readonly FlightFacts[]): number {
  let [takeoffs, landings] = [0, 0];
  for (const flight of flights) {
    takeoffs += flight.sums[at.night_takeoffs]!;
    landings += flight.sums[at.night_full_stops]!;
  }
  return Math.min(25, Math.max(0, Math.min(takeoffs, landings) - 20)) * 60;
}
