import { saveFile } from "../ui/save_file.ts";
import type { Logbook } from "./logbook.ts";

/** Hands the whole logbook to the device as an OPLF file. Its own audit log is the ledger's to give. */
export async function saveCopy(logbook: Logbook, today: string): Promise<void> {
  const { copyOf } = await import("./oplf_copy.ts");
  saveFile(`offblock-${today}.oplf.json`, await copyOf(logbook));
}

/** Hands the logbook with its audit log to the device, as the ledger has it; false when nobody answers. */
export async function saveExport(
  { id }: Logbook,
  network: typeof fetch,
  today: string,
): Promise<boolean> {
  const response = await network(`/api/v1/logbooks/${id}/export`, {
    credentials: "same-origin",
  }).catch(() => undefined);
  const file = response?.ok === true ? await response.blob().catch(() => undefined) : undefined;
  if (file !== undefined) saveFile(`offblock-${today}.history.oplf.json`, [file]);
  return file !== undefined;
}

/**
 * Hands the attached files to the device as a zip, to be kept beside the copy. Answers how many of
 * them have not arrived on this device, and are not in it.
 */
export async function saveFiles(logbook: Logbook, today: string): Promise<number> {
  const { writeAttachmentsZip } = await import("../../shared/formats/attachments_zip.ts");
  const once = new Map(logbook.all("attachment").map((file) => [file.sha256_hash, file]));
  const inOrder = [...once].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const pieces: BlobPart[] = [];
  let missing = 0;
  async function* files() {
    for (const [sha256, { _id, filename }] of inOrder) {
      const file = await logbook.file(_id).catch(() => undefined);
      if (file === undefined) missing++;
      else yield { sha256, filename, bytes: new Uint8Array(await file.arrayBuffer()) };
    }
  }
  await writeAttachmentsZip(files(), (piece) => void pieces.push(piece as Uint8Array<ArrayBuffer>));
  saveFile(`offblock-${today}.files.zip`, pieces, "application/zip");
  return missing;
}
