import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Log } from "../log.ts";
import { valueParsers } from "./values.ts";

/** The GUCs of a transaction beside the user: which device writes, and why. */
export interface TransactionSettings {
  /** UUID of the device that sends the change, for the audit log. */
  device_id?: string | null;
  /** Why the change is made, for the audit log. */
  change_reason?: string | null;
  /** Whose books the transaction looks at; the user's own unless told. */
  viewed_owner_id?: string;
  /** A transaction that only reads: PostgreSQL refuses any write. */
  read_only?: boolean;
}

/** Runs statements. A statement is a constant string; everything variable goes by `values`. */
export interface Queryable {
  /** Rows of one statement. Throws `DatabaseProblem`. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** The ledger as the gateway's role sees it: through row level security, one transaction a request. */
export interface Database {
  /**
   * Runs `work` in one transaction as a user (null: nobody), commits, and gives its answer; rolls
   * back and throws what `work` throws. After a deadlock or a serialization failure the whole
   * `work` runs again, so it must keep nothing outside from a run that failed; `is_again` says so.
   */
  transaction<T>(
    userId: string | null,
    work: (tx: Queryable, is_again: boolean) => Promise<T>,
    settings?: TransactionSettings,
  ): Promise<T>;
  /**
   * Rows of one statement in the name of nobody, in a transaction of its own: one exchange with the
   * server instead of two. Runs again after a deadlock as `transaction` does.
   */
  ask<Row>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Hears NOTIFY on a channel, on one connection that reconnects for ever. After a reconnect
   * `onMessage` is called with an empty payload: something may have been missed. Answers the undo.
   */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => void>;
  /** Ends all connections, after the transactions that run. */
  close(): Promise<void>;
}

/** A single connection with the rights of the administrator: migrations, tests. */
export interface AdminConnection extends Queryable {
  /** Runs many statements without values, as a migration file holds them. */
  run(text: string): Promise<void>;
  /** Runs `copy … to stdout`; the bytes as they come. Read them to the end before the next query. */
  copyOut(text: string): AsyncIterable<Uint8Array>;
  /** Runs `copy … from stdin` with the bytes; answers the number of rows. */
  copyIn(text: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Calls back once when the connection is lost without `close`. */
  onLost(callback: () => void): void;
  close(): Promise<void>;
}

/** Where and as whom to connect: a `postgresql://` URL, with what it cannot say. */
export interface ConnectionTarget {
  url: string;
  user?: string;
  password?: string;
  /** The role to act as from the first statement on (`SET ROLE`, by start-up option). */
  role?: string;
  /** Connections of the pool; 10 unless told. */
  pool?: number;
  /** Milliseconds after which a connection that nobody needs is closed; a minute unless told. */
  idle_ms?: number;
  /** Mends the login when the password is refused: another installation may have changed it. */
  restoreLogin?: () => Promise<void>;
}

/** What PostgreSQL said, apart from the driver. */
export interface DatabaseProblem {
  /** SQLSTATE, e.g. `23505`. */
  code: string;
  constraint?: string | undefined;
  schema?: string | undefined;
  table?: string | undefined;
  column?: string | undefined;
  detail?: string | undefined;
  /** Where in the statement, in characters from 1. */
  position?: string | undefined;
  message: string;
}

/** The SQLSTATE and names of an error that PostgreSQL raised; undefined for any other error. */
export function databaseProblem(error: unknown): DatabaseProblem | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined;
  const { code, constraint, schema, table, column, detail, position, message } = error;
  return { code, constraint, schema, table, column, detail, position, message };
}

const retried = new Set(["40001", "40P01"]);
const attempts = 5;
const reconnectWaitMs = [50, 100, 250, 500, 1000, 2000, 5000];

function config(target: ConnectionTarget): pg.ClientConfig {
  const role = target.role === undefined ? "" : ` -c role=${target.role}`;
  const url = new URL(target.url);
  // `postgresql:///name?host=/folder` has no place for a user before its host is spelled out.
  if (url.host === "") url.host = "localhost";
  if (target.user !== undefined) url.username = encodeURIComponent(target.user);
  if (target.password !== undefined) url.password = encodeURIComponent(target.password);
  return {
    connectionString: url.href,
    application_name: "offblock",
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid, format) => valueParsers.get(oid) ?? pg.types.getTypeParser(oid, format),
    },
    options: `-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres${role}`,
  };
}

function beginStatement(userId: string | null, settings: TransactionSettings): string {
  const set = (name: string, value: string | null | undefined) =>
    `set_config('${name}', ${pg.escapeLiteral(value ?? "")}, true)`;
  return [
    // What is read in several statements is read of one moment.
    settings.read_only === true ? "begin isolation level repeatable read, read only" : "begin",
    `select ${set("app.current_user_id", userId)}, ${set("audit.device_id", settings.device_id)}, ` +
      `${set("audit.change_reason", settings.change_reason)}, ` +
      set("app.viewed_owner_id", settings.viewed_owner_id),
  ].join("; ");
}

function queryable(client: pg.ClientBase): Queryable {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const result = await client.query(text, values as unknown[]);
      return result.rows as Row[];
    },
  };
}

/** Texts of statements that have a name, and how many may have one. */
const statementNames = new Map<string, string>();
const maxStatementNames = 1000;

/** The name under which PostgreSQL keeps a statement with values, so that it parses and plans it once. */
function nameOfStatement(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= maxStatementNames) return known;
  const name = `statement_${statementNames.size + 1}`;
  statementNames.set(text, name);
  return name;
}

