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

/** The ledger's database at a URL, asked over `fetch`. It is there already, so it is not made. */
export function remoteDatabase(
  url: string,
  fetch: (url: string, options: RequestInit) => Promise<Response>,
): Pouch {
  return new PouchDB<Content>(url, {
    adapter: "http",
    skip_setup: true,
    fetch: (target, options) => fetch(String(target), options ?? {}),
  });
}

/** Copies from one database to the other: once, or until it is cancelled. */
export function replicate(
  source: Pouch,
  target: Pouch,
  options: { live: boolean; batch_size: number },
): PouchReplication {
  return PouchDB.replicate<Content>(source, target, options);
}
