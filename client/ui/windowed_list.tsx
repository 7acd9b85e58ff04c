import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Pixels drawn beyond either edge, so that a quick scroll meets no blank. */
const overscan_px = 400;

/** The first line whose end lies after a position; `offsets` are the starts, and the whole height. */
export function lineAt(offsets: readonly number[], position: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle + 1]! <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where each line begins, and where the last one ends, in pixels. */
export function offsetsOf<T>(lines: readonly T[], height: (line: T) => number): number[] {
  const offsets = [0];
  for (const line of lines) offsets.push(offsets.at(-1)! + height(line));
  return offsets;
}

interface WindowedListProps<T> {
  lines: readonly T[];
  /** The height of a line in pixels. */
  height: (line: T) => number;
  keyOf: (line: T) => string;
  render: (line: T) => ComponentChildren;
  label: string;
}

/** A list of any length of which only what is seen is drawn. It keeps its place while hidden. */
export function WindowedList<T>({ lines, height, keyOf, render, label }: WindowedListProps<T>) {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const top = useRef(0);
  useLayoutEffect(() => {
    const scroller = element.current!;
    const measure = () => {
      if (scroller.clientHeight === 0) return;
      if (scroller.scrollTop !== top.current) scroller.scrollTop = top.current;
      setView({ top: scroller.scrollTop, height: scroller.clientHeight });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, []);

  const offsets = offsetsOf(lines, height);
  const first = lineAt(offsets, view.top - overscan_px);
  const last = lineAt(offsets, view.top + view.height + overscan_px);
  return (
    <div
      class="windowed"
      ref={element}
      onScroll={(event) => {
        if (event.currentTarget.clientHeight === 0) return;
        top.current = event.currentTarget.scrollTop;
        setView({ top: top.current, height: event.currentTarget.clientHeight });
      }}
    >
      <ul aria-label={label} style={{ height: `${offsets.at(-1)}px` }}>
        {lines.slice(first, last + 1).map((line, i) => (
          <li
            key={keyOf(line)}
            style={{ top: `${offsets[first + i]}px`, height: `${height(line)}px` }}
            aria-setsize={lines.length}
            aria-posinset={first + i + 1}
          >
            {render(line)}
          </li>
        ))}
      </ul>
    </div>
  );
}
