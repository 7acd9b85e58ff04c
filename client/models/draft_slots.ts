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

/** What tabs say to each other about one draft. */
type SlotMessage = "whose" | "mine";

/**
 * Holds a draft until it is let go; undefined when another tab has it. A lock that is held may be
 * that of the page before a reload, which is about to go: so it is waited for until it is free, or
 * until a tab that lives answers that the draft is its own.
 */
function held(locks: LockManager, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const others = new BroadcastChannel(name);
    const asking = new AbortController();
    let isMine = false;
    const say = (message: SlotMessage) => others.postMessage(message);
    others.onmessage = ({ data }: MessageEvent<SlotMessage>) => {
      if (data === "whose" && isMine) say("mine");
      if (data === "mine" && !isMine) asking.abort();
    };
    const whole = locks.request(name, { signal: asking.signal }, () => {
      isMine = true;
      // Who has asked in the meantime is answered now.
      say("mine");
      return new Promise<void>((done) =>
        resolve(() => {
          others.close();
          freed = whole;
          done();
        }),
      );
    });
    whole.catch(() => {
      others.close();
      resolve(undefined);
    });
    say("whose");
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
  for (const [i, name] of order.entries()) {
    const letGo = await held(locks, `${logbook_id}-draft-${name}`);
    if (letGo !== undefined) return { name, is_second: i > 0, letGo };
  }
  return shared;
}
