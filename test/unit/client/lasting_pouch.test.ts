import PouchDB from "pouchdb-core";
import memoryAdapter from "pouchdb-adapter-memory";
import { describe, expect, test } from "vitest";
import { lastingPouch } from "../../../client/store/lasting_pouch.ts";
import type { Content, Pouch } from "../../../client/store/pouch.ts";
import { newRowId } from "../../../shared/ids.ts";

PouchDB.plugin(memoryAdapter);

/** A database in memory with one document, and how often it was opened anew. */
async function aDatabase() {
  const name = `device-${newRowId()}`;
  const open = (): Pouch => new PouchDB<Content>(name, { adapter: "memory" });
  const first = open();
  await first.put({ _id: "tag:a" });
  const opened: Pouch[] = [];
  const reopen = async () => {
    opened.push(open());
    return opened.at(-1)!;
  };
  return { first, opened, reopen };
}

const idIn = async (pouch: Pouch) => (await pouch.get("tag:a"))._id;

describe("a local database whose connection the device has closed", () => {
  test("is opened anew once, for all who ask, and answers them", async () => {
    const { first, opened, reopen } = await aDatabase();
    const lasting = lastingPouch(first, reopen);
    await first.close();
    expect(await Promise.all([lasting.ask(idIn), lasting.ask(idIn)])).toEqual(["tag:a", "tag:a"]);
    expect(opened).toHaveLength(1);
    expect(lasting.now).toBe(opened[0]);
    await lasting.now.close();
    expect(await lasting.ask(idIn)).toBe("tag:a");
    expect(opened).toHaveLength(2);
  });
  test("is opened anew when the browser can begin no transaction", async () => {
    const { first, opened, reopen } = await aDatabase();
    let refused = 0;
    const closing = new DOMException("The database connection is closing.", "InvalidStateError");
    const answer = await lastingPouch(first, reopen).ask((pouch) =>
      pouch === first && ++refused > 0 ? Promise.reject(closing) : idIn(pouch),
    );
    expect([answer, refused, opened.length]).toEqual(["tag:a", 1, 1]);
  });
  test("says why when it cannot be opened, and is tried again at the next question", async () => {
    const { first, reopen } = await aDatabase();
    let is_gone = true;
    const lasting = lastingPouch(first, () =>
      is_gone ? Promise.reject(new Error("The logbook is no longer on this device.")) : reopen(),
    );
    await first.close();
    await expect(lasting.ask(idIn)).rejects.toThrow("The logbook is no longer on this device.");
    is_gone = false;
    expect(await lasting.ask(idIn)).toBe("tag:a");
  });
  test("is not opened anew for a question that fails by itself, nor asked it twice", async () => {
    const { first, opened, reopen } = await aDatabase();
    let asked = 0;
    const failing = lastingPouch(first, reopen).ask(async (pouch) => {
      asked++;
      await pouch.get("tag:missing");
    });
    await expect(failing).rejects.toMatchObject({ status: 404 });
    expect([asked, opened.length]).toEqual([1, 0]);
  });
});
