import { isIPv6 } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { RequestProblem } from "./request_problem.ts";

/** How the server is reached from outside. */
export interface Outside {
  /** Address of the app as people type it, e.g. `https://logbook.example`; else the request's own. */
  publicUrl?: string | undefined;
  /** Proxies in front whose `X-Forwarded-For` is to be believed; 0 when there are none. */
  proxies?: number | undefined;
}

/** Scheme, host and port under which the caller reached us. */
export function ownOrigin(c: Context, outside: Outside): string {
  const { origin, protocol, host } = new URL(outside.publicUrl ?? c.req.url);
  if (outside.publicUrl !== undefined || (outside.proxies ?? 0) === 0) return origin;
  const scheme = c.req.header("x-forwarded-proto") === "https" ? "https:" : protocol;
  return `${scheme}//${host}`;
}

/** An IPv6 network: a home has 2^64 addresses, and counts as one. IPv4 in IPv6 is IPv4. */
function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.replace(/%.*$/, "").toLowerCase().split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [front, back] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => "0");
  const all = tail === undefined ? front : [...front, ...zeros, ...back];
  return all.slice(0, 4).join(":");
}

/**
 * Where the caller is: an IPv4 address or an IPv6 network, as far as the proxies in front are known;
 * for rate limits only.
 */
export function addressOf(c: Context, outside: Outside): string {
  return network(remoteAddress(c, outside));
}

function remoteAddress(c: Context, outside: Outside): string {
  const proxies = outside.proxies ?? 0;
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-proxies)?.trim();
  if (proxies > 0 && forwarded !== undefined) return forwarded;
  // A request handed to the app without a connection, as tests do, has no address.
  return c.env?.incoming === undefined ? "" : (getConnInfo(c).remote.address ?? "");
}

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where the browser says that a request comes from: another site, here, or nothing said. */
function isForeign(c: Context, outside: Outside): boolean {
  // The browser's own judgement counts before ours: it knows the address in its address bar.
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = c.req.header("origin");
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== new URL(ownOrigin(c, outside)).host;
}

/**
 * Refuses a writing request that another site made the browser send along with our cookie. Every
 * browser of today says where a request comes from; a program that says nothing has no cookie that
 * it did not put there itself.
 */
export function sameOriginWrites(outside: Outside): MiddlewareHandler {
  return async (c, next) => {
    const byCookie = (c.req.header("authorization") ?? "").trim() === "";
    if (byCookie && !reading.has(c.req.method) && isForeign(c, outside))
      throw new RequestProblem("E_ORIGIN_FOREIGN");
    await next();
  };
}
