import { useState } from "preact/hooks";
import { kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import type { Account } from "../models/accounts.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { copiesFor } from "../models/owner.ts";
import { openLocalStore } from "../store/local_store.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Documents of one write while copying. */
const chunk = 500;

/** Copies entries into another logbook of this device. Those that are there already stay as they are. */
async function copyInto(logbook_id: string, documents: DocumentToSave[]): Promise<void> {
  const store = await openLocalStore(logbook_id);
  try {
    for (let at = 0; at < documents.length; at += chunk) {
      const results = await store.save(documents.slice(at, at + chunk));
      const failed = results.find((result) => !result.ok && result.error === "failed");
      if (failed !== undefined && !failed.ok) throw new Error(failed.message);
    }
  } finally {
    store.close();
  }
}

/** The account that was signed in to has a logbook of its own: what becomes of the one here? */
export function JoinDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { logbook, logbooks, removeLogbook, toasts, router } = useApp();
  const [problem, setProblem] = useState("");
  const all = (Object.keys(kinds) as KindName[]).flatMap(
    (kind) => logbook.all(kind) as unknown as AnyRecord[],
  );
  const entries = logbook.all("flight").length + logbook.all("training_session").length;
  const isEmpty = all.every((record) => record["is_logbook_owner"] === true);

  const open = () => {
    logbooks.join(account);
    logbooks.open_id.value = account.logbook.id;
    router.replace("/");
  };
  const add = async () => {
    try {
      const documents = all as unknown as DocumentToSave[];
      await copyInto(account.logbook.id, copiesFor(documents, logbook.id, account.logbook.id));
      open();
      toasts.show("Your entries were added to the account's logbook");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const replace = async () => {
    await removeLogbook();
    open();
  };
  if (isEmpty)
    return (
      <Dialog title="Open your logbook" onClose={onClose}>
        <p>
          You are signed in as {account.user.email}. The logbook on this device is empty, so yours
          is opened in its place.
        </p>
        <button type="button" class="button primary" onClick={() => void replace()}>
          Open my logbook
        </button>
      </Dialog>
    );
  return (
    <Dialog title="Two logbooks" onClose={onClose}>
      <p>
        {account.user.email} has a logbook in the ledger. The one on this device belongs to no
        account and holds {entries} {entries === 1 ? "entry" : "entries"}. It stays on this device
        either way.
      </p>
      {logbook.all("entry_signature").length > 0 && (
        <p class="notice bad">
          Entries in it are signed. A signature counts in the logbook that it was made for and in no
          other, so the copies would say HASH_MISMATCH and need to be signed again. Keep a copy of
          this logbook: in it they stay VALID.
        </p>
      )}
      {problem !== "" && (
        <p class="notice bad" role="alert">
          Not added: {problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void add()}>
          Add these entries to the account's logbook
        </button>
        <button type="button" class="button" onClick={open}>
          Keep them aside
        </button>
      </div>
    </Dialog>
  );
}
