import { useApp } from "../app_context.ts";
import { saveCopy } from "../models/saving_copy.ts";

/** Saves everything that this device has of the open logbook in a file. */
export function SaveCopy() {
  const { logbook, clock } = useApp();
  return (
    <button type="button" class="button" onClick={() => void saveCopy(logbook, clock.today())}>
      Save a copy
    </button>
  );
}
