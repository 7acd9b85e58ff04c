/** Several flights as rows: typed one after the other, or pasted from a spreadsheet. */
import { isDay } from "../../shared/validate.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { plainFigures } from "../ui/digits.ts";
import { parseMinutes } from "../ui/durations.ts";
import { momentOf, parseClock } from "../ui/moments.ts";
import type { Draft } from "./drafts.ts";
import type { Flight } from "./flight_facts.ts";
import { blockTimes, newFlight } from "./flight_start.ts";
import { openForm, type Form } from "./form.ts";
import { idsOf, type Places } from "./places.ts";

const { fields } = flightKind;
const leg = fields.flight_legs.fields;

/** The columns, in the order in which they are typed and pasted. */
export const columns = [
  { path: "flight_date", field: fields.flight_date, head: "Date" },
  { path: "aircraft_id", field: fields.aircraft_id, head: "Aircraft" },
  { path: "flight_legs.0.from_airport_id", field: leg.from_airport_id, head: "From" },
  { path: "flight_legs.0.to_airport_id", field: leg.to_airport_id, head: "To" },
  { path: "block_out", field: fields.block_out, head: "OUT" },
  { path: "block_off", field: fields.block_off, head: "OFF" },
  { path: "block_on", field: fields.block_on, head: "ON" },
  { path: "block_in", field: fields.block_in, head: "IN" },
  { path: "total_time", field: fields.total_time, head: "Total" },
  { path: "pic_time", field: fields.pic_time, head: "PIC" },
  {
    path: "flight_legs.0.day_landings_full_stop",
    field: leg.day_landings_full_stop,
    head: "Day ldg",
  },
  {
    path: "flight_legs.0.night_landings_full_stop",
    field: leg.night_landings_full_stop,
    head: "Night ldg",
  },
  { path: "remarks", field: fields.remarks, head: "Remarks" },
] as const;

/** The form of a row. */
function openRow(start: Parameters<typeof openForm>[2]): Form {
  return openForm(kindNamed("flight")!, null, start);
}

/** A row that begins where the one before it ended: its day, its aircraft, its airport. */
export function nextRow(today: string, before: Form | undefined, last: Flight | undefined): Form {
  if (before === undefined) return openRow(newFlight(today, last));
  const flight = before.values.peek() as unknown as Flight;
  return openRow(newFlight(flight.flight_date ?? today, flight));
}

/** Whether nobody has said anything in a row yet. */
export function isEmptyRow(form: Form): boolean {
  return form.typed.value.size === 0 && Object.keys(form.unread.value).length === 0;
}

/**
 * The moment before which a clock of a row cannot be: the one before it in the row, or the end of the
 * row before (`above`) on the same day. West of Greenwich a day of flying goes past midnight UTC.
 */
export function momentBefore(form: Form, path: string, above: Form | undefined): string | null {
  const at = blockTimes.findIndex((name) => name === path);
  const isSameDay = above?.value("flight_date") === form.value("flight_date");
  const moments = [
    ...blockTimes.map((name) => (isSameDay ? above?.value(name) : null)),
    ...blockTimes.slice(0, Math.max(0, at)).map((name) => form.value(name)),
  ];
  return moments.findLast((moment) => typeof moment === "string") ?? null;
}

/** The rows as one draft, and the rows of a draft. */
export function draftOfRows(rows: readonly Form[]): Draft {
  const drafts = rows.map((form) => ({
    new_uuid: form.new_uuid,
    values: form.values.value,
    unread: form.unread.value,
    prefilled: [...form.prefilled.value],
    typed: [...form.typed.value],
  }));
  return { new_uuid: "", values: { rows: drafts }, unread: {}, base: null, prefilled: [] };
}

/** Opens the rows that were left in a draft. */
export function rowsOfDraft(draft: Draft): Form[] {
  return (draft.values["rows"] as Parameters<typeof openForm>[2][]).map(openRow);
}

/** What is needed to read a cell. */
interface CellContext {
  places: Pick<Places, "byCode">;
  /** The aircraft with a registration. */
  aircraftNamed(registration: string): string | undefined;
}

/** A day as spreadsheets write it: `2026-03-01`, `3/1/2026` in the order of the United States. */
function dayOfCell(text: string): string | undefined {
  const said = plainFigures(text);
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(said);
  const day = us === null ? said : `${us[3]}-${us[1]!.padStart(2, "0")}-${us[2]!.padStart(2, "0")}`;
  return isDay(day) ? day : undefined;
}

function setAirport(form: Form, path: string, text: string, places: CellContext["places"]): void {
  const own = path.replace("airport_id", "own_airport_id");
  const [only, ...others] = places.byCode(text);
  const found = only !== undefined && others.length === 0;
  // A code that several airports share stays as words until one is chosen.
  const ids = found ? idsOf(only) : { airport_id: null, own_airport_id: null };
  form.set(path, ids.airport_id);
  form.set(own, ids.own_airport_id);
  form.set(path.replace("_id", "_description"), found || text === "" ? null : text);
}

/** Reads one cell into a row. What cannot be read stays as it is and says so. */
export function setCell(form: Form, column: number, text: string, context: CellContext): void {
  const said = text.trim();
  const at = columns[column];
  if (at === undefined || said === "") return;
  const { path, field } = at;
  const take = (value: string | number | undefined) =>
    value === undefined ? form.setUnread(path, said) : form.set(path, value);
  switch (field.type) {
    case "airport":
      return setAirport(form, path, said, context.places);
    case "reference":
      return take(context.aircraftNamed(said));
    case "day":
      return take(dayOfCell(said));
    case "minutes":
      return take(parseMinutes(said));
    case "count":
      return take(/^\d+$/.test(plainFigures(said)) ? Number(plainFigures(said)) : undefined);
    case "moment": {
      const clock = parseClock(said);
      const day = form.value("flight_date");
      if (!clock || typeof day !== "string" || !isDay(day)) return take(undefined);
      const earlier = blockTimes.slice(0, blockTimes.indexOf(path as (typeof blockTimes)[number]));
      const before = earlier.map((name) => form.value(name)).findLast((one) => one !== null);
      return take(momentOf(day, clock, (before as string | undefined) ?? null));
    }
    default:
      return take(said);
  }
}

/** The cells of a pasted text, line by line; undefined when it is one cell. */
export function cellsOf(text: string): string[][] | undefined {
  if (!text.includes("\t") && !text.trim().includes("\n")) return undefined;
  const lines = text.replace(/\r/g, "").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => line.split("\t"));
}
