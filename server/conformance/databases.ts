import { uuidv7 } from "uuidv7";
import { limits } from "../../shared/limits.ts";
import { CouchError, notFound } from "../couch/errors.ts";
import type { Caller } from "../couch/context.ts";
import type { Database, Queryable } from "../postgres/database.ts";

/** What can be set in a database, and how often it was purged. */
export interface Settings {
  revs_limit: number;
  /** Kept as it was sent; here nobody signs in, so it keeps nobody out. */
  security: unknown;
  purged_infos_limit: number;
  purge_seq: number;
}

/** A database: the logbook of an account of its own. */
export interface NamedDatabase {
  caller: Caller;
  settings: Settings;
  /** False until a design document comes: then no edit has to look for rules. */
  may_have_rules: boolean;
}

/** Databases by name. */
export interface Databases {
  /** Throws 400 for a name that CouchDB does not allow, 412 when there is one. */
  create(name: string): Promise<void>;
  /** Removes a database with all that it held. Throws 404. */
  remove(name: string): Promise<void>;
  /** Forgets what earlier revisions said; the leaves stay. Throws 404. */
  compact(name: string): Promise<void>;
  names(): string[];
  /** Throws 404. */
  find(name: string): NamedDatabase;
}

/** A file name of 255 bytes, without what CouchDB adds to it. */
const nameBytesMax = 238;
const allowed = /^(_users|_replicator|_global_changes|[a-z][a-z0-9_$()+/-]*)$/;

const initially: Settings = {
  revs_limit: limits.revs,
  security: { members: { roles: ["_admin"] }, admins: { roles: ["_admin"] } },
  purged_infos_limit: 1000,
  purge_seq: 0,
};

const removals = ["documents", "revisions", "local_documents", "attachments"].map(
  (table) => `delete from sync.${table} where logbook_id = $1`,
);

/** The ledger never forgets a revision, so its gateway may not do this. */
const compaction = `
  delete from sync.revisions r
    using sync.documents d,
      lateral jsonb_array_elements(d.tree) with ordinality as n (node, position)
    where d.logbook_id = $1 and r.logbook_id = d.logbook_id and r.document_id = d.id
      and r.rev = n.node ->> 0
      and exists (
        select from jsonb_array_elements(d.tree) c where (c ->> 1)::int = n.position - 1
      )`;

/** The names are kept in this process: the server and what it holds end together. */
export function openDatabases(db: Database, admin: Queryable): Databases {
  const named = new Map<string, NamedDatabase>();
  function find(name: string): NamedDatabase {
    const found = named.get(name);
    if (found === undefined) throw notFound("Database does not exist.");
    return found;
  }
  return {
    async create(name) {
      if (!allowed.test(name))
        throw new CouchError(
          400,
          "illegal_database_name",
          `Name: '${name}'. Only lowercase characters (a-z), digits (0-9), and any of the ` +
            "characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.",
        );
      if (Buffer.byteLength(name) > nameBytesMax)
        throw new CouchError(
          400,
          "database_name_too_long",
          `At least one path segment of \`${name}\` is too long.`,
        );
      const taken = () =>
        new CouchError(
          412,
          "file_exists",
          "The database could not be created, the file already exists.",
        );
      if (named.has(name)) throw taken();
      const [account] = await db.transaction(null, (tx) =>
        tx.query<{ user_id: string; logbook_id: string }>(
          "select user_id, logbook_id from auth.sign_up($1, $2, $3)",
          [`${uuidv7()}@conformance.invalid`, name.slice(0, 200), "none"],
        ),
      );
      if (named.has(name)) throw taken();
      named.set(name, {
        caller: { ...account!, device_id: null, session_id: null },
        settings: { ...initially },
        may_have_rules: false,
      });
    },
    async remove(name) {
      const { logbook_id } = find(name).caller;
      named.delete(name);
      for (const statement of removals) await admin.query(statement, [logbook_id]);
    },
    async compact(name) {
      await admin.query(compaction, [find(name).caller.logbook_id]);
    },
    names: () => [...named.keys()].toSorted(),
    find,
  };
}
