/** Minutes for people. Sums are made of minutes and rounded once, here. */

/** Hours and tenths, the half rounded up: 15 minutes are 0.3. */
export function tenths(minutes: number): number {
  return Math.round(minutes / 6) / 10;
}

/** Hours and minutes: 61 is `1:01`. */
export function hoursAndMinutes(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
