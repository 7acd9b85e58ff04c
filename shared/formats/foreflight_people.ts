/** The people of a file: everybody named in a Person cell, once. */
import { derivedUuid, uuidOf } from "../ids.ts";
import { type Candidate, makeDocument } from "./candidate.ts";
import { folded } from "./cell_values.ts";
import type { PersonCell } from "./foreflight_cells.ts";
import type { FlightLine } from "./foreflight_line.ts";
import type { Remark } from "./remark.ts";

/** The people of a file, and who a cell means. */
export interface People {
  uuidOf(cell: PersonCell): string;
  candidates: Candidate[];
}

interface Somebody {
  name: string;
  email: string | null;
  phones: Set<string>;
  line: number;
  raw: string;
  day: string;
}

/** Emails by name, both folded, of everybody who has one. */
function emailsByName(flights: readonly FlightLine[]): Map<string, Set<string>> {
  const emails = new Map<string, Set<string>>();
  for (const { name, email } of flights.flatMap((flight) => flight.people)) {
    const known = emails.get(folded(name)) ?? new Set();
    if (email !== null) known.add(folded(email));
    emails.set(folded(name), known);
  }
  return emails;
}

function personDocument(key: string, person: Somebody): Candidate {
  const [phone, ...others] = person.phones;
  const document = makeDocument(`person:${derivedUuid(`person:${key}`)}`, person.day, {
    display_name: person.name,
    email: person.email,
    phone: phone ?? null,
    notes: others.map((other) => `Phone: ${other}`).join("\n"),
  });
  const { line, raw } = person;
  return { kind: "person", line, raw, document, problems: [], incomplete: null, has_line: false };
}

/**
 * Finds out who is who. A name with one email is one person, also on lines without the email. A name
 * with two emails is two people; then a line without an email is nobody's guess and a third.
 */
export function peopleOf(flights: readonly FlightLine[], remarks: Remark[]): People {
  const emails = emailsByName(flights);
  const keyOf = ({ name, email }: PersonCell) => {
    const known = emails.get(folded(name))!;
    const own = email === null ? (known.size === 1 ? [...known][0]! : "") : folded(email);
    return `${folded(name)}|${own}`;
  };
  const people = new Map<string, Somebody>();
  for (const { day, line, raw, people: cells } of flights)
    for (const cell of cells) {
      const key = keyOf(cell);
      let person = people.get(key);
      if (person === undefined) {
        person = { name: cell.name, email: null, phones: new Set(), line, raw, day: "9999" };
        people.set(key, person);
        const others = emails.get(folded(cell.name))!.size;
        if (cell.email === null && others > 1)
          remarks.push({
            line,
            column: cell.column,
            cell: cell.cell,
            level: "warning",
            message: `${others} people have this name and emails; without one this is a person more.`,
          });
      }
      person.email ??= cell.email;
      if (cell.phone !== null) person.phones.add(cell.phone);
      if (day !== null && day < person.day) person.day = day;
    }
  const candidates = new Map(
    [...people].map(([key, person]) => {
      const day = person.day === "9999" ? "1970-01-01" : person.day;
      return [key, personDocument(key, { ...person, day })];
    }),
  );
  return {
    uuidOf: (cell) => uuidOf(candidates.get(keyOf(cell))!.document._id),
    candidates: [...candidates.values()],
  };
}
