import { type Context, Hono } from "hono";
import { type ChainHead, genesisHash } from "../../shared/audit_chain.ts";
import { isUuid } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { notStored, required } from "../http/authenticated.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { readLastCheckpoint } from "../ledger/checkpoints.ts";
import { readAuditLog } from "../ledger/export.ts";
import { readRecordHistory } from "../ledger/history.ts";
import { isDay } from "../../shared/validate.ts";
import { readAsItStood } from "../ledger/as_it_stood.ts";
import { readWaiting } from "../ledger/waiting.ts";
import type { Database, Queryable } from "../postgres/database.ts";

/** What the audit routes need from outside. */
export interface AuditRoutesContext {
  db: Database;
  authenticate: Authenticate;
}

function entryNumber(c: Context, name: string, absent: number, least = 1): number {
  const text = c.req.query(name);
  if (text === undefined) return absent;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new RequestProblem("E_REQUEST_FIELD", `${name}: must be a whole number from ${least}.`);
  return value;
}

async function readHead(tx: Queryable, logbook_id: string): Promise<ChainHead | undefined> {
  const [row] = await tx.query<{ chain_number: number; row_hash: string | null }>(
    `select audit_count as chain_number, encode(audit_head, 'hex') as row_hash from sync.logbooks
      where owner_user_id = auth.current_user_id() and id = $1`,
    [logbook_id],
  );
  return row && { ...row, row_hash: row.row_hash ?? genesisHash(logbook_id) };
}

/** The head that a device remembers, from the query; undefined when it names none. */
function rememberedHead(c: Context): ChainHead | undefined {
  const row_hash = c.req.query("row_hash");
  if (c.req.query("chain_number") === undefined && row_hash === undefined) return undefined;
  if (row_hash === undefined || !/^[0-9a-f]{64}$/.test(row_hash))
    throw new RequestProblem("E_REQUEST_FIELD", "row_hash: must be a SHA-256 in hex.");
  return { chain_number: entryNumber(c, "chain_number", 0, 0), row_hash };
}

/** Whether a chain of today still has the entry that a device remembers as its head. */
async function contains(tx: Queryable, logbook_id: string, head: ChainHead): Promise<boolean> {
  if (head.chain_number === 0) return head.row_hash === genesisHash(logbook_id);
  const found = await tx.query(
    `select from audit.audit_log
      where owner_user_id = auth.current_user_id() and logbook_id = $1 and chain_number = $2
        and row_hash = decode($3, 'hex')`,
    [logbook_id, head.chain_number, head.row_hash],
  );
  return found.length === 1;
}

/** When the ledger was last restored, and when the backup was made; null when it never was. */
async function readRestored(tx: Queryable) {
  const [row] = await tx.query<{ restored_at: string | null; backup_made_at: string | null }>(
    "select restored_at, backup_made_at from public.offblock_installation",
  );
  return row?.restored_at === null ? null : row;
}

/** Routes below `/api/v1/logbooks/:id`: the chain as others can check it, the history of a record, and what waits. */
export function auditRoutes({ db, authenticate }: AuditRoutesContext): Hono {
  const routes = new Hono();

  /** Runs work on the logbook of the path, if it is the caller's own; 404 otherwise. */
  async function onLogbook<T>(
    c: Context,
    work: (tx: Queryable, logbook_id: string, head: ChainHead) => Promise<T>,
  ): Promise<T> {
    const session = await required(c, authenticate);
    const id = c.req.param("id") ?? "";
    if (!isUuid(id)) throw new RequestProblem("E_NOT_FOUND");
    return await db.transaction(
      session.user_id,
      async (tx) => {
        const head = await readHead(tx, id);
        if (head === undefined) throw new RequestProblem("E_NOT_FOUND");
        return await work(tx, id, head);
      },
      { read_only: true },
    );
  }

  routes.use(notStored);

  routes.get("/:id/audit/head", async (c) => {
    const remembered = rememberedHead(c);
    return c.json(
      await onLogbook(c, async (tx, logbook_id, head) => ({
        ...head,
        checkpoint: (await readLastCheckpoint(tx, logbook_id)) ?? null,
        restored: await readRestored(tx),
        ...(remembered === undefined
          ? {}
          : { contains: await contains(tx, logbook_id, remembered) }),
      })),
    );
  });

  routes.get("/:id/audit/entries", async (c) => {
    const from = entryNumber(c, "from", 1);
    const last = from + limits.audit_entries - 1;
    const to = Math.min(entryNumber(c, "to", last), last);
    return c.json(
      await onLogbook(c, async (tx, logbook_id) => ({
        entries: await readAuditLog(tx, logbook_id, { from, to }),
      })),
    );
  });

  routes.get("/:id/audit/as_it_stood", async (c) => {
    const day = c.req.query("day") ?? "";
    if (!isDay(day))
      throw new RequestProblem(
        "E_REQUEST_FIELD",
        "day: must be a day of the calendar, YYYY-MM-DD.",
      );
    const from = entryNumber(c, "from", 1);
    return c.json(
      await onLogbook(c, (tx, logbook_id) => readAsItStood(tx, logbook_id, { day, from })),
    );
  });

  routes.get("/:id/waiting", async (c) => c.json({ entries: await onLogbook(c, readWaiting) }));

  routes.get("/:id/history/:document_id", async (c) => {
    const from = entryNumber(c, "from", 1);
    return c.json(
      await onLogbook(c, async (tx, logbook_id) => {
        const page = await readRecordHistory(tx, logbook_id, c.req.param("document_id"), from);
        if (page === undefined) throw new RequestProblem("E_NOT_FOUND");
        return page;
      }),
    );
  });

  return routes;
}
