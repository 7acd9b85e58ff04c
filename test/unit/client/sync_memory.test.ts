import PouchDB from "pouchdb-core";
import memoryAdapter from "pouchdb-adapter-memory";
import { describe, expect, test } from "vitest";
import { openDatabase, type LocalChange } from "../../../client/store/database.ts";
import type { Content } from "../../../client/store/pouch.ts";
import { loadSyncMemory, unsentDeletions } from "../../../client/store/sync_memory.ts";
import { newRowId } from "../../../shared/ids.ts";
import { stored } from "./records.ts";

PouchDB.plugin(memoryAdapter);

const newPouch = () => new PouchDB<Content>(`device-${newRowId()}`, { adapter: "memory" });

const change = (seq: number, id: string, rev: string): LocalChange => ({
  seq,
  document: { _id: id, _rev: rev },
});

describe("what a device remembers of its sync", () => {
  test("what it wrote is unsent until the ledger has confirmed it", async () => {
    const memory = await loadSyncMemory({ pouch: newPouch() });
    memory.noteChanges([change(1, "flight:a", "1-a"), change(2, "flight:b", "1-b")]);
    memory.notePushed(1);
    expect([...memory.unsent.keys()]).toEqual(["flight:b"]);
  });
  test("what came from the ledger is not unsent, whichever is heard of first", async () => {
    const memory = await loadSyncMemory({ pouch: newPouch() });
    memory.noteReceived([{ _id: "flight:a", _rev: "1-a" }]);
    memory.noteChanges([change(1, "flight:a", "1-a"), change(2, "flight:b", "1-b")]);
    memory.noteReceived([{ _id: "flight:b", _rev: "1-b" }]);
    expect(memory.unsent.size).toBe(0);
    memory.noteChanges([change(3, "flight:a", "2-mine")]);
    expect(memory.unsent.get("flight:a")).toBe("2-mine");
  });
  test("what came from the ledger counts as confirmed, across a restart: it is not asked about again", async () => {
    const pouch = newPouch();
    const memory = await loadSyncMemory({ pouch });
    memory.noteReceived([{ _id: "flight:a", _rev: "1-a" }]);
    memory.noteChanges([change(1, "flight:a", "1-a"), change(2, "flight:b", "1-b")]);
    expect(memory.pushed_seq).toBe(0);
    memory.noteReceived([{ _id: "flight:b", _rev: "1-b" }]);
    expect(memory.pushed_seq).toBe(2);
    await memory.save();
    const after = await loadSyncMemory({ pouch });
    after.noteChanges([change(2, "flight:b", "1-b"), change(3, "flight:a", "2-mine")]);
    expect([...after.unsent.keys()]).toEqual(["flight:a"]);
    expect(after.pushed_seq).toBe(2);
  });
  test("an edit over which one from the ledger has won is still unsent", async () => {
    const memory = await loadSyncMemory({ pouch: newPouch() });
    memory.noteChanges([change(1, "flight:a", "2-mine")]);
    memory.noteReceived([{ _id: "flight:a", _rev: "2-theirs" }]);
    memory.noteChanges([change(2, "flight:a", "2-theirs")]);
    expect(memory.unsent.get("flight:a")).toBe("2-mine");
    memory.notePushed(2);
    expect(memory.unsent.size).toBe(0);
  });
  test("a refusal survives a restart and goes when the entry is mended", async () => {
    const pouch = newPouch();
    const before = await loadSyncMemory({ pouch });
    const refusal = {
      id: "aircraft:a",
      rev: "2-a",
      reason: "E_AIRCRAFT_REGISTRATION_TAKEN: registration: taken",
      refused_at: "2026-05-01T10:00:00Z",
    };
    before.noteRefused(refusal);
    before.notePushed(7);
    await before.save();
    const after = await loadSyncMemory({ pouch });
    expect(after.refused).toEqual([refusal]);
    expect(after.pushed_seq).toBe(7);
    after.noteChanges([change(6, "aircraft:a", "2-a")]);
    expect(after.refused).toHaveLength(1);
    after.noteChanges([change(8, "aircraft:a", "3-a")]);
    expect(after.refused).toEqual([]);
  });
  test("at another ledger nothing counts as confirmed, and that survives a restart", async () => {
    const pouch = newPouch();
    const memory = await loadSyncMemory({ pouch });
    const change_a = change(1, "flight:a", "1-a");
    expect(memory.noteLedger("first", "2026-05-01T10:00:00Z")).toBe(false);
    memory.noteReceived([{ _id: "flight:a", _rev: "1-a" }]);
    memory.noteChanges([change_a]);
    expect(memory.pushed_seq).toBe(1);
    expect(memory.noteLedger("first", "2026-05-02T10:00:00Z")).toBe(false);
    expect(memory.noteLedger("second", "2026-05-03T10:00:00Z")).toBe(true);
    // The second has sent nothing yet.
    memory.noteReceived([]);
    memory.noteChanges([change_a]);
    expect([...memory.unsent.keys()]).toEqual(["flight:a"]);
    await memory.save();
    const after = await loadSyncMemory({ pouch });
    expect(after.pushed_seq).toBe(0);
    expect(after.other_ledger_at).toBe("2026-05-03T10:00:00Z");
    expect(after.noteLedger("second", "2026-05-04T10:00:00Z")).toBe(false);
  });
  test("how far its clock is off is known after a restart, with the moment when it was read", async () => {
    const pouch = newPouch();
    const memory = await loadSyncMemory({ pouch });
    expect(memory.clock_read_at).toBe(null);
    memory.noteContact("2026-05-03T10:00:00Z", Date.parse("2026-05-01T10:00:00Z"));
    // A piece of an answer, which tells no time.
    memory.noteContact("2026-05-03T10:00:09Z", null);
    await memory.save();
    expect(await loadSyncMemory({ pouch })).toMatchObject({
      clock_ahead_ms: 2 * 86_400_000,
      clock_read_at: "2026-05-03T10:00:00Z",
      last_contact: "2026-05-03T10:00:09Z",
    });
  });
  test("which deletions no ledger has confirmed; of a logbook that was never sent, none", async () => {
    const database = openDatabase(newPouch());
    const [sent, kept, gone] = await database.save(
      [stored("tag"), stored("tag"), stored("tag")].map(
        ({ _rev: _unused, ...document }) => document,
      ),
    );
    const remove = async (row: typeof sent) =>
      await database.save([
        {
          _id: row!.id,
          _rev: row!.ok ? row!.rev : "",
          _deleted: true,
          updated_at: "2026-05-02T10:00:00Z",
        },
      ]);
    await remove(sent);
    expect(await unsentDeletions(database)).toEqual([]);
    const memory = await loadSyncMemory(database);
    memory.notePushed(4);
    await memory.save();
    await remove(gone);
    const found = (await unsentDeletions(database)).map(({ _id }) => _id);
    expect([kept!.ok, found]).toEqual([true, [gone!.id]]);
  });
  test("two tabs that hand over to each other both get their word in", async () => {
    const pouch = newPouch();
    const [one, two] = [await loadSyncMemory({ pouch }), await loadSyncMemory({ pouch })];
    one.notePushed(3);
    two.notePushed(4);
    await Promise.all([one.save(), two.save()]);
    expect((await loadSyncMemory({ pouch })).pushed_seq).toBeGreaterThanOrEqual(3);
  });
});

