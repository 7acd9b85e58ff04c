import { useEffect, useState } from "preact/hooks";
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
import { lockOf } from "../models/entry_lock.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { dayInWords, formatMoment } from "../ui/moments.ts";
import { Page } from "../ui/page.tsx";
import { goToScreenName } from "../ui/screen_name.tsx";
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

interface DecisionProps {
  correction: CorrectionRecord;
  standing: AnyRecord | undefined;
  /** Every field that differs, and those of them that are to be taken. */
  names: readonly string[];
  taken: readonly string[];
}

/** What the first button says: it takes all that is proposed, or a part of it. */
function acceptWords({ correction, names, taken }: DecisionProps): string {
  if (correction.proposed === null) return "Delete it";
  return taken.length < names.length ? "Save this mix" : "Take the proposed version";
}

function Decision(props: DecisionProps) {
  const { correction, standing, names, taken } = props;
  const { logbook, clock, id: device_id, toasts } = useApp();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const is_locked = standing !== undefined && lockOf(logbook, standing) !== undefined;
  const decide = async (status: "accepted" | "dismissed") => {
    const decision = decided(correction, status, clock.now(), device_id);
    const accepting = { reason: reason.trim(), is_locked, names: taken };
    const change = status === "accepted" ? acceptance(correction, standing, accepting) : [];
    const now = clock.now();
    const invalid = change
      .filter((document) => !document._deleted)
      .map((document) => validate({ created_at: now, ...document, updated_at: now }))
      .find((result) => !result.ok);
    if (invalid !== undefined && !invalid.ok) return setProblem(invalid.problems[0]!.message);
    const results = await logbook.save([...change, decision]);
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined && !failed.ok) return setProblem(failed.message);
    toasts.show(status === "accepted" ? "Saved as you chose" : "Kept as it is");
    goToScreenName();
  };
  const nothingTaken = names.length > 0 && taken.length === 0;
  const cannotDelete = is_locked && correction.proposed === null;
  return (
    <>
      {is_locked && !cannotDelete && (
        <label class="field">
          <span class="field_label">Reason of the correction (the entry is locked)</span>
          <input
            class="input"
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      )}
      {cannotDelete && (
        <p class="soft">
          The entry is locked, so it cannot be deleted. Mark it as an error instead.
        </p>
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
          disabled={nothingTaken || cannotDelete || (is_locked && reason.trim() === "")}
          onClick={() => void decide("accepted")}
        >
          {acceptWords(props)}
        </button>
        <button type="button" class="button" onClick={() => void decide("dismissed")}>
          Keep it as it stands
        </button>
      </div>
    </>
  );
}

/** The version that both sides come from, where this device still has it. */
function useAncestor(correction: CorrectionRecord): Values | undefined {
  const { logbook } = useApp();
  const [found, setFound] = useState<Values | undefined>(undefined);
  const { corrects_id, corrects_rev, proposed_rev } = correction;
  useEffect(() => {
    if (corrects_rev === null || proposed_rev === null) return;
    logbook.ancestor(corrects_id, corrects_rev, proposed_rev).then(
      (document) => setFound(document as Values | undefined),
      () => undefined,
    );
  }, [corrects_id, corrects_rev, proposed_rev]);
  return found;
}

function decisionWords(correction: CorrectionRecord, device_id: string): string {
  const on = correction.decided_by_device === device_id ? "this device" : "another device";
  const at = correction.decided_at === null ? "" : `, ${formatMoment(correction.decided_at)}`;
  return `${correction.status === "accepted" ? "Accepted" : "Dismissed"} on ${on}${at}`;
}

function Correction({ correction }: { correction: CorrectionRecord }) {
  const { logbook, may_write, id: device_id } = useApp();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const standing = logbook.record(correction.corrects_id);
  const ancestor = useAncestor(correction);
  const kind = kindNamed(correction.corrects_id.split(":")[0]!);
  const title = standing === undefined ? "Deleted entry" : logbook.title(standing);
  const by = correction.written_by_device === device_id ? "this device" : "another device";
  if (kind === undefined) return null;
  const names = differencesOf(correction, standing);
  const isOpen = correction.status === "open";
  const canDecide = isOpen && may_write;
  const canMix = canDecide && correction.proposed !== null && standing !== undefined;
  return (
    <article class="correction">
      <header>
        <h2 class="entry_title">
          <a href={addressOf(correction.corrects_id)}>{dayInWords(title)}</a>
        </h2>
        {!isOpen && (
          <Status tone={correction.status === "accepted" ? "good" : "quiet"}>
            {decisionWords(correction, device_id)}
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
      {correction.notes !== null && <p>{correction.notes}</p>}
      {names.length === 0 && correction.proposed !== null ? (
        <p class="soft">The entry says the same by now.</p>
      ) : (
        <CompareTable
          kind={kind}
          names={names}
          left={{ title: "As it stands", values: (standing as Values | undefined) ?? null }}
          right={{ title: "Proposed", values: correction.proposed as Values | null }}
          {...(ancestor === undefined ? {} : { before: ancestor })}
          {...(canMix
            ? {
                choice: {
                  takesRight: (name) => !left.has(name),
                  take(name, right) {
                    const next = new Set(left);
                    if (right) next.delete(name);
                    else next.add(name);
                    setLeft(next);
                  },
                },
              }
            : {})}
        />
      )}
      {isOpen && !may_write && <p class="soft">The owner of the logbook decides about it.</p>}
      {canDecide && (
        <Decision
          correction={correction}
          standing={standing}
          names={names}
          taken={names.filter((name) => !left.has(name))}
        />
      )}
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
