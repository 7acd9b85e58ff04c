import { useState } from "preact/hooks";
import { differingFields, type Values } from "../../shared/merge.ts";
import type { Field } from "../../shared/fields.ts";
import { useApp } from "../app_context.ts";
import { CompareTable } from "./compare_table.tsx";
import { ProblemText } from "./field_frame.tsx";
import type { RecordForm } from "./use_record_form.ts";

/** The label of the field that a path leads to: `Legs 1, From`. */
function labelOf(fields: Record<string, Field>, path: string): string {
  const [name, row, ...rest] = path.split(".");
  const field = fields[name!];
  if (field === undefined) return path;
  if (field.type !== "rows" || row === undefined) return field.label;
  const within = rest.length === 0 ? "" : `, ${labelOf(field.fields, rest.join("."))}`;
  return `${field.row_label} ${Number(row) + 1}${within}`;
}

interface FormNoticesProps {
  editing: RecordForm;
  onSaved: (id: string) => void;
  /** Leaves the form and drops what was typed. */
  onLeave: () => void;
  /** Drops what was left open and begins what was asked for; undefined where that is nothing else. */
  onAnew?: (() => void) | undefined;
}

/** What stands in the way of saving, all in one place: problems, and somebody else's edit. */
export function FormNotices({ editing, onSaved, onLeave, onAnew }: FormNoticesProps) {
  const { form, rival } = editing;
  const problems = form.problems.value;
  const [closed, setClosed] = useState(false);
  return (
    <>
      {editing.restored && !closed && (
        <div class="notice" role="status">
          <p>You left this form open. It is as you left it.</p>
          <div class="buttons">
            <button type="button" class="button" onClick={() => setClosed(true)}>
              Go on
            </button>
            <button type="button" class="button plain" onClick={onAnew ?? onLeave}>
              {onAnew === undefined ? "Discard it" : "Discard it and begin the other"}
            </button>
          </div>
        </div>
      )}
      {problems.length > 0 && (
        <div class="notice bad" role="alert">
          <p>
            <strong>Not saved yet.</strong> Nothing is lost:{" "}
            {problems.length === 1 ? "one thing has" : `${problems.length} things have`} to be put
            right.
          </p>
          <ul>
            {problems.map((problem) => (
              <li key={problem.path + problem.code} class="field">
                {problem.path !== "" && <strong>{labelOf(form.kind.fields, problem.path)}</strong>}
                <ProblemText id="" problem={problem} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {rival !== undefined && <RivalNotice {...{ editing, onSaved, onLeave }} />}
    </>
  );
}

function RivalNotice({ editing, onSaved, onLeave }: FormNoticesProps) {
  const { clock } = useApp();
  const { form, rival, saveOver } = editing;
  const mine = form.check(clock.now());
  if (mine === undefined || rival === undefined) return null;
  const names = differingFields(form.kind.fields, rival as Values, mine);
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>This entry was changed elsewhere while the form was open.</strong> Both versions say
        something about the same fields. The one you do not take stays in the history.
      </p>
      <CompareTable
        kind={form.kind}
        names={names}
        left={{ title: "As it is now", values: rival as Values }}
        right={{ title: "What you typed", values: mine }}
      />
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          onClick={() => void saveOver().then((id) => id !== undefined && onSaved(id))}
        >
          Save mine
        </button>
        <button type="button" class="button" onClick={onLeave}>
          Keep it as it is
        </button>
      </div>
    </div>
  );
}
