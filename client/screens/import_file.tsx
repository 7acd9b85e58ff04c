import { useSignal } from "@preact/signals";
import { limits } from "../../shared/limits.ts";
import type { ForeFlightReading, ImportPlan } from "../../shared/formats/import_plan.ts";
import { useApp } from "../app_context.ts";
import { existingDocuments, saveInChunks } from "../models/importing.ts";
import { Page } from "../ui/page.tsx";
import { FilePicker } from "./file_picker.tsx";
import { ImportOplf } from "./import_oplf.tsx";
import { ImportPreview } from "./import_preview.tsx";

/** Where an import stands. */
type Step =
  | { is: "choose"; problem: string }
  | { is: "oplf"; file: File }
  | { is: "preview"; name: string; reading: ForeFlightReading; plan: ImportPlan }
  | { is: "saving"; saved: number; of: number }
  | { is: "done"; added: number; failed: string[] };

/** The formats are large and seldom needed, so they come when a file is opened. */
const formats = () => import("../../shared/formats/import_plan.ts");

/** Whether a file begins as JSON does: then it is an export of Offblock, or of nobody. */
async function isJson(file: File): Promise<boolean> {
  return /^\s*\{/.test(await file.slice(0, 64).text());
}

/** Brings a file in: choose, see what it says before anything is saved, save. */
export function ImportFile() {
  const { logbook, airports, clock, router } = useApp();
  const step = useSignal<Step>({ is: "choose", problem: "" });
  const choices = useSignal<Record<string, string | null>>({});
  const incomplete = useSignal<number[]>([]);
  const existing = () => existingDocuments(logbook);

  const planFor = async (name: string, reading: ForeFlightReading) => {
    const { planImport } = await formats();
    const index = airports.loaded.value;
    if (index === undefined) return undefined;
    const plan = planImport(reading, existing(), {
      airports: index,
      now: clock.now(),
      choices: choices.value,
      take_incomplete: incomplete.value,
    });
    step.value =
      plan.failure === null
        ? { is: "preview", name, reading, plan }
        : { is: "choose", problem: plan.failure };
    return plan;
  };
  const open = async (file: File) => {
    if (await isJson(file)) {
      step.value = { is: "oplf", file };
      return;
    }
    if (file.size > limits.import_bytes) {
      const most = limits.import_bytes / 1024 / 1024;
      step.value = { is: "choose", problem: `The file is larger than ${most} MB.` };
      return;
    }
    const { readForeFlight } = await formats();
    choices.value = {};
    incomplete.value = [];
    await planFor(file.name, readForeFlight(await file.text()));
  };
  const save = async (plan: ImportPlan) => {
    const of = plan.documents.length;
    const failed = await saveInChunks(logbook, plan.documents, (saved) => {
      step.value = { is: "saving", saved, of };
    });
    step.value = { is: "done", added: of - failed.length, failed };
  };

  const now = step.value;
  // Each step is a screen of its own to the keyboard: its name has the focus.
  return (
    <Page key={now.is} title="Import" onBack={() => router.back("/more")}>
      {now.is === "choose" && (
        <>
          <p class="lead">
            Bring in the logbook that you have. You see what was read, and what was not, before
            anything is saved.
          </p>
          {now.problem !== "" && (
            <p class="notice bad" role="alert">
              {now.problem}
            </p>
          )}
          <FilePicker
            ready={airports.loaded.value !== undefined}
            what="ForeFlight's logbook export (CSV), or a logbook in the Open Pilot Logbook Format (.oplf.json)"
            accept=".csv,text/csv,text/plain,.json,application/json"
            onFile={(file) => void open(file)}
          />
          {airports.failure.value !== null && (
            <p class="notice bad" role="alert">
              The airports could not be read: {airports.failure.value}
            </p>
          )}
        </>
      )}
      {now.is === "oplf" && (
        <ImportOplf
          file={now.file}
          onOther={() => {
            step.value = { is: "choose", problem: "" };
          }}
        />
      )}
      {now.is === "preview" && (
        <ImportPreview
          name={now.name}
          plan={now.plan}
          onChoose={(code, airport_id) => {
            choices.value = { ...choices.value, [code]: airport_id };
            void planFor(now.name, now.reading);
          }}
          onTake={(line) => {
            incomplete.value = [...incomplete.value, line];
            void planFor(now.name, now.reading);
          }}
          onSave={() => void save(now.plan)}
          onCancel={() => {
            step.value = { is: "choose", problem: "" };
          }}
        />
      )}
      {now.is === "saving" && (
        <p role="status">
          Saving {now.saved} of {now.of} …
        </p>
      )}
      {now.is === "done" && (
        <div class="empty" role="status">
          <p class="lead">{now.added} records were added to your logbook.</p>
          {now.failed.length > 0 && (
            <p class="notice bad">
              {now.failed.length} could not be saved: {now.failed[0]} Import the file again to add
              what is missing.
            </p>
          )}
          <a class="button primary" href="#/flights">
            Show the logbook
          </a>
        </div>
      )}
    </Page>
  );
}
