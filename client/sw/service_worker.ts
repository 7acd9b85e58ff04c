/**
 * Serves the app and the airports without a network; it never touches the ledger's answers. Where the
 * browser has Background Sync, it sends what a closed app has left unsent.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { syncInBackground } from "../store/background_sync.ts";
import { logbookOfTag } from "../store/tabs.ts";

/** The event of a one-off Background Sync, which TypeScript's library does not know. */
interface SyncEvent extends ExtendableEvent {
  tag: string;
}

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

// Without a directory index: `GET /` belongs to the ledger unless somebody navigates there.
precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: "", cleanURLs: false });
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("index.html"), { denylist: [/^\/db\//, /^\/api\//] }),
);

self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});

// The first visit is served offline too, without a reload.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("sync", (event) => {
  const syncing = event as SyncEvent;
  const logbook_id = logbookOfTag(syncing.tag);
  if (logbook_id !== undefined)
    syncing.waitUntil(syncInBackground(logbook_id, self.location.origin));
});
