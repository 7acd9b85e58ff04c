import { kindNamed } from "../../shared/kinds/kinds.ts";
import { problemKinds } from "../../shared/problems.ts";
import { validate } from "../../shared/validate.ts";
import type { DocumentToSave } from "../store/messages.ts";
import type { Clock } from "./clock.ts";
import type { Logbook } from "./logbook.ts";
import { kindOfId } from "./records.ts";

/** What is in the way of a document, by its own rules, in words; undefined when nothing is. */
function wrongWith(document: DocumentToSave, now: string): string | undefined {
  const result = validate({ created_at: now, ...document, updated_at: now });
  if (result.ok) return undefined;
  const { code, message, path } = result.problems[0]!;
  const label = kindNamed(kindOfId(document._id))?.fields[path]?.label;
  return `${label === undefined ? "" : `${label}: `}${message} ${problemKinds[code].remedy}`;
}

/**
 * Writes documents that a screen has made of what was typed, all or none, when they are what the
 * ledger takes too. Answers why not, in words; undefined when they are saved. A `conflict` is a
 * record that is there already.
 */
export async function saveChecked(
  { logbook, clock }: { logbook: Pick<Logbook, "save">; clock: Clock },
  documents: DocumentToSave[],
): Promise<{ error: "invalid" | "conflict" | "failed"; message: string } | undefined> {
  const now = clock.now();
  const wrong = documents
    .filter((document) => !document._deleted)
    .map((document) => wrongWith(document, now))
    .find((words) => words !== undefined);
  if (wrong !== undefined) return { error: "invalid", message: wrong };
  const failed = (await logbook.save(documents)).find(({ ok }) => !ok);
  return failed?.ok === false ? failed : undefined;
}
