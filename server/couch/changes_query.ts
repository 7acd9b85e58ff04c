/** What a request asks of the changes feed. */
import type { Context } from "hono";
import { limits } from "../../shared/limits.ts";
import { compileSelector } from "../../shared/selector.ts";
import {
  boundedList,
  isObject,
  type JsonObject,
  parseParameter,
  readJsonObject,
  requireJsonType,
  says,
  wholeNumber,
} from "./body.ts";
import type { Choice, CouchEnv } from "./context.ts";
import { badRequest, notFound } from "./errors.ts";

/** Which documents a reader wants: by id, by what they say, or design documents alone. */
export type Filter = { ids: string[] } | { choice: Choice } | { only_design: true };

/** A request to the feed, read. */
export interface ChangesQuery {
  since: number | "now";
  /** Rows at most; undefined: all of them. */
  limit: number | undefined;
  descending: boolean;
  include_docs: boolean;
  conflicts: boolean;
  attachments: boolean;
  /** Whether files say how they are packed. */
  encodings: boolean;
  /** `style=all_docs`: every leaf, not the winner alone. */
  all_leaves: boolean;
  filter: Filter | undefined;
  feed: (typeof feeds)[number];
  /** Milliseconds without a change after which a waiting feed ends. */
  timeout_ms: number;
  /** Milliseconds between signs of life; undefined: none. */
  heartbeat_ms: number | undefined;
}

const feeds = ["normal", "longpoll", "continuous", "eventsource"] as const;
const defaultHeartbeatMs = 60_000;
const shortestHeartbeatMs = 250;

function sinceOf(text: string | undefined): ChangesQuery["since"] {
  if (text === undefined || text === "") return 0;
  if (text === "now") return "now";
  // A client may send back what it was given as JSON: `"12"`.
  const digits = /^"?(\d{1,15})(?:-[\w-]*)?"?$/.exec(text)?.[1];
  if (digits === undefined) throw badRequest("Malformed sequence supplied in 'since' parameter.");
  return Number(digits);
}

function feedOf(text = "normal"): ChangesQuery["feed"] {
  const feed = feeds.find((name) => name === (text === "live" ? "continuous" : text));
  if (feed === undefined)
    throw badRequest("Supported `feed` types: normal, continuous, live, longpoll, eventsource");
  return feed;
}

function heartbeatOf(c: Context): number | undefined {
  const text = c.req.query("heartbeat");
  if (text === undefined || text === "false") return undefined;
  if (text === "true") return defaultHeartbeatMs;
  if (!/^-?\d+$/.test(text))
    throw badRequest(
      "Invalid heartbeat value. Expecting a positive integer value (in milliseconds).",
    );
  const ms = Number(text);
  if (ms <= 0)
    throw badRequest("The heartbeat value should be a positive integer (in milliseconds).");
  // A timer holds no more than 2^31 ms and takes anything above as 1.
  return Math.min(Math.max(shortestHeartbeatMs, ms), defaultHeartbeatMs);
}

const parsed = (text: string | undefined) =>
  text === undefined ? undefined : parseParameter(text);

function idsOf(c: Context, body: JsonObject): string[] {
  const named = body["doc_ids"] ?? parsed(c.req.query("doc_ids"));
  if (!Array.isArray(named) || !named.every((id) => typeof id === "string"))
    throw badRequest("`doc_ids` filter parameter is not a list of doc ids.");
  return boundedList(named, "doc_ids") as string[];
}

function choiceOf({ selector }: JsonObject): Choice {
  if (selector === undefined) throw badRequest("Selector must be specified in POST payload");
  if (!isObject(selector)) throw badRequest("Selector error: expected a JSON object");
  const compiled = compileSelector(selector);
  if (!compiled.ok) throw badRequest(compiled.problem);
  return (documents) => Promise.resolve(documents.map(compiled.matches));
}

async function readBody(c: Context): Promise<JsonObject> {
  if (c.req.method !== "POST") return {};
  requireJsonType(c);
  return (await c.req.arrayBuffer()).byteLength === 0 ? {} : await readJsonObject(c);
}

/** What the function of a design document is told of the request. */
function requestOf(c: Context, body: JsonObject): object {
  const { method, path } = c.req;
  return {
    method,
    path: path.split("/").slice(1).map(decodeURIComponent),
    raw_path: path,
    query: c.req.query(),
    headers: c.req.header(),
    body: JSON.stringify(body),
    form: {},
    cookie: {},
  };
}

/** The two names of a function, `design/name`; undefined when there are not two. */
function namesIn(text: string): [design: string, name: string] | undefined {
  const [design, name, more] = text.split("/").filter((part) => part !== "");
  return design === undefined || name === undefined || more !== undefined
    ? undefined
    : [design, name];
}

/** A filter of the feed that is written in a design document. */
async function functionOf(
  c: Context<CouchEnv>,
  from: "filters" | "views",
  text: string,
  body: JsonObject,
): Promise<Filter> {
  const names = namesIn(text);
  if (names === undefined)
    throw badRequest(
      from === "filters"
        ? "`filter` must be of the form `designname/filtername`"
        : "`view` must be of the form `designname/viewname`",
    );
  const target = c.get("target");
  const { functions } = target.couch;
  if (functions === undefined)
    throw notFound(`missing: ${text}: replicate whole, or by _doc_ids or _selector.`);
  return { choice: await functions.choice(target, from, ...names, requestOf(c, body)) };
}

async function filterOf(c: Context<CouchEnv>): Promise<Filter | undefined> {
  const body = await readBody(c);
  const filter = c.req.query("filter") ?? "";
  if (filter === "_doc_ids") return { ids: idsOf(c, body) };
  if (filter === "_selector") return { choice: choiceOf(body) };
  if (filter === "_design") return { only_design: true };
  if (filter === "_view") {
    const view = c.req.query("view") ?? "";
    if (view === "") throw badRequest("`view` filter parameter is not provided.");
    return await functionOf(c, "views", view, body);
  }
  if (filter.startsWith("_")) throw badRequest("unknown builtin filter name");
  return /^\/*$/.test(filter) ? undefined : await functionOf(c, "filters", filter, body);
}

/** `seq_interval` spares CouchDB the making of a seq; ours cost nothing, so each row has its own. */
function checkSeqInterval(c: Context): void {
  const text = c.req.query("seq_interval");
  if (text !== undefined && !/^0*[1-9]\d*$/.test(text)) throw badRequest("invalid_seq_interval");
}

/** Reads the request. Throws 404 for a function that is not there, 400 for a parameter that is not what it should be. */
export async function readChangesQuery(c: Context<CouchEnv>): Promise<ChangesQuery> {
  const longest_ms = limits.longpoll_seconds * 1000;
  const feed = feedOf(c.req.query("feed"));
  checkSeqInterval(c);
  const event = feed === "eventsource" ? c.req.header("Last-Event-ID") : undefined;
  const since = event ?? c.req.query("since") ?? c.req.query("last-event-id");
  return {
    since: sinceOf(since),
    limit: c.req.query("limit") === undefined ? undefined : wholeNumber(c, "limit", 0),
    descending: says(c, "descending"),
    include_docs: says(c, "include_docs"),
    conflicts: says(c, "conflicts"),
    attachments: says(c, "attachments"),
    encodings: says(c, "att_encoding_info"),
    all_leaves: c.req.query("style") === "all_docs",
    filter: await filterOf(c),
    feed,
    timeout_ms: Math.min(wholeNumber(c, "timeout", longest_ms), longest_ms),
    heartbeat_ms: heartbeatOf(c),
  };
}
