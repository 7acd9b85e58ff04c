import { useEffect, useRef, useState } from "preact/hooks";
import type { CheckedSignature, Verification } from "../../../shared/formats/oplf_verify.ts";
import {
  countVerdicts,
  type Verdict,
  verdicts,
  whatItDoesNotProve,
} from "../../../shared/signatures/check_signature.ts";
import { useApp } from "../../app_context.ts";
import { verdictTones } from "../../fields/signatures.tsx";
import { sizeText } from "../../models/files.ts";
import { Figure, Page, Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { UnderWay } from "../../ui/under_way.tsx";
import { verifyFile } from "../../verify/verify_file.ts";
import { FilePicker } from "../file_picker.tsx";
import { Problem } from "../../ui/input_field.tsx";

/** How many lines of a list are shown; the rest is counted. */
const lines_max = 100;

type Step =
  | { is: "choose"; problem: string }
  | { is: "reading"; name: string; bytes: number; of: number }
  | { is: "found"; name: string; found: Verification };

function Counted({ found }: { found: Verification }) {
  const figures = [
    ["Records", found.records],
    ["Entries of the audit log", found.audit_entries],
    ["Checkpoints", found.checkpoints],
    ["Signatures", found.signatures.length],
  ] as const;
  return (
    <dl class="figures_grid">
      {figures.map(([label, count]) => (
        <Figure key={label} label={label}>
          {count}
        </Figure>
      ))}
    </dl>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      <ul class="rows">
        {lines.slice(0, lines_max).map((line, i) => (
          <li key={i} class="row">
            <span class="row_title">{line}</span>
          </li>
        ))}
      </ul>
      {lines.length > lines_max && <p class="soft">and {lines.length - lines_max} more</p>}
    </>
  );
}

/** How many signatures got each verdict, and what that means. */
function Verdicts({ signatures }: { signatures: readonly CheckedSignature[] }) {
  const counts = Object.entries(countVerdicts(signatures)) as [Verdict, number][];
  return (
    <Section title="Signatures">
      <ul class="rows">
        {counts.map(([verdict, count]) => (
          <li key={verdict} class="row">
            <span>
              <Status tone={verdictTones[verdict]}>{verdict}</Status>
              <span class="row_more">{verdicts[verdict]}</span>
            </span>
            <span class="row_end">{count}</span>
          </li>
        ))}
      </ul>
      <p class="soft small after">{whatItDoesNotProve}</p>
    </Section>
  );
}

function Found({ name, found }: { name: string; found: Verification }) {
  const isGood = found.problem_count === 0;
  return (
    <>
      <p class="lead" role="status">
        <Status tone={isGood ? "good" : "bad"}>
          {isGood
            ? `${name} is whole${found.audit_entries > 0 ? ": nothing in it was changed" : ""}`
            : `${name} is not as it was written: ${found.problem_count} ${found.problem_count === 1 ? "thing is" : "things are"} wrong`}
        </Status>
      </p>
      <Counted found={found} />
      {!isGood && (
        <Section title="What is wrong, the first thing first">
          <Lines lines={found.problems} />
        </Section>
      )}
      {found.signatures.length > 0 && <Verdicts signatures={found.signatures} />}
      {found.notes.length > 0 && (
        <Section title="To know">
          <Lines lines={found.notes} />
        </Section>
      )}
    </>
  );
}

/** Checks an export that is dropped here: on this device, with no network and no account. */
export function Verify() {
  const { router } = useApp();
  const [step, setStep] = useState<Step>({ is: "choose", problem: "" });
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const check = async (file: File) => {
    const { name, size: of } = file;
    const controller = (running.current = new AbortController());
    setStep({ is: "reading", name, bytes: 0, of });
    try {
      const onRead = (bytes: number) => setStep({ is: "reading", name, bytes, of });
      const found = await verifyFile(file, onRead, controller.signal);
      setStep({ is: "found", name, found });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const problem = controller.signal.aborted ? "" : `${name} could not be read: ${why}`;
      setStep({ is: "choose", problem });
    }
  };
  return (
    <Page title="Verify a file" onBack={() => router.back("/more")}>
      {step.is === "choose" && <Problem>{step.problem}</Problem>}
      {step.is === "reading" && (
        <UnderWay onStop={() => running.current?.abort()}>
          Checking {step.name}: {sizeText(step.bytes)} of {sizeText(step.of)}
        </UnderWay>
      )}
      {step.is === "found" && <Found name={step.name} found={step.found} />}
      {step.is !== "reading" && (
        <div class="after">
          <FilePicker
            ready
            what="A logbook in the Open Pilot Logbook Format (.oplf.json)"
            accept=".json,application/json"
            onFile={(file) => void check(file)}
          />
          <p class="soft small after">
            Every record, every signature, the whole audit log and its checkpoints are checked, here
            on this device. Nothing is sent anywhere.
          </p>
        </div>
      )}
    </Page>
  );
}
