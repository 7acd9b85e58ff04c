import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../server/log.ts";
import { databaseProblem, openDatabase } from "../../server/postgres/database.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  await database.admin.run(`
    create table public.things (id int primary key, n int not null);
    insert into public.things values (1, 0), (2, 0);
    grant select, insert, update on public.things to offblock_gateway;
  `);
});
afterEach(() => database.drop());

const user = "0198f2a4-0000-7000-8000-0000000000aa";
const device = "0198f2a4-0000-7000-8000-0000000000dd";
const settings = `select nullif(current_setting('app.current_user_id', true), '') as user_id,
  nullif(current_setting('audit.device_id', true), '') as device_id,
  nullif(current_setting('audit.change_reason', true), '') as change_reason`;
const total = () => database.admin.query("select sum(n) as n from public.things");

describe("a transaction", () => {
  test("knows its user, device and reason, and the next one on the connection knows nothing", async () => {
    const reason = 'it\'s \\ "quoted"; select 1';
    const known = await database.db.transaction(user, (tx) => tx.query(settings), {
      device_id: device,
      change_reason: reason,
    });
    expect(known).toEqual([{ user_id: user, device_id: device, change_reason: reason }]);
    expect(await database.db.transaction(null, (tx) => tx.query(settings))).toEqual([
      { user_id: null, device_id: null, change_reason: null },
    ]);
  });

  test("commits all or nothing", async () => {
    const failing = database.db.transaction(user, async (tx) => {
      await tx.query("update public.things set n = 5");
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await total()).toEqual([{ n: 0 }]);
  });

  test("whose error was swallowed inside is not taken for committed", async () => {
    const swallowed = database.db.transaction(user, async (tx) => {
      await tx.query("update public.things set n = 5");
      await tx.query("select 1/0").catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow("rolled back");
    expect(await total()).toEqual([{ n: 0 }]);
  });

  test("that only reads cannot write", async () => {
    const writing = database.db.transaction(
      user,
      (tx) => tx.query("update public.things set n = 5"),
      { read_only: true },
    );
    await expect(writing).rejects.toSatisfy((error) => databaseProblem(error)?.code === "25006");
  });

  test("that loses a deadlock runs again, so both of two that crossed are done", async () => {
    // Each waits for the other to have taken its first row, once.
    let arrived = 0;
    let open = () => undefined as void;
    const both = new Promise<void>((resolve) => (open = resolve));
    const cross = (first: number, second: number) =>
      database.db.transaction(user, async (tx) => {
        await tx.query("update public.things set n = n + 1 where id = $1", [first]);
        if (++arrived === 2) open();
        await both;
        await tx.query("update public.things set n = n + 1 where id = $1", [second]);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(arrived).toBeGreaterThan(2);
    expect(await total()).toEqual([{ n: 4 }]);
  });

  test("on a connection that was cut fails, and the next one gets a new connection", async () => {
    const cut = database.db.transaction(user, async (tx) => {
      const [row] = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
      await database.admin.query("select pg_terminate_backend($1)", [row!.pid]);
      await tx.query("select 1");
    });
    await expect(cut).rejects.toThrow();
    expect(await database.db.transaction(user, (tx) => tx.query("select 1 as one"))).toEqual([
      { one: 1 },
    ]);
  });
});

describe("a statement with values", () => {
  test("is parsed once a connection, also when it failed there", async () => {
    const quotient = "select max(12 / ($1::int + n)) as n from public.things";
    const divide = (by: number) =>
      database.db.transaction(user, async (tx) => [
        ...(await tx.query(quotient, [by])),
        ...(await tx.query(
          `select generic_plans + custom_plans as times
             from pg_prepared_statements where statement = $1`,
          [quotient],
        )),
      ]);
    expect(await divide(3)).toEqual([{ n: 4 }, { times: 1 }]);
    await expect(divide(0)).rejects.toThrow("division by zero");
    expect(await divide(4)).toEqual([{ n: 3 }, { times: 3 }]);
  });
});

describe("connections", () => {
  test("that nobody needs are closed, but for two that know their plans", async () => {
    const db = openDatabase({ ...database.gateway, idle_ms: 1 }, silentLog);
    const pid = async () =>
      (await db.ask<{ pid: number }>("select pg_backend_pid() as pid", []))[0]!;
    const few = await Promise.all(Array.from({ length: 5 }, pid));
    const left = () =>
      database.admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where pid = any ($1) order by pid",
        [few.map((one) => one.pid)],
      );
    await expect.poll(async () => (await left()).length).toBe(2);
    expect(await left()).toContainEqual(await pid());
    await db.close();
  });
});

describe("values", () => {
  test("moments are ISO 8601 with Z, days are days, counts and decimals are numbers", async () => {
    const [row] = await database.db.transaction(null, (tx) =>
      tx.query(`select timestamptz '2026-03-29 03:30:00.25+02' as moment, date '1969-07-20' as day,
                       7::bigint as count, 12.50::numeric as decimal, '{"a": [1]}'::jsonb as json,
                       array[date '2000-02-29', null] as days, array[1, 2]::bigint[] as counts,
                       array[timestamptz '2026-01-01 00:00+00'] as moments, '{}'::date[] as none`),
    );
    expect(row).toEqual({
      moment: "2026-03-29T01:30:00.25Z",
      day: "1969-07-20",
      count: 7,
      decimal: 12.5,
      json: { a: [1] },
      days: ["2000-02-29", null],
      counts: [1, 2],
      moments: ["2026-01-01T00:00:00Z"],
      none: [],
    });
  });
});

describe("the listener", () => {
  /** Resolves with the payload of each message in turn. */
  function mailbox() {
    const got: string[] = [];
    const waiting: ((payload: string) => void)[] = [];
    return {
      put: (payload: string) => {
        const reader = waiting.shift();
        if (reader === undefined) got.push(payload);
        else reader(payload);
      },
      next: () =>
        got.length > 0
          ? Promise.resolve(got.shift()!)
          : new Promise<string>((resolve) => waiting.push(resolve)),
    };
  }

  test("hears its channel, and no longer after the undo", async () => {
    const [one, two] = [mailbox(), mailbox()];
    const stop = await database.db.listen("one", one.put);
    await database.db.listen("two", two.put);
    await database.admin.run("notify one, 'a'; notify two, 'b'");
    expect([await one.next(), await two.next()]).toEqual(["a", "b"]);
    stop();
    await database.admin.run("notify one, 'c'; notify two, 'd'");
    expect(await two.next()).toBe("d");
  });

  test("comes back after a cut line, says that something may be missing, and hears again", async () => {
    const box = mailbox();
    await database.db.listen("one", box.put);
    await database.admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'listen%'`,
    );
    expect(await box.next()).toBe("");
    await database.admin.run("notify one, 'again'");
    expect(await box.next()).toBe("again");
  });
});
