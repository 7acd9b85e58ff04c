import fc from "fast-check";
import "fake-indexeddb/auto";
import { describe, expect, test, vi } from "vitest";
import { deviceId, deviceName } from "../../../client/models/device.ts";
import { openDrafts, type Draft, type DraftsContext } from "../../../client/models/drafts.ts";
import { keep, memoryShelf, openShelf, readKept } from "../../../client/models/kept.ts";
import { openLogbooks } from "../../../client/models/logbooks.ts";
import { copiesFor, ownerId, ownerPerson } from "../../../client/models/owner.ts";
import { openSettings } from "../../../client/models/settings.ts";
import { partsOf } from "../../../client/router.ts";
import { openDraftStore } from "../../../client/store/draft_store.ts";
import { backOffMs } from "../../../client/store/back_off.ts";
import { evenLines, headedLines } from "../../../client/ui/windowed_list.tsx";
import { newRecordId, newRowId, uuidOf } from "../../../shared/ids.ts";
import { validate } from "../../../shared/validate.ts";

describe("what a device keeps beside its logbooks", () => {
  test("lasts for the visit where the browser refuses to keep anything", () => {
    const shelf = openShelf(() => {
      throw new Error("SecurityError");
    });
    keep(shelf, "a", { b: 1 });
    expect(readKept(shelf, "a")).toEqual({ b: 1 });
  });
  test("is as good as missing when it is damaged", () => {
    const shelf = memoryShelf();
    shelf.setItem("a", '{"b":');
    expect(readKept(shelf, "a")).toBeUndefined();
  });
  test("names the device once and for all", () => {
    const shelf = memoryShelf();
    expect(deviceId(shelf)).toBe(deviceId(shelf));
    expect(deviceName("Mozilla/5.0 (iPad; CPU OS 17_4) Version/17.4 Safari/604.1")).toBe(
      "iPad, Safari",
    );
  });
  test("remembers settings and logbooks", () => {
    const shelf = memoryShelf();
    openSettings(shelf).duration_style.value = "hhmm";
    expect(openSettings(shelf).duration_style.value).toBe("hhmm");
    const logbooks = openLogbooks(shelf);
    logbooks.open_id.value = logbooks.create("Amelia");
    expect(openLogbooks(shelf).opened()).toMatchObject({ owner_name: "Amelia", account: null });
  });
  test("keeps the name and the id of a logbook when it joins an account", () => {
    const logbooks = openLogbooks(memoryShelf());
    const id = logbooks.create("Amelia");
    logbooks.join({
      user: { id: newRowId(), email: "a@example.test", display_name: "a" },
      logbook: { id, database_url: `/db/${id}` },
    });
    expect(logbooks.all.value).toMatchObject([{ id, owner_name: "Amelia" }]);
  });
});

describe("a draft", () => {
  const draft: Draft = {
    new_uuid: newRowId(),
    values: { remarks: "half" },
    unread: { total_time: "1.x" },
    base: null,
    prefilled: [],
  };
  const clock = { now: () => "2026-05-01T10:00:00Z" };
  const open = (given: Partial<DraftsContext>) =>
    openDrafts({
      shelf: memoryShelf(),
      safe: undefined,
      logbook_id: "book",
      clock,
      page: new EventTarget(),
      ...given,
    });

  test("that was not written yet is written when the page goes", async () => {
    const [shelf, page] = [memoryShelf(), new EventTarget()];
    (await open({ shelf, page })).write("flight.new", draft);
    expect((await open({ shelf })).read("flight.new")).toBeUndefined();
    page.dispatchEvent(new Event("pagehide"));
    expect((await open({ shelf })).read("flight.new")).toMatchObject(draft);
    expect((await open({ shelf, logbook_id: "other" })).read("flight.new")).toBeUndefined();
  });
  test("is back when the browser died with what it had not written, and gone when it was discarded", async () => {
    const safe = await openDraftStore("drafts-of-a-test");
    const drafts = await open({ safe });
    drafts.write("flight.quick", draft);
    drafts.settle();
    await vi.waitUntil(async () => (await safe.all()).length === 1);
    const after = await open({ safe });
    expect(after.read("flight.quick")).toMatchObject(draft);
    after.discard("flight.quick");
    await vi.waitUntil(async () => (await safe.all()).length === 0);
    expect((await open({ safe })).read("flight.quick")).toBeUndefined();
  });
  test("that is newer on the shelf is not put back to an older one", async () => {
    const [shelf, safe] = [memoryShelf(), await openDraftStore("older-drafts")];
    await safe.put("flight.new", { ...draft, kept_at: "2026-05-01T09:00:00Z" }, true);
    const page = new EventTarget();
    const first = await open({ shelf, safe: undefined, page });
    first.write("flight.new", { ...draft, values: { remarks: "whole" } });
    first.settle();
    expect((await open({ shelf, safe })).read("flight.new")?.values).toEqual({ remarks: "whole" });
  });
});

