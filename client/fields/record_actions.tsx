import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { lockOf } from "../models/entry_lock.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { referrersOf } from "../models/referrers.ts";
import { Icon } from "../ui/icon.tsx";
import { StillUsedDialog } from "./still_used_dialog.tsx";
import { useRemove } from "./use_remove.ts";

interface RecordActionsProps {
  record: AnyRecord;
  /** Added to the names of the buttons: ` this flight`. */
  what?: string;
  /** Where to go once it is deleted. */
  list: () => string;
}

/** Edit and delete, at the head of a record's page, while nothing locks it. */
export function RecordActions({ record, what = "", list }: RecordActionsProps) {
  const { logbook, may_write } = useApp();
  const remove = useRemove();
  const [referrers, setReferrers] = useState<AnyRecord[]>([]);
  if (!may_write || lockOf(logbook, record) !== undefined) return null;
  const removeUnused = () => {
    const found = referrersOf(logbook, record);
    if (found.length > 0) setReferrers(found);
    else void remove(record, list());
  };
  return (
    <>
      <a class="icon_button" href={`${addressOf(record._id)}/edit`} aria-label={`Edit${what}`}>
        <Icon name="edit" />
      </a>
      <button type="button" class="icon_button" aria-label={`Delete${what}`} onClick={removeUnused}>
        <Icon name="trash" />
      </button>
      {referrers.length > 0 && (
        <StillUsedDialog record={record} referrers={referrers} onClose={() => setReferrers([])} />
      )}
    </>
  );
}
