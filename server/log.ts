/** What a log line may carry beside its name: counts, durations, codes, path templates. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/**
 * The log. Lines carry no personal data: no email, token, name, id of a person or content of a
 * record.
 */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log that writes one JSON object a line, with the moment of `now`. */
export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  const line = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

/** A log that keeps nothing: for tests and for the command line, which speaks for itself. */
export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
