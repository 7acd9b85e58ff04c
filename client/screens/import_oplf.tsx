/** Brings an export in, with no network: checked, shown, then saved. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type AttachmentsZip, openAttachmentsZip } from "../../shared/formats/attachments_zip.ts";
import type { Verification } from "../../shared/formats/oplf_verify.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { countVerdicts } from "../../shared/signatures/check_signature.ts";
import { useApp } from "../app_context.ts";
import { sizeText } from "../models/files.ts";
import {
  contradictionOf,
  type OplfPlan,
  type OplfResult,
  planOplf,
  saveOplf,
} from "../models/oplf_import.ts";
import { FigureTable } from "../ui/figure_table.tsx";
import { Figure, Section } from "../ui/page.tsx";
import { UnderWay } from "../ui/under_way.tsx";
import { verifyFile } from "../verify/verify_file.ts";
import { FilePicker } from "./file_picker.tsx";

type Step =
  | { is: "reading"; bytes: number }
  | { is: "comparing"; compared: number; of: number }
  | { is: "refused"; problems: readonly string[]; count: number }
  | { is: "preview"; plan: OplfPlan; zip: AttachmentsZip | undefined; problem: string }
  | { is: "saving"; saved: number; of: number }
  | { is: "done"; result: OplfResult };

/** Problems of a file that are shown; the rest is counted. */
const problems_max = 20;

const records = (count: number) => `${count} ${count === 1 ? "record" : "records"}`;

function Refused({
  name,
  problems,
  count,
}: {
  name: string;
  problems: readonly string[];
  count: number;
}) {
  return (
    <>
      <div class="notice bad" role="alert">
        <p>{name} was not imported. Nothing in your logbook has changed.</p>
        <p>The first thing wrong with it: {problems[0]}</p>
      </div>
      {problems.length > 1 && (
        <ul class="rows">
          {problems.slice(1, problems_max).map((problem, i) => (
            <li key={i} class="row">
              <span class="row_title">{problem}</span>
            </li>
          ))}
        </ul>
      )}
      {count > problems_max && <p class="soft">and {count - problems_max} more</p>}
    </>
  );
}

/** What vouches for the file: its log, its signatures. */
function Vouched({ found }: { found: Verification }) {
  const verdicts = Object.entries(countVerdicts(found.signatures));
  const signed = verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  return (
    <p class="after">
      The file is whole.{" "}
      {found.audit_entries === 0
        ? "It has no audit log."
        : `All ${found.audit_entries} entries of its audit log were checked; they are kept with your logbook.`}{" "}
      {found.signatures.length > 0 && `Signatures: ${signed}.`}
    </p>
  );
}

function Preview({ plan, onZip }: { plan: OplfPlan; onZip: (file: File) => void }) {
  const { total } = plan;
  return (
    <>
      <dl class="figures_grid after">
        <Figure label="New">{total.new}</Figure>
        <Figure label="Already here">{total.there}</Figure>
        <Figure label="Different here">{total.differs}</Figure>
        {total.without_file > 0 && <Figure label="Without their file">{total.without_file}</Figure>}
      </dl>
      <Vouched found={plan.found} />
      {total.differs > 0 && (
        <p class="after">
          What is different here stays as it is; what the file says comes as a correction, for you
          to decide.
        </p>
      )}
      {plan.deleted > 0 && (
        <p class="after">
          {records(plan.deleted)} of those that are already here{" "}
          {plan.deleted === 1 ? "was" : "were"} deleted since, and{" "}
          {plan.deleted === 1 ? "stays" : "stay"} so.
        </p>
      )}
      {plan.other_owner !== null && (
        <p class="notice">
          This is the logbook of {plan.other_owner}, and this one has an owner. They come in as a
          person; signatures that were given for their logbook do not count in this one. To keep
          those, import it into an empty logbook.
        </p>
      )}
      {total.without_file > 0 && (
        <Section title="Attached files">
          <p>
            {records(total.without_file)} come with a file, which lies in the zip beside the export.
            Without it they stay out; import both again to add them.
          </p>
          <FilePicker
            ready
            what="The zip of the attached files"
            accept=".zip,application/zip"
            onFile={onZip}
          />
        </Section>
      )}
    </>
  );
}

function Kinds({ plan }: { plan: OplfPlan }) {
  return (
    <Section title="What was read">
      <FigureTable
        head={["Records", "New", "Already here", "Different here", "Without file"]}
        rows={Object.entries(plan.by_kind).map(([kind, counts]) => ({
          name: kindNamed(kind)?.label_many ?? kind,
          figures: [counts.new, counts.there, counts.differs, counts.without_file],
        }))}
      />
    </Section>
  );
}

