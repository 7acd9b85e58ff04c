import { describe, expect, test } from "vitest";
import {
  judgeCrossCountry,
  routePoints,
  type RoutePoint,
  type VariantName,
} from "../../../shared/cross_country.ts";
import {
  distanceNm,
  ellipsoidDistanceNm,
  pointBetween,
  type Position,
} from "../../../shared/geography.ts";
import crossings from "../../vectors/cross_country.json" with { type: "json" };
import vectors from "../../vectors/distance.json" with { type: "json" };
import { airportId, flight, places } from "./logbook.ts";

const position = ([latitude, longitude]: number[]): Position => ({
  latitude: latitude!,
  longitude: longitude!,
});

describe("distances", () => {
  test.each(vectors.sphere)("sphere: $name", ({ from, to, nm, within }) => {
    expect(Math.abs(distanceNm(position(from), position(to)) - nm)).toBeLessThan(within);
  });
  test.each(vectors.ellipsoid)("ellipsoid: $name", ({ from, to, nm, within }) => {
    expect(Math.abs(ellipsoidDistanceNm(position(from), position(to)) - nm)).toBeLessThan(within);
  });
  test("sphere and ellipsoid differ by no more than 0.6 percent", () => {
    for (let i = 0; i < 5000; i++) {
      const a = position([((i * 61) % 180) - 90, ((i * 97) % 360) - 180]);
      const b = position([((i * 43) % 180) - 90, ((i * 29) % 360) - 180]);
      const [sphere, ellipsoid] = [distanceNm(a, b), ellipsoidDistanceNm(a, b)];
      expect(Math.abs(sphere - ellipsoid)).toBeLessThanOrEqual(0.006 * ellipsoid + 1e-9);
    }
  });
  test("a point on the way is as far from both ends as it should be, over the pole and the date line", () => {
    for (const [a, b] of [
      [position([40, -74]), position([22, 114])],
      [position([34, -118]), position([-34, 151])],
      [position([89, 10]), position([89, -170])],
      [position([0, 0]), position([0, 180])],
    ] as const)
      for (const part of [0, 0.25, 0.5, 0.9, 1]) {
        const there = pointBetween(a, b, part);
        expect(distanceNm(a, there)).toBeCloseTo(part * distanceNm(a, b), 4);
        expect(distanceNm(there, b)).toBeCloseTo((1 - part) * distanceNm(a, b), 4);
      }
  });
});

const degree = 60.04054;
const home: RoutePoint = { name: "home", place: position([0, 0]), is_landing: false };

describe("the seven definitions", () => {
  test.each(crossings.flights)("$name", ({ points, expect: expected }) => {
    const answers = judgeCrossCountry(
      home,
      points.map((point) => ({
        name: "unnamed" in point ? null : point.nm === 0 ? "home" : `place at ${point.nm}`,
        place: point.nm === null ? undefined : position([0, point.nm / degree]),
        is_landing: point.landing,
      })),
    );
    for (const [variant, qualifies] of Object.entries(expected))
      expect(answers.find((answer) => answer.variant === variant)?.qualifies, variant).toBe(
        qualifies,
      );
  });

  test("both figures of the earth are told", () => {
    const [, over_50nm] = judgeCrossCountry(home, [
      { name: "there", place: position([0, 50 / degree]), is_landing: true },
    ]);
    expect(over_50nm!.distance_nm).toBeCloseTo(50, 4);
    expect(over_50nm!.ellipsoid_distance_nm).toBeCloseTo(50.056, 2);
    expect(over_50nm!.farthest).toBe("there");
  });

  test("without a departure nothing is known", () => {
    for (const answer of judgeCrossCountry(undefined, [home]))
      expect(answer.qualifies).toBe("unknown");
  });
});

const judge = (record: ReturnType<typeof flight>) => {
  const at = new Map<string, Position>(
    Object.entries(places).map(([ident, place]) => [airportId(ident), place]),
  );
  const { from, points } = routePoints(record as never, (id) => at.get(id));
  return Object.fromEntries(
    judgeCrossCountry(from, points).map(({ variant, qualifies }) => [variant, qualifies]),
  ) as Record<VariantName, string>;
};

describe("a flight record", () => {
  test("counts an approach as having been there, without landing", () => {
    const id = "00000000-0000-7000-8000-000000000001";
    const answers = judge(
      flight({
        date: "2026-01-01",
        from: "KPAO",
        to: "KPAO",
        leg: {
          approaches: [
            {
              id,
              approach_type_id: "00000000-0000-8000-8000-000000000000",
              airport_id: airportId("KSTS"),
            },
          ],
        },
      }),
    );
    expect(answers).toMatchObject({ any_landing: "no", over_50nm: "no", atp_50nm: "yes" });
  });
  test("counts every leg's end as a landing", () => {
    const answers = judge(
      flight({
        date: "2026-01-01",
        legs: [
          { from: "KPAO", to: "KSTS" },
          { from: "KSTS", to: "KPAO" },
        ],
      }),
    );
    expect(answers).toMatchObject({ any_landing: "yes", over_50nm: "yes", rotorcraft_25nm: "yes" });
  });
  test("reads legs in the order of their numbers", () => {
    const record = flight({
      date: "2026-01-01",
      legs: [
        { from: "KPAO", to: "KHAF" },
        { from: "KHAF", to: "KPAO" },
      ],
    });
    const turned = {
      ...record,
      flight_legs: (record as never as { flight_legs: object[] }).flight_legs.toReversed(),
    };
    expect(judge(turned)).toEqual(judge(record));
  });
  test("takes the same words for the same place, and other words for another", () => {
    expect(
      judge(flight({ date: "2026-01-01", from: "Smith Farm", to: "smith farm " })).any_landing,
    ).toBe("no");
    expect(
      judge(flight({ date: "2026-01-01", from: "Smith Farm", to: "Jones Farm" })),
    ).toMatchObject({
      any_landing: "yes",
      over_50nm: "unknown",
    });
  });
});
