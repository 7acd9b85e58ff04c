/** The sync of the app itself, as it runs in its worker, against a real gateway. */
import PouchDB from "pouchdb-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type LogbookDatabase } from "../../client/store/database.ts";
import type { Patience } from "../../client/store/ledger_fetch.ts";
import type { SyncReport } from "../../client/store/messages.ts";
import { leadSync, type SyncLeader } from "../../client/store/sync_leader.ts";
import { uuidOf } from "../../shared/ids.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../harness/records.ts";

type Network = (request: Request, next: () => Promise<Response>) => Promise<Response>;

/** A device that syncs; its network may be tampered with. */
interface SyncingDevice {
  database: LogbookDatabase;
  leader: SyncLeader;
  network: Network;
  /** Saves, and waits until the sync has taken notice. */
  save(documents: { _id: string }[]): Promise<void>;
  /** Waits for a report of which this holds. */
  until(holds: (report: SyncReport) => boolean): Promise<SyncReport>;
}

let gateway: Gateway;
let pilot: Pilot;
let devices: SyncingDevice[];
beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp();
  devices = [];
});
afterEach(async () => {
  for (const { leader } of devices) leader.stop();
  await gateway.close();
});

const honest: Network = (_, next) => next();

const patient: Patience = { question_ms: 30_000, delivery_ms: 90_000, silence_ms: 30_000 };

/** `nudges`: the device does not wait when it is offline, as when the network comes back. */
async function startDevice({
  local = pilot.device(),
  nudges = true,
  patience = patient,
  reopen = async () => local,
} = {}): Promise<SyncingDevice> {
  const origin = "http://offblock.test";
  const reports: SyncReport[] = [];
  const waiting = new Set<(report: SyncReport) => void>();
  const database = openDatabase(local, reopen);
  const device: SyncingDevice = {
    database,
    network: honest,
    leader: leadSync({
      database,
      url: `${origin}/db/${pilot.logbook_id}`,
      lock: "",
      locks: undefined,
      patience,
      now: () => "2026-06-01T12:00:00Z",
      onReceived: () => device.leader.changed(),
      network: (input, init) => {
        const request = new Request(input, init);
        request.headers.set("Authorization", `Bearer ${pilot.token}`);
        return device.network(request, async () => gateway.app.fetch(request));
      },
      report(report) {
        reports.push(report);
        for (const check of waiting) check(report);
        if (nudges && report.phase === "offline") setImmediate(() => device.leader.nudge());
      },
    }),
    async save(documents) {
      await database.save(documents);
      const noted = device.until(({ unsent_count }) => unsent_count > 0);
      void device.leader.changed();
      await noted;
    },
    until: (holds) =>
      new Promise((resolve) => {
        const check = (report: SyncReport) => {
          if (!holds(report)) return;
          waiting.delete(check);
          resolve(report);
        };
        waiting.add(check);
        const last = reports.at(-1);
        if (last !== undefined) check(last);
      }),
  };
  devices.push(device);
  return device;
}

/** In the place of the gateway comes one with a new installation id, as after a restore. */
async function anotherLedger(): Promise<void> {
  await gateway.close();
  gateway = await startGateway();
  await gateway.database.admin.query(
    "update public.offblock_installation set id = gen_random_uuid()",
  );
}

const settled = (report: SyncReport) =>
  report.phase === "up_to_date" && report.unsent_count === 0 && report.received_all;

async function ledgerFlights(): Promise<number> {
  const [row] = await gateway.database.admin.query<{ n: number }>(
    "select count(*)::int as n from logbook.flights",
  );
  return row!.n;
}

function aLogbook(flights: number) {
  const model = aModel();
  const aircraft = anAircraft(model);
  return [model, aircraft, ...Array.from({ length: flights }, () => aFlight(aircraft))];
}

/** A network on which one request dies, before it arrives or after it was answered. */
function dyingAt(n: number, when: "before" | "after"): { network: Network; died: () => boolean } {
  let seen = 0;
  return {
    died: () => seen > n,
    async network(_, next) {
      const dies = seen++ === n;
      if (dies && when === "before") throw new TypeError("Failed to fetch");
      const response = await next();
      if (dies) throw new TypeError("Failed to fetch");
      return response;
    },
  };
}

