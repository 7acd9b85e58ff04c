import { describe, expect, test } from "vitest";
import { judgeOwnRules, parseOwnRule } from "../../../shared/own_rules.ts";
import { compileSelector } from "../../../shared/selector.ts";
import {
  aircraft,
  dayLandings,
  factsFrom,
  type Fields,
  flight,
  nightLandings,
  record,
} from "./logbook.ts";
import { vectorRecords } from "./vector_records.ts";

const rule = (rule_config: unknown, fields: Fields = {}) =>
  record("currency_rule", "rule", {
    name: "Club",
    regulation_ref: "Club 3.1",
    rule_config,
    ...fields,
  });
const fleet = [
  ...aircraft("N1"),
  ...aircraft("N5", { is_tailwheel: true }),
  ...aircraft("N2", { class: "AMEL", engine_count: 2 }),
];
const judge = (config: unknown, as_of: string, ...log: Parameters<typeof factsFrom>) =>
  judgeOwnRules(factsFrom(fleet, [rule(config)], ...log), as_of);

describe("a rule of the pilot's own", () => {
  test("is the example of the architecture: three night full stops in 90 days, each class apart", () => {
    const config = {
      lookback_days: 90,
      required: { night_full_stop: 3 },
      applies_to: { category_class: ["ASEL", "AMEL"] },
    };
    const log = [
      flight({ date: "2026-01-01", leg: nightLandings(3) }),
      flight({ date: "2026-01-01", aircraft: "N2", leg: nightLandings(2) }),
    ];
    const [asel, amel] = judge(config, "2026-04-01", log);
    expect(asel).toMatchObject({
      applies_to: { class: "ASEL" },
      state: "current",
      last_day: "2026-04-01",
      title: "Club",
      authority: "own",
    });
    expect(amel).toMatchObject({
      applies_to: { class: "AMEL" },
      state: "never",
      missing: [{ have: 2, need: 3 }],
    });
    expect(judge(config, "2026-04-02", log)[0]).toMatchObject({
      state: "lapsed",
      since: "2026-04-02",
    });
  });
  test("looks back calendar months as the law does", () => {
    const config = { lookback_months: 2, required: { total_time: 60 } };
    const log = flight({ date: "2026-01-05", total_time: 60 });
    expect(judge(config, "2026-03-31", [log])[0]).toMatchObject({
      state: "current",
      last_day: "2026-03-31",
    });
    expect(judge(config, "2026-04-01", [log])[0]!.state).toBe("lapsed");
  });
  test("chooses entries by a selector, of flights and of devices when it says so", () => {
    const tail = {
      lookback_days: 60,
      required: { landings: 3 },
      filter: { is_tailwheel: true, total_time: { $gte: 30 } },
    };
    const log = [
      flight({ date: "2026-01-05", aircraft: "N5", total_time: 20, leg: dayLandings(3) }),
      flight({ date: "2026-01-06", aircraft: "N1", leg: dayLandings(3) }),
    ];
    expect(judge(tail, "2026-01-10", log)[0]!.state).toBe("never");
    const device = vectorRecords({
      records: [
        [
          "training_device",
          { name: "Sim", device_type_id: { table: "training_device_types", code: "AATD" } },
        ],
        [
          "training_session",
          {
            session_date: "2026-01-01",
            session_type: "device",
            device: "Sim",
            approaches: 2,
            instrument_time_simulated: 60,
            total_time: 60,
          },
        ],
      ],
    });
    const practice = (include_devices: boolean) => ({
      lookback_days: 30,
      required: { credited_approaches: 2 },
      include_devices,
    });
    expect(judge(practice(true), "2026-01-10", device)[0]!.state).toBe("current");
    expect(judge(practice(false), "2026-01-10", device)[0]!.state).toBe("never");
  });
  test("with a window of 0 days holds on the day itself", () => {
    const config = { lookback_days: 0, required: { landings: 1 } };
    const log = flight({ date: "2026-01-05", leg: dayLandings(1) });
    expect(judge(config, "2026-01-05", [log])[0]).toMatchObject({
      state: "current",
      last_day: "2026-01-05",
    });
    expect(judge(config, "2026-01-06", [log])[0]!.state).toBe("lapsed");
  });
  test("that is not in use is not judged", () => {
    expect(judgeOwnRules(factsFrom(fleet, [rule({}, { is_active: false })]), "2026-01-01")).toEqual(
      [],
    );
  });
  test.each([
    ["nothing at all", null, /not an object/],
    ["no window", { required: { landings: 1 } }, /lookback/],
    [
      "two windows",
      { lookback_days: 1, lookback_months: 1, required: { landings: 1 } },
      /lookback/,
    ],
    ["a window below zero", { lookback_days: -1, required: { landings: 1 } }, /lookback/],
    ["a window that is no number", { lookback_days: "90", required: { landings: 1 } }, /lookback/],
    ["no needs", { lookback_days: 90, required: {} }, /required/],
    [
      "a measure that does not exist",
      { lookback_days: 90, required: { loops: 1 } },
      /no measure loops/,
    ],
    ["a need of nothing", { lookback_days: 90, required: { landings: 0 } }, /whole number/],
    [
      "a field that does not exist",
      { lookback_days: 90, required: { landings: 1 }, colour: "red" },
      /no colour/,
    ],
    [
      "a filter that is none",
      { lookback_days: 90, required: { landings: 1 }, filter: { total_time: { $near: 3 } } },
      /\$near/,
    ],
    [
      "an applies_to that is none",
      { lookback_days: 90, required: { landings: 1 }, applies_to: "ASEL" },
      /category_class/,
    ],
  ])("with %s is unknown and says why", (_, config, says) => {
    const [verdict] = judge(config, "2026-01-01");
    expect(verdict).toMatchObject({ state: "unknown", last_day: null });
    expect(verdict!.unknown.join(" ")).toMatch(says);
    expect(parseOwnRule(config).ok).toBe(false);
  });
});

