import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { RequestProblem } from "../http/request_problem.ts";
import {
  type Change,
  countChanges,
  readChanges,
  readRevisions,
  readSeq,
} from "../ledger/document_store.ts";
import { flag, jsonParameter, listOf, readJsonObject, wholeNumber } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { wireDocument } from "./documents.ts";
import { badRequest } from "./errors.ts";

interface Query {
  since: number | "now";
  limit: number;
  descending: boolean;
  include_docs: boolean;
  conflicts: boolean;
  all_leaves: boolean;
  ids: string[] | undefined;
  feed: "normal" | "longpoll" | "continuous";
  /** Milliseconds without a change after which a waiting feed ends. */
  timeout_ms: number;
  /** Milliseconds between signs of life; undefined: none. */
  heartbeat_ms: number | undefined;
}

const feeds = ["normal", "longpoll", "continuous"] as const;
const defaultHeartbeatMs = 60_000;
const shortestHeartbeatMs = 1_000;

function sinceOf(text: string | undefined): number | "now" {
  if (text === undefined || text === "") return 0;
  if (text === "now") return "now";
  const seq = Number(text.split("-")[0]);
  if (!Number.isSafeInteger(seq) || seq < 0)
    throw badRequest(`Malformed sequence supplied in 'since' parameter: ${JSON.stringify(text)}`);
  return seq;
}

function feedOf(text: string | undefined): Query["feed"] {
  const feed = feeds.find((name) => name === (text ?? "normal"));
  if (feed === undefined) throw badRequest(`Supported \`feed\` types: ${feeds.join(", ")}.`);
  return feed;
}

async function idsOf(c: Context): Promise<string[] | undefined> {
  const filter = c.req.query("filter");
  if (filter !== undefined && filter !== "_doc_ids")
    throw badRequest(
      `The filter ${JSON.stringify(filter)} is not supported: replicate the logbook whole, or by _doc_ids.`,
    );
  const inQuery = jsonParameter(c, "doc_ids");
  const body =
    inQuery === undefined
      ? c.req.method === "POST"
        ? await readJsonObject(c)
        : {}
      : { doc_ids: inQuery };
  if (filter === undefined) return undefined;
  const ids = listOf(body, "doc_ids");
  if (!ids.every((id) => typeof id === "string")) throw badRequest("`doc_ids` holds strings.");
  return ids;
}

async function readQuery(c: Context): Promise<Query> {
  const feed = feedOf(c.req.query("feed"));
  const heartbeat = c.req.query("heartbeat");
  const longest_ms = limits.longpoll_seconds * 1000;
  return {
    since: sinceOf(c.req.query("since") ?? c.req.header("Last-Event-ID")),
    // CouchDB answers one row for limit=0.
    limit: Math.max(1, Math.min(wholeNumber(c, "limit", limits.changes_rows), limits.changes_rows)),
    descending: flag(c, "descending"),
    include_docs: flag(c, "include_docs"),
    conflicts: flag(c, "conflicts"),
    all_leaves: c.req.query("style") === "all_docs",
    ids: await idsOf(c),
    feed,
    timeout_ms: Math.min(wholeNumber(c, "timeout", longest_ms), longest_ms),
    heartbeat_ms:
      heartbeat === undefined || heartbeat === "false"
        ? undefined
        : heartbeat === "true"
          ? defaultHeartbeatMs
          : Math.max(shortestHeartbeatMs, wholeNumber(c, "heartbeat", defaultHeartbeatMs)),
  };
}

interface Page {
  rows: Record<string, unknown>[];
  last_seq: number;
  pending: number;
}

function rowOf(change: Change, tree: RevTree, query: Query, bodies: Map<string, Values>) {
  const leaves = query.all_leaves ? leavesOf(tree) : [change.winning_rev];
  const row: Record<string, unknown> = {
    seq: change.seq,
    id: change.id,
    changes: leaves.map((rev) => ({ rev })),
  };
  if (change.is_deleted) row["deleted"] = true;
  if (query.include_docs)
    row["doc"] = wireDocument(
      change.id,
      change.winning_rev,
      change.is_deleted,
      bodies.get(change.id) ?? {},
      tree,
      { conflicts: query.conflicts },
    );
  return row;
}

