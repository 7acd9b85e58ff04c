import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedUuid } from "../../../shared/ids.ts";
import { flight } from "../../../shared/kinds/flight.ts";
import { mergeRecords, sameValue, type Values } from "../../../shared/merge.ts";
import { addPath, leavesOf, pathOf, type RevTree, winnerOf } from "../../../shared/rev_tree.ts";

const fields = flight.fields;
const names = [
  "remarks",
  "route",
  "total_time",
  "night_time",
  "is_checkride",
  "flight_crew",
] as const;

const crew = fc
  .uniqueArray(fc.constantFrom("Ann", "Bob", "Cleo", "Dan"), { maxLength: 4 })
  .chain((people) =>
    fc.tuple(
      ...people.map((name) =>
        fc.record({
          id: fc.constant(derivedUuid(name)),
          person_id: fc.constant(derivedUuid(`person ${name}`)),
          role_on_flight_id: fc.constantFrom(derivedUuid("PIC"), derivedUuid("SIC")),
          notes: fc.constantFrom("x", "y"),
        }),
      ),
    ),
  );
const version: fc.Arbitrary<Values> = fc.record(
  {
    remarks: fc.constantFrom("a", "b", "c"),
    route: fc.constantFrom("a", "b"),
    total_time: fc.integer({ min: 0, max: 3 }),
    night_time: fc.integer({ min: 0, max: 3 }),
    is_checkride: fc.boolean(),
    flight_crew: crew,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Values>;

const same = (name: (typeof names)[number], a: Values, b: Values) =>
  sameValue(fields[name], a[name], b[name]);

test("what only one side changed is in the merge; what neither changed stays", () => {
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      const merged = mergeRecords(fields, base, ours, theirs);
      for (const name of names) {
        if (merged === undefined) break;
        if (same(name, base, ours)) expect(same(name, merged, theirs)).toBe(true);
        else if (same(name, base, theirs)) expect(same(name, merged, ours)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test("no merge is made of a plain field that both sides changed differently", () => {
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      const torn = names.some(
        (name) =>
          name !== "flight_crew" &&
          !same(name, base, ours) &&
          !same(name, base, theirs) &&
          !same(name, ours, theirs),
      );
      if (torn) expect(mergeRecords(fields, base, ours, theirs)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test("a row is in the merge when a side added it, and gone when a side removed it", () => {
  const ids = (value: Values) =>
    new Set(((value["flight_crew"] ?? []) as { id: string }[]).map((row) => row.id));
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      const merged = mergeRecords(fields, base, ours, theirs);
      if (merged === undefined) return;
      const [b, o, t, m] = [base, ours, theirs, merged].map(ids) as Set<string>[];
      for (const id of [...b!, ...o!, ...t!]) {
        const expected = b!.has(id) ? o!.has(id) && t!.has(id) : o!.has(id) || t!.has(id);
        expect(m!.has(id)).toBe(expected);
      }
    }),
    { numRuns: 2000 },
  );
});

/** Random trees as paths from a root, told in any order, cut anywhere. */
const paths = fc
  .array(fc.tuple(fc.nat(20), fc.constantFrom("a", "b", "c"), fc.boolean()), { maxLength: 14 })
  .map((steps) => {
    const all: { path: string[]; deleted: boolean }[] = [{ path: ["1-root"], deleted: false }];
    for (const [at, hash, deleted] of steps) {
      const parent = all[at % all.length]!.path;
      const rev = `${parent.length + 1}-${hash}${parent[0]!.slice(2)}`;
      if (!all.some((one) => one.path[0] === rev)) all.push({ path: [rev, ...parent], deleted });
    }
    return all;
  });
const grow = (all: { path: string[]; deleted: boolean }[]) =>
  all.reduce<RevTree>((tree, one) => addPath(tree, one.path, one.deleted), new Map());

test("a tree has the same leaves, winner and paths in whatever order its revisions come", () => {
  fc.assert(
    fc.property(
      paths.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        const [first, second] = [grow(all), grow([...shuffled, ...all])];
        const leaves = leavesOf(first);
        expect(new Set(leavesOf(second))).toEqual(new Set(leaves));
        for (const leaf of leaves) expect(pathOf(second, leaf)).toEqual(pathOf(first, leaf));
        const plain = all.filter((one) => leaves.includes(one.path[0]!) || !one.deleted);
        if (plain.length === all.length) expect(winnerOf(second)).toBe(winnerOf(first));
      },
    ),
    { numRuns: 2000 },
  );
});
