import { useState } from "preact/hooks";
import { isLockedItself } from "../../shared/kinds/entry_parts.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { validate } from "../../shared/validate.ts";
import { useApp } from "../app_context.ts";
import { CompareTable } from "../fields/compare_table.tsx";
import { addressOf } from "../models/addresses.ts";
import {
  acceptance,
  decided,
  differencesOf,
  type CorrectionRecord,
} from "../models/corrections.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { dayInWords, formatMoment } from "../ui/moments.ts";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";

const why: Record<string, string> = {
  edited_on_two_devices:
    "The same thing was changed on two devices before they met. One version stands; the other waits here.",
  signed_elsewhere:
    "The entry was locked or signed when this change arrived. It stays as it was signed; the change waits here.",
  still_referenced:
    "The entry was deleted, but other entries still refer to it, so it came back. The deletion waits here.",
  requested: "Somebody asked for this change.",
};

function Decision({ correction }: { correction: CorrectionRecord }) {
  const { logbook, clock, id: device_id, toasts } = useApp();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const standing = logbook.record(correction.corrects_id);
  const isLocked = standing !== undefined && isLockedItself(standing);
  const decide = async (status: "accepted" | "dismissed") => {
    const decision = decided(correction, status, clock.now(), device_id);
    const change = status === "accepted" ? acceptance(correction, standing, reason.trim()) : [];
    const now = clock.now();
    const invalid = change
      .filter((document) => !document._deleted)
      .map((document) => validate({ created_at: now, ...document, updated_at: now }))
      .find((result) => !result.ok);
    if (invalid !== undefined && !invalid.ok) return setProblem(invalid.problems[0]!.message);
    const results = await logbook.save([...change, decision]);
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined && !failed.ok) return setProblem(failed.message);
    toasts.show(status === "accepted" ? "The proposed version stands" : "Kept as it is");
  };
  return (
    <>
      {isLocked && (
        <label class="field">
          <span class="field_label">Reason of the correction (the entry is locked)</span>
          <input
            class="input"
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      )}
      {problem !== "" && (
        <p class="field" role="alert">
          <span class="problem">■ Not saved: {problem}</span>
        </p>
      )}
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          disabled={isLocked && reason.trim() === ""}
          onClick={() => void decide("accepted")}
        >
          {correction.proposed === null ? "Delete it" : "Take the proposed version"}
        </button>
        <button type="button" class="button" onClick={() => void decide("dismissed")}>
          Keep it as it stands
        </button>
      </div>
    </>
  );
}

function Correction({ correction }: { correction: CorrectionRecord }) {
  const { logbook, id: device_id } = useApp();
  const standing = logbook.record(correction.corrects_id);
  const kind = kindNamed(correction.corrects_id.split(":")[0]!);
  const title = standing === undefined ? "Deleted entry" : logbook.title(standing);
  const by = correction.written_by_device === device_id ? "this device" : "another device";
  if (kind === undefined) return null;
  const names = differencesOf(correction, standing);
  return (
    <article class="correction">
      <header>
        <h2 class="entry_title">
          <a href={addressOf(correction.corrects_id)}>{dayInWords(title)}</a>
        </h2>
        {correction.status !== "open" && (
          <Status tone={correction.status === "accepted" ? "good" : "quiet"}>
            {correction.status === "accepted" ? "Accepted" : "Dismissed"}
          </Status>
        )}
      </header>
      <p>{why[correction.reason]}</p>
      <p class="soft small">
        {kind.label}
        {correction.written_at !== null &&
          ` · written ${formatMoment(correction.written_at)}`} on{" "}
        {by}
      </p>
      {names.length === 0 && correction.proposed !== null ? (
        <p class="soft">The entry says the same by now.</p>
      ) : (
        <CompareTable
          kind={kind}
          names={names}
          left={{ title: "As it stands", values: (standing as Values | undefined) ?? null }}
          right={{ title: "Proposed", values: correction.proposed as Values | null }}
        />
      )}
      {correction.status === "open" && <Decision correction={correction} />}
    </article>
  );
}

/** Edits that could not simply be applied: side by side, field by field, for the owner to decide. */
export function Corrections() {
  const { logbook, router } = useApp();
  const all = logbook.all("correction") as unknown as readonly (CorrectionRecord & AnyRecord)[];
  const open = all.filter((correction) => correction.status === "open");
  const past = all.filter((correction) => correction.status !== "open");
  return (
    <Page title="Corrections" onBack={() => router.back("/more")}>
      {open.length === 0 && (
        <p class="empty soft">
          Nothing waits for a decision. When two devices change the same thing before they meet,
          both versions are shown here and you choose.
        </p>
      )}
      {open.map((correction) => (
        <Correction key={correction._id} correction={correction} />
      ))}
      {past.length > 0 && (
        <details class="fold">
          <summary>
            Decided <span class="soft">{past.length}</span>
          </summary>
          {past.map((correction) => (
            <Correction key={correction._id} correction={correction} />
          ))}
        </details>
      )}
    </Page>
  );
}
