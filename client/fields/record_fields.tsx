import type { Field } from "../../shared/fields.ts";
import type { Form } from "../models/form.ts";
import { FieldInput } from "./field_input.tsx";
import { sectionsOf } from "./value_text.ts";

/** The section that the app itself writes: locks, signatures, corrections. No form offers it. */
const ownSection = "Record";

/** Whether a field of a form says something. */
function isFilled(form: Form, name: string): boolean {
  const value = form.value(name);
  if (name in form.unread.value) return true;
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== 0 && value !== false;
}

interface SectionProps {
  form: Form;
  title: string;
  fields: [string, Field][];
}

/** A section that opens when it is needed: it says how much is in it, and opens on a problem. */
function FoldedSection({ form, title, fields }: SectionProps) {
  const names = fields.map(([name]) => name);
  const filled = names.filter((name) => isFilled(form, name)).length;
  const wrong = form.problems.value.some((problem) => names.includes(problem.path.split(".")[0]!));
  return (
    <details class="fold" open={wrong || undefined}>
      <summary>
        {title}
        {filled > 0 && <span class="soft">{filled} filled in</span>}
      </summary>
      <div class="fold_body form_grid">
        {fields.map(([name, field]) => (
          <FieldInput key={name} form={form} path={name} field={field} />
        ))}
      </div>
    </details>
  );
}

interface RecordFieldsProps {
  form: Form;
  /** Fields that the screen shows in its own way. */
  without?: readonly string[];
  /** Fields that this pilot does not use: shown only where they say something. */
  unused?: readonly string[];
}

/** Every field of a kind, section by section: what the form of a record follows from. */
export function RecordFields({ form, without = [], unused = [] }: RecordFieldsProps) {
  const isShown = ([name]: [string, Field]) =>
    !without.includes(name) && (!unused.includes(name) || isFilled(form, name));
  const sections = [...sectionsOf(form.kind.fields)].map(
    ([title, fields]) => [title, fields.filter(isShown)] as const,
  );
  return (
    <>
      {sections.map(([title, fields]) => {
        if (title === ownSection || fields.length === 0) return null;
        if (title !== "")
          return <FoldedSection key={title} form={form} title={title} fields={fields} />;
        return (
          <div key={title} class="form_grid fold_body">
            {fields.map(([name, field]) => (
              <FieldInput key={name} form={form} path={name} field={field} />
            ))}
          </div>
        );
      })}
    </>
  );
}
