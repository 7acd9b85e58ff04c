/** Figures of one run, each beside its baseline. Timings never decide a test. */
import type { BenchServer } from "./bench_server.ts";

/** One measured thing: how many of what, in how long. */
export interface Figure {
  what: string;
  count: number;
  unit: string;
  ms: number;
}

/** A figure of ours and what it is held against, measured in the same run. */
export interface Comparison {
  ours: Figure;
  baselines: readonly Figure[];
  /** What we would like, in words: "under 150 ms", "under 2 times as long". */
  aim?: string;
  /** What most of the time goes to, where that was measured too. */
  limited_by?: string;
}

/** One bench: a file of its own, and a line in the list of `bench.ts`. */
export interface Bench {
  /** What `npm run bench -- NAME` runs alone. */
  name: string;
  title: string;
  /** Measures. The server is started for the first bench that asks, and shared from then on. */
  run(server: () => Promise<BenchServer>): Promise<Comparison[]>;
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

/** The figure in the middle. */
export function median(figures: readonly Figure[]): Figure {
  return figures.toSorted((a, b) => a.ms - b.ms)[figures.length >> 1]!;
}

/** How many times as long ours takes, for as much of the same. */
export function ratio(ours: Figure, baseline: Figure): number {
  return ours.ms / ours.count / (baseline.ms / baseline.count);
}

function row(figure: Figure, last: string): string[] {
  const perSecond = Math.round((figure.count / figure.ms) * 1000);
  const ms = figure.ms < 10 ? figure.ms.toFixed(1) : Math.round(figure.ms).toLocaleString("en-US");
  return [figure.what, `${ms} ms`, `${perSecond.toLocaleString("en-US")} ${figure.unit}/s`, last];
}

/** The comparisons as a table: under each of our figures its baselines, and how many times as long we take. */
export function tableOf(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ ours, baselines, aim, limited_by }) => [
    row(
      ours,
      [aim && `aim: ${aim}`, limited_by && `limited by ${limited_by}`].filter(Boolean).join("; "),
    ),
    ...baselines.map((baseline) =>
      row(
        { ...baseline, what: `  beside: ${baseline.what}` },
        `we take ${ratio(ours, baseline).toFixed(2)} times as long`,
      ),
    ),
  ]);
  const width = (column: number) => Math.max(...rows.map((cells) => cells[column]!.length));
  const widths = [width(0), width(1), width(2)];
  return rows
    .map(([what, ms, rate, last]) =>
      `  ${what!.padEnd(widths[0]!)}  ${ms!.padStart(widths[1]!)}  ${rate!.padStart(widths[2]!)}  ${last!}`.trimEnd(),
    )
    .join("\n");
}
