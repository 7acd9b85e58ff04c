import { type Feed, openFeed } from "./couch/feed.ts";
import type { Database } from "./postgres/database.ts";

/**
 * The feed, opened by the first reader that waits: making the app must not connect to anything.
 * That reader is woken at once, since something may have changed before the feed could hear it.
 */
export function lazyFeed(db: Database): Feed {
  let opening: Promise<Feed> | undefined;
  let opened: Feed | undefined;
  return {
    async next(logbook_id, signal) {
      if (opened !== undefined) return opened.next(logbook_id, signal);
      opening ??= openFeed(db).finally(() => (opening = undefined));
      opened = await opening;
      return undefined;
    },
    close: () => opened?.close(),
  };
}
