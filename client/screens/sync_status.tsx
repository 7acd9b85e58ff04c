import { useApp, type App } from "../app_context.ts";
import { Status, type Tone } from "../ui/status.tsx";

/** Where the sync stands, in a tone and a few words. */
export function syncWords({ sync, logbooks }: Pick<App, "sync" | "logbooks">): [Tone, string] {
  const { phase, unsent_count, refused, pending, trouble, shut } = sync.report.value;
  if (logbooks.opened()?.account === null) return ["quiet", "On this device only"];
  if (shut === "grant") return ["bad", "Access ended"];
  if (shut === "no_logbook") return ["bad", "Not in this ledger"];
  if (phase === "signed_out") return ["bad", "Signed out: sign in again"];
  const unsent = unsent_count === 0 ? "" : `, ${unsent_count} unsent`;
  if (refused.length > 0) return ["bad", `${refused.length} refused${unsent}`];
  switch (phase) {
    case "off":
    case "connecting":
      return ["wait", `Connecting${unsent}`];
    case "receiving":
      return ["wait", pending ? `Receiving, ${pending} to come` : "Receiving"];
    case "sending":
      return ["wait", `Sending ${unsent_count}`];
    case "offline":
      return ["wait", `${trouble === "busy" ? "Ledger busy" : "Offline"}${unsent}`];
    case "up_to_date":
      return unsent_count > 0 ? ["wait", `Sending ${unsent_count}`] : ["good", "In sync"];
  }
}

/** The sync in one line, and the way to all of it. */
export function SyncStatus() {
  const [tone, words] = syncWords(useApp());
  return (
    <a class="sync_status" href="#/sync">
      <Status tone={tone}>{words}</Status>
    </a>
  );
}
