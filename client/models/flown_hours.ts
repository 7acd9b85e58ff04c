/** How long each aircraft was flown. */
import { at } from "../../shared/facts/measures.ts";
import type { Standing } from "./standing.ts";

/** Minutes flown by the uuid of the aircraft, of the flights that count. */
export function flownMinutes(standing: Pick<Standing, "facts">): ReadonlyMap<string, number> {
  const minutes = new Map<string, number>();
  for (const { aircraft_id, sums } of standing.facts.value?.flights ?? [])
    minutes.set(aircraft_id, (minutes.get(aircraft_id) ?? 0) + sums[at.total_time]!);
  return minutes;
}
