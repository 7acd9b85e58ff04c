/** The map itself: a part of its own, with the outlines of the world. */
import { geoGraticule10, geoPath } from "d3-geo";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { FlownRoute, VisitedPlace } from "../../../shared/totals/flown_map.ts";
import type { Position } from "../../../shared/geography.ts";
import {
  dragged,
  isSeen,
  lookFor,
  type MapView,
  pointOf,
  projectionOf,
  type Size,
  viewOfAll,
  wholeScale,
  zoomed,
} from "./map_view.ts";
import { coarse, fetchFine, fine } from "./outlines.ts";

/** A place with a position, and what pilots call it. */
export type MarkedPlace = VisitedPlace & { position: Position; code: string };

interface WorldMapProps {
  places: readonly MarkedPlace[];
  routes: readonly FlownRoute[];
  chosen: string | null;
  onChoose: (name: string | null) => void;
}

/** How long a view rests before it is drawn finely, in milliseconds. */
const rest_ms = 150;
/** Pixels that a finger may move and still have tapped, and how near to a place it must be. */
const tap_px = 6;
const near_px = 22;
/** Names drawn at most, and the room that one needs. */
const names_max = 60;
const name_px = { width: 46, height: 18 };
/** One press of an arrow key, in pixels, and of plus or minus. */
const step_px = 60;
const step_zoom = 1.5;

