import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { openAccounts } from "../models/accounts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { saveCopy } from "../models/saving_copy.ts";

/** Signing out: never while something is unsent, unless it was exported first. */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const app = useApp();
  const { logbook, logbooks, sync, clock, toasts, removeLogbook } = app;
  const [exported, setExported] = useState(false);
  const [problem, setProblem] = useState("");
  const { unsent_count, refused } = sync.report.value;
  const unsafe = unsent_count + refused.length;
  const mayLeave = unsafe === 0 || exported;

  const exportAll = async () => {
    await saveCopy(logbook, clock.today());
    setExported(true);
  };
  const leave = async (remove: boolean) => {
    const reached = await openAccounts(app).signOut();
    if (!reached)
      return setProblem("The ledger cannot be reached, so the session there cannot be ended yet.");
    await sync.stop();
    if (remove) await removeLogbook();
    else logbooks.open_id.value = null;
    toasts.show("Signed out");
  };
  return (
    <Dialog title="Sign out" onClose={onClose}>
      {unsafe > 0 && (
        <div class="notice bad" role="alert">
          <p>
            {unsafe} {unsafe === 1 ? "entry is" : "entries are"} on this device alone. Let them be
            sent first, or save a copy of everything in a file.
          </p>
          <button type="button" class="button" onClick={() => void exportAll()}>
            Save a copy
          </button>
        </div>
      )}
      <p>
        The logbook stays in the ledger. On this device you can keep it, to read without signing in,
        or remove it, as on a tablet that others use.
      </p>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          disabled={!mayLeave}
          onClick={() => void leave(false)}
        >
          Sign out and keep it here
        </button>
        <button
          type="button"
          class="button danger"
          disabled={!mayLeave}
          onClick={() => void leave(true)}
        >
          Sign out and remove it
        </button>
        <button type="button" class="button" onClick={onClose}>
          Stay signed in
        </button>
      </div>
    </Dialog>
  );
}
