/** The device's clock, the only one that the client reads. */
export interface Clock {
  /** The current moment, UTC, to the millisecond. */
  now(): string;
  /** Today where the device is, `YYYY-MM-DD`. */
  today(): string;
}

/** The clock of this device. */
export const deviceClock: Clock = {
  now: () => new Date().toISOString(),
  today() {
    const date = new Date();
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 10);
  },
};
