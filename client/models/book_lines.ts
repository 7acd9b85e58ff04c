/** The lines of the logbook as pages, flights and lessons as they follow each other, and their columns. */
import type { Flight } from "./flight_facts.ts";
import type { TypedRecord } from "./records.ts";

/** A lesson on the ground or in a device, as it lies in the logbook. */
export type Lesson = TypedRecord<"training_session">;

/** One line of the book. */
export type BookLine = Flight | Lesson;

/** Whether a line is a lesson. */
export function isLesson(line: BookLine): line is Lesson {
  return "session_date" in line;
}

/** The day of a line. */
export function dayOfLine(line: BookLine): string {
  return isLesson(line) ? line.session_date : line.flight_date;
}

/** Flights and lessons, both newest first, as one book, oldest first; a day's flights come first. */
export function bookLines(flights: readonly Flight[], lessons: readonly Lesson[]): BookLine[] {
  const lines: BookLine[] = [];
  let next = lessons.length - 1;
  for (let i = flights.length - 1; i >= 0; i--) {
    const flight = flights[i]!;
    while (next >= 0 && lessons[next]!.session_date < flight.flight_date)
      lines.push(lessons[next--]!);
    lines.push(flight);
  }
  while (next >= 0) lines.push(lessons[next--]!);
  return lines;
}

/** A column of the book. */
export type BookColumn = {
  name: string;
  label: string;
} & (
  | { is: "words"; words(line: BookLine): string }
  | { is: "minutes" | "count"; amount(line: BookLine): number }
);

/** A column that is added up at the foot. */
export type AmountColumn = Extract<BookColumn, { is: "minutes" | "count" }>;

/** A column of words; a lesson says nothing in it unless `of_lesson` does. */
export function words(
  name: string,
  label: string,
  of: (flight: Flight) => string,
  of_lesson: (lesson: Lesson) => string = () => "",
): BookColumn {
  const said = (line: BookLine) => (isLesson(line) ? of_lesson(line) : of(line));
  return { name, label, is: "words", words: said };
}

/** A column that is added up; a lesson adds nothing to it unless `of_lesson` does. */
export function amount(
  is: "minutes" | "count",
  name: string,
  label: string,
  of: (flight: Flight) => number,
  of_lesson: (lesson: Lesson) => number = () => 0,
): AmountColumn {
  const said = (line: BookLine) => (isLesson(line) ? of_lesson(line) : of(line));
  return { name, label, is, amount: said };
}
