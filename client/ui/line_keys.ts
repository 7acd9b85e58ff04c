import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LineLayout } from "./windowed_list.tsx";

/** How many lines a key goes, of `page` that are seen; undefined for other keys. */
function stepOf(key: string, page: number): number | undefined {
  const steps = new Map([
    ["ArrowDown", 1],
    ["ArrowUp", -1],
    ["PageDown", page],
    ["PageUp", -page],
    ["Home", -Infinity],
    ["End", Infinity],
  ]);
  return steps.get(key);
}

interface LineKeysContext {
  list: RefObject<HTMLUListElement | null>;
  layout: LineLayout;
  /** The first line that is drawn. */
  first: number;
  /** Lines that are seen at once. */
  page: number;
  /** Brings a line into sight, and has it drawn. */
  reveal(line: number): void;
}

/**
 * The keyboard in a list of any length: one line of it is a stop of Tab, and from there arrows, page
 * keys, Home and End go from line to line. Lines without a link are passed over; the links of the others
 * are drawn as no stop (`tabIndex` -1).
 */
export function useLineKeys({ list, layout, first, page, reveal }: LineKeysContext) {
  const stop = useRef(0);
  const wanted = useRef<{ line: number; onward: 1 | -1 } | undefined>(undefined);
  const marked = useRef<HTMLElement | null>(null);
  const linkIn = (place: Element | undefined) =>
    place?.querySelector<HTMLElement>("a, button") ?? null;
  const drawn = (line: number) => list.current!.children[line - first];
  const mark = () => {
    const link = linkIn(drawn(stop.current)) ?? linkIn(list.current!);
    if (link === marked.current) return;
    if (marked.current !== null) marked.current.tabIndex = -1;
    if (link !== null) link.tabIndex = 0;
    marked.current = link;
  };
  const settle = () => {
    const { line, onward } = wanted.current ?? {};
    if (line === undefined || onward === undefined) return;
    const place = drawn(line);
    if (place === undefined) return;
    wanted.current = undefined;
    const link = linkIn(place);
    if (link === null) goTo(line + onward, onward);
    else link.focus({ preventScroll: true });
  };
  function goTo(line: number, onward: 1 | -1) {
    if (line < 0 || line >= layout.count) return;
    wanted.current = { line, onward };
    reveal(line);
    settle();
  }
  useLayoutEffect(() => {
    mark();
    settle();
  });
  return {
    onFocusIn({ target }: FocusEvent) {
      const line = (target as Element).closest("li");
      if (line === null) return;
      stop.current = first + [...list.current!.children].indexOf(line);
      mark();
    },
    onKeyDown(event: KeyboardEvent) {
      const step = stepOf(event.key, page);
      if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const line = Math.max(0, Math.min(layout.count - 1, stop.current + step));
      // From either end the line that has a link lies inwards.
      const isEnd = line === 0 || line === layout.count - 1;
      goTo(line, step > 0 !== isEnd ? 1 : -1);
    },
  };
}
