import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Log } from "../log.ts";

/** The path as the routes spell it, with names in place of ids; never the path itself. */
export function pathTemplate(c: Context): string {
  const routes = matchedRoutes(c).map(({ path }) => path);
  return routes.findLast((path) => !path.endsWith("*")) ?? routes.at(-1) ?? "";
}

/** One line a request: method, path template, status, milliseconds. No ids, no query, no address. */
export function requestLog(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now();
    await next();
    log.info("request", {
      method: c.req.method,
      path: pathTemplate(c),
      status: c.res.status,
      ms: Math.round(performance.now() - began),
    });
  };
}
