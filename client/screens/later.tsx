import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useDevice } from "../device_context.ts";
import type { LaterScreens } from "../models/screen_parts.ts";
import { Page } from "../ui/page.tsx";

/** A screen of the app's second part; if it is not here yet, once it is. */
export function Later({ show }: { show: (screens: LaterScreens) => ComponentChildren }) {
  const { parts } = useDevice();
  useEffect(() => parts.fetch(), [parts]);
  if (parts.later.value !== undefined) return show(parts.later.value);
  if (!parts.failed.value) return null;
  return (
    <Page title="Not loaded">
      <div class="empty" role="alert">
        <p>
          This part of the app could not be loaded: there is no network, or the ledger has a newer
          version by now. Nothing that you logged is touched. Loading the app again brings it.
        </p>
        <button type="button" class="button primary" onClick={() => window.location.reload()}>
          Load the app again
        </button>
      </div>
    </Page>
  );
}
