import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../shared/canonical_json.ts";
import { derivedUuid, isUuid, newRecordId, parseRecordId, stableId } from "../../../shared/ids.ts";

/** RFC 9562, section 5.8, by way of Node's own SHA-256. */
function uuid8(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex").slice(0, 32);
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return parts.join("-");
}

test("a reference id is the version 8 UUID of its stable code", () => {
  for (const code of ["airport:KPAO", "approach_types:ILS", "aircraft_model:é"])
    expect(stableId(code)).toBe(uuid8(`offblock reference ${code}`));
});

test("a derived id is a version 7 UUID of its moment and nothing else but its key", () => {
  const ms = Date.UTC(2026, 4, 1);
  const id = derivedUuid("aircraft:N109ZZ", ms);
  expect(id).toBe(derivedUuid("aircraft:N109ZZ", ms));
  expect(id).not.toBe(derivedUuid("aircraft:N109ZY", ms));
  expect(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(ms);
  expect(parseRecordId(`aircraft:${id}`)).toEqual({ kind: "aircraft", uuid: id });
  expect(derivedUuid("x", -1)).toMatch(/^00000000-0000-7/);
});

test("new ids are records' ids, in the order in which they are made", () => {
  const ids = Array.from({ length: 50 }, () => newRecordId("flight"));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(parseRecordId(id)?.kind).toBe("flight");
});

test("what is not a UUID in lower case is none", () => {
  for (const text of ["", "x", stableId("a").toUpperCase(), `${stableId("a")}0`])
    expect(isUuid(text)).toBe(false);
});

test("canonical JSON is that of RFC 8785, section 3.2.2 and 3.2.3", () => {
  const example = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(example)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const sorted = {
    "\u20ac": 1,
    "\r": 2,
    "\ufb33": 3,
    "1": 4,
    "\ud83d\ude00": 5,
    "\u0080": 6,
    "\u00f6": 7,
  };
  expect(Object.keys(JSON.parse(canonicalJson(sorted)) as object).sort()).toEqual(
    Object.keys(sorted).sort(),
  );
  expect(canonicalJson(sorted)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});
