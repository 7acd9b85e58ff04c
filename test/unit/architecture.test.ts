import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

interface Arrow {
  from: string;
  /** A path from the root, or the name of a package. */
  to: string;
}

const importLine = /(?:from\s+|import\s*\(\s*|import\s+)["']([^"']+)["']/g;

function arrowsOf(folder: string): Arrow[] {
  return filesBelow(folder).flatMap((from) =>
    [...readFileSync(join(root, from), "utf8").matchAll(importLine)].map(([, spec]) => ({
      from,
      to: spec!.startsWith(".") ? relative(root, resolve(root, dirname(from), spec!)) : spec!,
    })),
  );
}

const wrong = (arrows: Arrow[], isWrong: (arrow: Arrow) => boolean) =>
  arrows.filter(isWrong).map(({ from, to }) => `${from} must not import ${to}`);

const shared = arrowsOf("shared").filter(({ from }) => !from.startsWith("shared/reference/build/"));
const server = arrowsOf("server");
const client = arrowsOf("client");

describe("imports point one way", () => {
  test("the walk sees the imports", () => {
    expect(shared.length).toBeGreaterThan(30);
    expect(server.length).toBeGreaterThan(30);
    expect(client.length).toBeGreaterThan(30);
  });
  test("shared imports neither server nor client nor Node", () => {
    expect(wrong(shared, ({ to }) => /^(server|client|node:)/.test(to))).toEqual([]);
  });
  test("server and client do not import each other", () => {
    expect(wrong(server, ({ to }) => to.startsWith("client"))).toEqual([]);
    expect(wrong(client, ({ to }) => to.startsWith("server"))).toEqual([]);
  });
  test("nothing imports the tests", () => {
    expect(wrong([...shared, ...server, ...client], ({ to }) => to.startsWith("test/"))).toEqual(
      [],
    );
  });
  test("kinds never import kinds", () => {
    const parts = new Set(
      ["kind.ts", "entry_parts.ts", "flight_details.ts"].map((name) => `shared/kinds/${name}`),
    );
    const kindFiles = ({ from, to }: Arrow) =>
      from.startsWith("shared/kinds/") &&
      from !== "shared/kinds/kinds.ts" &&
      to.startsWith("shared/kinds/") &&
      !parts.has(to);
    expect(wrong(shared, kindFiles)).toEqual([]);
  });
  test("screens, models and ui never import PouchDB", () => {
    const inStore = (from: string) => from.startsWith("client/store/");
    expect(wrong(client, ({ from, to }) => to.startsWith("pouchdb") && !inStore(from))).toEqual([]);
  });
  test("the ui knows no screen", () => {
    const up = ({ from, to }: Arrow) =>
      from.startsWith("client/ui/") && to.startsWith("client/screens");
    expect(wrong(client, up)).toEqual([]);
  });
  test("one file of the server imports pg", () => {
    const files = new Set(server.filter(({ to }) => to === "pg").map(({ from }) => from));
    expect([...files]).toEqual(["server/postgres/database.ts"]);
  });
});

describe("there is one way in", () => {
  test("only the document store calls sync.store, and only push calls the document store's store", () => {
    const callers = filesBelow("server").filter((name) =>
      readFileSync(join(root, name), "utf8").includes("sync.store("),
    );
    expect(callers).toEqual(["server/ledger/document_store.ts"]);
    const pushers = filesBelow("server").filter((name) =>
      /import \{[^}]*\bstore\b[^}]*\} from ".*document_store\.ts"/s.test(
        readFileSync(join(root, name), "utf8"),
      ),
    );
    expect(pushers).toEqual(["server/ledger/push.ts"]);
  });
  test("no statement of the server writes to schema logbook", () => {
    const writes = /\b(insert into|update|delete from)\s+logbook\./i;
    const found = filesBelow("server").filter((name) =>
      writes.test(readFileSync(join(root, name), "utf8")),
    );
    expect(found).toEqual([]);
  });
});

describe("shared is pure", () => {
  test.each([
    ["a clock", /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/],
    ["chance", /\bMath\.random\(/],
    ["the network", /\bfetch\(/],
    ["storage", /\b(localStorage|indexedDB)\b/],
  ])("it has no %s of its own", (_, pattern) => {
    const found = filesBelow("shared")
      .filter((name) => !name.startsWith("shared/reference/build/"))
      .filter((name) => pattern.test(readFileSync(join(root, name), "utf8")));
    expect(found).toEqual([]);
  });
});
