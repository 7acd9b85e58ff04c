import type { Context } from "hono";
import type { BlobStore } from "../blobs/blob_store.ts";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import type { Judge } from "../ledger/judge.ts";
import { pushDocuments } from "../ledger/push.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import type { Feed } from "./feed.ts";

/** Who asks: an account, at a device. */
export interface Caller {
  user_id: string;
  logbook_id: string;
  device_id: string | null;
}

/** Everything that the protocol layer needs from outside. The ledger stands behind `judge`. */
export interface CouchContext {
  db: Database;
  /** The moment, as UTC text. */
  now: () => string;
  /** Stable over restarts and gateways: PouchDB puts it into its checkpoint ids. */
  uuid: () => Promise<string>;
  feed: Feed;
  blobs: BlobStore;
  authenticate: (request: Context) => Promise<Caller | undefined>;
  /** Who says what is admitted to a database and what becomes of it: the ledger behind the protocol. */
  judge: Judge;
}

/** One request's database: the logbook, and transactions in the name of the caller. */
export interface Target {
  couch: CouchContext;
  caller: Caller;
  logbook_id: string;
  read: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
  write: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
  push: (incoming: readonly Incoming[]) => Promise<Outcome[]>;
}

/** What Hono carries from the gate to the handlers. */
export interface CouchEnv {
  Variables: { target: Target };
}

/** The database of a caller. */
export function targetOf(couch: CouchContext, caller: Caller, logbook_id: string): Target {
  const { db } = couch;
  const { user_id, device_id } = caller;
  return {
    couch,
    caller,
    logbook_id,
    read: (work) => db.transaction(user_id, work, { read_only: true }),
    write: (work) => db.transaction(user_id, work, { device_id }),
    push: (incoming) =>
      pushDocuments(
        { db, now: couch.now, user_id, logbook_id, device_id, judge: couch.judge },
        incoming,
      ),
  };
}
