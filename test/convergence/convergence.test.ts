/**
 * Whatever people do on their devices, in whatever order it arrives and wherever the network dies:
 * in the end all devices, the ledger and a replay of its audit log agree, and nothing that anybody
 * typed is lost. `OFFBLOCK_SEED` plays one history again.
 */
import { expect, inject, test } from "vitest";
import "../harness/postgres_setup.ts";
import { runHistories, tellFailure } from "./run.ts";

const asked = process.env["OFFBLOCK_SEED"];
/** Histories of an ordinary run: groups of so many, each in a database of its own. */
const [groups, histories] = asked === undefined ? [3, 170] : [1, 1];
const seed = asked === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(asked);
const seeds = Array.from({ length: groups }, (_, group) => seed + group * histories);

test.each(seeds)("everything converges and nothing is lost, from seed %d on", async (from) => {
  const { failure } = await runHistories({
    server: inject("postgres"),
    seed: from,
    goesOn: (played) => played < histories,
    steps: 7,
    devices: 3,
    together: 3,
  });
  if (failure !== undefined) expect.fail(tellFailure(failure));
});
