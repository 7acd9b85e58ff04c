/**
 * Whatever people do on their devices, in whatever order it arrives and wherever the network dies:
 * in the end all devices, the ledger and a replay of its audit log agree, and nothing that anybody
 * typed is lost. `OFFBLOCK_SEED` plays one history again.
 */
import { expect, inject, test } from "vitest";
import "../harness/postgres_setup.ts";
import { type Plan, runHistories, tellFailure } from "./run.ts";

const asked = process.env["OFFBLOCK_SEED"];
/** Histories of an ordinary run. */
const histories = 1000;
const seed = asked === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(asked);

async function holds(count: number, shape: Pick<Plan, "steps" | "devices">): Promise<void> {
  const goesOn = (played: number) => played < (asked === undefined ? count : 1);
  const plan = { server: inject("postgres"), seed, goesOn, together: 3, ...shape };
  const { failure } = await runHistories(plan);
  if (failure !== undefined) expect.fail(tellFailure(failure));
}

test(`everything converges and nothing is lost, from seed ${seed} on`, () =>
  holds(histories, { steps: 7, devices: 3 }));
