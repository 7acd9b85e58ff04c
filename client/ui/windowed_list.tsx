import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { atRest } from "../models/idle.ts";
import { useLineKeys } from "./line_keys.ts";

/** Pixels drawn beyond either edge, so that a quick scroll meets no blank; none of what is new. */
const overscan_px = 400;
/** Lines that come and go together: a scroll of a few pixels draws nothing anew. */
const step = 4;

/** Where the lines of a list lie, in rem: worked out and not kept, since there may be 30,000. */
export interface LineLayout {
  count: number;
  /** Where a line begins; that of `count` is where the last one ends. */
  top(line: number): number;
  /** The line at a height. */
  at(height: number): number;
}

/** Lines of one height. */
export function evenLines(count: number, height: number): LineLayout {
  return {
    count,
    top: (line) => line * height,
    at: (position) => Math.max(0, Math.min(count - 1, Math.floor(position / height))),
  };
}

/** The last of some ascending numbers that is not above a value; 0 when all are. */
export function lastUpTo(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** A layout of parts, and which part a line belongs to. */
export interface PartsLayout extends LineLayout {
  /** The part of a line, and its place in it: 0 is the head. */
  partOf(line: number): { part: number; place: number };
}

/** Parts with a head each and so many lines under it. */
export function headedLines(counts: readonly number[], head: number, height: number): PartsLayout {
  const first = new Int32Array(counts.length + 1);
  const tops = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    first[i + 1] = first[i]! + count + 1;
    tops[i + 1] = tops[i]! + head + count * height;
  });
  const partOf = (line: number) => {
    const part = Math.min(lastUpTo(first, line), Math.max(0, counts.length - 1));
    return { part, place: line - first[part]! };
  };
  return {
    count: first.at(-1)!,
    partOf,
    top(line) {
      const { part, place } = partOf(line);
      return tops[part]! + (place === 0 ? 0 : head + (place - 1) * height);
    },
    at(position) {
      const part = Math.min(lastUpTo(tops, position), Math.max(0, counts.length - 1));
      const inside = Math.floor((position - tops[part]! - head) / height) + 1;
      return first[part]! + Math.max(0, Math.min(counts[part] ?? 0, inside));
    },
  };
}

interface WindowedListProps {
  layout: LineLayout;
  /** Draws a line, its link as no stop of Tab (`tabIndex` -1). Another function draws every line anew. */
  render: (line: number) => ComponentChildren;
  label: string;
}

/** The lines that are drawn: a few more than are seen. */
interface Drawn {
  first: number;
  last: number;
}

/** The size of a rem in pixels: 16, or what the reader has set. */
function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** What a scroller shows, in pixels. */
interface View {
  top: number;
  height: number;
  rem: number;
  /** Drawn beyond its edges. */
  overscan: number;
}

/** The lines of a layout that a scroller shows, in whole steps. */
function drawnLines(layout: LineLayout, { top, height, rem, overscan }: View): Drawn {
  const first = layout.at((top - overscan) / rem);
  const last = layout.at((top + height + overscan) / rem);
  return { first: first - (first % step), last: last - (last % step) + step - 1 };
}

/** A list of any length of which only what is seen is drawn. It keeps its place while hidden. */
export function WindowedList({ layout, render, label }: WindowedListProps) {
  const element = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const view = useRef<View>({ top: 0, height: 800, rem: 16, overscan: 0 });
  const [, redraw] = useState<Drawn>({ first: 0, last: 0 });
  const now = () => drawnLines(layout, view.current);
  const look = () => {
    const next = now();
    redraw((known) => (known.first === next.first && known.last === next.last ? known : next));
  };
  const lookAhead = () => {
    view.current.overscan = overscan_px;
    looking.current();
  };
  const looking = useRef(look);
  looking.current = look;
  useLayoutEffect(() => {
    const scroller = element.current!;
    const measure = () => {
      if (scroller.clientHeight === 0) return;
      const { top } = view.current;
      if (scroller.scrollTop !== top) scroller.scrollTop = top;
      view.current.top = scroller.scrollTop;
      view.current.height = scroller.clientHeight;
      view.current.rem = remPixels();
      looking.current();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, []);

  // A line that was drawn is handed out again as it is, so that a scroll draws the new ones only.
  const drawn = useMemo(() => {
    view.current.overscan = 0;
    return new Map<number, VNode>();
  }, [layout, render]);
  // Somebody types, perhaps: what is not seen is drawn once the list has been the same for a while.
  useEffect(() => {
    let isOver = false;
    void atRest().then(() => isOver || lookAhead());
    return () => {
      isOver = true;
    };
  }, [drawn]);
  const { first, last } = now();
  const lines: VNode[] = [];
  for (let line = Math.max(0, first); line <= Math.min(last, layout.count - 1); line++) {
    let vnode = drawn.get(line);
    if (vnode === undefined) {
      const top = layout.top(line);
      vnode = (
        <li
          key={line}
          style={{ top: `${top}rem`, height: `${layout.top(line + 1) - top}rem` }}
          aria-setsize={layout.count}
          aria-posinset={line + 1}
        >
          {render(line)}
        </li>
      );
      drawn.set(line, vnode);
    }
    lines.push(vnode);
  }
  const keys = useLineKeys({
    list,
    layout,
    first: Math.max(0, first),
    page: Math.max(1, layout.at(view.current.height / view.current.rem) - 1),
    reveal(line) {
      const { top, height, rem } = view.current;
      const [upper, lower] = [layout.top(line) * rem, layout.top(line + 1) * rem];
      if (upper < top) element.current!.scrollTop = upper;
      else if (lower > top + height) element.current!.scrollTop = lower - height;
      view.current.top = element.current!.scrollTop;
      lookAhead();
    },
  });
  for (const line of drawn.keys()) if (line < first || line > last) drawn.delete(line);
  return (
    <div
      class="windowed"
      ref={element}
      {...keys}
      onScroll={(event) => {
        const { scrollTop, clientHeight } = event.currentTarget;
        if (clientHeight === 0) return;
        view.current.top = scrollTop;
        view.current.height = clientHeight;
        lookAhead();
      }}
    >
      <ul ref={list} aria-label={label} style={{ height: `${layout.top(layout.count)}rem` }}>
        {lines}
      </ul>
    </div>
  );
}
