/** What somebody without an account sees at the end of an inspection link. */
import { useEffect, useState } from "preact/hooks";
import { AppContext } from "../../app_context.ts";
import { useDevice } from "../../device_context.ts";
import { type Inspecting, openByLink } from "../../models/inspecting.ts";
import { formatMoment } from "../../ui/moments.ts";
import { Page } from "../../ui/page.tsx";
import { InspectionSheet } from "./inspection.tsx";

/** The logbook behind a link, to read only. It is asked for anew each time the page is opened. */
export function InspectLink({ token }: { token: string }) {
  const device = useDevice();
  const [found, setFound] = useState<Inspecting | undefined>();
  const open = () => {
    setFound(undefined);
    openByLink(device, token).then(setFound, (error: unknown) =>
      setFound({ ok: false, message: error instanceof Error ? error.message : String(error) }),
    );
  };
  useEffect(open, [token]);
  if (found?.ok === true)
    return (
      <AppContext.Provider value={found.value.app}>
        <InspectionSheet>
          <p class="soft after">
            By a link that its owner made. It ends {formatMoment(found.value.ends_at)}. What is not
            in the ledger yet is not shown.
          </p>
        </InspectionSheet>
      </AppContext.Provider>
    );
  return (
    <main>
      <Page title="A logbook for inspection">
        {found === undefined ? (
          <p role="status">Asking the ledger for the logbook</p>
        ) : (
          <>
            <p class="notice bad" role="alert">
              {found.message}
            </p>
            <div class="buttons after">
              <button type="button" class="button" onClick={open}>
                Try again
              </button>
            </div>
          </>
        )}
      </Page>
    </main>
  );
}
