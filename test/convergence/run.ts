/** Plays many histories, and makes the first that goes wrong as short as it can be. */
import type { TestServer } from "../harness/postgres.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { type History, play } from "./play.ts";
import { historyOf, type Step, tellStep } from "./steps.ts";

/** Which histories are played. */
export interface Plan {
  server: TestServer;
  /** The first seed; each history takes the next. */
  seed: number;
  /** Asked before each history: whether there is to be another, after so many. */
  goesOn: (played: number) => boolean;
  /** Steps of a history. */
  length: number;
  devices: number;
  /** Histories that run beside each other. */
  together: number;
}

/** A history that goes wrong, as short as it could be made. */
export interface Failure extends History {
  problems: string[];
}

/** Histories in one database before its whole state is checked and a new one begins. */
const histories_per_database = 100;
/** Attempts to make a history shorter. */
const attempts_max = 200;

const madeOf = ({ length, devices }: Plan, seed: number): History => ({
  seed,
  devices,
  steps: historyOf(seed, length, devices),
});

/** Plays histories until one goes wrong or there are enough; answers the first failure. */
export async function runHistories(
  plan: Plan,
): Promise<{ played: number; failure: Failure | undefined }> {
  let played = 0;
  while (plan.goesOn(played)) {
    const seeds = { from: plan.seed + played, to: plan.seed + played };
    const failed = await runInOneDatabase(plan, played, seeds);
    played += seeds.to - seeds.from;
    if (failed !== undefined) return { played, failure: await shortest(plan.server, failed) };
  }
  return { played, failure: undefined };
}

/** Answers a history that failed; raises `seeds.to` by each one that was played. */
async function runInOneDatabase(
  plan: Plan,
  played: number,
  seeds: { from: number; to: number },
): Promise<History | undefined> {
  const ledger = await openLedger(plan.server);
  let failed: History | undefined;
  const hand = async () => {
    for (;;) {
      const count = seeds.to - seeds.from;
      if (failed !== undefined || count === histories_per_database) return;
      if (!plan.goesOn(played + count)) return;
      const history = madeOf(plan, seeds.to++);
      if ((await play(ledger, history)).length > 0) failed ??= history;
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.together }, hand));
    if (failed !== undefined) return failed;
    const isSound = await ledger.check().then(
      () => true,
      () => false,
    );
    if (isSound) return undefined;
  } finally {
    await ledger.drop();
  }
  for (let seed = seeds.from; seed < seeds.to; seed++) {
    const history = madeOf(plan, seed);
    if ((await playAlone(plan.server, history)).length > 0) return history;
  }
  throw new Error(
    `The seeds ${seeds.from} to ${seeds.to - 1} break the ledger together, none alone.`,
  );
}

/** Plays one history in a database of its own, the whole state checked at the end. */
export async function playAlone(server: TestServer, history: History): Promise<string[]> {
  const ledger: Ledger = await openLedger(server);
  try {
    const problems = await play(ledger, history);
    await ledger.check().catch((error: unknown) => problems.push(String(error)));
    return problems;
  } finally {
    await ledger.drop();
  }
}

/** Drops steps as long as the history still goes wrong: first many at once, then one by one. */
async function shortest(server: TestServer, history: History): Promise<Failure> {
  let steps = history.steps;
  let problems = await playAlone(server, history);
  let attempts = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length && attempts < attempts_max;) {
      attempts++;
      const fewer: Step[] = [...steps.slice(0, from), ...steps.slice(from + size)];
      const found = await playAlone(server, { ...history, steps: fewer });
      if (found.length > 0) [steps, problems] = [fewer, found];
      else from += size;
    }
  }
  return { ...history, steps, problems };
}

/** A failure in words: how to see it again, the steps that remain, and what is wrong. */
export function tellFailure({ seed, steps, problems }: Failure): string {
  return [
    `Again: OFFBLOCK_SEED=${seed} npx vitest run --project convergence`,
    ...steps.map(tellStep),
    ...problems,
  ].join("\n");
}