/** The size of an element, followed. */
function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 360, height: 360 });
  useLayoutEffect(() => {
    const box = element.current!;
    const measure = () => setSize({ width: box.clientWidth, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { element, size };
}

/** Places as they lie on the picture, those with most flights last, so that they are on top. */
function drawnPlaces(view: MapView, size: Size, places: readonly MarkedPlace[]) {
  const projection = projectionOf(view, size);
  return places
    .filter(({ position }) => isSeen(view, position))
    .map((place) => {
      const [x, y] = projection(pointOf(place.position)) ?? [-100, -100];
      return { place, x, y, radius: Math.min(9, 2.5 + Math.sqrt(place.flights) / 1.5) };
    })
    .filter(({ x, y }) => x > -20 && y > -20 && x < size.width + 20 && y < size.height + 20)
    .reverse();
}

type DrawnPlace = ReturnType<typeof drawnPlaces>[number];

/** Those whose names can be written without lying over another: the most flown to first. */
function namedPlaces(drawn: readonly DrawnPlace[], chosen: string | null): DrawnPlace[] {
  const first = drawn.filter(({ place }) => place.name === chosen);
  const named: DrawnPlace[] = [];
  for (const one of [...first, ...drawn.toReversed()]) {
    const isFree = named.every(
      ({ x, y }) => Math.abs(x - one.x) > name_px.width || Math.abs(y - one.y) > name_px.height,
    );
    if (isFree) named.push(one);
    if (named.length === names_max) break;
  }
  return named;
}

interface DrawingProps extends Omit<WorldMapProps, "onChoose"> {
  view: MapView;
  size: Size;
  isResting: boolean;
}

function World({ view, size, isResting }: Pick<DrawingProps, "view" | "size" | "isResting">) {
  const isNear = view.scale > 2.5 * wholeScale(view.look, size);
  const outlines = (isResting && isNear ? fine.value : undefined) ?? coarse;
  const drawn = useMemo(() => {
    const path = geoPath(projectionOf(view, size));
    return {
      sea: path({ type: "Sphere" }) ?? "",
      lines: path(geoGraticule10()) ?? "",
      land: path(outlines.land) ?? "",
      borders: path(outlines.borders) ?? "",
    };
  }, [view, size, outlines]);
  return (
    <>
      <path class="map_sea" d={drawn.sea} />
      <path class="map_lines" d={drawn.lines} />
      <path class="map_land" d={drawn.land} />
      <path class="map_borders" d={drawn.borders} />
    </>
  );
}

function Flown({ view, size, places, routes, chosen }: DrawingProps) {
  const path = geoPath(projectionOf(view, size));
  const drawn = drawnPlaces(view, size, places);
  return (
    <>
      {routes.map(({ a, b, from, to, legs }) => (
        <path
          key={`${a} ${b}`}
          class={chosen === null || chosen === a || chosen === b ? "map_route" : "map_route other"}
          strokeWidth={1.25 + Math.min(2, Math.log10(legs))}
          d={path({ type: "LineString", coordinates: [pointOf(from), pointOf(to)] }) ?? ""}
        />
      ))}
      {drawn.map(({ place, x, y, radius }) => (
        <circle
          key={place.name}
          class={place.name === chosen ? "map_place chosen" : "map_place"}
          cx={x}
          cy={y}
          r={radius}
        />
      ))}
      {namedPlaces(drawn, chosen).map(({ place, x, y, radius }) => (
        <text key={place.name} x={x} y={y - radius - 3}>
          {place.code}
        </text>
      ))}
    </>
  );
}

/** What fingers and the mouse do to the view: one drags, two or the wheel zoom, a tap chooses. */
function useHands(
  change: (next: (view: MapView) => MapView) => void,
  size: Size,
  onTap: (x: number, y: number) => void,
) {
  const hands = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(0);
  const apart = () => {
    const [a, b] = [...hands.current.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };
  const leave = (event: PointerEvent) => hands.current.delete(event.pointerId);
  return {
    onPointerDown(event: PointerEvent & { currentTarget: Element }) {
      event.currentTarget.setPointerCapture(event.pointerId);
      hands.current.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      moved.current = 0;
    },
    onPointerMove(event: PointerEvent) {
      const before = hands.current.get(event.pointerId);
      if (before === undefined) return;
      const [dx, dy] = [event.offsetX - before.x, event.offsetY - before.y];
      moved.current += Math.abs(dx) + Math.abs(dy);
      const was = apart();
      hands.current.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      if (was > 0) change((view) => zoomed(view, apart() / was, size));
      else change((view) => dragged(view, dx, dy, size));
    },
    onPointerUp(event: PointerEvent) {
      if (hands.current.size === 1 && moved.current < tap_px) onTap(event.offsetX, event.offsetY);
      leave(event);
    },
    onPointerCancel: leave,
    onWheel(event: WheelEvent) {
      // A plain wheel scrolls the page, as everywhere.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      change((view) => zoomed(view, Math.exp(-event.deltaY / 200), size));
    },
  };
}

function keyed(key: string, view: MapView, size: Size): MapView | undefined {
  switch (key) {
    case "ArrowLeft":
      return dragged(view, step_px, 0, size);
    case "ArrowRight":
      return dragged(view, -step_px, 0, size);
    case "ArrowUp":
      return dragged(view, 0, step_px, size);
    case "ArrowDown":
      return dragged(view, 0, -step_px, size);
    case "+":
    case "=":
      return zoomed(view, step_zoom, size);
    case "-":
      return zoomed(view, 1 / step_zoom, size);
    default:
      return undefined;
  }
}

/** The world with what was flown on it: dragged, zoomed, and gone over by keyboard. */
export function WorldMap({ places, routes, chosen, onChoose }: WorldMapProps) {
  const { element, size } = useSize();
  const positions = places.map(({ position }) => position);
  const [moved, setMoved] = useState<MapView | undefined>(undefined);
  const [isResting, setResting] = useState(true);
  const view = moved ?? viewOfAll(positions, lookFor(positions), size);
  const latest = useRef(view);
  latest.current = view;
  useEffect(fetchFine, []);
  useEffect(() => {
    const timer = setTimeout(() => setResting(true), rest_ms);
    return () => clearTimeout(timer);
  }, [moved]);
  const change = (next: (view: MapView) => MapView) => {
    setResting(false);
    latest.current = next(latest.current);
    setMoved(latest.current);
  };
  const onTap = (x: number, y: number) => {
    const near = drawnPlaces(latest.current, size, places)
      .map((one) => ({ ...one, away: Math.hypot(one.x - x, one.y - y) }))
      .filter(({ away }) => away < near_px)
      .sort((a, b) => a.away - b.away);
    onChoose(near[0]?.place.name ?? null);
  };
  const hands = useHands(change, size, onTap);
  const turn = (look: MapView["look"]) => {
    setMoved(viewOfAll(positions, look, size));
  };
  return (
    <div class="map_frame on_screen">
      <div
        class="map_box"
        ref={element}
        role="application"
        aria-label="Map: arrow keys move it, plus and minus zoom. The lists below say the same in words."
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onKeyDown={(event) => {
          const next = keyed(event.key, latest.current, size);
          if (next === undefined) return;
          event.preventDefault();
          change(() => next);
        }}
        {...hands}
      >
        <svg width={size.width} height={size.height} aria-hidden="true">
          <World view={view} size={size} isResting={isResting} />
          <Flown {...{ view, size, isResting, places, routes, chosen }} />
        </svg>
      </div>
      <div class="map_buttons">
        <button type="button" class="button" onClick={() => change((now) => zoomed(now, 2, size))}>
          Nearer
        </button>
        <button
          type="button"
          class="button"
          onClick={() => change((now) => zoomed(now, 0.5, size))}
        >
          Farther
        </button>
        <button type="button" class="button" onClick={() => turn(view.look)}>
          Show all
        </button>
        <button
          type="button"
          class="button"
          onClick={() => turn(view.look === "globe" ? "flat" : "globe")}
        >
          {view.look === "globe" ? "Flat" : "Globe"}
        </button>
      </div>
    </div>
  );
}
