import { describe, expect, test } from "vitest";
import { derivedUuid } from "../../../shared/ids.ts";
import type { Values } from "../../../shared/merge.ts";
import { decide, restoreReferenced } from "../../../shared/push_decision.ts";
import { addPath, leavesOf, type RevTree, winnerOf } from "../../../shared/rev_tree.ts";

const id = `flight:${derivedUuid("a flight")}`;
const at = "2026-05-01T10:00:00Z";
const base: Values = {
  _id: id,
  created_at: at,
  updated_at: at,
  flight_date: "2026-05-01",
  aircraft_id: derivedUuid("an aircraft"),
  total_time: 60,
  remarks: "as flown",
  flight_legs: [{ id: derivedUuid("a leg"), leg_number: 1 }],
};
const edited = (changes: Values, minute = 5): Values => ({
  ...base,
  updated_at: `2026-05-02T10:${String(minute).padStart(2, "0")}:00Z`,
  ...changes,
});

interface Grown {
  tree: RevTree;
  bodies: Map<string, Values>;
}
function tree(...revisions: [path: string[], body: Values | "deleted"][]): Grown {
  let grown: RevTree = new Map();
  const bodies = new Map<string, Values>();
  for (const [path, body] of revisions) {
    grown = addPath(grown, path, body === "deleted");
    bodies.set(path[0]!, body === "deleted" ? { _id: id } : body);
  }
  return { tree: grown, bodies };
}
const judge = (grown: Grown, before: string, pushed: string, is_signed = false) =>
  decide(
    { id, tree: grown.tree, body: (rev) => grown.bodies.get(rev), is_signed },
    before,
    pushed,
    at,
  );
const winningBody = (grown: Grown, decision: ReturnType<typeof judge>) => {
  const rev = winnerOf(decision.tree)!;
  return decision.added.find((one) => one.rev === rev)?.body ?? grown.bodies.get(rev);
};
const live = (t: RevTree) => leavesOf(t).filter((rev) => !t.get(rev)!.deleted);

describe("a revision that extends the winner", () => {
  test("is applied and nothing is added", () => {
    const grown = tree([["1-a"], base], [["2-b", "1-a"], edited({ remarks: "new" })]);
    expect(judge(grown, "1-a", "2-b")).toEqual({ tree: grown.tree, added: [], corrections: [] });
  });
});

describe("two devices that edited an unlocked entry", () => {
  test("are merged when they touched different fields", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ remarks: "by one" })],
      [["2-c", "1-a"], edited({ total_time: 66 }, 6)],
    );
    const decision = judge(grown, "2-b", "2-c");
    expect(winningBody(grown, decision)).toMatchObject({ remarks: "by one", total_time: 66 });
    expect(live(decision.tree)).toHaveLength(1);
    expect(decision.corrections).toEqual([]);
  });

  test.each([
    ["2-b", "2-c"],
    ["2-c", "2-b"],
  ])("leave a correction when they touched the same field (%s first)", (before, pushed) => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ remarks: "by one", device_id: derivedUuid("one") })],
      [["2-c", "1-a"], edited({ remarks: "by two", device_id: derivedUuid("two") })],
    );
    const decision = judge(grown, before, pushed);
    expect(winnerOf(decision.tree)).toBe("2-c");
    expect(live(decision.tree)).toEqual(["2-c"]);
    expect(decision.corrections).toMatchObject([
      {
        corrects_id: id,
        corrects_rev: "2-c",
        proposed_rev: "2-b",
        proposed: { remarks: "by one" },
        differing_fields: ["remarks"],
        reason: "edited_on_two_devices",
        written_by_device: derivedUuid("one"),
        status: "open",
      },
    ]);
  });

  test("make the same correction in whichever order they come", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ remarks: "by one" })],
      [["2-c", "1-a"], edited({ remarks: "by two" })],
    );
    expect(judge(grown, "2-b", "2-c")).toEqual(judge(grown, "2-c", "2-b"));
  });

  test("leave no correction when they typed the same", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ remarks: "same" })],
      [["2-c", "1-a"], edited({ remarks: "same" }, 9)],
    );
    const decision = judge(grown, "2-b", "2-c");
    expect(decision.corrections).toEqual([]);
    expect(live(decision.tree)).toEqual(["2-c"]);
  });

  test("are not merged into an entry that breaks a rule", () => {
    const grown = tree(
      [["1-a"], { ...base, pic_time: 60 }],
      [["2-b", "1-a"], edited({ total_time: 30, pic_time: 30 })],
      [["2-c", "1-a"], edited({ pic_time: 60, night_time: 60 })],
    );
    const decision = judge(grown, "2-b", "2-c");
    expect(decision.corrections).toHaveLength(1);
    expect(decision.added.every((one) => one.deleted)).toBe(true);
  });

  test("are merged row by row", () => {
    const crew = (name: string, role: string) => ({
      id: derivedUuid(name),
      person_id: derivedUuid(`person ${name}`),
      role_on_flight_id: derivedUuid(role),
    });
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ flight_crew: [crew("Ann", "PIC")] })],
      [["2-c", "1-a"], edited({ flight_crew: [crew("Bob", "SIC")] })],
    );
    const merged = winningBody(grown, judge(grown, "2-b", "2-c"));
    expect(merged!["flight_crew"]).toHaveLength(2);
  });
});

