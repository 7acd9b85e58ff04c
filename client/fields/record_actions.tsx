import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { lockOf } from "../models/locks.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { Icon } from "../ui/icon.tsx";
import { useRemove } from "./use_remove.ts";

interface RecordActionsProps {
  record: AnyRecord;
  /** Added to the names of the buttons: ` this flight`. */
  what?: string;
  /** Where to go once it is deleted. */
  list: string;
}

/** Edit and delete, at the head of a record's page, while nothing locks it. */
export function RecordActions({ record, what = "", list }: RecordActionsProps) {
  const { logbook } = useApp();
  const remove = useRemove();
  if (lockOf(logbook, record) !== undefined) return null;
  return (
    <>
      <a class="icon_button" href={`${addressOf(record._id)}/edit`} aria-label={`Edit${what}`}>
        <Icon name="edit" />
      </a>
      <button
        type="button"
        class="icon_button"
        aria-label={`Delete${what}`}
        onClick={() => void remove(record, list)}
      >
        <Icon name="trash" />
      </button>
    </>
  );
}
