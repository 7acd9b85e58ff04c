/** Plays histories, each from its first flight to the state in which nothing moves any more. */
import { isDeepStrictEqual } from "node:util";
import { Account } from "./account.ts";
import { acts, firstRecords, mend } from "./acts.ts";
import { Device, type Document, type Snapshot, type Standing, type Stored } from "./device.ts";
import type { Ledger, Logbook } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { type Step, tellStep } from "./steps.ts";

/** The life of a logbook with the number that it was made of, which also sets the clocks of the devices. */
export interface Life {
  seed: number;
  /** Those of several histories, with a rest between two. */
  steps: readonly Step[];
}

/** How often the devices may have to talk until nothing moves. */
const rounds_max = 6;
const settle_batch = 100;
/** Steps of the app's own, when it mends: numbered behind all others, so many at a rest. */
const mending_steps = { from: 1_000_000, each: 100 };

interface World {
  ledger: Ledger;
  logbook: Logbook;
  /** By their numbers in the steps. One that nothing happens on is left out: it would be a viewer. */
  devices: ReadonlyMap<number, Device>;
  /** The device of somebody who may read the logbook and nothing else. */
  viewer: Device;
  account: Account;
}

const batchOf = (step: Step) => [1, 2, 100, 100][step.b % 4]!;

async function takeStep(world: World, step: Step): Promise<void> {
  const { account, devices, ledger, logbook } = world;
  const device = devices.get(step.device)!;
  if (step.act === "sync") {
    if (await device.push(batchOf(step), step.fault)) await device.pull(batchOf(step));
  } else if (step.act === "push") await device.push(batchOf(step), step.fault);
  else if (step.act === "pull") await device.pull(batchOf(step), { ...step });
  else if (step.act === "view") await world.viewer.pull(batchOf(step), { ...step });
  else if (step.act === "back_up") device.backUp(account.length);
  else if (step.act === "restore") {
    const at = await device.restore();
    if (at !== undefined) account.undo(device.name, at, await ledger.knows(logbook));
  } else await acts[step.act]!({ step, device, account });
}

/** Every device pushes, then those that are there pull: pulling makes nothing new to push. */
async function settle(
  { devices, ledger, logbook }: World,
  there: readonly Device[],
): Promise<void> {
  for (const device of devices.values()) await device.push(settle_batch);
  const seq = await ledger.seq(logbook);
  for (const device of there) await device.catchUp(settle_batch, seq);
}

/** What every logbook begins with: a device with some records, and those records. */
interface Start {
  snapshot: Snapshot;
  docs: Document[];
  account: Account;
}

/** Made once: all devices have these records, and the ledger too, before anything happens. */
async function makeStart(): Promise<Start> {
  const send = () => Promise.reject(new Error("It has no network."));
  const device = new Device({ name: "device 0", skew_days: 0, url: "http://offblock.test", send });
  const account = new Account();
  const step: Step = { n: -1, device: 0, act: "sync", a: 0, b: 0 };
  await firstRecords({ step, device, account });
  const start = { snapshot: device.snapshot(), docs: await device.everything(), account };
  await device.close();
  return start;
}

let start: Promise<Start> | undefined;

async function beginWorld(ledger: Ledger, { seed, steps }: Life): Promise<World> {
  start ??= makeStart();
  const { snapshot, docs, account } = await start;
  const logbook = await ledger.open();
  const answer = await logbook.send(
    new Request(`${logbook.url}/_bulk_docs`, {
      method: "POST",
      body: JSON.stringify({ docs, new_edits: false }),
      headers: { "Content-Type": "application/json" },
    }),
  );
  const rows = (await answer.json()) as unknown[];
  if (rows.length > 0) throw new Error(`The first records: ${JSON.stringify(rows)}`);
  const numbers = [...new Set(steps.map((step) => step.device))];
  const deviceOf = (i: number): [number, Device] => {
    const skew_days = randomOf(seed + i).below(15) - 7;
    return [i, new Device({ name: `device ${i}`, skew_days, start: snapshot, ...logbook })];
  };
  return {
    ledger,
    logbook,
    devices: new Map(numbers.map(deviceOf)),
    viewer: new Device({
      name: "viewer",
      skew_days: 0,
      url: logbook.url,
      send: logbook.sendAsViewer,
    }),
    account: new Account(account),
  };
}

/** What a device has that the ledger has not, or otherwise; refused branches are its own affair. */
function differences(device: Device, here: Standing, ledger: Standing): string[] {
  const own = new Set(device.refusals.map(({ rev }) => rev));
  const problems: string[] = [];
  for (const id of new Set([...here.keys(), ...ledger.keys()])) {
    const [mine, theirs] = [here.get(id), ledger.get(id)];
    const leaves = (mine?.leaves ?? []).filter((rev) => !own.has(rev));
    if (!isDeepStrictEqual(leaves, theirs?.leaves ?? []))
      problems.push(
        `${device.name} ${id}: it has [${leaves}], the ledger [${theirs?.leaves ?? ""}]`,
      );
    else if (
      mine!.leaves.length === leaves.length &&
      !isDeepStrictEqual(told(mine!.document), told(theirs!.document))
    )
      problems.push(
        `${device.name} ${id}: it shows ${JSON.stringify(mine!.document)}, the ledger ${JSON.stringify(theirs!.document)}`,
      );
  }
  return problems;
}

