/** What a device says when the ledger does not let it at the logbook, and what can be done. */
import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { saveCopy } from "../models/saving_copy.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SaveCopy } from "./save_copy.tsx";

/** Removes somebody else's logbook whose access is over: what is unsent is exported first. */
function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { logbook, logbooks, sync, clock, toasts, router, removeLogbook } = useApp();
  const [exported, setExported] = useState(false);
  const { unsent_count, refused } = sync.report.value;
  const unsafe = unsent_count + refused.length;
  const user_id = logbooks.opened()?.account?.user.id;
  const copy = async () => {
    await saveCopy(logbook, clock.today());
    setExported(true);
  };
  const remove = async () => {
    await sync.stop();
    await removeLogbook();
    const own = logbooks.all
      .peek()
      .find(({ account, grant }) => grant === null && account?.user.id === user_id);
    router.replace("/");
    logbooks.open_id.value = own?.id ?? null;
    toasts.show("The logbook was removed from this device");
  };
  return (
    <Dialog title="Remove it from this device?" onClose={onClose}>
      {unsafe > 0 && (
        <div class="notice bad" role="alert">
          <p>
            {unsafe} {unsafe === 1 ? "entry" : "entries"} that you wrote here never reached the
            ledger. Save a copy of everything in a file first.
          </p>
          <button type="button" class="button" onClick={() => void copy()}>
            Save a copy
          </button>
        </div>
      )}
      <p>The logbook stays with its owner. Nothing of your own logbook is touched.</p>
      <div class="buttons">
        <button
          type="button"
          class="button danger"
          disabled={unsafe > 0 && !exported}
          onClick={() => void remove()}
        >
          Remove it
        </button>
        <button type="button" class="button" onClick={onClose}>
          Keep it for now
        </button>
      </div>
    </Dialog>
  );
}

function GrantEnded() {
  const { sync } = useApp();
  const [removing, setRemoving] = useState(false);
  return (
    <div class="notice bad">
      <p>
        {sync.report.value.shut_because ?? "The access to this logbook has ended."} What this device
        had received is not kept up to date any more.
      </p>
      <button type="button" class="button" onClick={() => setRemoving(true)}>
        Remove it from this device
      </button>
      {removing && <RemoveDialog onClose={() => setRemoving(false)} />}
    </div>
  );
}

function NoLogbook() {
  return (
    <div class="notice bad">
      <p>
        The ledger at this address has no such logbook for whoever is signed in: another account is,
        or the server has moved or was set up anew. All of the logbook is on this device. Sign in
        with its account; at a new ledger, create the account again and everything is sent to it.
      </p>
      <div class="buttons">
        <a class="button" href="#/account">
          Sign in
        </a>
        <SaveCopy />
      </div>
    </div>
  );
}

/** Why the ledger does not let this device at the logbook; nothing while it does. */
export function ShutNotice() {
  const { shut, shut_because } = useApp().sync.report.value;
  if (shut === null) return null;
  if (shut === "grant") return <GrantEnded />;
  if (shut === "no_logbook") return <NoLogbook />;
  return (
    <div class="notice bad">
      <p>
        {shut_because ?? "The ledger does not know this device any more."} Everything that you log
        is kept here and sent once you have signed in again.
      </p>
      <a class="button" href="#/account">
        Sign in
      </a>
    </div>
  );
}
