import type { Handler } from "hono";
import { countChanges, readChanges, readSeq } from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { type ChangesQuery as Query, readChangesQuery } from "./changes_query.ts";
import { type Row, rowsOf } from "./changes_rows.ts";
import type { CouchEnv, Target } from "./context.ts";
import { withData } from "./files.ts";
import { withEncodings } from "./packed_files.ts";
import { streamed } from "./streamed.ts";

/** Rows that are read, and held in memory, at once. */
const pageRows = 1000;

interface Page {
  rows: Row[];
  /** How far the look went, whatever the filter let through. */
  last_seq: number;
  /** Whether it saw any change, let through or not. */
  saw_any: boolean;
  /** Whether it saw the end of the feed. */
  at_end: boolean;
  /** Changes behind the rows, where those are all that was asked for; else 0. */
  pending: number;
}

/** One look at the feed, in one transaction: at most `left` rows of the changes from `since` on. */
async function readPage(
  read: Target["read"],
  target: Target,
  query: Query,
  since: number,
  left: number,
  before: number | undefined,
): Promise<Page> {
  const { filter, descending } = query;
  const { logbook_id } = target;
  const isChoosing = filter !== undefined && !("ids" in filter);
  // How much a choice leaves over, nobody knows beforehand.
  const room = isChoosing && left > 0 ? pageRows : Math.min(pageRows, left);
  return await read(async (tx) => {
    const seq = await readSeq(tx, logbook_id);
    // A seq of another database, or from before an older backup came back: all of it is new.
    const from = since > seq ? 0 : since;
    const changes = await readChanges(tx, logbook_id, {
      since: from,
      limit: room,
      descending,
      ...(before === undefined ? {} : { before }),
      ...(filter !== undefined && "ids" in filter ? { ids: filter.ids } : {}),
    });
    const at_end = changes.length < room;
    const last = changes.at(-1)?.seq ?? (descending ? (before ?? seq) : from);
    const rows = (await rowsOf(tx, target, changes, query)).slice(0, left);
    // The rows are of a later moment than `seq`: the further of the two misses nothing, and
    // repeats nothing.
    const looked = at_end && !descending ? Math.max(seq, last) : last;
    const isFull = rows.length === left;
    const last_seq = isFull ? (rows.at(-1)?.seq ?? last) : looked;
    const pending = isFull && !descending ? await countChanges(tx, logbook_id, last_seq) : 0;
    return { rows, last_seq, saw_any: changes.length > 0, at_end, pending };
  });
}

/** Where a feed begins; towards the past at the end, whatever `since` says, as in CouchDB. */
async function startOf(target: Target, query: Query): Promise<number> {
  if (query.descending) return 0;
  if (query.since !== "now") return query.since;
  return await target.read((tx) => readSeq(tx, target.logbook_id));
}

/** Whether something changed within this time. */
async function changedWithin(ms: number, changed: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const slept = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const woken = await Promise.race([changed.then(() => true), slept]);
  clearTimeout(timer);
  return woken;
}

/** How rows, signs of life and the end look on the wire. */
interface Wire {
  begin: string;
  row(row: Row, first: boolean): string;
  beat: string;
  end(last_seq: number, pending: number): string;
  type: string;
}

const oneObject: Wire = {
  begin: '{"results":[\n',
  row: (row, first) => `${first ? "" : ",\n"}${JSON.stringify(row)}`,
  beat: "\n",
  end: (last_seq, pending) => `\n],\n"last_seq":${last_seq},"pending":${pending}}\n`,
  type: "application/json",
};
const lines: Wire = {
  begin: "",
  row: (row) => `${JSON.stringify(row)}\n`,
  beat: "\n",
  end: (last_seq, pending) => `${JSON.stringify({ last_seq, pending })}\n`,
  type: "application/json",
};
const events: Wire = {
  begin: "",
  row: (row) => `data: ${JSON.stringify(row)}\nid: ${row.seq}\n\n`,
  beat: "event: heartbeat\ndata: \n\n",
  end: () => "",
  type: "text/event-stream",
};
const wires = { normal: oneObject, longpoll: oneObject, continuous: lines, eventsource: events };

