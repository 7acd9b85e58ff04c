import { useId } from "preact/hooks";
import { ProblemText, type FieldProps } from "./field_frame.tsx";

/** Something that is so or not: a box to tick, with its name beside it. */
export function CheckField({ form, path, field }: FieldProps) {
  const id = useId();
  const problem = form.problemAt(path);
  return (
    <div class="field" data-path={path}>
      <label class="check">
        <input
          type="checkbox"
          aria-describedby={`${id}-hint ${id}-problem`}
          checked={form.value(path) === true}
          onChange={(event) => form.set(path, event.currentTarget.checked)}
        />
        <span>
          {field.label}
          {field.hint !== undefined && (
            <span class="hint block" id={`${id}-hint`}>
              {field.hint}
            </span>
          )}
        </span>
      </label>
      {problem !== undefined && <ProblemText id={`${id}-problem`} problem={problem} />}
    </div>
  );
}
