/**
 * A real `offblock serve` with a PostgreSQL of its own, a device that pushes over HTTP, and kill -9
 * of the one or the other in the middle of a request. Afterwards nothing is lost, nothing is there
 * twice, and the chain is whole.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { silentLog } from "../../server/log.ts";
import { openAdministration } from "../../server/postgres/ledger.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import {
  offblock,
  offblockServe,
  postgresPid,
  type ServerProcess,
} from "../harness/offblock_process.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import { Device, type Send } from "./device.ts";
import { type Random, randomOf } from "./random.ts";

/** What is killed: the gateway, the postmaster under it, or both at once. */
export const victims = ["gateway", "postgres", "both"] as const;
type Victim = (typeof victims)[number];

/** How a server is tormented. */
export interface KillPlan {
  seed: number;
  /** Flights that are new in every round. */
  flights: number;
  /** Asked before each round: whether there is to be another, after so many. */
  goesOn: (rounds: number) => boolean;
}

const email = "pilot@example.test";
const password = "correct horse battery";
const batch_size = 20;
const ask_again_ms = 50;
/** A push of one batch takes about so long; the kill falls somewhere into it. */
const push_ms = 40;

/** A server that is started again when it was killed, at the same address. */
interface Victimised {
  server: ServerProcess;
  env: Record<string, string>;
  url: string;
  token: string;
  /** Called with every push that is under way; kills at the chosen one. */
  onPush: () => void;
}

async function signUp({ url }: ServerProcess): Promise<{ token: string; logbook_id: string }> {
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${url}/api/v1/auth/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as any;
  };
  const account = await post("signup", { email, password });
  const { token } = await post("tokens", { name: "device", email, password });
  return { token, logbook_id: account.logbook.id };
}

const sendTo =
  (state: Victimised): Send =>
  async (request) => {
    request.headers.set("Authorization", `Bearer ${state.token}`);
    const answer = fetch(request);
    if (request.url.endsWith("/_bulk_docs")) state.onPush();
    return await answer;
  };

/** Kills in the middle of the push that `random` picks; answers when it is done and all runs again. */
async function killDuring(
  state: Victimised,
  victim: Victim,
  random: Random,
  push: () => Promise<boolean>,
): Promise<void> {
  let pushes = random.below(4);
  let killed: Promise<void> | undefined;
  const kill = async () => {
    await after(random.below(push_ms));
    if (victim !== "gateway") process.kill(postgresPid(state.env["OFFBLOCK_DATA"]!), "SIGKILL");
    if (victim === "postgres") return;
    await state.server.end("SIGKILL");
    state.server = await offblockServe(state.env);
  };
  state.onPush = () => {
    if (pushes-- === 0) killed = kill();
  };
  await push();
  state.onPush = () => undefined;
  await killed;
  while (!(await push())) await after(ask_again_ms);
}

/** A device that goes on after an error, as it would after any other fault of the network. */
const anyFault = { request: -1, when: "before" } as const;

async function playRounds(state: Victimised, plan: KillPlan): Promise<[Device, number]> {
  const random = randomOf(plan.seed);
  const device = new Device({ name: "device", skew_days: 0, url: state.url, send: sendTo(state) });
  const model = aModel();
  const aircraft = anAircraft(model);
  for (const document of [model, aircraft]) await device.put(document);
  let rounds = 0;
  for (; plan.goesOn(rounds); rounds++) {
    for (const flight of await device.all("flight"))
      if (random.oneIn(4)) await device.put({ ...flight, remarks: `round ${rounds}` });
    for (let n = 0; n < plan.flights; n++)
      await device.put(aFlight(aircraft, { remarks: `flight ${n} of round ${rounds}` }));
    await killDuring(state, victims[rounds % victims.length]!, random, () =>
      device.push(batch_size, anyFault),
    );
  }
  return [device, rounds];
}

/** What a second device receives, against what the first one has. */
async function differences(state: Victimised, device: Device): Promise<string[]> {
  const other = new Device({ name: "other", skew_days: 0, url: state.url, send: sendTo(state) });
  await other.pull(1000);
  const [here, there] = [await device.standing(), await other.standing()];
  await other.close();
  const ids = [...new Set([...here.keys(), ...there.keys()])];
  return ids
    .filter((id) => !isDeepStrictEqual(here.get(id), there.get(id)))
    .map((id) => `${id} is not the same on the device and in the ledger`);
}

/** The ledger checked from the ground up; each revision that came made one entry in the log. */
async function ledgerProblems(env: Record<string, string>): Promise<string[]> {
  const opened = await openAdministration({ dataFolder: env["OFFBLOCK_DATA"]! }, silentLog);
  try {
    await checkLedger(opened.admin);
    const [found] = await opened.admin.query<{ revisions: number; entries: number }>(
      `select
        (select count(*) from sync.revisions where document_id like 'flight:%') as revisions,
        (select count(*) from audit.audit_log where table_name = 'logbook.flights') as entries`,
    );
    const { revisions, entries } = found!;
    return revisions === entries
      ? []
      : [`${revisions} revisions of flights made ${entries} entries in the audit log`];
  } catch (error) {
    return [String(error)];
  } finally {
    await opened.close();
  }
}

/** Plays rounds of pushing and killing; answers how many, and what is wrong in the end. */
export async function surviveKills(
  plan: KillPlan,
): Promise<{ rounds: number; flights: number; problems: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-killed-"));
  const env = { OFFBLOCK_DATA: join(folder, "data") };
  const server = await offblockServe(env);
  const { token, logbook_id } = await signUp(server);
  const state: Victimised = {
    server,
    env: { ...env, PORT: new URL(server.url).port },
    url: `${server.url}/db/${logbook_id}`,
    token,
    onPush: () => undefined,
  };
  try {
    const [device, rounds] = await playRounds(state, plan);
    const flights = (await device.all("flight")).length;
    const problems = await differences(state, device);
    problems.push(...device.refusals.map(({ id, reason }) => `${id} was refused: ${reason}`));
    if (flights !== rounds * plan.flights) problems.push(`The device has ${flights} flights.`);
    await device.close();
    problems.push(...(await ledgerProblems(env)));
    const verified = await offblock(["verify", "--email", email], env);
    if (verified.code !== 0) problems.push(verified.out + verified.err);
    return { rounds, flights, problems };
  } finally {
    await state.server.end("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}
