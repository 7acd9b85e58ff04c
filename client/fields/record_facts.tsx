import type { Field } from "../../shared/fields.ts";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import { useApp } from "../app_context.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { Section } from "../ui/page.tsx";
import { sectionsOf, valueText } from "./value_text.ts";

/** Fields whose text takes lines of its own. */
const wideTypes: ReadonlySet<Field["type"]> = new Set(["rows", "long_text", "json"]);

interface FactsProps {
  /** The heading above; a field of the same name needs no other. */
  title: string;
  record: AnyRecord;
  fields: [string, Field][];
}

/** The fields of a record that say something, each under its name. */
function Facts({ title, record, fields }: FactsProps) {
  const app = useApp();
  const said = fields
    .map(([name, field]) => {
      const text = valueText(
        field,
        record[name] ?? null,
        app,
        record as { [f: string]: Json },
        name,
      );
      return { name, field, text };
    })
    .filter(({ text }) => text !== "");
  if (said.length === 0) return null;
  return (
    <dl class="facts">
      {said.map(({ name, field, text }) => (
        <div key={name} class={wideTypes.has(field.type) ? "wide" : ""}>
          <dt class={field.label === title ? "visually_hidden" : ""}>{field.label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RecordFactsProps {
  kind: Kind;
  record: AnyRecord;
  /** Fields that the screen shows in its own way. */
  without?: readonly string[];
}

/** Everything that a record says, section by section. */
export function RecordFacts({ kind, record, without = [] }: RecordFactsProps) {
  const app = useApp();
  const saysSomething = ([name, field]: [string, Field]) =>
    valueText(field, record[name] ?? null, app, record as { [f: string]: Json }, name) !== "";
  const sections = [...sectionsOf(kind.fields)]
    .map(([title, fields]) => ({
      title,
      fields: fields.filter((entry) => !without.includes(entry[0]) && saysSomething(entry)),
    }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <>
      {sections.map(({ title, fields }) => (
        <Section key={title} title={title || "Details"}>
          <Facts title={title} record={record} fields={fields} />
        </Section>
      ))}
    </>
  );
}
