import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import * as z from "zod/mini";
import { isUuid } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import {
  inspectionLinksOf,
  makeInspectionLink,
  openInspection,
  revokeInspectionLink,
} from "../auth/inspections.ts";
import type { BlobStore } from "../blobs/blob_store.ts";
import { notStored, required } from "../http/authenticated.ts";
import { readJson } from "../http/body.ts";
import { addressOf, type Outside } from "../http/origin.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { inspectedFile } from "../ledger/attached_files.ts";
import { exportForInspection } from "../ledger/export.ts";
import type { Database } from "../postgres/database.ts";
import { moment } from "./fields.ts";

/** What the routes of inspections need from outside. */
export interface InspectionRoutesContext {
  db: Database;
  authenticate: Authenticate;
  outside: Outside;
}

const label = z.string({ error: "must be text" }).check(
  z.trim(),
  z.minLength(1, { error: "is empty" }),
  z.maxLength(limits.text_characters, { error: "is too long" }),
  z.refine((text) => !text.includes("\u0000") && text.isWellFormed(), {
    error: "holds a character that cannot be kept",
  }),
);
const wishBody = z.strictObject(
  { label, ends_at: moment("must be a moment in UTC such as 2026-12-31T23:59:59Z") },
  { error: "may hold label and ends_at only" },
);

/** Routes below `/api/v1/inspection_links`: the links that the caller has made. */
export function inspectionLinkRoutes({ db, authenticate }: InspectionRoutesContext): Hono {
  const routes = new Hono();
  routes.use(notStored);

  routes.get("/", async (c) => {
    const { user_id } = await required(c, authenticate);
    return c.json({ links: await inspectionLinksOf(db, user_id) });
  });

  routes.post("/", async (c) => {
    const { user_id } = await required(c, authenticate);
    return c.json(await makeInspectionLink(db, user_id, await readJson(c, wishBody)), 201);
  });

  routes.delete("/:id", async (c) => {
    const { user_id } = await required(c, authenticate);
    const id = c.req.param("id");
    if (!isUuid(id) || !(await revokeInspectionLink(db, user_id, id)))
      throw new RequestProblem("E_NOT_FOUND");
    return c.body(null, 204);
  });

  return routes;
}

/** The token of a link, which travels in a header, so that no log of addresses has it. */
function tokenOf(c: Context): string {
  return /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
}

/**
 * `/api/v1/inspection`: the records that a link opens, as an OPLF file without a log; and below
 * `files/`, by the id of its record, each file that is attached to them.
 */
export function inspectionRoutes(context: InspectionRoutesContext & { blobs: BlobStore }): Hono {
  const { db, outside, blobs } = context;
  const routes = new Hono();
  routes.use(notStored);

  routes.get("/", async (c) => {
    const inspection = await openInspection(db, tokenOf(c), addressOf(c, outside));
    c.header("Content-Type", "application/json");
    return stream(c, async (out) => {
      await exportForInspection(db, inspection, async (piece) => void (await out.write(piece)));
    });
  });

  routes.get("/files/:id", async (c) => {
    const id = c.req.param("id");
    const inspection = await openInspection(db, tokenOf(c), addressOf(c, outside), "file");
    const file = isUuid(id) ? await inspectedFile(db, inspection, blobs, id) : undefined;
    if (file === undefined) throw new RequestProblem("E_NOT_FOUND");
    c.header("Content-Type", file.mime_type);
    // A file that somebody attached must never run as a page of ours.
    c.header("Content-Disposition", "attachment");
    c.header("Content-Security-Policy", "sandbox");
    return c.body(file.bytes);
  });

  return routes;
}
