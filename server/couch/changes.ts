import type { Handler } from "hono";
import { leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import {
  type Change,
  countChanges,
  readChanges,
  readRevisions,
  readSeq,
  type StoredRevision,
} from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import { RequestProblem } from "../http/request_problem.ts";
import { type ChangesQuery as Query, readChangesQuery } from "./changes_query.ts";
import type { Choice, CouchEnv, Target } from "./context.ts";
import { wireDocument, type WireDocument } from "./documents.ts";
import { withData } from "./files.ts";
import { withEncodings } from "./packed_files.ts";
import { streamed } from "./streamed.ts";

/** Rows that are read, and held in memory, at once. */
const pageRows = 1000;

interface Row {
  seq: number;
  id: string;
  changes: { rev: string }[];
  deleted?: true;
  doc?: WireDocument;
}

interface Page {
  rows: Row[];
  /** How far the look went, whatever the filter let through. */
  last_seq: number;
  /** Whether it saw the end of the feed. */
  at_end: boolean;
}

/** A change that the reader wants, with the leaves to be named. */
interface Wanted {
  change: Change;
  tree: RevTree;
  leaves: string[];
}

type Bodies = ReadonlyMap<string, StoredRevision>;

const keyOf = (id: string, rev: string) => `${id} ${rev}`;

async function readBodies(tx: Queryable, logbook_id: string, wanted: readonly Wanted[]) {
  const named = wanted.flatMap(({ change: { id, winning_rev }, leaves }) =>
    [...new Set([winning_rev, ...leaves])].map((rev) => ({ id, rev })),
  );
  const rows = await readRevisions(tx, logbook_id, named);
  return new Map(rows.map((row) => [keyOf(row.document_id, row.rev), row]));
}

function documentOf({ change: { id }, tree }: Wanted, rev: string, bodies: Bodies, query: Query) {
  const { is_deleted = false, body = {} } = bodies.get(keyOf(id, rev)) ?? {};
  return wireDocument(id, rev, is_deleted, body, tree, { conflicts: query.conflicts });
}

function rowOf(wanted: Wanted, query: Query, bodies: Bodies): Row {
  const { change, leaves } = wanted;
  const { seq, id, winning_rev, is_deleted } = change;
  const row: Row = { seq, id, changes: leaves.map((rev) => ({ rev })) };
  if (is_deleted) row.deleted = true;
  if (query.include_docs) row.doc = documentOf(wanted, winning_rev, bodies, query);
  return row;
}

/** What is left when each leaf was looked at, as CouchDB does it: a change without one is none. */
async function chosen(all: Wanted[], choice: Choice, bodies: Bodies, query: Query) {
  const documents = all.flatMap((one) =>
    one.leaves.map((rev) => documentOf(one, rev, bodies, query)),
  );
  const passes = documents.length === 0 ? [] : await choice(documents);
  let at = 0;
  return all
    .map((one) => ({ ...one, leaves: one.leaves.filter(() => passes[at++]) }))
    .filter(({ leaves }) => leaves.length > 0);
}

async function rowsOf(
  tx: Queryable,
  { logbook_id }: Target,
  changes: readonly Change[],
  query: Query,
): Promise<Row[]> {
  const { filter } = query;
  const choice = filter !== undefined && "choice" in filter ? filter.choice : undefined;
  const designOnly = filter !== undefined && "only_design" in filter;
  const all = changes
    .filter(({ id }) => !designOnly || id.startsWith("_design/"))
    .map((change): Wanted => {
      const tree = readTree(change.tree);
      return { change, tree, leaves: query.all_leaves ? leavesOf(tree) : [change.winning_rev] };
    });
  const bodies: Bodies =
    query.include_docs || choice !== undefined ? await readBodies(tx, logbook_id, all) : new Map();
  const wanted = choice === undefined ? all : await chosen(all, choice, bodies, query);
  return wanted.map((one) => rowOf(one, query, bodies));
}

/** One look at the feed, in one transaction: at most `room` changes from `since` on. */
async function readPage(
  read: Target["read"],
  target: Target,
  query: Query,
  since: number,
  room: number,
  before: number | undefined,
): Promise<Page> {
  const { filter, descending } = query;
  const { logbook_id } = target;
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
    const last = changes.at(-1)?.seq ?? from;
    return {
      rows: await rowsOf(tx, target, changes, query),
      // The rows are of a later moment than `seq`: the further of the two misses nothing, and
      // repeats nothing.
      last_seq: at_end && !descending ? Math.max(seq, last) : last,
      at_end,
    };
  });
}

async function startOf(target: Target, query: Query): Promise<number> {
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
  let [since, sent] = [start, 0];
  const until_ms = performance.now() + (target.access.ends_in_ms ?? Infinity);
  let read = target.read;
  let text = wire.begin;
  while (!signal.aborted) {
    // Registered before the look, so that a change between look and wait is not missed.
    const { changed, stop } = listen(target, signal);
    try {
      const room = Math.min(pageRows, limit - sent);
      const before = descending && sent > 0 ? since : undefined;
      const page = await readPage(read, target, query, descending ? start : since, room, before);
      since = page.last_seq;
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
  const { logbook_id } = target;
  yield wire.end(since, descending ? 0 : await read((tx) => countChanges(tx, logbook_id, since)));
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
