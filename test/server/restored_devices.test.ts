import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PouchDB from "pouchdb-core";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { writeBackup } from "../../server/backup/backup.ts";
import { restoreBackup } from "../../server/backup/restore.ts";
import { silentLog } from "../../server/log.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aPerson } from "../harness/records.ts";

PouchDB.plugin(http).plugin(memory).plugin(replication);

const origin = "http://offblock.test";
const signIn = { email: "ann@example.test", password: "correct horse battery" };
const clock = { now: () => new Date("2026-06-01T12:00:00Z") };
const blobs = temporaryBlobs(inject("postgres"));

/** The ledger at its address: another one may take its place. */
let app: ReturnType<typeof createApp>;
let lost: TestDatabase;
let restored: TestDatabase;
let folder: string;
let logbook_id: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "offblock-restored-"));
  [lost, restored] = [await freshDatabase(), await freshDatabase()];
  serve(lost);
  logbook_id = (await api("POST", "/api/v1/auth/signup", signIn)).logbook.id;
});
afterEach(async () => {
  await checkLedger(restored.admin);
  await Promise.all([lost.drop(), restored.drop()]);
  rmSync(folder, { recursive: true });
});

const serve = ({ db }: TestDatabase) =>
  void (app = createApp({ db, clock, log: silentLog, blobs }));

/** A program that signs in with the password at each request, and so is not stopped by a restore. */
const Authorization = `Basic ${btoa(`${signIn.email}:${signIn.password}`)}`;
async function api(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await app.request(origin + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "Content-Type": "application/json", Authorization },
  });
  return await answer.json();
}

async function pouchFetch(url: string | Request, init: RequestInit = {}) {
  const headers = new Headers(init.headers);
  headers.set("Authorization", Authorization);
  return await app.fetch(new Request(url, { ...init, headers, credentials: "omit" }));
}
const remote = () =>
  new PouchDB(`${origin}/db/${logbook_id}`, { fetch: pouchFetch, skip_setup: true } as never);
const put = async (display_name: string) => {
  const person = aPerson({ display_name });
  await api("PUT", `/db/${logbook_id}/${person._id}`, person);
  return person._id;
};

/** Backs up, lets more happen, and puts the backup in the place of the ledger. */
async function loseWhat(happens: () => Promise<unknown>): Promise<void> {
  const file = join(folder, "backup.tar.gz");
  const progress = () => undefined;
  const now = clock.now().toISOString();
  await writeBackup({ admin: lost.admin, blobs, now, progress }, file);
  await happens();
  await restoreBackup({ admin: restored.admin, blobs, progress }, file);
  serve(restored);
}

test("a PouchDB brings back what the restored ledger has lost, and hears what is new", async () => {
  const device = new PouchDB(`device-${logbook_id}`, { adapter: "memory" });
  await put("from the start");
  await device.sync(remote());
  await loseWhat(async () => {
    await device.put(aPerson({ display_name: "written after the backup" }));
    await device.sync(remote());
  });
  expect((await api("GET", `/db/${logbook_id}/`)).doc_count).toBe(1);
  const added = await put("written after the restore");
  await device.sync(remote());
  expect((await api("GET", `/db/${logbook_id}/`)).doc_count).toBe(3);
  expect(await device.get(added)).toMatchObject({ display_name: "written after the restore" });
});

test("whoever follows the feed misses nothing, however far it had come", async () => {
  await put("one");
  let since = 0;
  await loseWhat(async () => {
    for (const name of ["two", "three", "four"]) await put(name);
    since = (await api("GET", `/db/${logbook_id}/_changes`)).last_seq;
  });
  const ids = [];
  for (let i = 0; i < 5; i++) ids.push(await put(`new ${i}`));
  const { results } = await api("GET", `/db/${logbook_id}/_changes?since=${since}`);
  expect(results.map(({ id }: { id: string }) => id)).toEqual(ids);
  const seqs = results.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual(seqs.map((_: number, i: number) => seqs[0] + i));
});

test("a device that has seen a later head finds it gone, and is told of the restore", async () => {
  await put("one");
  let head: { chain_number: number; row_hash: string };
  const ask = (query = "") => api("GET", `/api/v1/logbooks/${logbook_id}/audit/head${query}`);
  await loseWhat(async () => {
    await put("two");
    head = await ask();
  });
  for (const name of ["three", "four"]) await put(name);
  expect(await ask(`?chain_number=2&row_hash=${head!.row_hash}`)).toMatchObject({
    chain_number: 3,
    contains: false,
    restored: { backup_made_at: "2026-06-01T12:00:00Z", restored_at: expect.any(String) },
  });
});
