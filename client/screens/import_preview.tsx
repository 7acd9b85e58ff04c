import { kindNamed } from "../../shared/kinds/kinds.ts";
import { problemKinds } from "../../shared/problems.ts";
import type { AmbiguousCode, ImportPlan, Remark } from "../../shared/formats/import_plan.ts";
import { codeOf } from "../../shared/reference/airport.ts";
import { FigureTable } from "../ui/figure_table.tsx";
import { Figure, Section } from "../ui/page.tsx";
import { Status, type Tone } from "../ui/status.tsx";

/** Lines shown of a long list; the rest is counted. */
const shown_max = 200;

const tones: Record<Remark["level"], Tone> = { info: "quiet", warning: "wait", error: "bad" };
const words: Record<Remark["level"], string> = {
  info: "Note",
  warning: "Look at",
  error: "Not read",
};

function Counted({ plan }: { plan: ImportPlan }) {
  return (
    <FigureTable
      head={["Records", "Read", "New", "Already here", "Not importable"]}
      rows={Object.entries(plan.by_kind).map(([kind, counts]) => ({
        name: kindNamed(kind)?.label_many ?? kind,
        figures: [counts.read, counts.to_add, counts.already_there, counts.not_importable],
      }))}
    />
  );
}

interface AmbiguousProps {
  ambiguous: AmbiguousCode;
  onChoose: (code: string, airport_id: string | null) => void;
}

/** The value of "keep it as words" in the chooser. */
const as_words = "words";

function Ambiguous({ ambiguous, onChoose }: AmbiguousProps) {
  const { code, lines, candidates, chosen } = ambiguous;
  return (
    <label class="field">
      <span class="field_label">
        {code}: {lines.length === 1 ? `line ${lines[0]}` : `${lines.length} lines`}
      </span>
      <select
        class="input"
        value={chosen === undefined ? "" : (chosen ?? as_words)}
        onChange={({ currentTarget: { value } }) =>
          value !== "" && onChoose(code, value === as_words ? null : value)
        }
      >
        <option value="">Choose which airport is meant</option>
        {candidates.map((airport) => (
          <option key={airport.id} value={airport.id}>
            {codeOf(airport)} {airport.name}, {airport.municipality ?? ""} {airport.country_code}
          </option>
        ))}
        <option value={as_words}>None of these: keep “{code}” as words</option>
      </select>
    </label>
  );
}

function NotImportable({ plan, onTake }: { plan: ImportPlan; onTake: (line: number) => void }) {
  if (plan.not_importable.length === 0) return null;
  return (
    <Section title={`Cannot be imported: ${plan.not_importable.length}`}>
      <ul class="rows">
        {plan.not_importable.slice(0, shown_max).map(({ line, raw, problems, offer }) => (
          <li key={line} class="row">
            <span>
              <Status tone="bad">Line {line}</Status>
              {problems.map((problem) => (
                <span class="row_more block" key={problem.path + problem.code}>
                  {problem.message} {problemKinds[problem.code].remedy}
                </span>
              ))}
              <code class="raw">{raw}</code>
            </span>
            {offer !== null && (
              <button type="button" class="button" onClick={() => onTake(line)}>
                Import what could be read
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Remarks({ remarks }: { remarks: readonly Remark[] }) {
  const order = ["error", "warning", "info"] as const;
  return (
    <>
      {order.map((level) => {
        const of_level = remarks.filter((remark) => remark.level === level);
        if (of_level.length === 0) return null;
        return (
          <details class="fold" key={level} open={level === "error"}>
            <summary>
              <Status tone={tones[level]}>{words[level]}</Status>
              <span class="soft">{of_level.length}</span>
            </summary>
            <ul class="rows">
              {of_level.slice(0, shown_max).map((remark, i) => (
                <li key={i} class="row">
                  <span>
                    <span class="row_title">{remark.message}</span>
                    <span class="row_more block">
                      {remark.line === 0 ? "The whole file" : `Line ${remark.line}`}
                      {remark.column !== "" && `, ${remark.column}`}
                      {remark.cell !== "" && `: “${remark.cell}”`}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
            {of_level.length > shown_max && (
              <p class="soft">and {of_level.length - shown_max} more</p>
            )}
          </details>
        );
      })}
    </>
  );
}

interface ImportPreviewProps {
  name: string;
  plan: ImportPlan;
  onChoose: (code: string, airport_id: string | null) => void;
  onTake: (line: number) => void;
  onSave: () => void;
  onCancel: () => void;
}

/** What a file says and what would become of it; nothing is saved yet. */
export function ImportPreview(props: ImportPreviewProps) {
  const { name, plan, onChoose, onTake, onSave, onCancel } = props;
  const { total } = plan;
  const duplicates = plan.already_there.filter((entry) => entry.possible_duplicate).length;
  return (
    <>
      <p class="soft">{name}</p>
      <dl class="figures_grid after">
        <Figure label="To add">{plan.documents.length}</Figure>
        <Figure label="Already here">{total.already_there}</Figure>
        <Figure label="To look at">{total.with_warnings}</Figure>
        <Figure label="Not importable">{total.not_importable}</Figure>
      </dl>
      {plan.documents.length === 0 && (
        <p class="notice" role="status">
          This file adds nothing: everything that can be imported is already in your logbook.
        </p>
      )}
      {duplicates > 0 && (
        <p class="soft after">
          {duplicates} of them were logged in another way, by hand for instance, and say the same.
        </p>
      )}
      <div class="buttons after">
        <button
          type="button"
          class="button primary large"
          disabled={plan.documents.length === 0}
          onClick={onSave}
        >
          Add {plan.documents.length} records
        </button>
        <button type="button" class="button large" onClick={onCancel}>
          Another file
        </button>
      </div>
      <Section title="What was read">
        <Counted plan={plan} />
      </Section>
      {plan.ambiguous.length > 0 && (
        <Section title="Codes that several airports share">
          <div class="form_grid">
            {plan.ambiguous.map((ambiguous) => (
              <Ambiguous key={ambiguous.code} ambiguous={ambiguous} onChoose={onChoose} />
            ))}
          </div>
        </Section>
      )}
      <NotImportable plan={plan} onTake={onTake} />
      {plan.remarks.length > 0 && (
        <Section title="Line by line">
          <Remarks remarks={plan.remarks} />
        </Section>
      )}
    </>
  );
}
