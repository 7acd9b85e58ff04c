import { useEffect, useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { saveCopy, saveExport, saveFiles } from "../models/saving_copy.ts";
import { Status } from "../ui/status.tsx";

interface StorageState {
  persisted: boolean;
  used_mb: number;
  quota_mb: number;
}

/** What the browser says of its storage; null when it says nothing. */
async function readStorage(): Promise<StorageState | null> {
  if (navigator.storage?.estimate === undefined) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return { persisted, used_mb: usage / 1e6, quota_mb: quota / 1e6 };
}

/** Everything in one file, without a network, and the attached files in another. */
function CopyButton() {
  const { logbook, logbooks, network, clock, toasts } = useApp();
  const entry = logbooks.opened();
  const isInLedger = entry !== undefined && entry.account !== null && entry.grant === null;
  const keepExport = async () => {
    if (!(await saveExport(logbook, network, clock.today())))
      toasts.show("The ledger does not answer, and its history is known there only");
  };
  const keepFiles = async () => {
    const missing = await saveFiles(logbook, clock.today());
    if (missing > 0)
      toasts.show(`${missing} files have not arrived on this device, and are not in the zip`);
  };
  return (
    <div class="buttons">
      <button type="button" class="button" onClick={() => void saveCopy(logbook, clock.today())}>
        Save a copy of the logbook
      </button>
      {isInLedger && (
        <button type="button" class="button" onClick={() => void keepExport()}>
          Save it with its history
        </button>
      )}
      {logbook.all("attachment").length > 0 && (
        <button type="button" class="button" onClick={() => void keepFiles()}>
          Save the attached files
        </button>
      )}
    </div>
  );
}

/** What the app uses on the device, and whether the browser may clear it. */
export function DeviceStorage() {
  const [state, setState] = useState<StorageState | null | undefined>(undefined);
  useEffect(() => void readStorage().then(setState), []);
  if (state === undefined) return null;
  if (state === null)
    return (
      <>
        <p class="soft">This browser does not say how much is used.</p>
        <CopyButton />
      </>
    );
  const { persisted, used_mb, quota_mb } = state;
  const ask = async () => {
    await navigator.storage.persist();
    setState(await readStorage());
  };
  return (
    <>
      <p>
        {used_mb.toFixed(1)} MB used of {Math.round(quota_mb).toLocaleString("en-US")} MB that the
        browser allows.
      </p>
      {persisted ? (
        <p class="after">
          <Status tone="good">The browser keeps it until you clear it</Status>
        </p>
      ) : (
        <div class="after">
          <p>
            <Status tone="wait">The browser may clear it when the device runs full</Status>
          </p>
          <button type="button" class="button after" onClick={() => void ask()}>
            Ask to keep it
          </button>
        </div>
      )}
      <div class="after">
        <CopyButton />
      </div>
    </>
  );
}