describe("the local database", () => {
  test("reports a stale revision and never writes over it", async () => {
    const database = openDatabase(newPouch());
    const { _rev: _unused, ...document } = stored("tag", { tag_name: "a" });
    const [first] = await database.save([document]);
    expect(first).toMatchObject({ ok: true });
    const [second] = await database.save([{ ...document, tag_name: "b" }]);
    expect(second).toMatchObject({ ok: false, error: "conflict" });
    expect(await database.documents(null, 10)).toMatchObject([{ tag_name: "a" }]);
  });
  test("is read chunk by chunk, each document once", async () => {
    const database = openDatabase(newPouch());
    const documents = Array.from({ length: 25 }, () => {
      const { _rev: _unused, ...document } = stored("tag");
      return document;
    });
    await database.save(documents);
    const read: string[] = [];
    for (let after: string | null = null; ; after = read.at(-1)!) {
      const chunk = await database.documents(after, 10);
      read.push(...chunk.map((document) => document._id));
      if (chunk.length < 10) break;
    }
    expect(read).toEqual(documents.map((document) => document._id).toSorted());
  });
  test("tells every version of a record that it still has, newest first", async () => {
    const database = openDatabase(newPouch());
    const { _rev: _unused, ...document } = stored("tag", { tag_name: "a" });
    const [first] = await database.save([document]);
    const rev = first!.ok ? first!.rev : "";
    await database.save([{ ...document, _rev: rev, tag_name: "b" }]);
    const names = (await database.history(document._id)).map((version) => version["tag_name"]);
    expect(names).toEqual(["b", "a"]);
  });
});
