/** Which lessons stand beside the flights that are looked for: those of which the same can be asked. */
import type { Day } from "./calendar.ts";
import {
  dayMatcher,
  fieldAt,
  type FieldTest,
  type FilterList,
  type FlightFilter,
  matcherOf,
} from "./flight_filter.ts";
import type { Fields } from "./fields.ts";
import type { RecordOfKind } from "./kinds/kinds.ts";
import { trainingSession } from "./kinds/training_session.ts";

type Lesson = RecordOfKind<"training_session">;

/** What only a flight has: who asks for one of these asks for no lesson. */
const ofFlights: readonly FilterList[] = ["aircraft", "model", "class", "airport"];

/** Whether a lesson has the field that a test asks for, by its name and of its type. */
function isOfLesson({ field }: FieldTest): boolean {
  const own = Object.hasOwn(trainingSession.fields, field)
    ? (trainingSession.fields as Fields)[field]
    : undefined;
  return own !== undefined && own.type === fieldAt(field)?.type;
}

/** Everyone whom a lesson names. */
function peopleOf(lesson: Lesson): (string | null)[] {
  const { cfi_signature_person_id, instructor_person_id, flight_crew } = lesson;
  const crew = flight_crew.map(({ person_id }) => person_id);
  return [cfi_signature_person_id, instructor_person_id, ...crew];
}

/** A filter made ready for lessons, all of it but the words. `today`: as `flightMatcher` has it. */
export function lessonMatcher(filter: FlightFilter, today: Day): (lesson: Lesson) => boolean {
  const asks_flights = ofFlights.some((name) => filter[name].length > 0);
  if (asks_flights || !filter.tests.every(isOfLesson)) return () => false;
  const onDay = dayMatcher(filter, today) ?? (() => true);
  const tests = filter.tests.map(matcherOf) as unknown as ((lesson: Lesson) => boolean)[];
  const [people, tags] = [new Set(filter.person), new Set(filter.tag)];
  return (lesson) =>
    onDay(lesson.session_date) &&
    (people.size === 0 || peopleOf(lesson).some((id) => id !== null && people.has(id))) &&
    (tags.size === 0 || lesson.entry_tags.some(({ tag_id }) => tags.has(tag_id))) &&
    tests.every((test) => test(lesson));
}
