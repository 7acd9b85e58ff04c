import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { referencesOf } from "../../shared/references.ts";
import type { AnyRecord, Logbook } from "./logbook.ts";

/** Kinds that name a record by its table: the ledger does not keep it for their sake. */
const hangers: ReadonlySet<string> = new Set(["attachment", "correction", "entry_signature"]);

/** The records that refer to a record, so that it cannot be deleted before them. */
export function referrersOf(logbook: Pick<Logbook, "all">, { _id }: { _id: string }): AnyRecord[] {
  return (Object.keys(kinds) as KindName[])
    .filter((name) => !hangers.has(name))
    .flatMap((name) => {
      const { fields } = kindNamed(name)!;
      const records = logbook.all(name) as unknown as readonly AnyRecord[];
      const refers = (record: AnyRecord) =>
        referencesOf(fields, record).some(
          (found) => found.target === "record" && `${found.name}:${found.uuid}` === _id,
        );
      return records.filter((record) => record._id !== _id && refers(record));
    });
}