describe("a selector", () => {
  const matches = (selector: unknown, document: unknown) => {
    const compiled = compileSelector(selector);
    if (!compiled.ok) throw new Error(compiled.problem);
    return compiled.matches(document);
  };
  test.each([
    [{ a: 1 }, { a: 1 }, true],
    [{ a: { $gt: 1, $lt: 3 } }, { a: 2 }, true],
    [{ a: { $gt: 1, $lt: 3 } }, { a: 3 }, false],
    [{ "a.b": { $eq: "x" } }, { a: { b: "x" } }, true],
    [{ a: { b: "x" } }, { a: { b: "x", c: 1 } }, true],
    [{ a: { $exists: false } }, {}, true],
    [{ a: { $gte: null } }, {}, false],
    [{ $or: [{ a: 1 }, { b: 2 }] }, { b: 2 }, true],
    [{ $nor: [{ a: 1 }, { b: 2 }] }, { b: 2 }, false],
    [{ $not: { a: 1 } }, { a: 2 }, true],
    [{ a: { $in: [1, "x"] } }, { a: "x" }, true],
    [{ a: { $nin: [1, "x"] } }, { a: "y" }, true],
    [{ a: { $all: [1, 2] } }, { a: [2, 1, 3] }, true],
    [{ a: { $size: 2 } }, { a: [1, 2] }, true],
    [{ a: { $mod: [6, 0] } }, { a: 12 }, true],
    [{ a: { $regex: "^N5" } }, { a: "N512SR" }, true],
    [{ a: { $type: "array" } }, { a: [] }, true],
    [{ legs: { $elemMatch: { to: "KSTS" } } }, { legs: [{ to: "KPAO" }, { to: "KSTS" }] }, true],
    [{ legs: { $allMatch: { to: "KSTS" } } }, { legs: [{ to: "KPAO" }, { to: "KSTS" }] }, false],
    [{ a: { $ne: 1 } }, {}, true],
    [{ a: { $gt: 5 } }, { a: "text sorts after numbers" }, true],
  ])("%j on %j is %s", (selector, document, expected) => {
    expect(matches(selector, document)).toBe(expected);
  });
  test.each([
    ["text"],
    [{ a: { $in: 1 } }],
    [{ a: { $regex: "(" } }],
    [{ a: { $mod: [0, 1] } }],
    [{ a: { $type: "date" } }],
    [{ $or: {} }],
  ])("%j is refused with a reason", (selector) => {
    expect(compileSelector(selector)).toMatchObject({ ok: false });
  });
  test("deeper than any document is refused, not followed", () => {
    let selector: unknown = 1;
    for (let i = 0; i < 5000; i++) selector = { a: selector };
    expect(compileSelector(selector)).toMatchObject({ ok: false });
  });
});
