import { saveFile } from "../ui/save_file.ts";
import type { Logbook } from "./logbook.ts";

/** Hands the whole logbook to the device as an OPLF file. The audit log is the ledger's to give. */
export async function saveCopy(logbook: Logbook, today: string): Promise<void> {
  const { writeOplf } = await import("../../shared/formats/oplf.ts");
  const text = await writeOplf({ id: logbook.id, book: "pilot" }, await logbook.everything());
  saveFile(`offblock-${today}.oplf.json`, text);
}
