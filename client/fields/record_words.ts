import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { shownFields, valueText, type ValueContext } from "./value_text.ts";

/** Parts of the second line of a record. */
const parts_max = 3;

const telling = new Set(["lookup", "choice", "reference", "reference_model", "text", "long_text"]);

/** The second line of a record: what tells it apart from others of the same title. */
export function recordMore(context: ValueContext, record: AnyRecord): string {
  const kind = kindNamed(record._id.slice(0, record._id.indexOf(":")))!;
  const title = kind.title(record as never, context.logbook.nameOf);
  const said: string[] = [];
  for (const [name, field] of shownFields(kind.fields)) {
    if (!telling.has(field.type) || field.section !== undefined) continue;
    const text = valueText(field, record[name] ?? null, context, record as never, name);
    if (text === "" || title.includes(text) || said.includes(text)) continue;
    said.push(text.split("\n")[0]!);
    if (said.length === parts_max) break;
  }
  return said.join(" · ");
}
