/** The first screen as text, for the page itself: it is painted before any script has arrived. */
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { Device } from "./app_context.ts";
import { DeviceContext } from "./device_context.ts";
import { FirstRun } from "./screens/first_run.tsx";

/** The HTML of the first screen of a device that has no logbook yet. Run when the app is built. */
export function firstScreenHtml(): string {
  // Of a device it reads no more than this before somebody taps.
  const device = { logbooks: { all: signal([]) } } as unknown as Device;
  return renderToString(
    <DeviceContext.Provider value={device}>
      <FirstRun />
    </DeviceContext.Provider>,
  );
}
