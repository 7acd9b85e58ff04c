import { describe, expect, test } from "vitest";
import {
  addPath,
  commonAncestor,
  compareRevs,
  extendsRev,
  generationOf,
  leavesOf,
  pathOf,
  readTree,
  type RevTree,
  stem,
  storeTree,
  winnerOf,
} from "../../../shared/rev_tree.ts";

const empty: RevTree = new Map();
const grow = (...paths: [path: string[], deleted?: boolean][]) =>
  paths.reduce<RevTree>((tree, [path, deleted]) => addPath(tree, path, deleted ?? false), empty);

describe("the winner, by CouchDB's rule", () => {
  test("is the longest branch", () => {
    expect(winnerOf(grow([["2-a", "1-a"]], [["3-b", "2-b", "1-a"]]))).toBe("3-b");
  });
  test("of two equally long branches is the one with the larger hash", () => {
    expect(winnerOf(grow([["2-a", "1-a"]], [["2-b", "1-a"]]))).toBe("2-b");
    expect(winnerOf(grow([["2-b", "1-a"]], [["2-a", "1-a"]]))).toBe("2-b");
  });
  test("is a live leaf before any longer deleted one", () => {
    expect(winnerOf(grow([["2-a", "1-a"]], [["5-z", "4-z", "3-z", "2-z", "1-a"], true]))).toBe(
      "2-a",
    );
  });
  test("compares generations as numbers", () => {
    expect(compareRevs("10-a", "9-z")).toBeGreaterThan(0);
  });
});

describe("a tree", () => {
  test("is the same when a revision comes twice, or by two routes", () => {
    const once = grow([["3-c", "2-b", "1-a"]]);
    expect(addPath(once, ["3-c", "2-b", "1-a"], false)).toEqual(once);
    expect(grow([["1-a"]], [["2-b", "1-a"]], [["3-c", "2-b"]])).toEqual(once);
  });
  test("links a revision that came before its ancestors", () => {
    const tree = grow([["3-c"]], [["3-c", "2-b", "1-a"]]);
    expect(pathOf(tree, "3-c")).toEqual(["3-c", "2-b", "1-a"]);
    expect(leavesOf(tree)).toEqual(["3-c"]);
  });
  test("learns that what came as two roots is one branch", () => {
    const tree = grow([["1-a"]], [["3-c", "2-b"]], [["3-c", "2-b", "1-a"]]);
    expect(leavesOf(tree)).toEqual(["3-c"]);
  });
  test("has nothing deleted but the revision that deletes", () => {
    const tree = grow([["3-z", "2-b", "1-a"], true]);
    expect([...tree].filter(([, node]) => node.deleted).map(([rev]) => rev)).toEqual(["3-z"]);
  });
  test("never gives a revision another parent, nor keeps the one that somebody claims", () => {
    const tree = grow([["3-c", "2-b", "1-a"]], [["4-d", "3-c", "2-x", "1-x"]]);
    expect(pathOf(tree, "4-d")).toEqual(["4-d", "3-c", "2-b", "1-a"]);
    expect(leavesOf(tree)).toEqual(["4-d"]);
  });
  test("survives storing and reading", () => {
    const tree = grow([["3-c"]], [["3-c", "2-b", "1-a"]], [["2-x", "1-a"], true]);
    expect(readTree(JSON.parse(JSON.stringify(storeTree(tree))))).toEqual(tree);
  });
  test("keeps every leaf, the winner first", () => {
    expect(leavesOf(grow([["2-a", "1-a"]], [["2-b", "1-a"]], [["2-z", "1-a"], true]))).toEqual([
      "2-b",
      "2-a",
      "2-z",
    ]);
  });
  test("knows the newest common ancestor", () => {
    const tree = grow([["4-d", "3-c", "2-b", "1-a"]], [["3-x", "2-b"]]);
    expect(commonAncestor(tree, "4-d", "3-x")).toBe("2-b");
    expect(commonAncestor(grow([["1-a"]], [["1-b"]]), "1-a", "1-b")).toBeUndefined();
    expect(extendsRev(tree, "4-d", "2-b")).toBe(true);
    expect(extendsRev(tree, "3-x", "3-c")).toBe(false);
  });
  test("is stemmed branch by branch", () => {
    const path = Array.from({ length: 20 }, (_, i) => `${20 - i}-h`);
    const tree = stem(grow([path], [["21-side", ...path]]), 5);
    expect([...tree.keys()].sort(compareRevs)).toEqual(["17-h", "18-h", "19-h", "20-h", "21-side"]);
    expect(tree.get("17-h")!.parent).toBeNull();
  });
});

describe("a revision", () => {
  test.each(["", "1", "1-", "-a", "0-x", "a-1", "1-a b", "01-a", "-1-a", "1-é"])(
    "is not %j",
    (rev) => {
      expect(generationOf(rev)).toBeUndefined();
    },
  );
  test("has a generation", () => {
    expect(generationOf("12-abc")).toBe(12);
  });
});
