/** Figures of one run, each beside its baseline. Timings never decide a test. */

/** One measured thing: how many of what, in how long. */
export interface Figure {
  what: string;
  count: number;
  unit: string;
  ms: number;
}

/** Runs something once and takes its time. */
export async function timed(
  what: string,
  count: number,
  unit: string,
  run: () => Promise<unknown>,
): Promise<Figure> {
  const start = performance.now();
  await run();
  return { what, count, unit, ms: performance.now() - start };
}

const perSecond = ({ count, ms }: Figure) => Math.round((count / ms) * 1000);

function line(figure: Figure, against: string): string {
  const rate = `${perSecond(figure).toLocaleString("en-US")} ${figure.unit}/s`;
  return `  ${figure.what.padEnd(58)}${`${Math.round(figure.ms)} ms`.padStart(10)}${rate.padStart(20)}${against}`;
}

/** Prints a figure and its baselines; a ratio above 1 says that we take longer. */
export function report(ours: Figure, ...baselines: Figure[]): void {
  console.log(line(ours, ""));
  for (const baseline of baselines) {
    const ratio = ours.ms / ours.count / (baseline.ms / baseline.count);
    console.log(line(baseline, `   we take ${ratio.toFixed(2)} times as long`));
  }
  console.log("");
}
