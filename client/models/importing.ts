import { kinds, type KindName } from "../../shared/kinds/kinds.ts";
import type { DocumentToSave } from "../store/messages.ts";
import type { Logbook } from "./logbook.ts";

/** Documents of one write. */
const chunk = 500;

/** Everything that the logbook holds, for an import to find what is there already. */
export function existingDocuments(logbook: Logbook): { _id: string }[] {
  return (Object.keys(kinds) as KindName[]).flatMap((kind) => [...logbook.all(kind)]);
}

/**
 * Saves documents as they are, telling how many are saved. Answers why the others were not; one
 * that another tab has added meanwhile is there, which is what was wanted.
 */
export async function saveInChunks(
  logbook: Logbook,
  documents: readonly { _id: string }[],
  onSaved: (saved: number) => void,
): Promise<string[]> {
  const failed: string[] = [];
  for (let at = 0; at < documents.length; at += chunk) {
    const part = documents.slice(at, at + chunk) as DocumentToSave[];
    try {
      for (const result of await logbook.add(part))
        if (!result.ok && result.error === "failed") failed.push(result.message);
    } catch (error) {
      failed.push(...part.map(() => (error instanceof Error ? error.message : String(error))));
    }
    onSaved(Math.min(documents.length, at + chunk) - failed.length);
  }
  return failed;
}
