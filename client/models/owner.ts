import { derivedUuid } from "../../shared/ids.ts";
import type { DocumentToSave } from "../store/messages.ts";

/** The id of the owner's person in a logbook: the same on every device of the logbook. */
export function ownerId(logbook_id: string): string {
  return `person:${derivedUuid(`owner:${logbook_id}`)}`;
}

/** The person that a logbook begins with. */
export function ownerPerson(logbook_id: string, display_name: string): DocumentToSave {
  return { _id: ownerId(logbook_id), display_name, is_logbook_owner: true };
}

/**
 * Entries of one logbook as new documents of another. The owner is already there under another id,
 * so references to the old owner point at the new one.
 */
export function copiesFor(
  documents: readonly DocumentToSave[],
  from_logbook: string,
  to_logbook: string,
): DocumentToSave[] {
  const [from, to] = [ownerId(from_logbook), ownerId(to_logbook)];
  const bare = (id: string) => id.slice("person:".length);
  return documents
    .filter((document) => document._id !== from)
    .map((document) => {
      const text = JSON.stringify(document).replaceAll(bare(from), bare(to));
      const copy = JSON.parse(text) as DocumentToSave;
      delete copy._rev;
      return copy;
    });
}
