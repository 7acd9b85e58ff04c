import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { bookReport } from "../../../shared/kinds/book_report.ts";
import { useApp } from "../../app_context.ts";
import type { ReportType } from "../../../shared/rules/book_report_data.ts";
import { isDay } from "../../../shared/validate.ts";
import { makeBookReport } from "../../models/book_reports.ts";
import { saveChecked } from "../../models/save_checked.ts";
import { Page } from "../../ui/page.tsx";
import { InputField, Problem, SelectField } from "../../ui/input_field.tsx";

const types = Object.entries(bookReport.fields.report_type.choices);

/** Makes a report of what the logbook says on a day; it is kept as it is, and can be attested. */
export function MakeReport() {
  const app = useApp();
  const { standing, clock, router, toasts } = app;
  const [type, setType] = useState<ReportType>("currency_summary");
  const [as_of, setAsOf] = useState(clock.today());
  const [problem, setProblem] = useState("");
  const facts = standing.facts.value;
  const make = async () => {
    if (!isDay(as_of)) return setProblem("Give the day.");
    if (facts === undefined) return setProblem("The logbook is still being read. Try again.");
    const report = makeBookReport(facts, { as_of, type, now: clock.now() });
    const refusal = await saveChecked(app, [report]);
    if (refusal !== undefined) return setProblem(`Not kept: ${refusal.message}`);
    toasts.show("Report kept");
    router.replace(`/records/book_report/${uuidOf(report._id)}`);
  };
  return (
    <Page title="Make a report" onBack={() => router.back("/more")}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p class="lead">
          What your logbook says on a day, computed now and never changed. You can attest it with
          your key, and have others sign it.
        </p>
        <div class="form_grid">
          <SelectField
            label="Report"
            value={type}
            options={types}
            onPick={(picked) => setType(picked as ReportType)}
          />
          <InputField label="As of" type="date" value={as_of} onText={setAsOf} />
        </div>
        <Problem>{problem}</Problem>
        <div class="buttons">
          <button type="submit" class="button primary">
            Make the report
          </button>
        </div>
      </form>
    </Page>
  );
}
