import { signal, type ReadonlySignal } from "@preact/signals";
import { newRowId } from "../../shared/ids.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import type { FormStart } from "./form.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** A flight to begin others with. */
export interface Template {
  id: string;
  name: string;
  values: Values;
}

/** The templates of a logbook on this device. */
export interface Templates {
  all: ReadonlySignal<readonly Template[]>;
  /** Keeps what is the same in every such flight; false when the device has no room for it. */
  add(name: string, flight: Values): boolean;
  remove(id: string): void;
}

/** What flights of one template have in common; dates, clocks and times are of each flight. */
const kept = [
  "aircraft_id",
  "route",
  "flight_legs",
  "flight_crew",
  "entry_tags",
  "instructor_name",
  "pic_basis_id",
  "remarks",
] as const;

/** What a leg of a template says of single events, which were of another day. */
const legWithout = { landings_takeoffs: [], approaches: [], leg_time: 0 };

function templateValues(flight: Values): Values {
  const legs = flight["flight_legs"] as { [field: string]: Json }[];
  return {
    ...Object.fromEntries(kept.map((name) => [name, flight[name]])),
    flight_legs: legs.map((leg) => ({ ...leg, ...legWithout })),
  };
}

/** Opens the templates of a logbook. */
export function openTemplates(shelf: Shelf, logbook_id: string): Templates {
  const key = `offblock.templates.${logbook_id}`;
  const all = signal<readonly Template[]>(readKept<Template[]>(shelf, key) ?? []);
  const take = (next: readonly Template[]) => {
    const isKept = keep(shelf, key, next);
    if (isKept) all.value = next;
    return isKept;
  };
  return {
    all,
    add: (name, flight) =>
      take([...all.value, { id: newRowId(), name, values: templateValues(flight) }]),
    remove: (id) => void take(all.value.filter((template) => template.id !== id)),
  };
}

/** A new flight of a template: every row of it is a row of its own. */
export function templateStart(today: string, { values }: Template): FormStart {
  const anew = (rows: Json) =>
    (rows as { [field: string]: Json }[]).map((row) => ({ ...row, id: newRowId() }));
  return {
    values: {
      ...values,
      flight_date: today,
      flight_legs: anew(values["flight_legs"]!),
      flight_crew: anew(values["flight_crew"]!),
      entry_tags: anew(values["entry_tags"]!),
    },
  };
}
