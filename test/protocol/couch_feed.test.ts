/** The feed under many writers and many readers: nothing missed, nothing twice, order kept. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { systemClock } from "../../server/clock.ts";
import { silentLog } from "../../server/log.ts";
import { openDatabase } from "../../server/postgres/database.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aPerson } from "../harness/records.ts";

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

type Ask = Pilot["ask"];
interface Seen {
  seq: number;
  id: string;
}

const person = () => aPerson();

async function write(ask: Ask, logbook_id: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const doc = person();
    const answer = await ask(`/db/${logbook_id}/${doc._id}`, {
      method: "PUT",
      body: JSON.stringify(doc),
    });
    expect(answer.status).toBe(201);
    ids.push(doc._id);
  }
  return ids;
}

/** Follows by one request after another until `total` changes were seen. */
async function byPages(ask: Ask, logbook_id: string, query: string, total: number) {
  const seen: Seen[] = [];
  let since: unknown = 0;
  while (seen.length < total) {
    const answer = await ask(`/db/${logbook_id}/_changes?since=${since}&${query}`);
    const { results, last_seq } = (await answer.json()) as { results: Seen[]; last_seq: unknown };
    seen.push(...results);
    since = last_seq;
  }
  return seen;
}

async function byOneAnswer(ask: Ask, logbook_id: string, total: number) {
  const answer = await ask(`/db/${logbook_id}/_changes?feed=continuous&limit=${total}`);
  const lines = (await answer.text()).trim().split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Seen);
}

function expectComplete(seen: readonly Seen[], written: readonly string[]) {
  expect(seen.map(({ id }) => id).sort()).toEqual([...written].sort());
  const seqs = seen.map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
}

describe("16 writers", () => {
  const [writers, each] = [16, 6];
  const total = writers * each;
  test("to one logbook, followed by all three feeds", async () => {
    const { ask, logbook_id } = await gateway.signUp();
    const readers = [
      byPages(ask, logbook_id, "limit=7", total),
      byPages(ask, logbook_id, "feed=longpoll&limit=7", total),
      byPages(ask, logbook_id, "feed=longpoll", total),
      byOneAnswer(ask, logbook_id, total),
    ];
    const written = await Promise.all(
      Array.from({ length: writers }, () => write(ask, logbook_id, each)),
    );
    for (const seen of await Promise.all(readers)) {
      expectComplete(seen, written.flat());
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    }
  });
  test("of one document, all from the same revision: one writes it, the others are in conflict", async () => {
    const { ask, logbook_id } = await gateway.signUp();
    const doc = person();
    const put = async (body: object) =>
      await ask(`/db/${logbook_id}/${doc._id}`, { method: "PUT", body: JSON.stringify(body) });
    const { rev } = (await (await put(doc)).json()) as { rev: string };
    const answers = await Promise.all(
      Array.from({ length: writers }, (_, i) => put({ ...doc, _rev: rev, notes: `by ${i}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: writers - 1 }, () => 409)]);
    const by = answers.findIndex(({ status }) => status === 201);
    const stands = await (await ask(`/db/${logbook_id}/${doc._id}?conflicts=true`)).json();
    expect(stands).toMatchObject({ _rev: expect.stringMatching(/^2-/), notes: `by ${by}` });
    expect(stands).not.toHaveProperty("_conflicts");
  });
  test("of one document, each with an edit that another replica made: all are taken in", async () => {
    const { ask, logbook_id } = await gateway.signUp();
    const doc = person();
    const path = `/db/${logbook_id}/${doc._id}`;
    const first = await ask(path, { method: "PUT", body: JSON.stringify(doc) });
    const { rev } = (await first.json()) as { rev: string };
    const hashes = Array.from({ length: writers }, (_, i) => `${i}`.padStart(32, "a"));
    const answers = await Promise.all(
      hashes.map(async (hash, i) => {
        const _revisions = { start: 2, ids: [hash, rev.slice(2)] };
        const edit = { ...doc, notes: `by ${i}`, _rev: `2-${hash}`, _revisions };
        return await ask(`${path}?new_edits=false`, { method: "PUT", body: JSON.stringify(edit) });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    for (const hash of hashes) {
      expect((await ask(`${path}?rev=2-${hash}`)).status).toBe(200);
    }
  });
  test("to as many logbooks, each with its reader", async () => {
    const pilots = await Promise.all(Array.from({ length: 8 }, () => gateway.signUp()));
    await Promise.all(
      pilots.map(async ({ ask, logbook_id }) => {
        const reader = byPages(ask, logbook_id, "feed=longpoll", 2 * each);
        const written = await Promise.all([
          write(ask, logbook_id, each),
          write(ask, logbook_id, each),
        ]);
        expectComplete(await reader, written.flat());
      }),
    );
  });
});

test("1,000 waiting readers hold no connection, and one change wakes them all", async () => {
  const { ask, logbook_id } = await gateway.signUp();
  const path = `/db/${logbook_id}/_changes?feed=longpoll&since=0&heartbeat=60000`;
  const answers = await Promise.all(Array.from({ length: 1000 }, () => ask(path)));
  const connections = async () => {
    const [row] = await gateway.database.admin.query<{ count: number }>(
      `select count(*) as count from pg_stat_activity
        where datname = current_database() and usename = 'offblock_gateway'`,
    );
    return row!.count;
  };
  // The pool of ten and the one that listens.
  expect(await connections()).toBeLessThanOrEqual(11);
  const [busy] = await gateway.database.admin.query<{ count: number }>(
    `select count(*) as count from pg_stat_activity
      where datname = current_database() and usename = 'offblock_gateway'
        and state <> 'idle'`,
  );
  expect(busy!.count).toBe(0);
  const bodies = answers.map((answer) => answer.json() as Promise<{ results: Seen[] }>);
  const [id] = await write(ask, logbook_id, 1);
  for (const { results } of await Promise.all(bodies))
    expect(results).toMatchObject([{ seq: 1, id }]);
  expect(await connections()).toBeLessThanOrEqual(11);
});

test("a reader that waited while the gateway heard nothing is told what it missed", async () => {
  const { ask, logbook_id } = await gateway.signUp();
  const { admin } = gateway.database;
  const answer = await ask(`/db/${logbook_id}/_changes?feed=longpoll&since=0`);
  const ears = `select pid from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`;
  await expect.poll(() => admin.query(ears)).toHaveLength(1);
  await admin.query(`select pg_terminate_backend(pid) from (${ears}) as ears`);
  const [id] = await write(ask, logbook_id, 1);
  expect(await answer.json()).toMatchObject({ results: [{ seq: 1, id }] });
});

test("two gateways on one database wake each other's readers", async () => {
  const { token, ask, logbook_id } = await gateway.signUp();
  const db = openDatabase(gateway.database.gateway, silentLog);
  const other = createApp({
    db,
    clock: systemClock,
    log: silentLog,
    blobs: temporaryBlobs(gateway.database),
  });
  const askOther: Ask = async (path, init = {}) =>
    await other.fetch(
      new Request(`http://other.test${path}`, {
        ...init,
        headers: { Authorization: `Bearer ${token}` },
      }),
    );
  const [each, total] = [5, 20];
  const readers = [ask, askOther].map((one) => byPages(one, logbook_id, "feed=longpoll", total));
  const written = await Promise.all(
    [ask, askOther, ask, askOther].map((one) => write(one, logbook_id, each)),
  );
  for (const seen of await Promise.all(readers)) expectComplete(seen, written.flat());
  await db.close();
});
