/** How the world is looked at: the place in the middle, how near, and on which projection. */
import {
  geoCentroid,
  geoDistance,
  geoEqualEarth,
  geoOrthographic,
  type GeoPermissibleObjects,
  type GeoProjection,
} from "d3-geo";
import type { Position } from "../../../shared/geography.ts";

/** A globe is true everywhere; flat, the whole world is seen at once. */
export type Look = "globe" | "flat";

export interface MapView {
  look: Look;
  /** The place in the middle, in degrees. */
  longitude: number;
  latitude: number;
  /** Pixels for one radian: the radius of the globe. */
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

/** As near as the outlines bear: a degree of latitude is some 500 pixels. */
const scale_max = 30_000;
/** As near as a single airport is looked at: some 150 NM around it. */
const scale_one = 4_000;

/** Room around what is shown, in pixels. */
const edge_px = 24;

/** Where a place is for d3: longitude first. */
export function pointOf({ latitude, longitude }: Position): [number, number] {
  return [longitude, latitude];
}

/** The scale at which the whole earth is seen. */
export function wholeScale(look: Look, { width, height }: Size): number {
  // An equal-earth map is 5.42 by 2.63 radii.
  return look === "globe" ? Math.min(width, height) / 2.1 : Math.min(width / 5.5, height / 2.7);
}

/** A view with its numbers where they can be. */
export function within(view: MapView, size: Size): MapView {
  const longitude = ((((view.longitude + 180) % 360) + 360) % 360) - 180;
  const whole = wholeScale(view.look, size);
  const scale = Math.max(whole, Math.min(scale_max, view.scale));
  // Flat, the whole earth lies in the middle; the nearer, the farther it can be moved.
  const reach = view.look === "flat" ? 89 * (1 - whole / scale) : 89;
  const latitude = Math.max(-reach, Math.min(reach, view.latitude));
  return { ...view, longitude, latitude, scale };
}

/** The projection of a view, cut at the edge of the picture. */
export function projectionOf(view: MapView, { width, height }: Size): GeoProjection {
  const { look, longitude, latitude, scale } = view;
  const projection =
    look === "globe"
      ? geoOrthographic().rotate([-longitude, -latitude]).clipAngle(90)
      : geoEqualEarth().rotate([-longitude, 0]).center([0, latitude]);
  return projection
    .scale(scale)
    .translate([width / 2, height / 2])
    .clipExtent([
      [-1, -1],
      [width + 1, height + 1],
    ]);
}

/** Whether a place is on the side of the earth that is seen. */
export function isSeen(view: MapView, place: Position): boolean {
  const middle: [number, number] = [view.longitude, view.latitude];
  return view.look === "flat" || geoDistance(middle, pointOf(place)) < Math.PI / 2 - 0.01;
}

/** The view that shows all of some places. */
export function viewOfAll(places: readonly Position[], look: Look, size: Size): MapView {
  const whole = wholeScale(look, size);
  if (places.length === 0)
    return within({ look, longitude: -40, latitude: 20, scale: whole }, size);
  const all: GeoPermissibleObjects = {
    type: "MultiPoint",
    coordinates: places.map(pointOf),
  };
  const middle = geoCentroid(all);
  // Places all around the earth have no middle.
  const [longitude, latitude] = middle.every(Number.isFinite) ? middle : pointOf(places[0]!);
  if (look === "flat" && lookFor(places) === "flat")
    return within({ look, longitude, latitude: 0, scale: whole }, size);
  const view = { look, longitude, latitude, scale: 1 };
  const projection = projectionOf(view, { width: 0, height: 0 }).clipExtent(null);
  const ends = places.map((one) => projection(pointOf(one)) ?? ([0, 0] as const));
  const [room_x, room_y] = [size.width / 2 - edge_px, size.height / 2 - edge_px];
  // Places in one spot reach nowhere, and are seen from as near as one place.
  const scale = Math.min(
    scale_one,
    ...ends.map(([x]) => room_x / Math.abs(x)),
    ...ends.map(([, y]) => room_y / Math.abs(y)),
  );
  return within({ ...view, scale }, size);
}

/** The globe for what lies within a third of it; else all of the earth, flat. */
export function lookFor(places: readonly Position[]): Look {
  if (places.length === 0) return "flat";
  const middle = geoCentroid({ type: "MultiPoint", coordinates: places.map(pointOf) });
  const widest = Math.max(...places.map((one) => geoDistance(middle, pointOf(one))));
  return widest < 1.1 ? "globe" : "flat";
}

/** The view after a drag of so many pixels: the place in the middle follows the finger. */
export function dragged(view: MapView, dx: number, dy: number, size: Size): MapView {
  const { longitude, latitude } = view;
  const projection = projectionOf(view, size).clipExtent(null);
  const [x, y] = projection([longitude, latitude])!;
  const [east] = projection([longitude + 0.1, latitude])!;
  const south = latitude > 0 ? -0.1 : 0.1;
  const [, beside] = projection([longitude, latitude + south])!;
  // At a pole every way leads along the meridians.
  const degree_x = Math.max((east - x) * 10, view.scale / 300);
  const degree_y = Math.max(Math.abs(beside - y) * 10, view.scale / 300);
  return within(
    { ...view, longitude: longitude - dx / degree_x, latitude: latitude + dy / degree_y },
    size,
  );
}

/** The view from nearer (above 1) or farther (below 1). */
export function zoomed(view: MapView, factor: number, size: Size): MapView {
  return within({ ...view, scale: view.scale * factor }, size);
}