describe("lists that two devices edited", () => {
  const first = { id: derivedUuid("a leg"), leg_number: 1 };
  const second = { id: derivedUuid("another leg"), leg_number: 2 };
  const both: Values = { flight_legs: [first, second] };
  const joined = (ours: Values, theirs: Values) => {
    const grown = tree(
      [["1-a"], { ...base, ...both }],
      [["2-b", "1-a"], edited({ ...both, ...theirs })],
      [["2-c", "1-a"], edited({ ...both, ...ours }, 6)],
    );
    const decision = judge(grown, "2-b", "2-c");
    return { body: winningBody(grown, decision)!, corrections: decision.corrections };
  };
  const only = (leg: typeof first): Values => ({ flight_legs: [leg] });

  test("lose a row that one of them removed and the other left alone", () => {
    const { body, corrections } = joined({ remarks: "by one" }, only(first));
    expect(body).toMatchObject({ remarks: "by one", ...only(first) });
    expect(corrections).toEqual([]);
  });
  test("are for a person to decide where one of them removed what the other changed", () => {
    const noted: Values = { flight_legs: [first, { ...second, notes: "diverted" }] };
    const { body, corrections } = joined(noted, only(first));
    expect(body).toMatchObject(noted);
    expect(corrections).toMatchObject([
      { proposed: only(first), differing_fields: ["flight_legs"] },
    ]);
  });
  test("have the row that one of them put in the place of another that says the same", () => {
    const instead = only({ ...first, id: derivedUuid("its copy") });
    const { body, corrections } = joined({ remarks: "by one", ...only(first) }, instead);
    expect(body).toMatchObject({ remarks: "by one", ...instead });
    expect(corrections).toEqual([]);
  });
});

test("a merged entry says who edited it last", () => {
  const one = edited({ remarks: "by one", device_id: derivedUuid("one") }, 9);
  const two = edited({ total_time: 66, device_id: derivedUuid("two") }, 6);
  const grown = tree([["1-a"], base], [["2-b", "1-a"], one], [["2-c", "1-a"], two]);
  expect(winningBody(grown, judge(grown, "2-b", "2-c"))).toMatchObject({
    total_time: 66,
    updated_at: one["updated_at"],
    device_id: derivedUuid("one"),
  });
});