/** A document as a reader sees it. */
function told({ _attachments, ...fields }: Stored): unknown {
  const digests = Object.entries((_attachments ?? {}) as Record<string, { digest: string }>);
  return { ...fields, files: digests.map(([name, { digest }]) => [name, digest]) };
}

/** What a document points at, by the fields that histories fill in. */
function targetsOf(document: Stored): string[] {
  const point = (kind: string, value: unknown) =>
    typeof value === "string" ? [`${kind}:${value}`] : [];
  const crew = (document["flight_crew"] ?? []) as { person_id: string }[];
  return [
    ...point("aircraft", document["aircraft_id"]),
    ...point("flight", document["corrects_flight_id"]),
    ...point("aircraft_model", document["own_model_id"]),
    ...point("person", document["signer_person_id"]),
    ...point("person", document["person_id"]),
    ...point("public_key", document["public_key_id"]),
    ...point("flight", document["entry_id"]),
    ...point("flight", document["owner_row_id"]),
    ...crew.flatMap((row) => point("person", row.person_id)),
  ];
}

/** What waits although all that it points at is there; what stands although it has nothing to stand on. */
function waitingProblems(
  standing: Standing,
  waiting: ReadonlyMap<string, string | null>,
): string[] {
  const isThere = (id: string) =>
    standing.has(id) && standing.get(id)!.document["_deleted"] !== true && !waiting.has(id);
  return [...standing].flatMap(([id, { document }]) => {
    if (document["_deleted"] === true) return waiting.has(id) ? [`${id} is deleted and waits`] : [];
    const missing = targetsOf(document).filter((target) => !isThere(target));
    if (waiting.get(id) === null && missing.length === 0) return [`${id} waits for nothing`];
    if (!waiting.has(id) && missing.length > 0) return [`${id} stands without ${missing}`];
    return [];
  });
}

async function outboxOf(devices: readonly Device[]): Promise<Stored[]> {
  const found = await Promise.all(
    devices.flatMap((device) =>
      [...device.refused.values()].map(({ id, rev }) => device.revision(id, rev)),
    ),
  );
  return found.filter((document) => document !== undefined);
}

/**
 * Lets everything come to rest, mends what was refused, and says what is wrong then. `n`: of the last
 * step; `away`: the device that sends what it has, and receives at another time.
 */
async function judge(world: World, n: number, away?: Device): Promise<string[]> {
  const { ledger, logbook, devices, account } = world;
  const there = [...devices.values()].filter((device) => device !== away);
  const problems: string[] = [];
  const mending = mending_steps.from + n * mending_steps.each;
  for (let round = 0; ; round++) {
    await settle(world, there);
    const lengthBefore = account.length;
    for (const [i, device] of devices)
      problems.push(...(await mend(device, account, mending + round * 10 + i)));
    if (account.length === lengthBefore) break;
    if (round === rounds_max) return [...problems, "It does not come to rest."];
  }
  const { standing, branching } = await ledger.standing(logbook);
  problems.push(...branching);
  for (const device of there)
    problems.push(...differences(device, await device.standing(), standing));
  problems.push(...(await ledger.signatureProblems(logbook)));
  problems.push(...waitingProblems(standing, await ledger.waiting(logbook)));
  const winners = new Map([...standing].map(([id, { document }]) => [id, document]));
  problems.push(...account.lost({ winners, outbox: await outboxOf([...devices.values()]) }));
  return problems;
}

/** What somebody who may only read does not see as it stands. */
async function viewerProblems({ ledger, logbook, viewer }: World): Promise<string[]> {
  await viewer.pull(settle_batch);
  const { standing } = await ledger.standing(logbook);
  return differences(viewer, await viewer.standing(), standing);
}

/** A history is over, and the flight of the next one is logged. */
async function takeRest(world: World, step: Step): Promise<string[]> {
  const device = world.devices.get(step.device)!;
  await acts.create_flight!({ step, device, account: world.account });
  const away = [...world.devices.values()][step.b % world.devices.size];
  return await judge(world, step.n, away);
}

/** Plays the histories of a new logbook; answers what is wrong at the end of the first that ends wrong. */
export async function play(ledger: Ledger, life: Life): Promise<string[]> {
  const world = await beginWorld(ledger, life);
  try {
    for (const one of life.steps) {
      const take = one.act === "rest" ? takeRest(world, one) : takeStep(world, one).then(() => []);
      const problems = await take.catch((error: unknown) => {
        throw new Error(`at ${tellStep(one)}: ${String(error)}`, { cause: error });
      });
      if (problems.length > 0) return problems;
    }
    const problems = await judge(world, (life.steps.at(-1)?.n ?? 0) + 1);
    return [...problems, ...(await viewerProblems(world))];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    for (const device of [...world.devices.values(), world.viewer]) await device.close();
  }
}