/** One look at the feed: the rows after `since`, in one transaction. */
async function readPage(
  target: Target,
  query: Query,
  since: number,
  read = target.read,
): Promise<Page> {
  return await read(async (tx) => {
    const { logbook_id } = target;
    const changes = await readChanges(tx, logbook_id, {
      since,
      limit: query.limit + 1,
      descending: query.descending,
      ...(query.ids === undefined ? {} : { ids: query.ids }),
    });
    const shown = changes.slice(0, query.limit);
    const wanted = shown.map((change) => ({ id: change.id, rev: change.winning_rev }));
    const bodies = query.include_docs
      ? new Map((await readRevisions(tx, logbook_id, wanted)).map((r) => [r.document_id, r.body]))
      : new Map<string, Values>();
    const rows = shown.map((change) => rowOf(change, readTree(change.tree), query, bodies));
    const whole = changes.length <= query.limit;
    const end = await readSeq(tx, logbook_id);
    const last_seq =
      whole && !query.descending ? Math.max(end, since) : (shown.at(-1)?.seq ?? since);
    const pending = whole || query.descending ? 0 : await countChanges(tx, logbook_id, last_seq);
    return { rows, last_seq, pending };
  });
}

async function startOf(target: Target, query: Query): Promise<number> {
  if (query.since !== "now") return query.since;
  return await target.read((tx) => readSeq(tx, target.logbook_id));
}

/**
 * Waits for a change, a heartbeat's length at a time; false when the timeout came first. At
 * `until_ms` it counts as changed what the reader may see.
 */
async function waitForChange(
  query: Query,
  changed: Promise<void>,
  until_ms: number,
  beat: () => void,
): Promise<boolean> {
  const ends_ms = performance.now() + query.timeout_ms;
  for (;;) {
    const now_ms = performance.now();
    if (now_ms >= until_ms) return true;
    const left_ms = query.heartbeat_ms ?? ends_ms - now_ms;
    if (left_ms <= 0) return false;
    let timer: NodeJS.Timeout | undefined;
    const slept = new Promise<"slept">((resolve) => {
      timer = setTimeout(() => resolve("slept"), Math.min(left_ms, until_ms - now_ms));
    });
    const woken = await Promise.race([changed.then(() => "changed" as const), slept]);
    clearTimeout(timer);
    if (woken === "changed") return true;
    if (query.heartbeat_ms !== undefined) beat();
  }
}

/** The rows of a feed that waits: one page at a time, until there is something, or for ever. */
async function follow(
  target: Target,
  query: Query,
  start: number,
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<void> {
  const continuous = query.feed === "continuous";
  const until_ms = performance.now() + (target.access.ends_in_ms ?? Infinity);
  let since = start;
  let left = query.limit;
  let { read } = target;
  const end = (pending: number) =>
    write(
      continuous
        ? `{"last_seq":${since},"pending":${pending}}\n`
        : `\n],\n"last_seq":${since},"pending":${pending}}\n`,
    );
  if (!continuous) write('{"results":[\n');
  for (;;) {
    // Registered before the look, so that a change between look and wait is not missed.
    const gone = new AbortController();
    const stop = () => gone.abort();
    signal.addEventListener("abort", stop);
    const changed = target.couch.feed.next(target.logbook_id, gone.signal);
    try {
      const page = await readPage(target, { ...query, limit: left }, since, read);
      since = page.last_seq;
      left -= page.rows.length;
      if (continuous) page.rows.forEach((row) => write(`${JSON.stringify(row)}\n`));
      else if (page.rows.length > 0) {
        write(page.rows.map((row) => JSON.stringify(row)).join(",\n"));
        return end(page.pending);
      }
      if (signal.aborted) return;
      const more = page.pending > 0;
      if (left <= 0) return end(page.pending);
      if (!more && !(await waitForChange(query, changed, until_ms, () => write("\n"))))
        return end(0);
      if (signal.aborted) return;
      read = target.reread;
    } catch (error) {
      // The answer has begun, so it ends as if nothing were new; the next request is told why.
      if (error instanceof RequestProblem) return end(0);
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      stop();
    }
  }
}

function streamed(
  run: (write: (text: string) => void, signal: AbortSignal) => Promise<void>,
): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      run(write, gone.signal)
        .then(() => {
          if (!gone.signal.aborted) controller.close();
        })
        .catch((error: unknown) => {
          if (!gone.signal.aborted) controller.error(error);
        });
    },
    cancel() {
      gone.abort();
    },
  });
  return new Response(body, {
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
  });
}

/** `GET` or `POST /db/<logbook>/_changes`: normal, longpoll and continuous. */
export const changes: Handler<CouchEnv> = async (c) => {
  const query = await readQuery(c);
  const target = c.get("target");
  const start = await startOf(target, query);
  if (query.feed !== "normal")
    return streamed((write, signal) => follow(target, query, start, signal, write));
  const page = await readPage(target, query, start);
  return c.json({ results: page.rows, last_seq: page.last_seq, pending: page.pending });
};
