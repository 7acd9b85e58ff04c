import { effect } from "@preact/signals";
import type { App } from "../app_context.ts";
import { type KeptExport, keptExports } from "../oplf/kept_exports.ts";

type HandingOver = Pick<App, "logbook" | "logbooks" | "sync" | "network" | "toasts">;

/** Sends one export; false when nobody answered, the words of a refusal when the ledger refused. */
async function send({ logbook, network }: HandingOver, { file }: KeptExport) {
  const response = await network(`/api/v1/logbooks/${logbook.id}/imported`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: file,
  }).catch(() => undefined);
  const answer: unknown = await response?.json().catch(() => undefined);
  if (response === undefined || answer === undefined || response.status >= 500) return false;
  if (response.ok) return true;
  const { title, detail } = answer as { title?: string; detail?: string };
  return [title, detail].filter(Boolean).join(" ");
}

async function handOver(app: HandingOver): Promise<void> {
  const kept = keptExports(app.logbook.id);
  for (const one of await kept.all()) {
    if (one.is_handed_over) continue;
    const sent = await send(app, one);
    if (sent === false) return;
    if (sent !== true)
      app.toasts.show(`The ledger did not take an imported file’s history: ${sent}`);
    // What the ledger refuses once it refuses again; the device keeps it all the same.
    await kept.put({ ...one, is_handed_over: true });
    if (sent === true) app.toasts.show("The ledger has the history of the imported file");
  }
}

/**
 * Gives the ledger the audit logs of imported exports, whenever everything else has been sent: the
 * records went by sync. Answers its undo.
 */
export function keepHandingOver(app: HandingOver): () => void {
  let busy = false;
  return effect(() => {
    const { phase, unsent_count } = app.sync.report.value;
    const entry = app.logbooks.opened();
    const isOwn = entry !== undefined && entry.account !== null && entry.grant === null;
    if (!isOwn || phase !== "up_to_date" || unsent_count > 0 || busy) return;
    busy = true;
    void handOver(app).finally(() => {
      busy = false;
    });
  });
}
