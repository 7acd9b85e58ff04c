import { geoPath } from "d3-geo";
import { describe, expect, test } from "vitest";
import {
  dragged,
  isSeen,
  lookFor,
  type MapView,
  pointOf,
  projectionOf,
  viewOfAll,
  within,
  zoomed,
} from "../../../client/screens/map/map_view.ts";
import { coarse } from "../../../client/screens/map/outlines.ts";
import { pointBetween, type Position } from "../../../shared/geography.ts";
import { flownMap } from "../../../shared/totals/flown_map.ts";
import { aircraft, airportId, factsFrom, flight } from "../rules/logbook.ts";

const tokyo = { latitude: 35.553, longitude: 139.781 };
const losAngeles = { latitude: 33.9425, longitude: -118.408 };
const dubai = { latitude: 25.253, longitude: 55.364 };
const paloAlto = { latitude: 37.461, longitude: -122.115 };
const phone = { width: 358, height: 500 };
const flat: MapView = { look: "flat", longitude: 0, latitude: 0, scale: 66 };

/** The lines of a drawn route: each a list of points. */
function linesOf(view: MapView, from: Position, to: Position): [number, number][][] {
  const line = { type: "LineString" as const, coordinates: [pointOf(from), pointOf(to)] };
  const drawn = geoPath(projectionOf(view, phone))(line) ?? "";
  return drawn
    .split("M")
    .filter((part) => part !== "")
    .map((part) => part.split("L").map((one) => one.split(",").map(Number) as [number, number]));
}

const distance = (a: [number, number], b: [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** How far a point is from a line of points. */
function fromLine(point: [number, number], line: readonly [number, number][]): number {
  return Math.min(
    ...line.slice(1).map((end, i) => {
      const start = line[i]!;
      const length = distance(start, end);
      const along =
        length === 0
          ? 0
          : ((point[0] - start[0]) * (end[0] - start[0]) +
              (point[1] - start[1]) * (end[1] - start[1])) /
            length ** 2;
      const t = Math.max(0, Math.min(1, along));
      return distance(point, [
        start[0] + t * (end[0] - start[0]),
        start[1] + t * (end[1] - start[1]),
      ]);
    }),
  );
}

describe("the map of what was flown", () => {
  const facts = factsFrom([
    ...aircraft("N1"),
    flight({
      date: "2026-01-05",
      legs: [
        { from: "KPAO", to: "KSTS" },
        { from: "KSTS", to: "KPAO" },
      ],
    }),
    flight({ date: "2026-01-09", from: "KPAO", to: "KLAX" }),
    flight({ date: "2026-02-01" }),
    flight({ date: "2026-03-01", from: "KPAO", to: "a meadow" }),
  ]);

  test("counts a flight once at each place, a leg once for each time, either way", () => {
    const { places, routes, distance_nm } = flownMap(facts, null, null);
    expect(places.map(({ name, flights, first, last }) => [name, flights, first, last])).toEqual([
      [airportId("KPAO"), 4, "2026-01-05", "2026-03-01"],
      ...[
        [airportId("KLAX"), 1, "2026-01-09", "2026-01-09"],
        [airportId("KSTS"), 1, "2026-01-05", "2026-01-05"],
        ["a meadow", 1, "2026-03-01", "2026-03-01"],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ]);
    expect(routes.map(({ legs }) => legs)).toEqual([2, 1]);
    const [first, second] = routes.map((one) => one.distance_nm);
    expect(distance_nm).toBeCloseTo(2 * first! + second!, 9);
  });

  test("keeps to its days, and a place that nobody can find has no position", () => {
    expect(flownMap(facts, "2026-01-06", "2026-01-31").routes).toHaveLength(1);
    const meadow = flownMap(facts, "2026-03-01", null).places.find(
      ({ name }) => name === "a meadow",
    );
    expect(meadow).toMatchObject({ position: null, flights: 1 });
    expect(flownMap(facts, "2027-01-01", null)).toEqual({ places: [], routes: [], distance_nm: 0 });
  });
});

describe("routes on the map", () => {
  test("are cut where the world is cut: over the date line no line runs back across the map", () => {
    const lines = linesOf(flat, tokyo, losAngeles);
    expect(lines).toHaveLength(2);
    for (const line of lines)
      line.slice(1).forEach((end, i) => expect(distance(end, line[i]!)).toBeLessThan(60));
    // With the Pacific in the middle nothing is cut.
    expect(linesOf({ ...flat, longitude: 180 }, tokyo, losAngeles)).toHaveLength(1);
  });

  test.each([
    ["over the date line", tokyo, losAngeles],
    ["by the pole", losAngeles, dubai],
  ])("are great circles %s, as our own formula has them", (_, from, to) => {
    for (const view of [{ ...flat, longitude: 179 }, flat]) {
      const projection = projectionOf(view, phone);
      const lines = linesOf(view, from, to);
      for (const part of [0.1, 0.3, 0.45, 0.55, 0.7, 0.9]) {
        const point = projection(pointOf(pointBetween(from, to, part)))!;
        expect(Math.min(...lines.map((line) => fromLine(point, line)))).toBeLessThan(2);
      }
    }
  });
});

describe("the view", () => {
  test("shows every place that was visited, on the globe when they lie together", () => {
    const near = [paloAlto, losAngeles];
    const far = [paloAlto, tokyo, dubai];
    expect([lookFor(near), lookFor(far), lookFor([])]).toEqual(["globe", "flat", "flat"]);
    for (const places of [near, far, [paloAlto]])
      for (const look of ["globe", "flat"] as const) {
        const view = viewOfAll(places, look, phone);
        for (const place of places) {
          if (look === "globe" && places === far) continue;
          const [x, y] = projectionOf(view, phone)(pointOf(place))!;
          expect(isSeen(view, place)).toBe(true);
          expect(x > 0 && x < phone.width && y > 0 && y < phone.height).toBe(true);
        }
      }
  });

  test("bears places without a middle, and none", () => {
    const around = [0, 90, 180, -90].map((longitude) => ({ latitude: 0, longitude }));
    for (const view of [viewOfAll(around, "flat", phone), viewOfAll([], "globe", phone)])
      expect(
        Object.values(view).every((one) => typeof one === "string" || Number.isFinite(one)),
      ).toBe(true);
  });

  test("goes where it is dragged, round the world and not over the poles", () => {
    const view = within({ ...flat, longitude: 179, scale: 300 }, phone);
    expect(dragged(view, -30, 0, phone).longitude).toBeLessThan(-170);
    expect(dragged({ ...view, look: "globe" }, 0, 1e6, phone).latitude).toBe(89);
    // Flat, the whole earth stays where it is: there is nothing beyond it.
    expect(within({ ...flat, latitude: 40, scale: 1 }, phone).latitude).toBeCloseTo(0, 9);
    const before = projectionOf(view, phone)([179, 0])!;
    const [x, y] = projectionOf(dragged(view, 20, 15, phone), phone)([179, 0])!;
    expect([x - before[0], y - before[1]].map(Math.round)).toEqual([20, 15]);
    expect(zoomed(view, 1e9, phone).scale).toBeLessThan(1e5);
    expect(zoomed(view, 1e-9, phone).scale).toBeGreaterThan(10);
  });

  test("has outlines: Palo Alto is on land, the Pacific is not", async () => {
    const { geoContains } = await import("d3-geo");
    expect(geoContains(coarse.land as never, [-119, 37])).toBe(true);
    expect(geoContains(coarse.land as never, [-150, 30])).toBe(false);
  });
});
