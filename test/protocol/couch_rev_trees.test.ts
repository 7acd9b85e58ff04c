/** Revision trees: PouchDB is the oracle, over any tree and any order of arrival. */
import fc from "fast-check";
import PouchDB from "pouchdb-core";
import memory from "pouchdb-adapter-memory";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "../../shared/limits.ts";
import { type Conformance, startConformance } from "../harness/conformance.ts";

PouchDB.plugin(memory);

let couch: Conformance;
beforeAll(async () => {
  couch = await startConformance();
});
afterAll(() => couch.close());

interface Node {
  /** Index of the node that it extends; -1: none. */
  parent: number;
  deleted: boolean;
}

/** A tree, and the order in which its revisions arrive, each with some of its ancestors. */
const arrivals = fc
  .array(fc.record({ parent: fc.nat(), deleted: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((nodes): Node[] =>
    nodes.map(({ parent, deleted }, i) => ({ parent: (parent % (i + 1)) - 1, deleted })),
  )
  .chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      order: fc.array(
        fc.record({ node: fc.nat(nodes.length - 1), ancestors: fc.nat(nodes.length) }),
        { minLength: 1, maxLength: 20 },
      ),
    }),
  );

/** A node and those that it extends, newest first. */
function chainOf(nodes: readonly Node[], node: number): number[] {
  const chain: number[] = [];
  for (let at = node; at >= 0; at = nodes[at]!.parent) chain.push(at);
  return chain;
}

function pathOf(nodes: readonly Node[], node: number): string[] {
  const chain = chainOf(nodes, node);
  return chain.map((at, i) => `${chain.length - i}-${String(at).padStart(32, "0")}`);
}

function documentOf(nodes: readonly Node[], node: number, ancestors: number) {
  const path = pathOf(nodes, node).slice(0, ancestors + 1);
  const ids = path.map((rev) => rev.slice(rev.indexOf("-") + 1));
  const start = Number(path[0]!.split("-")[0]);
  const deleted = nodes[node]!.deleted ? { _deleted: true } : {};
  return { _id: "doc", _rev: path[0]!, _revisions: { start, ids }, node, ...deleted };
}

async function viewOf(read: (query: object) => Promise<any>) {
  const leaves = await read({ open_revs: "all", revs: true });
  return leaves
    .map(({ ok }: any) => ({
      rev: ok._rev,
      node: ok.node,
      deleted: ok._deleted === true,
      path: ok._revisions.ids,
    }))
    .sort((a: any, b: any) => (a.rev < b.rev ? -1 : 1));
}

test("leaves, histories and the winner are those of PouchDB, whatever arrives in which order", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ nodes, order }) => {
      const db = await couch.newDatabase();
      const pouch = new PouchDB<any>(uuidv7(), { adapter: "memory" });
      const known = new Set<number>();
      for (const { node, ancestors } of order) {
        const doc = documentOf(nodes, node, ancestors);
        // PouchDB learns no ancestors of what it has; CouchDB does (`couch_answers.jsonl`).
        if (known.has(node)) continue;
        chainOf(nodes, node)
          .slice(0, ancestors + 1)
          .forEach((one) => known.add(one));
        await pouch.bulkDocs([doc as never], { new_edits: false });
        const body = { new_edits: false, docs: [doc] };
        expect((await couch.ask("POST", `${db}/_bulk_docs`, body)).body).toEqual([]);
      }
      const ask = async (query: string) => (await couch.ask("GET", `${db}/doc?${query}`)).body;
      expect(await viewOf(() => ask("open_revs=all&revs=true"))).toEqual(
        await viewOf((query) => pouch.get("doc", query as never)),
      );
      const theirs = await pouch.get("doc", { conflicts: true }).catch(() => undefined);
      const ours = await ask("conflicts=true");
      expect(ours._rev).toBe(theirs?._rev);
      // Of equally long ones PouchDB keeps the order of arrival.
      expect(ours._conflicts?.toSorted()).toEqual(theirs?._conflicts?.toSorted());
      await pouch.destroy();
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

/** A revision as a replica sends it, with its ancestors, newest first. */
function sent(path: readonly string[], fields: object = {}) {
  const start = Number(path[0]!.split("-")[0]);
  const ids = path.map((rev) => rev.split("-")[1]!);
  return { _id: "a", _rev: path[0]!, _revisions: { start, ids }, ...fields };
}

test("a revision that was known by name only is there once it has come itself", async () => {
  const db = await couch.newDatabase();
  const push = (...docs: object[]) =>
    couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs });
  await push(sent(["2-b", "1-a"], { n: 2 }));
  expect((await couch.ask("GET", `${db}/a?rev=1-a`)).status).toBe(404);
  expect((await push(sent(["1-a"], { n: 1 }))).body).toEqual([]);
  expect((await couch.ask("GET", `${db}/a?rev=1-a`)).body).toMatchObject({ n: 1 });
  expect((await couch.ask("GET", `${db}/a`)).body).toMatchObject({ _rev: "2-b", n: 2 });
});

test("what is told later of a deletion's ancestors deletes nothing that stands", async () => {
  const db = await couch.newDatabase();
  const push = (doc: object) =>
    couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs: [doc] });
  await push(sent(["1-a"], { n: 1 }));
  await push(sent(["2-z"], { _deleted: true }));
  expect((await push(sent(["2-z", "1-a"], { _deleted: true }))).body).toEqual([]);
  expect((await couch.ask("GET", `${db}/a`)).body).toMatchObject({ _rev: "1-a", n: 1 });
});

test("a branch keeps as many revisions as the limit, and goes on from there", async () => {
  const db = await couch.newDatabase();
  const hashes = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => String(from - i).padStart(32, "0"));
  const push = async (start: number, count: number) => {
    const ids = hashes(start, count);
    const docs = [{ _id: "a", _rev: `${start}-${ids[0]}`, _revisions: { start, ids } }];
    return await couch.ask("POST", `${db}/_bulk_docs`, { new_edits: false, docs });
  };
  expect(await push(10_000, 10_000)).toMatchObject({ status: 201, body: [] });
  expect((await couch.ask("GET", `${db}/a?revs=true`)).body._revisions.ids).toHaveLength(
    limits.revs,
  );
  expect((await push(10_500, 600)).body).toEqual([]);
  const { body } = await couch.ask("GET", `${db}/a?revs=true&conflicts=true`);
  expect(body._revisions).toEqual({ start: 10_500, ids: hashes(10_500, limits.revs) });
  expect(body).not.toHaveProperty("_conflicts");
  // An ancestor from before the cut arrives by another route: nothing new.
  expect((await push(9_000, 5)).body).toEqual([]);
  expect((await couch.ask("GET", `${db}/a`)).body._rev).toBe(`10500-${hashes(10_500, 1)[0]}`);
});
