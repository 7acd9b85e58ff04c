import { useEffect, useState } from "preact/hooks";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { differingFields, type Values } from "../../shared/merge.ts";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import { useApp } from "../app_context.ts";
import type { AnyRecord } from "../models/logbook.ts";
import type { StoredDocument } from "../store/messages.ts";
import { formatMoment } from "../ui/moments.ts";
import { valueText } from "./value_text.ts";

interface ChangeProps {
  kind: Kind;
  revision: StoredDocument;
  before: StoredDocument | undefined;
}

function Change({ kind, revision, before }: ChangeProps) {
  const app = useApp();
  const by = revision["device_id"] === app.id ? "this device" : "another device";
  const source = revision["device_id"] == null ? "an import" : by;
  const names =
    before === undefined ? [] : differingFields(kind.fields, before as Values, revision as Values);
  const text = (document: StoredDocument, name: string) => {
    const field = kind.fields[name]!;
    const row = document as unknown as { [field: string]: Json };
    return valueText(field, document[name] ?? null, app, row, name) || "–";
  };
  return (
    <li class="row">
      <div>
        <div class="row_title">
          {before === undefined ? "Oldest version on this device" : "Changed"}
        </div>
        {before !== undefined &&
          names.map((name) => (
            <div class="row_more" key={name}>
              {kind.fields[name]!.label}: {text(before, name)} → {text(revision, name)}
            </div>
          ))}
        {typeof revision["change_reason"] === "string" && (
          <div class="row_more">Because: {revision["change_reason"]}</div>
        )}
      </div>
      <div class="row_end row_more">
        {formatMoment(String(revision["updated_at"]))}
        <br />
        {source}
      </div>
    </li>
  );
}

/** How a record came to be what it is: every version that this device holds. */
export function RecordHistory({ record }: { record: AnyRecord }) {
  const { logbook } = useApp();
  const [revisions, setRevisions] = useState<StoredDocument[]>([]);
  const kind = kindNamed(record._id.slice(0, record._id.indexOf(":")))!;
  useEffect(() => {
    let gone = false;
    logbook.history(record._id).then(
      (found) => {
        if (!gone) setRevisions(found);
      },
      () => setRevisions([]),
    );
    return () => {
      gone = true;
    };
  }, [record._rev]);
  return (
    <details class="fold">
      <summary>
        History
        <span class="soft">
          {revisions.length} {revisions.length === 1 ? "version" : "versions"} here
        </span>
      </summary>
      <ul class="fold_body">
        {revisions.map((revision, i) => (
          <Change key={revision._rev} kind={kind} revision={revision} before={revisions[i + 1]} />
        ))}
      </ul>
    </details>
  );
}
