import type { ReadonlySignal } from "@preact/signals";
import { AppContext, type App, type Device } from "./app_context.ts";
import { AppShell } from "./app.tsx";
import { DeviceContext } from "./device_context.ts";
import { FirstRun } from "./screens/first_run.tsx";
import { Later } from "./screens/later.tsx";

/** Whether a logbook is open, and if not, why. */
export type Opening =
  | { is: "closed" }
  | { is: "opening" }
  | { is: "open"; app: App }
  | { is: "failed"; message: string };

function Failed({ message }: { message: string }) {
  return (
    <main class="page empty">
      <h1>This browser does not let Offblock keep your logbook</h1>
      <p>
        It said: {message} Private windows and full devices do so. Open Offblock in an ordinary
        window, or free some space, and try again. What was saved before is not touched.
      </p>
      <button type="button" class="button primary" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  );
}

interface RootProps {
  device: Device;
  opening: ReadonlySignal<Opening>;
}

/** The first screen of a device, or the open logbook. */
export function Root({ device, opening }: RootProps) {
  const now = opening.value;
  const [first, token = ""] = device.router.path.value;
  if (first === "inspect")
    return (
      <DeviceContext.Provider value={device}>
        <Later show={({ InspectLink }) => <InspectLink token={token} />} />
      </DeviceContext.Provider>
    );
  return (
    <DeviceContext.Provider value={device}>
      {now.is === "closed" && <FirstRun />}
      {now.is === "failed" && <Failed message={now.message} />}
      {now.is === "open" && (
        <AppContext.Provider key={now.app.logbook.id} value={now.app}>
          <AppShell />
        </AppContext.Provider>
      )}
    </DeviceContext.Provider>
  );
}
