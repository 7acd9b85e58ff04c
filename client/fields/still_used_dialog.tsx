import { kindNamed } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { kindOfId, type AnyRecord } from "../models/records.ts";
import { Dialog } from "../ui/dialog.tsx";
import { dayInWords } from "../ui/moments.ts";

/** Records named in the dialog; the rest is counted. */
const named_max = 8;

interface StillUsedDialogProps {
  record: AnyRecord;
  referrers: readonly AnyRecord[];
  onClose: () => void;
}

/** Why a record cannot be deleted: who refers to it, each a tap away. */
export function StillUsedDialog({ record, referrers, onClose }: StillUsedDialogProps) {
  const { logbook } = useApp();
  const more = referrers.length - named_max;
  return (
    <Dialog title="Not deleted" onClose={onClose}>
      <p>
        {referrers.length === 1 ? "Another record refers" : `${referrers.length} records refer`} to{" "}
        {dayInWords(logbook.title(record))}. Change or delete{" "}
        {referrers.length === 1 ? "it" : "them"} first.
      </p>
      <ul class="rows">
        {referrers.slice(0, named_max).map((referrer) => (
          <li key={referrer._id}>
            <a class="row" href={addressOf(referrer._id)} onClick={onClose}>
              <span>
                <span class="row_title">{dayInWords(logbook.title(referrer))}</span>
                <span class="row_more">{kindNamed(kindOfId(referrer._id))!.label}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft">and {more} more</p>}
      <button type="button" class="button" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}
