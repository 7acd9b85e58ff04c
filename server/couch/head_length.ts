import type { MiddlewareHandler } from "hono";

/** Says in the answer to HEAD how long the body would be; a feed, whose length is not known, has none. */
export const headLength: MiddlewareHandler = async (c, next) => {
  await next();
  const { res } = c;
  if (c.req.method !== "HEAD" || res.body === null || res.headers.has("Content-Length")) return;
  res.headers.set("Content-Length", String((await res.clone().arrayBuffer()).byteLength));
};