function Done({ result }: { result: OplfResult }) {
  const { added, corrections, without_file, failed, is_stopped } = result;
  return (
    <div class="empty" role="status">
      <p class="lead">{records(added)} were added to your logbook.</p>
      {is_stopped && <p>Stopped. Import the file again to add the rest, and its history.</p>}
      {corrections > 0 && (
        <p>
          {corrections} wait as corrections. <a href="#/corrections">Decide</a>
        </p>
      )}
      {without_file > 0 && <p>{records(without_file)} stayed out: their file was not at hand.</p>}
      {failed.length > 0 && (
        <p class="notice bad">
          {failed.length} could not be saved: {failed[0]} Import the file again to add what is
          missing.
        </p>
      )}
      <a class="button primary" href="#/flights">
        Show the logbook
      </a>
    </div>
  );
}

/** The steps from a chosen file to its plan. */
function usePlan(file: File) {
  const app = useApp();
  const [step, setStep] = useState<Step>({ is: "reading", bytes: 0 });
  const refuse = (...problems: string[]) =>
    setStep({ is: "refused", problems, count: problems.length });
  const left = useRef<AbortController>(null);
  const plan = async (found: Verification, zip?: AttachmentsZip) => {
    const of = found.records + found.waiting;
    const onCompared = (compared: number) => setStep({ is: "comparing", compared, of });
    onCompared(0);
    const { signal } = left.current!;
    const made = await planOplf(app, file, found, zip, { onCompared, signal });
    setStep({ is: "preview", plan: made, zip, problem: "" });
  };
  const read = async (signal: AbortSignal) => {
    const found = await verifyFile(file, (bytes) => setStep({ is: "reading", bytes }), signal);
    if (found.problem_count > 0)
      return setStep({ is: "refused", problems: found.problems, count: found.problem_count });
    const contradiction = await contradictionOf(app, file, found);
    return contradiction === undefined ? plan(found) : refuse(contradiction);
  };
  useEffect(() => {
    const controller = (left.current = new AbortController());
    read(controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      refuse(error instanceof Error ? error.message : String(error));
    });
    return () => controller.abort();
  }, [file]);
  return { step, setStep, plan };
}

/** Shows what an export would bring, and brings it in. */
export function ImportOplf({ file, onOther }: { file: File; onOther: () => void }) {
  const app = useApp();
  const { step, setStep, plan: planAgain } = usePlan(file);

  const takeZip = async (now: Step & { is: "preview" }, zip: File) => {
    const read = async (from: number, to: number) =>
      new Uint8Array(await zip.slice(from, to).arrayBuffer());
    const opened = await openAttachmentsZip({ size: zip.size, read });
    if (opened.ok) await planAgain(now.plan.found, opened.zip);
    else setStep({ ...now, problem: `${zip.name}: ${opened.reason}` });
  };
  const saving = useRef<AbortController>(null);
  const save = async ({ plan, zip }: Step & { is: "preview" }) => {
    const of = plan.total.new + plan.total.differs;
    const { signal } = (saving.current = new AbortController());
    const onSaved = (saved: number) => setStep({ is: "saving", saved, of });
    setStep({ is: "done", result: await saveOplf(app, plan, zip, { onSaved, signal }) });
  };

  const other = (
    <button type="button" class="button large" onClick={onOther}>
      Another file
    </button>
  );
  switch (step.is) {
    case "reading":
      return (
        <UnderWay onStop={onOther}>
          Checking {file.name}: {sizeText(step.bytes)} of {sizeText(file.size)}
        </UnderWay>
      );
    case "comparing":
      return (
        <UnderWay onStop={onOther}>
          Comparing with your logbook: {step.compared} of {records(step.of)}
        </UnderWay>
      );
    case "refused":
      return (
        <>
          <Refused name={file.name} problems={step.problems} count={step.count} />
          <div class="buttons after">{other}</div>
        </>
      );
    case "preview": {
      const { total } = step.plan;
      const adds = total.new + total.differs;
      return (
        <>
          <p class="soft">{file.name}</p>
          <Preview plan={step.plan} onZip={(zip) => void takeZip(step, zip)} />
          {step.problem !== "" && (
            <p class="notice bad" role="alert">
              {step.problem}
            </p>
          )}
          {adds === 0 && (
            <p class="notice" role="status">
              This file adds nothing: your logbook knows everything in it already.
            </p>
          )}
          <div class="buttons after">
            <button
              type="button"
              class="button primary large"
              disabled={adds === 0}
              onClick={() => void save(step)}
            >
              Add {records(adds)}
            </button>
            {other}
          </div>
          <Kinds plan={step.plan} />
        </>
      );
    }
    case "saving":
      return (
        <UnderWay onStop={() => saving.current?.abort()}>
          Saving {step.saved} of {step.of} …
        </UnderWay>
      );
    case "done":
      return <Done result={step.result} />;
  }
}
