import { useEffect, useState } from "preact/hooks";
import { differingFields, type Values } from "../../shared/merge.ts";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { shownFields, valueText } from "../fields/value_text.ts";
import { addressOf } from "../models/addresses.ts";
import { stepsOf, type HistoryStep, type RowChange } from "../models/history.ts";
import type { StoredDocument } from "../store/messages.ts";
import { dayInWords, formatLocal, formatMoment } from "../ui/moments.ts";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";

type Row = { [field: string]: Json };

interface MomentProps {
  moment: string;
  by: string;
}

function When({ moment, by }: MomentProps) {
  return (
    <header class="history_head">
      <strong>{formatMoment(moment)}</strong>
      <span class="soft small">{formatLocal(moment)} here</span>
      <span class="soft small">{by}</span>
    </header>
  );
}

/** The fields in which two rows differ, from and to in words. */
function Differences({ change }: { change: RowChange }) {
  const app = useApp();
  const { fields, from, to, row_label, operation } = change;
  const lines = shownFields(fields)
    .filter(([, field]) => field.type !== "rows")
    .map(([name, field]) => ({
      label: field.label,
      from: valueText(field, from[name] ?? null, app, from, name),
      to: valueText(field, to[name] ?? null, app, to, name),
    }))
    .filter((line) => line.from !== line.to);
  const done = { INSERT: "added", UPDATE: "changed", DELETE: "removed" }[operation];
  if (lines.length === 0 && row_label === "") return null;
  return (
    <>
      {row_label !== "" && (
        <p class="small soft">
          {row_label} {done}
        </p>
      )}
      <dl class="history_lines">
        {lines.map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd>
              {operation === "UPDATE" && (
                <>
                  <del>{line.from || "–"}</del>
                  <span aria-hidden="true"> → </span>
                </>
              )}
              {operation === "DELETE" ? <del>{line.from}</del> : <ins>{line.to || "–"}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Step({ step }: { step: HistoryStep }) {
  const { id } = useApp();
  const device =
    step.device_id === id ? "this device" : (step.device_name ?? "a device without a name");
  return (
    <li class="history_step">
      <When moment={step.changed_at} by={`${step.changed_by}, on ${device}`} />
      {step.change_reason !== null && (
        <p>
          <strong>Because:</strong> {step.change_reason}
        </p>
      )}
      {step.rows.map((change, i) => (
        <Differences key={i} change={change} />
      ))}
    </li>
  );
}

interface RevisionProps {
  kind: Kind;
  revision: StoredDocument;
  before: StoredDocument | undefined;
}

function Revision({ kind, revision, before }: RevisionProps) {
  const { id } = useApp();
  const device =
    revision["device_id"] == null
      ? "an import"
      : revision["device_id"] === id
        ? "this device"
        : "another device";
  const names =
    before === undefined
      ? Object.keys(kind.fields)
      : differingFields(kind.fields, before as Values, revision as Values);
  const picked = (document: StoredDocument) =>
    Object.fromEntries(names.map((name) => [name, document[name] ?? null])) as Row;
  const change: RowChange = {
    operation: before === undefined ? "INSERT" : "UPDATE",
    row_id: revision._id,
    row_label: "",
    fields: kind.fields,
    from: before === undefined ? {} : picked(before),
    to: picked(revision),
  };
  const rowsChanged = names.filter((name) => kind.fields[name]?.type === "rows");
  return (
    <li class="history_step">
      <When moment={String(revision["updated_at"])} by={`on ${device}`} />
      {typeof revision["change_reason"] === "string" && (
        <p>
          <strong>Because:</strong> {revision["change_reason"]}
        </p>
      )}
      <Differences change={change} />
      {before !== undefined &&
        rowsChanged.map((name) => (
          <p class="small soft" key={name}>
            {kind.fields[name]!.label} changed
          </p>
        ))}
    </li>
  );
}

/** What is known of a history: the ledger's answer, or what this device holds. */
type Known =
  | { is: "asking" }
  | { is: "ledger"; steps: HistoryStep[] }
  | { is: "device"; revisions: StoredDocument[] };

function useHistory(kind: Kind, id: string, rev: string | undefined): Known {
  const { logbook, logbooks, ledger } = useApp();
  const [known, setKnown] = useState<Known>({ is: "asking" });
  useEffect(() => {
    let gone = false;
    const tell = (next: Known) => {
      if (!gone) setKnown(next);
    };
    const ask = async () => {
      const hasAccount = logbooks.opened()?.account != null;
      const entries = hasAccount ? await ledger.history(logbook.id, id) : undefined;
      if (entries !== undefined && entries.length > 0)
        return tell({ is: "ledger", steps: stepsOf(kind, entries) });
      const revisions = await logbook.history(id).catch(() => []);
      tell({ is: "device", revisions });
    };
    void ask();
    return () => {
      gone = true;
    };
  }, [id, rev]);
  return known;
}

/** How a record came to be what it is: by the ledger's audit log, or by what this device holds. */
export function History({ kind: name, uuid }: { kind: KindName; uuid: string }) {
  const { logbook, router, sync } = useApp();
  const kind = kindNamed(name)!;
  const id = `${name}:${uuid}`;
  const record = logbook.record(id);
  const known = useHistory(kind, id, record?._rev);
  const isUnsent = sync.report.value.unsent_ids.includes(id);
  const title = record === undefined ? kind.label : dayInWords(logbook.title(record));
  return (
    <Page title="History" onBack={() => router.back(addressOf(id).slice(1))}>
      <p class="lead">{title}</p>
      {isUnsent && (
        <p class="after">
          <Status tone="wait">The last change has not been sent to the ledger yet</Status>
        </p>
      )}
      {known.is === "ledger" && (
        <>
          <p class="soft after">As the ledger’s audit log has it, newest first.</p>
          <ol class="history">
            {known.steps.map((step, i) => (
              <Step key={i} step={step} />
            ))}
          </ol>
        </>
      )}
      {known.is === "device" && (
        <>
          <p class="soft after">
            As this device knows it, newest first. The ledger’s audit log is shown here when the
            ledger can be reached.
          </p>
          <ol class="history">
            {known.revisions.map((revision, i) => (
              <Revision
                key={revision._rev}
                kind={kind}
                revision={revision}
                before={known.revisions[i + 1]}
              />
            ))}
          </ol>
        </>
      )}
    </Page>
  );
}
