import type { Context } from "hono";
import { requireOpenSession } from "../auth/session_ended.ts";
import type { BlobStore } from "../blobs/blob_store.ts";
import { type Access, readAccess } from "../ledger/access.ts";
import { type Incoming, type Outcome, refusal } from "../ledger/incoming.ts";
import type { Judge } from "../ledger/judge.ts";
import { problemKinds } from "../../shared/problems.ts";
import { pushDocuments } from "../ledger/push.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import type { WireDocument } from "./documents.ts";
import type { Feed } from "./feed.ts";

/** Who asks: an account, at a device. */
export interface Caller {
  user_id: string;
  /** The account's own pilot logbook. */
  logbook_id: string;
  device_id: string | null;
  /** Null without one: then the account itself has to stay open. */
  session_id: string | null;
}

/** Which of these documents pass, in their order. */
export type Choice = (documents: readonly WireDocument[]) => Promise<boolean[]>;

/** The functions of design documents, where any are run. */
export interface DesignFunctions {
  /**
   * The function `name` of a design document as a filter of the feed: one of its filters, or the
   * map of one of its views, which lets through what it emits anything for. `request` is what the
   * function is told of who asks. Throws 404.
   */
  choice: (
    target: Target,
    from: "filters" | "views",
    design: string,
    name: string,
    request: object,
  ) => Promise<Choice>;
}

/** Everything that the protocol layer needs from outside. The ledger stands behind `judge`. */
export interface ProtocolContext {
  db: Database;
  /** The moment, as UTC text. */
  now: () => string;
  /** Stable over restarts and gateways: PouchDB puts it into its checkpoint ids. */
  uuid: () => Promise<string>;
  feed: Feed;
  blobs: BlobStore;
  /** Who says what is admitted to a database and what becomes of it: the ledger behind the protocol. */
  judge: Judge;
  /** The ledger runs none: a replication that leaves out documents would look whole. */
  functions?: DesignFunctions;
}

/** The protocol over logbooks of accounts. */
export interface CouchContext extends ProtocolContext {
  authenticate: (request: Context) => Promise<Caller | undefined>;
}

/** One request's database: the logbook, and transactions in the name of the caller. */
export interface Target {
  couch: ProtocolContext;
  caller: Caller;
  /** What clients call the database. */
  name: string;
  logbook_id: string;
  access: Access;
  read: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
  /** Reads like `read`, after a look whether the caller still may; throws E_SESSION_ENDED, E_GRANT_ENDED. */
  reread: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
  write: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
  push: (incoming: readonly Incoming[]) => Promise<Outcome[]>;
}

/** What Hono carries from the gate to the handlers. */
export interface CouchEnv {
  Variables: { target: Target };
}

/** What everybody may do with a logbook of the own. */
export function ownAccess(caller: Caller): Access {
  return {
    owner_user_id: caller.user_id,
    book: "pilot",
    role: "owner",
    may_write: true,
    ends_in_ms: null,
  };
}

const readOnly = { code: "E_READ_ONLY", path: "", message: problemKinds.E_READ_ONLY.text } as const;

/** The database of a caller: a logbook of the own, named by its id, unless told otherwise. */
export function targetOf(
  couch: ProtocolContext,
  caller: Caller,
  logbook_id: string,
  access: Access = ownAccess(caller),
  name = logbook_id,
): Target {
  const { db, now, judge } = couch;
  const { user_id, session_id, device_id } = caller;
  const { owner_user_id: viewed_owner_id } = access;
  const read: Target["read"] = (work) =>
    db.transaction(user_id, work, { read_only: true, viewed_owner_id });
  return {
    couch,
    caller,
    name,
    logbook_id,
    access,
    read,
    reread: (work) =>
      read(async (tx) => {
        await requireOpenSession(tx, user_id, session_id);
        if (access.role !== "owner") await readAccess(tx, logbook_id);
        return await work(tx);
      }),
    write: (work) => db.transaction(user_id, work, { device_id, viewed_owner_id }),
    // Refused here for the words of it; the ledger would refuse each write as well.
    push: (incoming) =>
      access.may_write
        ? pushDocuments({ db, now, judge, user_id, access, logbook_id, device_id }, incoming)
        : Promise.resolve(incoming.map((one) => refusal(one, readOnly))),
  };
}