/** The same for connections that run the gateway's own statements again and again. */
function prepared(client: pg.ClientBase): Queryable {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const name = values.length === 0 ? undefined : nameOfStatement(text);
      const config = { text, values: values as unknown[] };
      const result = await client.query(name === undefined ? config : { ...config, name });
      return result.rows as Row[];
    },
  };
}

async function transact<T>(
  client: pg.ClientBase,
  begin: string,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  // Not waited for: the first statement of `work` follows on its heels. When it fails, so does that.
  const begun = client.query(begin);
  begun.catch(() => undefined);
  try {
    const answer = await work(prepared(client));
    const end = await client.query("commit");
    // PostgreSQL answers COMMIT with ROLLBACK when an error inside was caught and ignored.
    if (end.command !== "COMMIT")
      throw new Error("The transaction had failed and was rolled back.");
    return answer;
  } catch (error) {
    await client.query("rollback");
    await begun;
    throw error;
  }
}

async function borrow(pool: pg.Pool, target: ConnectionTarget): Promise<pg.PoolClient> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.connect();
    } catch (error) {
      const refused = databaseProblem(error)?.code === "28P01";
      if (!refused || target.restoreLogin === undefined || attempt >= attempts) throw error;
      await target.restoreLogin();
    }
  }
}

async function withClient<T>(
  pool: pg.Pool,
  target: ConnectionTarget,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await borrow(pool, target);
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on("error", onError);
  try {
    return await work(client);
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/** Runs `work`, and again after a deadlock or a serialization failure. */
async function retrying<T>(work: (is_again: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt > 1);
    } catch (error) {
      const code = databaseProblem(error)?.code ?? "";
      if (attempt >= attempts || !retried.has(code)) throw error;
    }
  }
}

/** Opens the pool. Connects lazily: the first transaction finds out whether the server is there. */
export function openDatabase(target: ConnectionTarget, log: Log): Database {
  const pool = new pg.Pool({
    ...config(target),
    max: target.pool ?? 10,
    // A new connection plans everything anew: a save after a quiet hour would take seven times as long.
    min: 2,
    // A statement is sent while the one before it runs: BEGIN costs no exchange of its own.
    pipeline: true,
    idleTimeoutMillis: target.idle_ms ?? 60_000,
    idle_in_transaction_session_timeout: 120_000,
  });
  let closing = false;
  pool.on("error", (error) => {
    if (!closing) log.warn("database_connection_lost", { message: error.message });
  });
  const listener = openListener(target, log);
  return {
    transaction(userId, work, settings = {}) {
      const begin = beginStatement(userId, settings);
      return retrying((is_again) =>
        withClient(pool, target, (client) => transact(client, begin, (tx) => work(tx, is_again))),
      );
    },
    ask: (text, values) =>
      retrying(() => withClient(pool, target, (client) => prepared(client).query(text, values))),
    listen: listener.listen,
    async close() {
      closing = true;
      await Promise.all([listener.close(), pool.end()]);
    },
  };
}

function openListener(target: ConnectionTarget, log: Log) {
  const handlers = new Map<string, Set<(payload: string) => void>>();
  let connecting: Promise<pg.Client> | undefined;
  let closed = false;

  const tell = (channel: string, payload: string) =>
    handlers.get(channel)?.forEach((handler) => handler(payload));

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config(target));
    client.on("notification", (note) => tell(note.channel, note.payload ?? ""));
    client.on("error", (error) => {
      if (!closed) log.warn("listener_lost", { message: error.message });
    });
    await client.connect();
    for (const channel of handlers.keys()) {
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    }
    client.once("end", () => void reconnect());
    return client;
  }

  async function reconnect(): Promise<void> {
    for (let attempt = 0; !closed; attempt++) {
      const wait_ms = reconnectWaitMs[Math.min(attempt, reconnectWaitMs.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, wait_ms).unref());
      if (closed) return;
      connecting = connect();
      try {
        await connecting;
        for (const channel of handlers.keys()) tell(channel, "");
        return;
      } catch {
        // The server is still away; the next round waits longer.
      }
    }
  }

  async function listen(channel: string, onMessage: (payload: string) => void) {
    const known = handlers.get(channel);
    if (known !== undefined) known.add(onMessage);
    else handlers.set(channel, new Set([onMessage]));
    if (connecting === undefined) {
      connecting = connect();
      await connecting.catch((error: unknown) => {
        connecting = undefined;
        throw error;
      });
    } else if (known === undefined) {
      await (await connecting).query(`listen ${pg.escapeIdentifier(channel)}`);
    }
    return () => void handlers.get(channel)?.delete(onMessage);
  }

  async function close() {
    closed = true;
    await connecting?.then((client) => client.end()).catch(() => undefined);
  }
  return { listen, close };
}

/** Connects as the administrator. Throws when the server is not there or refuses. */
export async function connectAdmin(target: ConnectionTarget): Promise<AdminConnection> {
  const client = new pg.Client(config(target));
  let closing = false;
  let lost: (() => void) | undefined;
  client.on("error", () => undefined);
  client.on("end", () => {
    if (!closing) lost?.();
  });
  await client.connect();
  return {
    ...queryable(client),
    async run(text) {
      await client.query(text);
    },
    copyOut: (text) => client.query(copyTo(text)),
    async copyIn(text, bytes) {
      const copy = client.query(copyFrom(text));
      await pipeline(Readable.from(bytes, { objectMode: false }), copy);
      return copy.rowCount;
    },
    onLost(callback) {
      lost = callback;
    },
    async close() {
      closing = true;
      await client.end();
    },
  };
}
