/** Views of design documents, computed anew for every question: for suites, whose databases are small. */
import { type Handler, Hono, type MiddlewareHandler } from "hono";
import { readTree } from "../../shared/rev_tree.ts";
import { isObject, type JsonObject } from "../couch/body.ts";
import type { CouchEnv, Target } from "../couch/context.ts";
import { wireDocument, type WireDocument } from "../couch/documents.ts";
import { notFound } from "../couch/errors.ts";
import { withData } from "../couch/files.ts";
import { refuseMethod } from "../couch/fixed_answers.ts";
import { readIds, readRevisions, readState } from "../ledger/document_store.ts";
import { performOn, readDesign } from "./design_functions.ts";
import { reduceBuiltIn } from "./reductions.ts";
import type { Sandbox } from "./sandbox.ts";
import {
  compareKeys,
  compareRows,
  readViewQuery,
  rowsInRange,
  type ViewQuery,
  type ViewRow,
} from "./view_query.ts";

/** A view: its functions as texts. */
interface View {
  map: unknown;
  reduce: unknown;
  /** Whether design documents are shown to it too. */
  include_design: boolean;
}

async function readView(target: Target, design: string, name: string): Promise<View> {
  const { views, options } = await readDesign(target, design);
  const view = isObject(views) && Object.hasOwn(views, name) ? views[name] : undefined;
  if (!isObject(view) || view["map"] === undefined) throw notFound("missing_named_view");
  const include_design = isObject(options) && options["include_design"] === true;
  return { map: view["map"], reduce: view["reduce"], include_design };
}

const pageRows = 1000;

/** Every live document, as a map function sees it. */
async function readAll(target: Target, include_design: boolean): Promise<WireDocument[]> {
  const { logbook_id } = target;
  return await target.read(async (tx) => {
    const all: WireDocument[] = [];
    for (let skip = 0; ; skip += pageRows) {
      const page = { limit: pageRows, skip, descending: false };
      const stored = await readIds(tx, logbook_id, { with_to: true }, page);
      const wanted = stored.map(({ id, winning_rev: rev }) => ({ id, rev }));
      const rows = await readRevisions(tx, logbook_id, wanted);
      const bodies = new Map(rows.map((row) => [row.document_id, row.body]));
      const details = { conflicts: true, deleted_conflicts: true };
      for (const { id, winning_rev, tree } of stored)
        if (include_design || !id.startsWith("_design/"))
          all.push(wireDocument(id, winning_rev, false, bodies.get(id)!, readTree(tree), details));
      if (stored.length < pageRows) return all;
    }
  });
}

async function mapped(sandbox: Sandbox, source: unknown, documents: readonly WireDocument[]) {
  const emitted = (await performOn(sandbox, { task: "map", source }, documents)) as [
    unknown,
    unknown,
  ][][];
  return documents
    .flatMap(({ _id: id }, i) => emitted[i]!.map(([key, value]): ViewRow => ({ id, key, value })))
    .toSorted(compareRows);
}

/** The part of a key that names its group. */
function groupOf(key: unknown, level: number): unknown {
  if (level === 0) return null;
  return Array.isArray(key) ? key.slice(0, level) : key;
}

async function reduced(sandbox: Sandbox, source: unknown, rows: ViewRow[], level: number) {
  const groups: { key: unknown; rows: ViewRow[] }[] = [];
  for (const row of rows) {
    const key = groupOf(row.key, level);
    const last = groups.at(-1);
    if (last !== undefined && compareKeys(last.key, key) === 0) last.rows.push(row);
    else groups.push({ key, rows: [row] });
  }
  const builtIn = reduceBuiltIn(source);
  const values =
    builtIn === undefined
      ? await performOn(
          sandbox,
          { task: "reduce", source },
          groups.map((group) => group.rows.map(({ id, key, value }) => [[key, id], value])),
        )
      : groups.map((group) => builtIn(group.rows));
  return groups.map(({ key }, i) => ({ key, value: values[i] }));
}

/** A document without the details that were not asked for. */
async function told(target: Target, document: WireDocument, query: ViewQuery) {
  const { _conflicts, _deleted_conflicts, ...plain } = document;
  const shown = query.conflicts && _conflicts !== undefined ? { ...plain, _conflicts } : plain;
  return query.attachments ? await withData(target, shown as WireDocument) : shown;
}

/** The rows with their documents; a value `{_id}` names another document to be shown instead. */
async function withDocuments(target: Target, rows: readonly ViewRow[], query: ViewQuery) {
  const shown = (row: ViewRow) =>
    isObject(row.value) && typeof row.value["_id"] === "string" ? row.value["_id"] : row.id;
  const byId = new Map((await readAll(target, true)).map((document) => [document._id, document]));
  const answered: object[] = [];
  for (const row of rows) {
    const found = byId.get(shown(row));
    answered.push({ ...row, doc: found === undefined ? null : await told(target, found, query) });
  }
  return answered;
}

async function answer(
  target: Target,
  sandbox: Sandbox,
  view: View,
  query: ViewQuery,
): Promise<JsonObject> {
  const all = await mapped(sandbox, view.map, await readAll(target, view.include_design));
  const found = rowsInRange(all, query);
  const page = <T>(rows: readonly T[]) => rows.slice(query.skip, query.skip + query.limit);
  const state = query.update_seq
    ? await target.read((tx) => readState(tx, target.logbook_id))
    : undefined;
  const seq = query.update_seq ? { update_seq: state?.seq ?? 0 } : {};
  if (query.reduce)
    return { ...seq, rows: page(await reduced(sandbox, view.reduce, found, query.group_level)) };
  const rows = page(found);
  const [first] = found;
  const inOrder = query.descending ? all.toReversed() : all;
  const offset = first === undefined ? all.length : inOrder.indexOf(first);
  return {
    total_rows: all.length,
    offset: Math.min(all.length, offset + query.skip),
    ...seq,
    rows: query.include_docs ? await withDocuments(target, rows, query) : rows,
  };
}

/** `GET` or `POST /<db>/_design/<design>/_view/<view>`. */
export function viewRoutes(gate: MiddlewareHandler<CouchEnv>, sandbox: Sandbox): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  const path = "/:logbook/_design/:design/_view/:view";
  const answerView: Handler<CouchEnv> = async (c) => {
    const target = c.get("target");
    const view = await readView(target, c.req.param("design")!, c.req.param("view")!);
    return c.json(
      await answer(target, sandbox, view, await readViewQuery(c, view.reduce !== undefined)),
    );
  };
  routes.get(path, gate, answerView);
  routes.post(path, gate, answerView);
  routes.all(path, refuseMethod(["GET", "POST"]));
  return routes;
}
