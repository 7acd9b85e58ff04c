/** Putting the app on the device's home screen, where the browser lets a page ask for it. */
import { signal, type ReadonlySignal } from "@preact/signals";

/** The browser's offer to install, which TypeScript's library does not know. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/**
 * How the app can be installed. `offered`: by a tap here; `installed`: it is, and runs so; `by_menu`:
 * by the browser's own menu, if at all.
 */
export type InstallState = "offered" | "installed" | "by_menu";

/** Whether the app is installed, and the way to it. */
export interface Install {
  state: ReadonlySignal<InstallState>;
  /** Shows the browser's own question; only while it is offered. */
  ask(): void;
}

/** Listens for the browser's offer, which comes once and soon: it is kept for when it is asked for. */
export function openInstall(page: Window): Install {
  let offer: InstallOffer | undefined;
  const runsInstalled = page.matchMedia("(display-mode: standalone)").matches;
  const state = signal<InstallState>(runsInstalled ? "installed" : "by_menu");
  page.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    state.value = "offered";
  });
  page.addEventListener("appinstalled", () => {
    state.value = "installed";
  });
  return {
    state,
    ask() {
      // An offer can be taken up once; refused, it leaves the browser's menu.
      void offer?.prompt();
      if (state.value === "offered") state.value = "by_menu";
    },
  };
}
