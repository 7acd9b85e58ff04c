import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ReadonlySignal } from "@preact/signals";
import type { AirportsModel } from "./models/airports.ts";
import type { Clock } from "./models/clock.ts";
import type { Drafts } from "./models/drafts.ts";
import type { Install } from "./models/install.ts";
import type { Shelf } from "./models/kept.ts";
import type { LedgerApi } from "./models/ledger_api.ts";
import type { Logbook } from "./models/logbook.ts";
import type { Logbooks } from "./models/logbooks.ts";
import type { Standing } from "./models/standing.ts";
import type { Places } from "./models/places.ts";
import type { ScreenParts } from "./models/screen_parts.ts";
import type { Settings } from "./models/settings.ts";
import type { SharedModels } from "./models/shared_models.ts";
import type { Witness } from "./models/witness.ts";
import type { Router } from "./router.ts";
import type { SyncReport } from "./store/messages.ts";
import type { Toasts } from "./ui/toasts.ts";

/** What the app has before a logbook is open. */
export interface Device {
  id: string;
  /** What the device is called among those of an account. */
  name: string;
  network: typeof fetch;
  clock: Clock;
  /** The day it is where the device is, `YYYY-MM-DD`. */
  today: ReadonlySignal<string>;
  router: Router;
  /** What the device keeps beside its logbooks. */
  shelf: Shelf;
  settings: Settings;
  logbooks: Logbooks;
  airports: AirportsModel;
  models: SharedModels;
  /** The screens that are fetched after the first. */
  parts: ScreenParts;
  ledger: LedgerApi;
  toasts: Toasts;
  install: Install;
  /** A new version of the app is installed and waits to be used; `apply` reloads into it. */
  update: { waiting: ReadonlySignal<boolean>; apply(): void };
}

/** The sync as screens see it. */
export interface SyncModel {
  report: ReadonlySignal<SyncReport>;
  /** Begins with the account's database, or goes on after signing in again. */
  start(): void;
  stop(): Promise<void>;
  nudge(): void;
}

/** What a screen has: the device, and the open logbook. */
export interface App extends Device {
  logbook: Logbook;
  /** False for somebody else's logbook that may be read only. */
  may_write: boolean;
  standing: Standing;
  places: Places;
  drafts: Drafts;
  sync: SyncModel;
  witness: Witness;
  /** Deletes the open logbook from this device for good. */
  removeLogbook(): Promise<void>;
}

/** The open logbook's app, for every screen and field below it. */
export const AppContext = createContext<App | undefined>(undefined);

/** The app; only below `AppContext`. */
export function useApp(): App {
  return useContext(AppContext)!;
}
