/** The black box: requests, and what CouchDB itself answered to them (`test/vectors/couch_answers.jsonl`). */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Conformance, conformanceOrigin, startConformance } from "../harness/conformance.ts";

/** A request of a scene, and CouchDB's answer; without a status it is there for what it does. */
interface Exchange {
  n: number;
  ask: [method: string, path: string, body: unknown, headers?: Record<string, string>];
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const lines = readFileSync(new URL("../vectors/couch_answers.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Exchange | { scene: string } | { source: string });
const scenes: [string, Exchange[]][] = [];
for (const line of lines) {
  if ("scene" in line) scenes.push([line.scene, []]);
  else if ("ask" in line) scenes.at(-1)![1].push(line);
}

let couch: Conformance;
beforeAll(async () => {
  couch = await startConformance();
});
afterAll(() => couch.close());

const namedHashes = ["AA", "BB", "CC", "DD", "EF"].map(
  (name) => [name.toLowerCase().repeat(16), name] as const,
);

/** A text with names in place of what a server makes up. */
function named(text: string, db: string): string {
  const plain = text
    .replaceAll(conformanceOrigin, "http://HOST")
    .replaceAll(db.slice(1), "DB")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "#")
    .replaceAll(/md5-[A-Za-z0-9+/=]+/g, "md5");
  return namedHashes
    .reduce((told, [hash, name]) => told.replaceAll(hash, name), plain)
    .replaceAll(/[0-9a-f]{32}/g, "#");
}

function told(value: unknown, db: string): unknown {
  return value === undefined ? undefined : JSON.parse(named(JSON.stringify(value), db));
}

/** Asks, and answers what came with the same names as CouchDB's answer. */
async function perform(db: string, { ask }: Exchange, revs: ReadonlyMap<number, string>) {
  const [method, path, body, headers] = JSON.parse(
    JSON.stringify(ask)
      .replaceAll("DB", db.slice(1))
      .replaceAll(/\{(\d+)\}/g, (_, n: string) => revs.get(Number(n)) ?? ""),
  ) as Exchange["ask"];
  const { Accept = "application/json", ...others } = headers ?? {};
  return await couch.ask(method, path, body ?? undefined, { Accept, ...others });
}

test.each(scenes)("%s: as CouchDB answers", async (_scene, exchanges) => {
  const db = await couch.newDatabase();
  const revs = new Map<number, string>();
  for (const exchange of exchanges) {
    const { n, status, body, headers = {} } = exchange;
    const answer = await perform(db, exchange, revs);
    const rev: unknown = answer.body?.rev ?? answer.body?._rev;
    if (typeof rev === "string") revs.set(n, rev);
    if (status === undefined) continue;
    const got = {
      ask: exchange.ask,
      status: answer.status,
      body: answer.body === "" ? undefined : told(answer.body, db),
      headers: Object.fromEntries(
        Object.keys(headers).map((name) => [name, named(answer.headers.get(name) ?? "", db)]),
      ),
    };
    expect(got).toEqual({ ask: exchange.ask, status, body, headers });
  }
});
