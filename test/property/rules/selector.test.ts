import * as fc from "fast-check";
import { matchesSelector } from "pouchdb-selector-core";
import { expect, test } from "vitest";
import { compileSelector } from "../../../shared/selector.ts";

const value = fc.oneof(
  fc.constantFrom(null, true, false, "", "a", "b"),
  fc.integer({ min: -2, max: 3 }),
);
// PouchDB fails on null in a list below $and, so lists hold none.
const list = fc.array(
  value.filter((one) => one !== null),
  { maxLength: 3 },
);
const document = fc.record(
  {
    a: fc.oneof(value, list),
    b: fc.oneof(value, list),
    c: fc.record({ d: value }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const operator = fc.oneof(
  fc.tuple(fc.constantFrom("$eq", "$gt", "$gte", "$lt", "$lte"), value),
  // PouchDB tells a missing field from null here, though both sort alike; for us they are the same.
  fc.tuple(
    fc.constant("$ne"),
    value.filter((one) => one !== null),
  ),
  fc.tuple(fc.constant("$exists"), fc.boolean()),
  fc.tuple(fc.constantFrom("$in", "$nin"), list),
  fc.tuple(fc.constant("$size"), fc.nat(3)),
  fc.tuple(fc.constant("$mod"), fc.constantFrom([2, 0], [3, 1])),
  fc.tuple(fc.constant("$type"), fc.constantFrom("null", "boolean", "number", "string", "array")),
);
const on = (...fields: string[]) =>
  fc
    .tuple(fc.constantFrom(...fields), operator)
    .map(([field, [name, operand]]) => ({ [field]: { [name]: operand } }));
const condition = on("a", "b", "c.d");
const several = fc.array(condition, { minLength: 1, maxLength: 2 });
const selector = fc.oneof(
  condition,
  // Of two conditions on one field below $and PouchDB keeps the last; so each has its own field.
  fc.record({ $and: fc.tuple(on("a"), on("b", "c.d")) }),
  fc.record({ $or: several }),
  fc.record({ $nor: several }),
);

test("a selector finds what PouchDB finds", () => {
  fc.assert(
    fc.property(selector, document, (asked, found) => {
      const compiled = compileSelector(asked);
      expect(compiled.ok && compiled.matches(found)).toBe(matchesSelector(found, asked));
    }),
    { numRuns: 3000 },
  );
});
