import { uuidv7 } from "uuidv7";

/** CouchDB gives a document without `_id` one of its own; here it is a bare UUID, of no kind. */
export function newRecordIdForPost(value: unknown, new_edits: boolean): unknown {
  const needsId =
    new_edits &&
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !("_id" in value);
  return needsId ? { ...value, _id: uuidv7() } : value;
}
