/** Plays many histories, and makes the first logbook that goes wrong as short as it can be. */
import type { TestServer } from "../harness/postgres.ts";
import { openLedger } from "./ledger.ts";
import { type Life, play } from "./play.ts";
import { lifeOf, type Size, type Step, tellStep } from "./steps.ts";

/** Which histories are played. */
export interface Plan {
  server: TestServer;
  /** The first seed; each logbook takes the next. */
  seed: number;
  /** Asked before each logbook: whether there is to be another, after so many histories. */
  goesOn: (played: number) => boolean;
  /** What happens in one logbook. */
  size: Size;
  /** Logbooks that are played beside each other. */
  together: number;
}

/** A logbook in which something goes wrong, its steps as few as they could be made. */
export interface Failure extends Life {
  problems: string[];
}

/** Logbooks in one database before its whole state is checked and a new one begins. */
const logbooks_per_database = 250;
/** Attempts to make a life shorter. */
const attempts_max = 200;

const madeOf = ({ size }: Plan, seed: number): Life => ({ seed, steps: lifeOf(seed, size) });

/** Seeds from one up to, but not, another. */
interface Seeds {
  from: number;
  to: number;
}

/** Plays histories until one goes wrong or there are enough; answers the first failure. */
export async function runHistories(
  plan: Plan,
): Promise<{ played: number; failure: Failure | undefined }> {
  const { histories } = plan.size;
  let played = 0;
  while (plan.goesOn(played)) {
    const from = plan.seed + played / histories;
    const isEnough = (logbooks: number) =>
      logbooks === logbooks_per_database || !plan.goesOn(played + logbooks * histories);
    const { seeds, failed, isSound } = await playTogether(plan, from, isEnough);
    played += (seeds.to - seeds.from) * histories;
    const found = failed ?? (isSound ? undefined : await unsoundOf(plan, seeds));
    if (found !== undefined) return { played, failure: await shortest(plan.server, found) };
  }
  return { played, failure: undefined };
}

/** Plays the logbooks of seeds from one on, in one database; stops at one that goes wrong. */
async function playTogether(
  plan: Plan,
  from: number,
  isEnough: (logbooks: number) => boolean,
): Promise<{ seeds: Seeds; failed: Life | undefined; isSound: boolean }> {
  const ledger = await openLedger(plan.server);
  const seeds = { from, to: from };
  let failed: Life | undefined;
  const hand = async () => {
    while (failed === undefined && !isEnough(seeds.to - from)) {
      const life = madeOf(plan, seeds.to++);
      if ((await play(ledger, life)).length > 0) failed ??= life;
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

/** Which logbook makes the whole state unsound, though none ended wrong: halves are played again. */
async function unsoundOf(plan: Plan, { from, to }: Seeds): Promise<Life> {
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

/** Plays one life in a database of its own, the whole state checked at the end. */
async function playAlone(server: TestServer, life: Life): Promise<string[]> {
  const ledger = await openLedger(server);
  try {
    const problems = await play(ledger, life);
    await ledger.check().catch((error: unknown) => problems.push(String(error)));
    return problems;
  } finally {
    await ledger.drop();
  }
}

/** Drops steps as long as it still goes wrong: first many at once, then one by one. */
async function shortest(server: TestServer, life: Life): Promise<Failure> {
  let steps = life.steps;
  let problems = await playAlone(server, life);
  let attempts = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length && attempts < attempts_max;) {
      attempts++;
      const fewer: Step[] = [...steps.slice(0, from), ...steps.slice(from + size)];
      const found = await playAlone(server, { ...life, steps: fewer });
      if (found.length > 0) [steps, problems] = [fewer, found];
      else from += size;
    }
  }
  return { ...life, steps, problems };
}

/** A failure in words: how to see it again, the steps that remain, and what is wrong. */
export function tellFailure({ seed, steps, problems }: Failure): string {
  return [
    `Again: OFFBLOCK_SEED=${seed} npx vitest run --project convergence`,
    ...steps.map(tellStep),
    ...problems,
  ].join("\n");
}
