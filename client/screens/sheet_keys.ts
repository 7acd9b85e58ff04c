/** The keys of the sheet of several flights: a leg is typed from left to right and down, nothing else. */
import { useRef } from "preact/hooks";
import { columns } from "../models/flight_sheet.ts";
import { blockTimes } from "../models/flight_start.ts";
import type { Form } from "../models/form.ts";
import { plainFigures } from "../ui/digits.ts";
import { clockStyle, parseClock } from "../ui/moments.ts";

/** The column that a new row is typed from: its beginning is filled in. */
const first_typed = columns.find(({ head }) => head === "To")!;

const isInDialog = (target: EventTarget | null) => (target as Element).closest("dialog") !== null;

/** The place of a cell's column; -1 outside the cells, as in a dialog that one of them has opened. */
export function columnOf(target: EventTarget | null): number {
  if (isInDialog(target)) return -1;
  const path = (target as Element).closest("[data-path]")?.getAttribute("data-path");
  return columns.findIndex((column) => column.path === path);
}

function cellOf(number: number, path: string): HTMLInputElement | null {
  return document.querySelector(`[data-row="${number}"] [data-path="${path}"] input`);
}

/** Goes to where a row is typed from, once it is drawn: before the next key. */
export function focusRow(number: number): void {
  queueMicrotask(() => cellOf(number, first_typed.path)?.focus());
}

/** Ctrl or ⌘ and Enter save from any field. */
export function saveByKey(event: KeyboardEvent & { currentTarget: HTMLFormElement }): void {
  const isSave = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!isSave || isInDialog(event.target)) return;
  // What was typed in a field is read when it is left.
  (event.target as HTMLElement).blur();
  event.currentTarget.requestSubmit();
}

/** The clock after the one that a key has made whole, by its fourth figure; undefined otherwise. */
function nextClock({ target, inputType }: InputEvent): string | undefined {
  const { value } = target as HTMLInputElement;
  const isTyped = inputType === "insertText" && clockStyle.value === "24";
  if (!isTyped || !/^\d{4}$/.test(plainFigures(value)) || parseClock(value) === undefined)
    return undefined;
  const at = blockTimes.findIndex((name) => name === columns[columnOf(target)]?.path);
  return at < 0 ? undefined : blockTimes[at + 1];
}

interface Sheet {
  rows: { value: readonly Form[] };
  add(): void;
}

/** What the keys do in a row: a whole clock leads on to the next, Enter and the last Tab to the next row. */
export function useRowKeys(number: number, { rows, add }: Sheet) {
  const led_to = useRef<Element | null>(null);
  const onInput = (event: InputEvent) => {
    const next = nextClock(event);
    if (next === undefined) return;
    led_to.current = cellOf(number, next);
    cellOf(number, next)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, target } = event;
    const wasLed = target === led_to.current;
    led_to.current = null;
    // The Tab that one types by habit: the clock has led on already.
    if (wasLed && key === "Tab" && !shiftKey) return event.preventDefault();
    const column = columnOf(target);
    const isLast = number === rows.value.length && column === columns.length - 1;
    const goesOn =
      !shiftKey &&
      ((key === "Enter" && !event.ctrlKey && !event.metaKey) || (key === "Tab" && isLast));
    // A list under a field has taken Enter already, to choose from it.
    if (!goesOn || column < 0 || event.defaultPrevented) return;
    if ((target as Element).tagName === "BUTTON") return;
    event.preventDefault();
    // What was typed in a field is read when it is left, and the next row begins with it.
    (target as HTMLElement).blur();
    if (number === rows.value.length) add();
    focusRow(number + 1);
  };
  return { onInput, onKeyDown };
}
