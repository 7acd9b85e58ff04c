/** What a request asks of the changes feed. */
import type { Context } from "hono";
import { limits } from "../../shared/limits.ts";
import { compileSelector, type Matcher } from "../../shared/selector.ts";
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
import { badRequest, notFound } from "./errors.ts";

/** Which documents a reader wants: by id, by what they say, or design documents alone. */
export type Filter = { ids: string[] } | { matches: Matcher } | { only_design: true };

/** A request to the feed, read. */
export interface ChangesQuery {
  since: number | "now";
  /** Rows at most; undefined: all of them. */
  limit: number | undefined;
  descending: boolean;
  include_docs: boolean;
  conflicts: boolean;
  attachments: boolean;
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
  const ms = wholeNumber(c, "heartbeat", defaultHeartbeatMs);
  if (ms === 0)
    throw badRequest("The heartbeat value should be a positive integer (in milliseconds).");
  // A timer holds no more than 2^31 ms and takes anything above as 1.
  return Math.min(Math.max(shortestHeartbeatMs, ms), defaultHeartbeatMs);
}

function idsOf(c: Context, body: JsonObject): string[] {
  const inQuery = c.req.query("doc_ids");
  const named = inQuery === undefined ? body["doc_ids"] : parseParameter(inQuery);
  const ids = boundedList(named, "doc_ids");
  if (!ids.every((id) => typeof id === "string")) throw badRequest("`doc_ids` holds strings.");
  return ids;
}

function matcherOf(body: JsonObject): Matcher {
  if (!isObject(body["selector"])) throw badRequest("Selector must be specified in POST payload");
  const compiled = compileSelector(body["selector"]);
  if (!compiled.ok) throw badRequest(compiled.problem);
  return compiled.matches;
}

async function readBody(c: Context): Promise<JsonObject> {
  if (c.req.method !== "POST") return {};
  requireJsonType(c);
  return (await c.req.arrayBuffer()).byteLength === 0 ? {} : await readJsonObject(c);
}

async function filterOf(c: Context): Promise<Filter | undefined> {
  const body = await readBody(c);
  const filter = c.req.query("filter");
  if (filter === undefined) return undefined;
  if (filter === "_doc_ids") return { ids: idsOf(c, body) };
  if (filter === "_selector") return { matches: matcherOf(body) };
  if (filter === "_design") return { only_design: true };
  if (filter === "_view" && c.req.query("view") === undefined)
    throw badRequest("`view` filter parameter is not provided.");
  // A function of a design document: none runs here, so there is no such function.
  if (/^[^/]+\/[^/]+$/.test(filter) || filter === "_view")
    throw notFound(`missing: ${filter}: replicate whole, or by _doc_ids or _selector.`);
  throw badRequest("filter parameter must be of the form `designname/filtername`");
}

/** Reads the request. Throws 400 for a parameter that is not what it should be. */
export async function readChangesQuery(c: Context): Promise<ChangesQuery> {
  const longest_ms = limits.longpoll_seconds * 1000;
  const feed = feedOf(c.req.query("feed"));
  const event = feed === "eventsource" ? c.req.header("Last-Event-ID") : undefined;
  const since = event ?? c.req.query("since") ?? c.req.query("last-event-id");
  return {
    since: sinceOf(since),
    limit: c.req.query("limit") === undefined ? undefined : wholeNumber(c, "limit", 0),
    descending: says(c, "descending"),
    include_docs: says(c, "include_docs"),
    conflicts: says(c, "conflicts"),
    attachments: says(c, "attachments"),
    all_leaves: c.req.query("style") === "all_docs",
    filter: await filterOf(c),
    feed,
    timeout_ms: Math.min(wholeNumber(c, "timeout", longest_ms), longest_ms),
    heartbeat_ms: heartbeatOf(c),
  };
}
