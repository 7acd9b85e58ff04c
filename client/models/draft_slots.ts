/** Which draft of a new flight a tab writes: two tabs never write the same one. */

/** The drafts that new flights have, in the order in which they are taken: one for each tab. */
export const newFlightDrafts = ["new", "new.2", "new.3", "new.4"] as const;

/** A draft that is this tab's until it is let go. */
export interface DraftSlot {
  name: string;
  /** Another tab writes the first one. */
  is_second: boolean;
  letGo(): void;
}

/** What is needed from outside. */
export interface SlotsContext {
  /** Undefined where the browser has none: then tabs share the first draft. */
  locks: LockManager | undefined;
  logbook_id: string;
  hasDraft(name: string): boolean;
}

/** Resolves when the slot that this tab let go last is free again. */
let freed: Promise<unknown> = Promise.resolve();

/** How long a draft that was begun is waited for: the page before a reload may still hold it. */
const patience_ms = 250;

/** Holds a name until it is let go; undefined when another tab has it. */
function held(
  locks: LockManager,
  lock_name: string,
  options: LockOptions,
): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const whole = locks.request(lock_name, options, (lock) => {
      if (lock === null) return resolve(undefined);
      return new Promise<void>((done) =>
        resolve(() => {
          freed = whole;
          done();
        }),
      );
    });
    // It was waited for long enough.
    whole.catch(() => resolve(undefined));
  });
}

/** Takes a draft that no other tab writes: one that was begun before a new one. */
export async function claimSlot({ locks, logbook_id, hasDraft }: SlotsContext): Promise<DraftSlot> {
  const [first] = newFlightDrafts;
  const shared = { name: first, is_second: false, letGo: () => undefined };
  if (locks === undefined) return shared;
  await freed;
  const begun = newFlightDrafts.filter(hasDraft);
  const order = [...begun, ...newFlightDrafts.filter((name) => !begun.includes(name))];
  let is_second = false;
  for (const name of order) {
    const isBegun = begun.includes(name);
    const options = isBegun ? { signal: AbortSignal.timeout(patience_ms) } : { ifAvailable: true };
    const letGo = await held(locks, `${logbook_id}-draft-${name}`, options);
    if (letGo !== undefined) return { name, is_second, letGo };
    is_second = true;
  }
  return shared;
}
