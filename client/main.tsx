/** The wiring: everything from outside is made here and handed on as an argument. */
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/facts.css";
import "./ui/forms.css";
import "./ui/layout.css";
import "./ui/wide_table.css";
import "./ui/charts.css";
import "./ui/design_page.css";
import "./screens/screens.css";
import "./screens/first_run.css";
import "./screens/home.css";
import "./screens/lists.css";
import "./screens/book_pages.css";
import "./screens/print_pages.css";
import "./screens/logbook_calendar.css";
import "./screens/flight_page.css";
import "./screens/flight_form.css";
import "./screens/quick_log.css";
import "./screens/flight_sheet.css";
import "./screens/corrections.css";
import "./screens/history.css";
import "./screens/import_file.css";
import "./screens/signing/signing.css";
import "./screens/totals/totals.css";
import "./screens/map/map.css";
import "./ui/print.css";
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import airportsUrl from "../shared/reference/airports.bin?url";
import { decodeAirports } from "../shared/reference/airports.ts";
import type { Device } from "./app_context.ts";
import { openAirports } from "./models/airports.ts";
import { deviceClock } from "./models/clock.ts";
import { deviceId, deviceName } from "./models/device.ts";
import { openInstall } from "./models/install.ts";
import { openShelf } from "./models/kept.ts";
import { breath, idle } from "./models/idle.ts";
import { openLedgerApi } from "./models/ledger_api.ts";
import { openLogbooks } from "./models/logbooks.ts";
import { openScreenParts } from "./models/screen_parts.ts";
import { openSettings } from "./models/settings.ts";
import { openToday } from "./models/today.ts";
import { openSharedModels } from "./models/shared_models.ts";
import { openApp } from "./open_app.ts";
import { Root, type Opening } from "./root.tsx";
import { openRouter } from "./router.ts";
import { registerServiceWorker } from "./sw/registration.ts";
import { openToasts } from "./ui/toasts.ts";

const shelf = openShelf(() => window.localStorage);
const logbooks = openLogbooks(shelf);
const router = openRouter(window);

/** Resolves when more than the first screen is asked for. */
const pastFirstScreen = new Promise<void>((resolve) => {
  effect(() => {
    if (logbooks.open_id.value !== null || router.path.value.length > 0) resolve();
  });
});

/** The ledger sends nobody elsewhere: who does is somebody else, and is not followed. */
const askLedger: typeof fetch = (input, init) => fetch(input, { redirect: "manual", ...init });

/** On a new device the first screen comes before what only a logbook needs, also on a slow line. */
async function afterFirstScreen(): Promise<void> {
  if (logbooks.opened() === undefined) await idle();
}

async function loadModels() {
  await afterFirstScreen();
  return import("../shared/reference/model_lists.ts");
}

async function loadAirports() {
  await afterFirstScreen();
  const response = await fetch(airportsUrl);
  if (!response.ok) throw new Error(`The airports answered ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // They are at hand by then; to decode them holds a slow phone up while it is typed on.
  await pastFirstScreen;
  return decodeAirports(bytes);
}

const device: Device = {
  id: deviceId(shelf),
  name: deviceName(navigator.userAgent),
  network: askLedger,
  clock: deviceClock,
  today: openToday(deviceClock, window),
  router,
  shelf,
  settings: openSettings(shelf),
  logbooks,
  airports: openAirports(loadAirports),
  models: openSharedModels(loadModels),
  parts: openScreenParts(() => import("./screens/later_screens.tsx")),
  ledger: openLedgerApi(askLedger),
  toasts: openToasts(),
  install: openInstall(window),
  update: registerServiceWorker(navigator, window.location),
};

effect(() => {
  const theme = device.settings.theme.value;
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
});

const opening = signal<Opening>({ is: "closed" });

// One logbook is open at a time; choosing another lets the first one go.
effect(() => {
  const id = device.logbooks.open_id.value;
  const entry = device.logbooks.all.peek().find((candidate) => candidate.id === id);
  if (entry === undefined) {
    opening.value = { is: "closed" };
    return undefined;
  }
  let close = () => {};
  let gone = false;
  opening.value = { is: "opening" };
  openApp(device, entry, shelf, window).then(
    (opened) => {
      close = opened.close;
      if (gone) close();
      else opening.value = { is: "open", app: opened.app };
    },
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (!gone) opening.value = { is: "failed", message };
    },
  );
  return () => {
    gone = true;
    close();
  };
});

function show(): void {
  const root = document.getElementById("root")!;
  // The first screen, which the page brought along, is taken over; where something else is shown, it goes.
  if (logbooks.opened() !== undefined || router.path.peek()[0] === "inspect")
    root.replaceChildren();
  render(<Root device={device} opening={opening} />, root);
  // What was tapped on the page before is done now.
  document.dispatchEvent(new Event("app_shown"));
}

// A tap is answered between what is worked out and what is drawn.
void breath().then(show);
