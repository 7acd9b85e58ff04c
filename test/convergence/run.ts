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
  /** At most in a history. */
  steps: number;
  /** At most in a history, beside a viewer's. */
  devices: number;
  /** Histories that run beside each other. */
  together: number;
}

/** A history that goes wrong, as short as it could be made. */
export interface Failure extends History {
  problems: string[];
}

/** Histories in one database before its whole state is checked and a new one begins. */
const histories_per_database = 500;
/** Attempts to make a history shorter. */
const attempts_max = 200;

const madeOf = ({ steps, devices }: Plan, seed: number): History => ({
  seed,
  steps: historyOf(seed, steps, devices),
});

/** Seeds from one up to, but not, another. */
interface Seeds {
  from: number;
  to: number;
}

/** Plays histories until one goes wrong or there are enough; answers the first failure. */
export async function runHistories(
  plan: Plan,
): Promise<{ played: number; failure: Failure | undefined }> {
  let played = 0;
  while (plan.goesOn(played)) {
    const from = plan.seed + played;
    const isEnough = (count: number) =>
      count === histories_per_database || !plan.goesOn(played + count);
    const { seeds, failed, isSound } = await playTogether(plan, from, isEnough);
    played += seeds.to - seeds.from;
    const found = failed ?? (isSound ? undefined : await unsoundOf(plan, seeds));
    if (found !== undefined) return { played, failure: await shortest(plan.server, found) };
  }
  return { played, failure: undefined };
}

/** Plays the histories of seeds from one on, in one database; stops at one that goes wrong. */
async function playTogether(
  plan: Plan,
  from: number,
  isEnough: (count: number) => boolean,
): Promise<{ seeds: Seeds; failed: History | undefined; isSound: boolean }> {
  const ledger = await openLedger(plan.server, plan.together);
  const seeds = { from, to: from };
  let failed: History | undefined;
  const hand = async () => {
    while (failed === undefined && !isEnough(seeds.to - from)) {
      const history = madeOf(plan, seeds.to++);
      if ((await play(ledger, history)).length > 0) failed ??= history;
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.together }, hand));
    const isSound = await ledger.check().then(
      () => true,
      () => false,
    );
    return { seeds, failed, isSound };
  } finally {
    await ledger.drop();
  }
}

/** Which history makes the whole state unsound, though none ended wrong: halves are played again. */
async function unsoundOf(plan: Plan, { from, to }: Seeds): Promise<History> {
  if (to - from === 1) return madeOf(plan, from);
  const middle = from + ((to - from) >> 1);
  for (const half of [
    { from, to: middle },
    { from: middle, to },
  ]) {
    const { isSound } = await playTogether(
      plan,
      half.from,
      (count) => count === half.to - half.from,
    );
    if (!isSound) return await unsoundOf(plan, half);
  }
  throw new Error(`The seeds ${from} to ${to - 1} break the ledger together, neither half alone.`);
}

/** Plays one history in a database of its own, the whole state checked at the end. */
export async function playAlone(server: TestServer, history: History): Promise<string[]> {
  const ledger: Ledger = await openLedger(server, 1);
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
