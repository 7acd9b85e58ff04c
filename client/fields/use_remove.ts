import { useApp } from "../app_context.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { broughtBack } from "../models/removal.ts";

/** Deletes a record, ends at `next`, and offers to undo it. */
export function useRemove(): (record: AnyRecord, next: string) => Promise<void> {
  const { logbook, router, toasts } = useApp();
  return async (record, next) => {
    const result = await logbook.remove(record);
    if (!result.ok) return toasts.show(`Not deleted: ${result.message}`);
    router.end(next);
    toasts.show("Deleted", {
      label: "Undo",
      run: () => void logbook.save([broughtBack(record, result.rev)]),
    });
  };
}