describe("a deletion", () => {
  test("of what another device edited meanwhile is proposed, and the edit stands", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], edited({ remarks: "kept" })],
      [["2-z", "1-a"], "deleted"],
    );
    const decision = judge(grown, "2-b", "2-z");
    expect(winnerOf(decision.tree)).toBe("2-b");
    expect(decision.corrections).toMatchObject([{ proposed: null, proposed_rev: "2-z" }]);
  });

  test("that came first is proposed when the edit arrives", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-z", "1-a"], "deleted"],
      [["2-b", "1-a"], edited({ remarks: "kept" })],
    );
    const decision = judge(grown, "2-z", "2-b");
    expect(winnerOf(decision.tree)).toBe("2-b");
    expect(decision.corrections).toMatchObject([{ proposed: null, proposed_rev: "2-z" }]);
  });

  test("of what is still referred to is undone, with a correction that says why", () => {
    const grown = tree([["1-a"], base], [["2-z", "1-a"], "deleted"]);
    const view = { id, tree: grown.tree, body: (rev: string) => grown.bodies.get(rev) };
    const decision = restoreReferenced(view, "2-z", at);
    expect(winningBody(grown, decision)).toEqual(base);
    expect(winnerOf(decision.tree)).toMatch(/^3-/);
    expect(decision.corrections).toMatchObject([{ proposed: null, reason: "still_referenced" }]);
  });
});

test("a deletion that is undone brings back the last that is known, not what is known by name only", () => {
  const grown = tree([["1-a"], base], [["3-z", "2-b", "1-a"], "deleted"]);
  const view = { id, tree: grown.tree, body: (rev: string) => grown.bodies.get(rev) };
  expect(winningBody(grown, restoreReferenced(view, "3-z", at))).toEqual(base);
});

describe("a locked entry", () => {
  const locked: Values = { ...base, is_locked: true, locked_at: at, locked_reason: "user_locked" };
  const signed: Values = { ...locked, locked_reason: "cryptographic_signature" };

  test.each([
    ["edited", edited({ ...locked, remarks: "changed" })],
    ["edited and unlocked at once", edited({ remarks: "changed", is_locked: false })],
    ["deleted", "deleted" as const],
  ])("stays as it was when %s", (_, body) => {
    const grown = tree([["1-a"], locked], [["2-b", "1-a"], body]);
    const decision = judge(grown, "1-a", "2-b");
    expect(winningBody(grown, decision)).toEqual(locked);
    expect(decision.corrections).toMatchObject([
      { reason: "signed_elsewhere", proposed_rev: "2-b" },
    ]);
  });

  test("wins over a branch that CouchDB's rule would prefer", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-b", "1-a"], signed],
      [["3-z", "2-z", "1-a"], edited({ remarks: "longer branch" })],
    );
    const decision = judge(grown, "2-b", "3-z");
    expect(winningBody(grown, decision)).toEqual(signed);
    expect(decision.corrections).toMatchObject([
      { proposed_rev: "3-z", reason: "signed_elsewhere" },
    ]);
  });

  test("that comes second closes the edit that stood, which becomes a correction", () => {
    const grown = tree(
      [["1-a"], base],
      [["2-z", "1-a"], edited({ remarks: "stood" })],
      [["2-b", "1-a"], locked],
    );
    const decision = judge(grown, "2-z", "2-b");
    expect(live(decision.tree)).toEqual(["2-b"]);
    expect(decision.corrections).toMatchObject([{ proposed_rev: "2-z", corrects_rev: "2-b" }]);
  });

  test("may be unlocked by its owner, but not when signed", () => {
    const unlocked = edited({ is_locked: false });
    const own = tree([["1-a"], locked], [["2-b", "1-a"], unlocked]);
    expect(judge(own, "1-a", "2-b").corrections).toEqual([]);
    const foreign = tree([["1-a"], signed], [["2-b", "1-a"], unlocked]);
    expect(judge(foreign, "1-a", "2-b").corrections).toHaveLength(1);
  });

  test("is one that an instructor signed off, whatever it says of a lock", () => {
    const off: Values = { ...base, cfi_signed_at: at };
    for (const fields of [{ remarks: "changed" }, { cfi_signed_at: null }]) {
      const grown = tree([["1-a"], off], [["2-b", "1-a"], edited({ ...off, ...fields })]);
      const decision = judge(grown, "1-a", "2-b");
      expect(winningBody(grown, decision)).toEqual(off);
      expect(decision.corrections).toMatchObject([{ reason: "signed_elsewhere" }]);
    }
    const both = { ...off, is_locked: true, locked_reason: "user_locked" };
    const grown = tree([["1-a"], both], [["2-b", "1-a"], edited(off)]);
    expect(judge(grown, "1-a", "2-b").corrections).toHaveLength(1);
  });

  test("may be marked as an error", () => {
    const wrong = edited({ ...signed, is_erroneous: true, erroneous_reason: "never flown" });
    const grown = tree([["1-a"], signed], [["2-b", "1-a"], wrong]);
    expect(judge(grown, "1-a", "2-b").corrections).toEqual([]);
  });
});

