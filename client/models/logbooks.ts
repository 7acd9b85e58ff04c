import { effect, signal, type Signal } from "@preact/signals";
import { newRowId } from "../../shared/ids.ts";
import type { Account } from "./accounts.ts";
import type { ReceivedGrant } from "./grants.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** A logbook that lies on this device. */
export interface LogbookEntry {
  id: string;
  owner_name: string;
  /** The account that it belongs to; null while it lives on this device alone. */
  account: Account | null;
  /** As what somebody else's logbook was opened to this account; null for one's own. */
  grant: ReceivedGrant | null;
  /** Made to try the app with; never joins an account. */
  is_sample?: true;
}

/** The logbooks of this device, and which one is open. */
export interface Logbooks {
  all: Signal<LogbookEntry[]>;
  open_id: Signal<string | null>;
  /** The entry of the open logbook. */
  opened(): LogbookEntry | undefined;
  /** A new logbook with no account; answers its id. It is not opened. */
  create(owner_name: string): string;
  /** Opens the sample logbook, making it first when there is none. */
  openSample(): void;
  /** Notes that a logbook belongs to an account, adding it when this device has not seen it. */
  join(account: Account): void;
  /** Adds a logbook that its owner has opened to the account, and opens it. */
  receive(grant: ReceivedGrant & { logbook: { id: string } }, account: Account): void;
  forget(id: string): void;
}

const key = "offblock.logbooks";

interface Kept {
  all: LogbookEntry[];
  open_id: string | null;
}

/** Reads the list of logbooks, and keeps it whenever it changes. */
export function openLogbooks(shelf: Shelf): Logbooks {
  const kept = readKept<Kept>(shelf, key);
  const all = signal(kept?.all ?? []);
  const open_id = signal(kept?.open_id ?? null);
  effect(() => {
    keep(shelf, key, { all: all.value, open_id: open_id.value } satisfies Kept);
  });
  const add = (entry: Pick<LogbookEntry, "owner_name" | "is_sample">) => {
    const id = newRowId();
    all.value = [...all.value, { ...entry, id, account: null, grant: null }];
    return id;
  };
  return {
    all,
    open_id,
    opened: () => all.value.find((entry) => entry.id === open_id.value),
    create: (owner_name) => add({ owner_name }),
    openSample() {
      const known = all.value.find((entry) => entry.is_sample);
      open_id.value = known?.id ?? add({ owner_name: "Sample", is_sample: true });
    },
    join(account) {
      const { id } = account.logbook;
      const known = all.value.find((entry) => entry.id === id);
      const owner_name = known?.owner_name || account.user.display_name || account.user.email;
      const others = all.value.filter((entry) => entry.id !== id);
      all.value = [...others, { id, owner_name, account, grant: null }];
    },
    receive(grant, account) {
      const { id } = grant.logbook;
      const owner_name = grant.owner.display_name || grant.owner.email;
      const others = all.value.filter((entry) => entry.id !== id);
      all.value = [...others, { id, owner_name, account, grant }];
      open_id.value = id;
    },
    forget(id) {
      all.value = all.value.filter((entry) => entry.id !== id);
      if (open_id.value === id) open_id.value = null;
    },
  };
}
