/** The first wait after a failure, in milliseconds. */
const first_wait_ms = 1_000;
/** The longest wait between two attempts, in milliseconds. */
const longest_wait_ms = 60_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling, at most a minute, spread by
 * a quarter so that many devices behind one dead network do not come back at once. `chance` is from
 * 0 to 1.
 */
export function backOffMs(failures: number, chance: number): number {
  const wait = Math.min(longest_wait_ms, first_wait_ms * 2 ** Math.max(0, failures - 1));
  return Math.round(wait * (0.75 + chance / 4));
}