describe("an entry that a signature in the ledger locks", () => {
  const edits: [string, Values][] = [
    ["edited", edited({ remarks: "changed" })],
    ["edited and locked", edited({ remarks: "changed", is_locked: true })],
  ];
  test.each(edits)("stays as it is when it is %s", (_, body) => {
    const grown = tree([["1-a"], base], [["2-b", "1-a"], body]);
    const decision = judge(grown, "1-a", "2-b", true);
    expect(winningBody(grown, decision)).toEqual(base);
    expect(decision.corrections).toMatchObject([{ reason: "signed_elsewhere" }]);
    expect(judge(grown, "1-a", "2-b").corrections).toEqual([]);
  });
  test("stays when it is deleted", () => {
    const grown = tree([["1-a"], base], [["2-b", "1-a"], "deleted"]);
    const decision = judge(grown, "1-a", "2-b", true);
    expect(winningBody(grown, decision)).toEqual(base);
    expect(decision.corrections).toMatchObject([{ reason: "signed_elsewhere", proposed: null }]);
  });
  test("may be marked as an error", () => {
    const body = edited({ is_erroneous: true, erroneous_reason: "never flown" });
    const grown = tree([["1-a"], base], [["2-b", "1-a"], body]);
    expect(judge(grown, "1-a", "2-b", true).corrections).toEqual([]);
  });
  test("is not unlocked by its owner, whoever locked it first", () => {
    const locked = { ...base, is_locked: true, locked_reason: "user_locked" };
    for (const unlocked of [edited({ is_locked: false }), edited({})]) {
      const grown = tree([["1-a"], locked], [["2-b", "1-a"], unlocked]);
      expect(judge(grown, "1-a", "2-b", true).corrections).toHaveLength(1);
      expect(judge(grown, "1-a", "2-b").corrections).toEqual([]);
    }
  });
});

describe("a correction that two devices decide differently", () => {
  const correctionId = `correction:${derivedUuid("a correction")}`;
  test("counts as accepted, since what was accepted has happened", () => {
    const open: Values = {
      _id: correctionId,
      created_at: at,
      updated_at: at,
      corrects_id: id,
      reason: "requested",
      status: "open",
    };
    let grown: RevTree = new Map();
    const bodies = new Map<string, Values>([
      ["1-a", open],
      ["2-a", { ...open, status: "accepted" }],
      ["2-b", { ...open, status: "dismissed" }],
    ]);
    for (const path of [["1-a"], ["2-a", "1-a"], ["2-b", "1-a"]])
      grown = addPath(grown, path, false);
    const view = { id: correctionId, tree: grown, body: (rev: string) => bodies.get(rev) };
    const decision = decide(view, "2-a", "2-b", at);
    const rev = winnerOf(decision.tree)!;
    expect(decision.added.find((one) => one.rev === rev)?.body).toMatchObject({
      status: "accepted",
    });
    expect(decision.corrections).toEqual([]);
  });
});
