/** The stretches of time in which needs were met: one pass over a timeline, resumed where it can be. */
import {
  type Checkpoint,
  checkpointOf,
  columnsOf,
  leaveCheckpoint,
  type Timeline,
} from "../facts/timeline.ts";
import type { Check, Need, Window } from "./window.ts";

/** A stretch of day numbers in which the needs were met. */
export interface Stretch {
  from: number;
  to: number;
}

/** Where a need stands during the pass: the row it hangs on, and the sum from there to here. */
interface Anchor {
  row: number;
  sum: number;
}

/** Takes row `j` in and lets go of rows that the need can do without; true when it is met. */
function advance(anchor: Anchor, column: Int32Array, need: number, j: number): boolean {
  let sum = anchor.sum + column[j]!;
  let row = anchor.row;
  while (row < j && sum - column[row]! >= need) sum -= column[row++]!;
  anchor.sum = sum;
  anchor.row = row;
  return sum >= need;
}

/** The pass over a timeline, as it stands before row `row`. */
interface Pass extends Checkpoint {
  window: Window;
  check: Check | undefined;
  anchors: Anchor[];
  /** The row of the latest check; -1 when there was none. */
  checked: number;
  stretches: Stretch[];
}

/** A pass is left this many rows before its end, so that a save of these days resumes it. */
const resumeRows = 100;

function passFrom(
  timeline: Timeline,
  end: number,
  needs: readonly Need[],
  window: Window,
  check?: Check,
): Pass {
  const left = checkpointOf(timeline, needs) as Pass | undefined;
  if (left !== undefined && left.row <= end && left.window === window && left.check === check)
    return copyOf(left);
  return {
    row: 0,
    window,
    check,
    anchors: needs.map(() => ({ row: 0, sum: 0 })),
    checked: -1,
    stretches: [],
  };
}

const copyOf = (pass: Pass): Pass => ({
  ...pass,
  anchors: pass.anchors.map((anchor) => ({ ...anchor })),
  stretches: pass.stretches.map((stretch) => ({ ...stretch })),
});

/**
 * The stretches of time in which all needs were met, up to row `end` (not included), unbroken
 * ones joined. One pass: the row that a need hangs on never moves back.
 */
export function stretchesOf(
  timeline: Timeline,
  end: number,
  needs: readonly Need[],
  window: Window,
  check?: Check,
): Stretch[] {
  const measures = [...needs.map(({ measure }) => measure), ...(check ? [check.measure] : [])];
  const columns = columnsOf(timeline, measures);
  const pass = passFrom(timeline, end, needs, window, check);
  const leave_at = end - resumeRows;
  if (pass.row < leave_at) {
    run(pass, timeline, leave_at, needs, columns);
    leaveCheckpoint(timeline, needs, copyOf(pass));
  }
  run(pass, timeline, end, needs, columns);
  return pass.stretches;
}

function run(
  pass: Pass,
  { days }: Timeline,
  end: number,
  needs: readonly Need[],
  columns: readonly Int32Array[],
): void {
  const { window, check, anchors, stretches } = pass;
  const checks = check === undefined ? undefined : columns[needs.length]!;
  let { checked } = pass;
  let last = stretches.at(-1);
  for (let j = pass.row; j < end; j++) {
    if (checks !== undefined && checks[j]! > 0) checked = j;
    // `until` never falls, so the earliest row that a need hangs on decides.
    let row = j;
    for (let k = 0; k < anchors.length; k++) {
      const is_met = advance(anchors[k]!, columns[k]!, needs[k]!.need, j);
      row = Math.min(row, Math.max(is_met ? anchors[k]!.row : -1, checked));
    }
    if (row < 0) continue;
    const day = days[j]!;
    const to = window.until(days[row]!);
    if (to < day) continue;
    if (last !== undefined && day <= last.to + 1) last.to = Math.max(last.to, to);
    else if (!isDead(check, last, day, checked === j)) {
      last = { from: day, to };
      stretches.push(last);
    }
  }
  pass.row = end;
  pass.checked = checked;
}

/** Whether a lapse is too old to be made up by anything but a check. */
function isDead(
  check: Check | undefined,
  last: Stretch | undefined,
  day: number,
  is_check: boolean,
): boolean {
  return check !== undefined && last !== undefined && !is_check && day > check.revivable(last.to);
}
