/** The columns of the logbook as pages after AMC1 FCL.050, and who was in command. */
import { unknownCraft } from "../../shared/facts/craft.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import { type EasaLine, easaLine, easaSession } from "../../shared/totals/easa.ts";
import type { App } from "../app_context.ts";
import { amount, type BookColumn, type Lesson, words } from "./book_lines.ts";
import type { Flight } from "./flight_facts.ts";
import { placeKeyWords } from "./places.ts";

type EasaContext = Pick<App, "logbook" | "places" | "standing">;

/** Who was in command, column 7: of the crew, or the instructor. */
function picName({ logbook }: EasaContext, flight: Flight): string {
  const isPic = ({ role_on_flight_id: id }: Flight["flight_crew"][number]) =>
    lookupById("role_on_flight_types", id)?.code === "PIC";
  const pic = flight.flight_crew.find(isPic);
  return pic === undefined
    ? (flight.instructor_name ?? "")
    : logbook.nameOf("person", pic.person_id);
}

/** The line of a flight, made once. */
function easaLines(context: EasaContext): (flight: Flight) => EasaLine {
  const crafts = context.standing.facts.value?.crafts;
  const made = new WeakMap<Flight, EasaLine>();
  const nameOf = (id: string) => placeKeyWords(context, id);
  return (flight) => {
    let known = made.get(flight);
    if (known === undefined) {
      const craft = crafts?.get(flight.aircraft_id) ?? unknownCraft;
      known = easaLine(flight, craft, nameOf, picName(context, flight));
      made.set(flight, known);
    }
    return known;
  };
}

/** All columns of AMC1 FCL.050; a session in a device stands in column 11. */
export function easaColumns(context: EasaContext): BookColumn[] {
  const line = easaLines(context);
  const session = (lesson: Lesson) =>
    easaSession(lesson, context.logbook.nameOf("training_device", lesson.training_device_id));
  const said = (name: keyof EasaLine, label: string, of_lesson?: (lesson: Lesson) => string) =>
    words(name, label, (flight) => String(line(flight)[name] ?? ""), of_lesson);
  const summed = (is: "minutes" | "count", name: keyof EasaLine, label: string) =>
    amount(is, name, label, (flight) => line(flight)[name] as number);
  return [
    said("date", "1 Date", (lesson) => session(lesson).date),
    said("departure_place", "2 Departure"),
    said("departure_time", "UTC"),
    said("arrival_place", "3 Arrival"),
    said("arrival_time", "UTC"),
    said("aircraft", "4 Aircraft"),
    said("registration", "Registration"),
    summed("minutes", "single_pilot_se", "5 SP SE"),
    summed("minutes", "single_pilot_me", "SP ME"),
    summed("minutes", "multi_pilot", "Multi-pilot"),
    summed("minutes", "total", "6 Total"),
    said("pic_name", "7 PIC"),
    summed("count", "landings_day", "8 Ldg day"),
    summed("count", "landings_night", "Night"),
    summed("minutes", "night", "9 Night"),
    summed("minutes", "ifr", "IFR"),
    summed("minutes", "pic", "10 PIC"),
    summed("minutes", "co_pilot", "Co-pilot"),
    summed("minutes", "dual", "Dual"),
    summed("minutes", "instructor", "Instructor"),
    words(
      "device",
      "11 FSTD",
      () => "",
      (lesson) => session(lesson).device,
    ),
    amount(
      "minutes",
      "device_time",
      "Session",
      () => 0,
      (lesson) => session(lesson).total,
    ),
    said("remarks", "12 Remarks", (lesson) => lesson.remarks ?? ""),
  ];
}