/** What somebody waits at until somebody else opens it. */
function aGate(): { open: () => void; passed: Promise<void> } {
  let open = () => undefined as void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describe("the sync of the app", () => {
  test("brings everything to the ledger and to a second device, live both ways", async () => {
    const one = await startDevice();
    const documents = aLogbook(12);
    await one.save(documents);
    await one.until(settled);
    expect(await ledgerFlights()).toBe(12);
    const two = await startDevice();
    await two.until(settled);
    expect((await two.database.opened()).documents).toBe(14);

    const flight = (await two.database.documents("flight:", 1))[0]!;
    const asked: string[][] = [];
    two.network = async (request, next) => {
      if (request.url.endsWith("/_revs_diff"))
        asked.push(Object.keys((await request.clone().json()) as object));
      return next();
    };
    await two.save([{ ...flight, remarks: "from two" } as never]);
    await two.until(settled);
    // However large the logbook is, a save costs what was saved.
    expect(asked).toEqual([[flight._id]]);
    await expect
      .poll(async () => (await one.database.history(flight._id))[0]!["remarks"])
      .toBe("from two");
  });

  test.each(["before", "after"] as const)(
    "loses nothing when the network dies at any one request, %s it arrived",
    async (when) => {
      for (let n = 0; ; n++) {
        const device = await startDevice();
        const fault = dyingAt(n, when);
        device.network = fault.network;
        const documents = aLogbook(3);
        await device.save(documents);
        await device.until(settled);
        const { body } = await pilot.send("POST", "/_all_docs", {
          keys: documents.map(({ _id }) => _id),
        });
        expect(body.rows.filter((row: { error?: string }) => row.error)).toEqual([]);
        device.leader.stop();
        // The request that should have died was never made: all of them have had their turn.
        if (!fault.died()) break;
      }
    },
  );

  test("takes a captive portal for no network at all, and goes on when it is gone", async () => {
    const device = await startDevice();
    await device.until(settled);
    device.network = async () =>
      new Response("<html>Welcome to the airport</html>", {
        headers: { "content-type": "text/html" },
      });
    await device.save(aLogbook(1));
    await device.until((now) => now.phase === "offline" && now.unsent_count === 3);
    device.network = honest;
    await device.until(settled);
    expect(await ledgerFlights()).toBe(1);
  });

  test("sees that its feed hangs, says so, and goes on by itself when the way is free", async () => {
    const device = await startDevice({ patience: { ...patient, silence_ms: 300 } });
    device.network = async (request, next) => {
      const answer = await next();
      if (!request.url.includes("feed=longpoll")) return answer;
      // Everything seems well: the answer has begun, and nobody ever hears of it again.
      return new Response(new ReadableStream({}), answer);
    };
    await device.until(settled);
    await device.until(({ phase, trouble }) => phase === "offline" && trouble === "no_answer");
    device.network = honest;
    const elsewhere = aPerson();
    await pilot.send("PUT", `/${encodeURIComponent(elsewhere._id)}`, elsewhere);
    await expect.poll(() => device.database.history(elsewhere._id)).toHaveLength(1);
  });

  test("waits as long as the ledger asks, and not less", async () => {
    const device = await startDevice({ nudges: false });
    let asked = 0;
    device.network = async () => {
      asked++;
      return Response.json(
        { error: "too_many_requests" },
        { status: 429, headers: { "retry-after": "3600" } },
      );
    };
    await device.until(({ phase }) => phase === "offline");
    const before = asked;
    await device.save(aLogbook(1));
    await device.until(({ unsent_count }) => unsent_count === 3);
    expect(asked).toBe(before);
    device.network = honest;
    device.leader.nudge();
    await device.until(settled);
  });

  const tooLarge: Network = async () => Response.json({ error: "too_large" }, { status: 413 });
  const neverThrough: Network = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new TypeError("Failed to fetch")));
    });

  test.each([
    ["too large", tooLarge, patient.delivery_ms],
    // Longer than a busy machine takes for what does get through.
    ["too much for a slow line", neverThrough, 2_000],
  ] as const)("halves a batch that is %s until it fits", async (_, refuse, delivery_ms) => {
    const device = await startDevice({ patience: { ...patient, delivery_ms } });
    const sizes: number[] = [];
    device.network = async (request, next) => {
      if (!request.url.endsWith("/_bulk_docs")) return next();
      const { docs } = (await request.clone().json()) as { docs: unknown[] };
      sizes.push(docs.length);
      return docs.length <= 40 ? next() : refuse(request, next);
    };
    await device.save(aLogbook(60));
    await device.until(settled);
    expect(await ledgerFlights()).toBe(60);
    expect(Math.max(...sizes.slice(-2))).toBeLessThanOrEqual(40);
  });

  test("stops when it is signed out, keeps what is unsent, and goes on after signing in", async () => {
    const device = await startDevice();
    await device.until(settled);
    const { token } = pilot;
    pilot.token = "expired";
    await device.save(aLogbook(2));
    await device.until((now) => now.phase === "signed_out" && now.unsent_count === 4);
    pilot.token = token;
    device.leader.nudge();
    await device.until(settled);
    expect(await ledgerFlights()).toBe(2);
  });

  test("sends everything again to another ledger at the same address, across a restart", async () => {
    const before = await startDevice();
    await before.save(aLogbook(5));
    await before.until(settled);
    before.leader.stop();
    await anotherLedger();
    pilot = await gateway.signUp(undefined, pilot.logbook_id);
    const after = await startDevice({ local: before.database.pouch as never });
    await after.save(aLogbook(1));
    const report = await after.until(settled);
    expect(await ledgerFlights()).toBe(6);
    expect(report.other_ledger_at).toBe("2026-06-01T12:00:00Z");
    expect(report.refused).toEqual([]);
  });

  test("stays signed out at a ledger that has no such logbook, and keeps everything", async () => {
    const before = await startDevice();
    await before.save(aLogbook(3));
    await before.until(settled);
    before.leader.stop();
    await anotherLedger();
    pilot = { ...(await gateway.signUp()), logbook_id: pilot.logbook_id };
    const after = await startDevice({ local: before.database.pouch as never });
    const report = await after.until(({ phase }) => phase === "signed_out");
    expect(report).toMatchObject({ shut: "no_logbook", unsent_count: 5 });
    expect((await after.database.opened()).documents).toBe(5);
  });

  test("goes on, both ways, after the device has closed its database", async () => {
    const local = pilot.device();
    let opened = 0;
    const device = await startDevice({
      local,
      reopen: async () => {
        opened++;
        return new PouchDB(local.name, { adapter: "memory" });
      },
    });
    // Nothing is under way but the wait for the ledger: what a closing memory store had begun, it never ends.
    await device.until(settled);
    await local.close();
    const elsewhere = aPerson();
    await pilot.send("PUT", `/${encodeURIComponent(elsewhere._id)}`, elsewhere);
    await expect.poll(() => device.database.history(elsewhere._id)).toHaveLength(1);
    await device.save(aLogbook(1));
    await device.until(settled);
    expect(await ledgerFlights()).toBe(1);
    expect(opened).toBe(1);
  });

  test("remembers what was refused, sends the rest, and forgets it when it is mended", async () => {
    const device = await startDevice();
    const bad = { ...aPerson(), display_name: undefined };
    await device.save([...aLogbook(1), bad]);
    const report = await device.until(({ refused }) => refused.length === 1);
    expect(report.refused[0]).toMatchObject({
      id: bad._id,
      reason: expect.stringMatching(/^E_FIELD_REQUIRED: display_name: /),
    });
    expect(await ledgerFlights()).toBe(1);
    device.leader.stop();

    const again = await startDevice({ local: device.database.pouch as never });
    await again.until(({ refused, phase }) => refused.length === 1 && phase === "up_to_date");
    const [stored] = await again.database.history(bad._id);
    await again.save([{ ...stored, display_name: "Ann" } as never]);
    await again.until((now) => settled(now) && now.refused.length === 0);
    const [person] = await gateway.database.admin.query<{ display_name: string }>(
      "select display_name from logbook.people where id = $1",
      [uuidOf(bad._id)],
    );
    expect(person).toEqual({ display_name: "Ann" });
  });

  test("counts nothing as sent before a refusal among it is remembered; what was saved meanwhile goes next", async () => {
    const local = pilot.device();
    const kept: { pushed_seq: number; refused: unknown[] }[] = [];
    const [written, mayLook] = [aGate(), aGate()];
    const { put, allDocs } = local;
    local.put = (async (document: { _id: string; last_seq?: number }) => {
      const isMemory = document._id === "_local/offblock_sync";
      if (isMemory) kept.push(document as never);
      const result = await put.call(local, document);
      if (document.last_seq === 1) written.open();
      return result;
    }) as typeof put;
    const device = await startDevice({ local });
    await device.until(settled);
    local.allDocs = (async (options: never) => {
      await mayLook.passed;
      return await allDocs.call(local, options);
    }) as typeof allDocs;
    const bad = { ...aPerson(), display_name: undefined };
    await device.save([bad]);
    // PouchDB is through with it: its own checkpoint is written.
    await written.passed;
    await device.database.save([aPerson()]);
    await device.leader.changed();
    // The device gathers changes as long; of two timers of one length the older fires first.
    await new Promise((resolve) => setTimeout(resolve, 50));
    mayLook.open();
    await device.until((now) => settled(now) && now.refused.length === 1);
    expect((await pilot.send("GET", "/")).body.doc_count).toBe(1);
    device.leader.stop();
    expect(
      kept.filter(({ pushed_seq, refused }) => pushed_seq > 0 && refused.length === 0),
    ).toEqual([]);
  });

  test("learns again of a refusal when it died before it had remembered it", async () => {
    const device = await startDevice();
    const bad = { ...aPerson(), display_name: undefined };
    await device.save([...aLogbook(1), bad]);
    await device.until(({ refused }) => refused.length === 1);
    await device.until(settled);
    device.leader.stop();
    // What PouchDB notes of a push is written by now, what the device remembers is not.
    const { pouch } = device.database;
    const memory = await pouch.get("_local/offblock_sync");
    await pouch.remove(memory._id, memory._rev);

    const again = await startDevice({ local: pouch as never });
    const report = await again.until(({ refused }) => refused.length === 1);
    expect(report.refused[0]).toMatchObject({ id: bad._id });
  });
});
