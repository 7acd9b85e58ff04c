/** What can be done with a report: print it, take it away as CSV, save it, pin it. */
import { useState } from "preact/hooks";
import { writeCsv } from "../../../shared/formats/csv_table.ts";
import { uuidOf } from "../../../shared/ids.ts";
import type { ReportConfig } from "../../../shared/totals/report_config.ts";
import type { ReportTable } from "../../../shared/totals/report_table.ts";
import { useApp } from "../../app_context.ts";
import { useRemove } from "../../fields/use_remove.ts";
import type { AnyRecord } from "../../models/logbook.ts";
import { reportCells } from "../../models/report_words.ts";
import { saveChecked } from "../../models/save_checked.ts";
import { reportDocument, type SavedReport } from "../../models/saved_reports.ts";
import { FormDialog } from "../../ui/form_dialog.tsx";
import { saveFile } from "../../ui/save_file.ts";
import { InputField } from "../../ui/input_field.tsx";
import { PrintButtons } from "../../ui/print_buttons.tsx";

interface KeepProps {
  config: ReportConfig;
  table: ReportTable;
  saved: SavedReport | undefined;
}

interface SaveDialogProps extends Pick<KeepProps, "config" | "saved"> {
  onClose: () => void;
}

function SaveDialog({ config, saved, onClose }: SaveDialogProps) {
  const app = useApp();
  const { router, toasts } = app;
  const [name, setName] = useState(saved?.name ?? "");
  const [is_quick_access, setPinned] = useState(saved?.is_quick_access ?? true);
  const [problem, setProblem] = useState("");
  const save = async () => {
    if (name.trim() === "") return setProblem("Give it a name, like “Insurance renewal”.");
    const said = { name: name.trim(), is_quick_access };
    const document = reportDocument(config, said, saved);
    const refusal = await saveChecked(app, [document]);
    if (refusal !== undefined) return setProblem(`Not saved: ${refusal.message}`);
    onClose();
    toasts.show("Report saved");
    router.replace(`/totals/report/${uuidOf(document._id)}`);
  };
  return (
    <FormDialog
      title={saved === undefined ? "Save this report" : "Save the changes"}
      submit="Save report"
      problem={problem}
      onSubmit={save}
      onClose={onClose}
    >
      <p>Period, filter, grouping and columns are kept; the figures are always those of today.</p>
      <InputField label="Name" value={name} onText={setName} />
      <label class="check">
        <input
          type="checkbox"
          checked={is_quick_access}
          onChange={(event) => setPinned(event.currentTarget.checked)}
        />
        Pinned: at the head of the totals
      </label>
    </FormDialog>
  );
}

/** The buttons below a report. */
export function KeepReport({ config, table, saved }: KeepProps) {
  const app = useApp();
  const { may_write, settings, toasts, clock } = app;
  const remove = useRemove();
  const [isSaving, setSaving] = useState(false);
  const csv = () => writeCsv(reportCells(app, config, table, settings.duration_style.value));
  const download = () => saveFile(`totals_${clock.today()}.csv`, csv(), "text/csv");
  const copy = () =>
    navigator.clipboard.writeText(csv()).then(
      () => toasts.show("Copied as CSV"),
      () => {
        download();
        toasts.show("This browser does not let the app copy: saved as a file instead");
      },
    );
  return (
    <PrintButtons>
      <button type="button" class="button" onClick={() => void copy()}>
        Copy as CSV
      </button>
      <button type="button" class="button" onClick={download}>
        Save as CSV
      </button>
      {may_write && (
        <button type="button" class="button primary" onClick={() => setSaving(true)}>
          {saved === undefined ? "Save this report" : "Save the changes"}
        </button>
      )}
      {may_write && saved !== undefined && (
        <button
          type="button"
          class="button danger"
          onClick={() => void remove(saved as unknown as AnyRecord, "/totals")}
        >
          Delete
        </button>
      )}
      {isSaving && <SaveDialog config={config} saved={saved} onClose={() => setSaving(false)} />}
    </PrintButtons>
  );
}
