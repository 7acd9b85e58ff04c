/** PouchDB with what the client plugs in, and the types of what it holds. */
import PouchDB from "pouchdb-core";
import type { Json } from "../../shared/kinds/kind.ts";

/** A document's fields, whatever its kind. */
export type Content = { [field: string]: Json | undefined };

/** A database of PouchDB, local or remote. */
export type Pouch = PouchDB.Database<Content>;

/** The row of a document that could not be written. PouchDB calls it an error; it is none. */
export type PouchProblem = PouchDB.Core.Error;

/** A running replication. */
export type PouchReplication = PouchDB.Replication.Replication<Content>;

/** The part of a database that replication asks for no more than its name and its progress. */
interface Asked {
  id: () => Promise<string>;
  info: () => Promise<PouchDB.Core.DatabaseInfo>;
}

/**
 * The ledger's database at a URL, asked over `fetch`. It is there already, so it is not made. Its
 * name is its path, which names the logbook, so that no request is spent on asking for one; and it
 * is asked once how far it is, since PouchDB needs that for a progress bar only and leaves the
 * failure of the later calls uncaught.
 */
export function remoteDatabase(
  url: string,
  fetch: (url: string, options: RequestInit) => Promise<Response>,
): Pouch {
  const remote = new PouchDB<Content>(url, {
    adapter: "http",
    skip_setup: true,
    fetch: (target, options) => fetch(String(target), options ?? {}),
  });
  const asked = remote as unknown as Asked;
  const info = asked.info.bind(remote);
  let known: Promise<PouchDB.Core.DatabaseInfo> | undefined;
  asked.id = async () => new URL(url).pathname;
  asked.info = () => {
    known ??= info().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return remote;
}

/** A local database's own name for itself: another one whenever it is made anew. */
export function instanceOf(pouch: Pouch): Promise<string> {
  return (pouch as unknown as Asked).id();
}

/** How to copy from one database to the other. */
interface Copying {
  /** Until it is cancelled; else once. */
  live: boolean;
  batch_size: number;
  /** From this place of the source's feed on: whoever copies remembers it. */
  since?: number;
}

/**
 * Copies from one database to the other: once, or until it is cancelled. PouchDB begins at `since`
 * only where it may write that down as a checkpoint, so it may do so in the source.
 */
export function replicate(source: Pouch, target: Pouch, copying: Copying): PouchReplication {
  const options =
    copying.since === undefined ? copying : { ...copying, checkpoint: "source" as const };
  return PouchDB.replicate<Content>(source, target, options);
}
