import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

/** The app as `npm run build` leaves it. Two folders up also from `dist/server`. */
export const builtClient = join(import.meta.dirname, "../../dist/client");

/** Whether a page is asked for, by a browser's address bar or a link. */
export function asksForPage(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes("text/html");
}

/**
 * The built app. Files below `/assets` carry a hash of their content in the name and may be kept
 * for ever; everything else is asked for anew each time. An address that is no file but is asked
 * for as a page is one of the app's own screens.
 */
export function staticFiles(folder: string): Hono {
  const routes = new Hono();
  if (!existsSync(join(folder, "index.html"))) return routes;
  routes.use(async (c, next) => {
    await next();
    const kept = c.req.path.startsWith("/assets/") && c.res.ok;
    c.header("Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-cache");
  });
  routes.get("/*", serveStatic({ root: folder, precompressed: true }));
  const page = serveStatic({ root: folder, path: "index.html", precompressed: true });
  routes.get("/*", (c, next) => (asksForPage(c.req.header("accept")) ? page(c, next) : next()));
  return routes;
}
