/**
 * Whatever people do on their devices, in whatever order it arrives and wherever the network dies:
 * in the end all devices, the ledger and a replay of its audit log agree, and nothing that anybody
 * typed is lost. `OFFBLOCK_SEED` plays one history again.
 */
import { expect, inject, test } from "vitest";
import "../harness/postgres_setup.ts";
import { runHistories, tellFailure } from "./run.ts";

const asked = process.env["OFFBLOCK_SEED"];
const seed = asked === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(asked);
/** What happens in each logbook. */
const size = { histories: 6, steps: 6, devices: 3 };
/** Histories of an ordinary run; one seed makes a whole logbook. */
const histories = asked === undefined ? 1_002 : size.histories;
/** Minutes of work, on a busy machine more. */
const test_max_ms = 1_200_000;

test(
  `everything converges and nothing is lost, from seed ${seed} on`,
  async () => {
    const { failure } = await runHistories({
      server: inject("postgres"),
      seed,
      goesOn: (played) => played < histories,
      size,
      together: 3,
    });
    if (failure !== undefined) expect.fail(tellFailure(failure));
  },
  test_max_ms,
);