describe("the owner of a logbook", () => {
  const [mine, account] = [newRowId(), newRowId()];
  test("is the same record on every device of the logbook", () => {
    const at = "2026-05-01T10:00:00Z";
    const owner = { ...ownerPerson(mine, "Amelia"), created_at: at, updated_at: at };
    expect(owner._id).toBe(ownerId(mine));
    expect(validate(owner).ok).toBe(true);
  });
  test("is not copied into another logbook; what refers to it refers to that logbook's owner", () => {
    const owner = { ...ownerPerson(mine, "Amelia"), _rev: "1-a" };
    const flight = {
      _id: newRecordId("flight"),
      _rev: "1-b",
      flight_crew: [{ id: newRowId(), person_id: uuidOf(owner._id) }],
    };
    const copies = copiesFor([owner, flight], mine, account);
    expect(copies).toHaveLength(1);
    expect(copies[0]).not.toHaveProperty("_rev");
    expect(copies[0]!["flight_crew"]).toMatchObject([{ person_id: uuidOf(ownerId(account)) }]);
  });
});

test("an address is taken apart, whatever somebody typed", () => {
  expect(partsOf("")).toEqual([]);
  expect(partsOf("#/")).toEqual([]);
  expect(partsOf("#/records/aircraft/a%20b")).toEqual(["records", "aircraft", "a b"]);
  expect(partsOf("#/records/%E0%A4%A")).toEqual(["records", "%E0%A4%A"]);
});

test("waits double up to a minute and never shrink below three quarters", () => {
  expect(backOffMs(1, 1)).toBe(1_000);
  expect(backOffMs(4, 1)).toBe(8_000);
  expect(backOffMs(40, 1)).toBe(60_000);
  expect(backOffMs(40, 0)).toBe(45_000);
});

test("the line of a window at a height is the one that the height cuts, whatever the parts", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.integer({ min: -50, max: 3_000 }),
      (counts, position) => {
        const layout = headedLines(counts, 3, 5);
        // Every line written out, one after another.
        const heights = counts.flatMap((count) => [3, ...Array.from({ length: count }, () => 5)]);
        const tops = heights.map((_, i) => heights.slice(0, i).reduce((sum, one) => sum + one, 0));
        expect(layout.count).toBe(heights.length);
        expect(tops.map((_, i) => layout.top(i))).toEqual(tops);
        expect(layout.top(layout.count)).toBe(tops.at(-1)! + heights.at(-1)!);
        const expected = tops.findLastIndex((top) => top <= Math.max(0, position));
        expect(layout.at(position)).toBe(expected);
        const even = evenLines(heights.length, 5);
        expect(even.at(position)).toBe(
          Math.min(heights.length - 1, Math.floor(Math.max(0, position) / 5)),
        );
      },
    ),
  );
  expect(headedLines([], 3, 5).at(0)).toBe(0);
  expect(evenLines(0, 5).at(0)).toBe(0);
});
