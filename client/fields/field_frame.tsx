import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { problemKinds, type Problem } from "../../shared/problems.ts";
import type { Field } from "../../shared/fields.ts";
import type { Form } from "../models/form.ts";
import { FieldProblem } from "../ui/input_field.tsx";
import { descriptionOf, ownAirportOf } from "./value_text.ts";

/** What every kind of field is given. */
export interface FieldProps<F extends Field = Field> {
  form: Form;
  /** Where the value lies in the form, dotted. */
  path: string;
  field: F;
}

/** What a field's control needs to be named and explained. */
export interface ControlProps {
  id: string;
  describedBy: string;
  invalid: boolean;
}

interface FrameProps extends FieldProps {
  /** A small action beside the label. */
  action?: ComponentChildren;
  wide?: boolean;
  children: (control: ControlProps) => ComponentChildren;
}

/** A problem in words: what is wrong, and what to do. */
export function ProblemText({ id, problem }: { id: string; problem: Problem }) {
  return (
    <FieldProblem id={id}>
      {problem.message} {problemKinds[problem.code].remedy}
    </FieldProblem>
  );
}

/** A field with its name, its hint, whether it was filled in by the app, and what is wrong with it. */
export function FieldFrame({ form, path, field, action, wide, children }: FrameProps) {
  const id = useId();
  // An airport writes its words and one's own airport beside it.
  const beside = field.type === "airport" ? [ownAirportOf(path), descriptionOf(path)] : [];
  const problem = [path, ...beside].map(form.problemAt).find((found) => found !== undefined);
  const prefilled = form.prefilled.value.has(path);
  const unit = field.type === "number" && field.unit !== undefined ? `, ${field.unit}` : "";
  const control = {
    id,
    describedBy: `${id}-hint ${id}-problem`,
    invalid: problem !== undefined,
  };
  return (
    <div class={wide ? "field wide" : "field"} data-path={path}>
      <div class="field_label">
        <label for={id}>
          {field.label}
          {unit}
          {field.required && <span class="soft"> (required)</span>}
        </label>
        {prefilled ? <span class="mark">prefilled</span> : action}
      </div>
      {children(control)}
      {field.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
      {problem !== undefined && <ProblemText id={`${id}-problem`} problem={problem} />}
    </div>
  );
}
