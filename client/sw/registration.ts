import { signal } from "@preact/signals";
import type { Workbox } from "workbox-window";
import type { Device } from "../app_context.ts";
import { idle } from "../models/idle.ts";
import { syncTagOf } from "../store/tabs.ts";

/** One-off Background Sync, which TypeScript's library does not know and not every browser has. */
interface WithBackgroundSync {
  sync?: { register(tag: string): Promise<void> };
}

/**
 * Asks the browser to sync a logbook once there is a network, also when the app is closed by then.
 * Without Background Sync, or where it is not allowed, the next start does it.
 */
export async function askBackgroundSync(navigator: Navigator, logbook_id: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { sync } = (await navigator.serviceWorker.ready) as WithBackgroundSync;
  await sync?.register(syncTagOf(logbook_id)).catch(() => undefined);
}

/**
 * Registers the service worker. A new version installs itself beside the running one and waits: it
 * takes over when the pilot says so, and never under an open form.
 */
export function registerServiceWorker(navigator: Navigator, page: Location): Device["update"] {
  const waiting = signal(false);
  // No service worker over plain http beyond localhost, nor while developing.
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return { waiting, apply() {} };
  let workbox: Workbox | undefined;
  const register = async () => {
    // A part of its own, and not asked for before the first screen is there.
    await idle();
    const { Workbox } = await import("workbox-window");
    workbox = new Workbox("/service_worker.js");
    workbox.addEventListener("waiting", () => {
      waiting.value = true;
    });
    const registration = await workbox.register();
    // Workbox tells of what waits already and of what is found from now on, not of what is on its way.
    registration?.installing?.addEventListener("statechange", () => {
      if (registration.active !== null && registration.waiting !== null) waiting.value = true;
    });
  };
  // A browser that refuses it has said so on its console; the app works, online.
  register().catch(() => undefined);
  return {
    waiting,
    apply() {
      workbox?.addEventListener("controlling", () => page.reload());
      workbox?.messageSkipWaiting();
    },
  };
}