async function writeRows(target: Target, query: Query, rows: Row[], is_first: boolean) {
  const wire = wires[query.feed];
  let text = "";
  for (const row of rows) {
    if (row.doc !== undefined && query.encodings) row.doc = await withEncodings(target, row.doc);
    if (row.doc !== undefined && query.attachments) row.doc = await withData(target, row.doc);
    text += wire.row(row, is_first && text === "");
  }
  return text;
}

/** A listener to the feed of a database; `stop` lets it go. */
function listen({ couch, logbook_id }: Target, signal: AbortSignal) {
  const gone = new AbortController();
  const stop = () => {
    signal.removeEventListener("abort", stop);
    gone.abort();
  };
  signal.addEventListener("abort", stop);
  return { changed: couch.feed.next(logbook_id, gone.signal), stop };
}

/** Towards the past: how many changes are between the beginning and where the reader came to. */
async function countOlder(
  tx: Queryable,
  { logbook_id }: Target,
  last: number,
  saw_any: boolean,
): Promise<number> {
  const passed = saw_any ? await countChanges(tx, logbook_id, last - 1) : 0;
  return Math.max(0, (await countChanges(tx, logbook_id, 0)) - passed);
}

/**
 * The text of a feed, piece by piece: pages of rows, and while it waits for more its signs of life.
 * It goes on as its reader takes the pieces, so a slow reader costs no memory.
 */
async function* follow(
  target: Target,
  query: Query,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { feed, limit = Infinity, descending, heartbeat_ms, timeout_ms } = query;
  const wire = wires[feed];
  let [since, sent, pending, sawAny] = [start, 0, 0, false];
  const until_ms = performance.now() + (target.access.ends_in_ms ?? Infinity);
  let read = target.read;
  let text = wire.begin;
  while (!signal.aborted) {
    // Registered before the look, so that a change between look and wait is not missed.
    const { changed, stop } = listen(target, signal);
    try {
      const from = descending ? start : since;
      const before = descending && sawAny ? since : undefined;
      const page = await readPage(read, target, query, from, limit - sent, before);
      ({ last_seq: since, pending } = page);
      sawAny ||= page.saw_any;
      yield text + (await writeRows(target, query, page.rows, sent === 0));
      text = "";
      sent += page.rows.length;
      if (sent >= limit) break;
      if (!page.at_end) continue;
      if (feed === "normal" || descending || (feed === "longpoll" && sent > 0)) break;
      const wait_ms = heartbeat_ms ?? timeout_ms;
      while (!(await changedWithin(Math.min(wait_ms, until_ms - performance.now()), changed))) {
        if (performance.now() >= until_ms) break;
        if (heartbeat_ms === undefined) return yield wire.end(since, 0);
        yield wire.beat;
      }
      read = target.reread;
    } catch (error) {
      // The answer has begun, so it ends as if nothing were new; the next request is told why.
      if (read === target.reread && error instanceof RequestProblem)
        return yield text + wire.end(since, 0);
      throw error;
    } finally {
      stop();
    }
  }
  if (signal.aborted) return;
  if (descending) pending = await read((tx) => countOlder(tx, target, since, sawAny));
  yield wire.end(since, pending);
}

/** `GET` or `POST /db/<logbook>/_changes`: normal, longpoll, continuous and eventsource. */
export const changes: Handler<CouchEnv> = async (c) => {
  const query = await readChangesQuery(c);
  const target = c.get("target");
  const { type } = wires[query.feed];
  if (c.req.method === "HEAD") return c.body(null, 200, { "Content-Type": type });
  const start = await startOf(target, query);
  return await streamed(type, (signal) => follow(target, query, start, signal));
};
