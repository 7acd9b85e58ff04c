/** The documents of a long career, as a device holds them. */
import { dayNumber, dayOf } from "../../shared/calendar.ts";
import { newRowId, stableId } from "../../shared/ids.ts";
import { aFlight } from "../harness/records.ts";

const airports = ["FAA-PAO", "FAA-SFO", "FAA-STS"].map((ident) => stableId(`airport:${ident}`));
const models = ["cessna-172s", "piper-pa-44-180", "boeing-737-800", "champion-7eca"];
// Entries that have stood for a while ask why they are changed, which would be measured too.
const now = new Date().toISOString();
const envelope = { created_at: now, updated_at: now };

/**
 * A career: so many flights, three a day up to today, in four aircraft, a remark on each; the aircraft
 * come first.
 */
export function career(flightCount: number, today: string): object[] {
  const fleet = models.map((code, i) => ({
    _id: `aircraft:${newRowId()}`,
    ...envelope,
    registration: `N${700 + i}7ER`,
    model_id: stableId(`aircraft_model:${code}`),
  }));
  const first = dayNumber(today) - flightCount / 3;
  const flights = Array.from({ length: flightCount }, (_, i) => {
    const leg = {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: airports[i % 3]!,
      to_airport_id: airports[(i + 1) % 3]!,
      day_takeoffs: 1,
      day_landings_full_stop: 1,
      ...(i % 7 === 0 && {
        approaches: [
          {
            id: newRowId(),
            approach_type_id: stableId("approach_types:ILS"),
            airport_id: airports[(i + 1) % 3]!,
            runway: "30",
            in_imc: true,
          },
        ],
      }),
    };
    return aFlight(fleet[i % fleet.length]!, {
      ...envelope,
      flight_date: dayOf(first + Math.floor(i / 3)),
      flight_legs: [leg],
      total_time: 60 + (i % 120),
      night_time: i % 5 === 0 ? 30 : 0,
      remarks: `Circuit ${i}, wind ${(i * 7) % 360} at ${i % 20}`,
    });
  });
  return [...fleet, ...flights];
}
