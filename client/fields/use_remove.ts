import { useApp } from "../app_context.ts";
import { fieldsOf, type AnyRecord } from "../models/logbook.ts";

/** Deletes a record, goes to `next`, and offers to undo it. */
export function useRemove(): (record: AnyRecord, next: string) => Promise<void> {
  const { logbook, router, toasts } = useApp();
  return async (record, next) => {
    const result = await logbook.remove(record);
    if (!result.ok) return toasts.show(`Not deleted: ${result.message}`);
    router.replace(next);
    toasts.show("Deleted", {
      label: "Undo",
      run() {
        const { _id, created_at, _attachments } = record;
        // A stub says that the file of the deleted revision is still meant.
        const files = _attachments === undefined ? {} : { _attachments };
        void logbook.save([{ ...fieldsOf(record), ...files, _id, _rev: result.rev, created_at }]);
      },
    });
  };
}
