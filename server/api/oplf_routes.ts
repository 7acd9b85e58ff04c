import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import type { Authenticate } from "../auth/authenticate.ts";
import { notStored, required } from "../http/authenticated.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { exportLogbook } from "../ledger/export.ts";
import { importOplf } from "../ledger/import_oplf.ts";
import { ledgerJudge } from "../ledger/ledger_judge.ts";
import type { Database } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";

/** What the routes of exports need from outside. */
export interface OplfRoutesContext {
  db: Database;
  authenticate: Authenticate;
  /** The moment, as UTC text. */
  now: () => string;
}

/** Whether the path takes a whole export, which may be larger than any other body. */
export function takesExport(path: string): boolean {
  return /^\/api\/v1\/logbooks\/[^/]+\/imported$/.test(path);
}

/** Writes a body to a file, since an export is read twice; the limit on bodies holds here too. */
async function writeBody(c: Context, path: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of c.req.raw.body ?? []) await file.write(piece as Uint8Array);
  } finally {
    await file.close();
  }
}

/** Runs work with the body in a file of its own, which is gone afterwards. */
async function withBody<T>(c: Context, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "offblock_import_"));
  try {
    const path = join(folder, "logbook.oplf.json");
    await writeBody(c, path);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Routes below `/api/v1/logbooks/:id`: the logbook as an export with its audit log, and the exports
 * that a device has imported, whose records came by sync and whose audit logs come here.
 */
export function oplfRoutes({ db, authenticate, now }: OplfRoutesContext): Hono {
  const routes = new Hono();

  async function own(c: Context) {
    const session = await required(c, authenticate);
    if (c.req.param("id") !== session.logbook_id) throw new RequestProblem("E_NOT_FOUND");
    return session;
  }

  routes.use(notStored);

  routes.get("/:id/export", async (c) => {
    const { user_id } = await own(c);
    c.header("Content-Type", "application/json");
    return stream(c, async (out) => {
      await exportLogbook(db, user_id, async (piece) => void (await out.write(piece)));
    });
  });

  routes.post("/:id/imported", async (c) => {
    const { user_id, logbook_id } = await own(c);
    const context = { db, now, user_id, logbook_id, judge: ledgerJudge, logs_only: true };
    return await withBody(c, async (path) => {
      try {
        const { is_exact } = await importOplf(context, () => createReadStream(path));
        return c.json({ is_exact });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new RequestProblem("E_EXPORT_REFUSED", `${error.message} ${error.remedy}`);
      }
    });
  });

  return routes;
}
