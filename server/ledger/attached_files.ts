/** The attached files of a logbook on their way out of the blob store, and into it. */
import { createHash } from "node:crypto";
import type { AttachmentsZip, ZippedFile } from "../../shared/formats/attachments_zip.ts";
import type { Inspection } from "../auth/inspections.ts";
import type { BlobStore } from "../blobs/blob_store.ts";
import type { Database } from "../postgres/database.ts";
import type { BringFile } from "./import_oplf.ts";

/**
 * Every file of a user's logbook once, by SHA-256. What the store has not any more is left out and
 * told to `onMissing`.
 */
export async function* attachedFiles(
  db: Database,
  user_id: string,
  blobs: BlobStore,
  onMissing: (sha256: string) => void,
): AsyncGenerator<ZippedFile> {
  const files = await db.transaction(
    user_id,
    (tx) =>
      tx.query<{ sha256: string; filename: string }>(
        `select a.sha256_hash as sha256, min(a.filename) as filename from logbook.attachments a
          where a.owner_user_id = auth.current_user_id() group by 1 order by 1`,
      ),
    { read_only: true },
  );
  for (const { sha256, filename } of files) {
    const bytes = await blobs.get(sha256);
    if (bytes === undefined) onMissing(sha256);
    else yield { sha256, filename, bytes };
  }
}

/** An attached file as an inspector gets it. */
export interface InspectedFile {
  mime_type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * One attached file of the book that a link opens, by the id of its record; undefined when the book
 * has none such, or its bytes are not there. It is read in the name of the link.
 */
export async function inspectedFile(
  db: Database,
  { id: link_id, owner_user_id }: Inspection,
  blobs: BlobStore,
  id: string,
): Promise<InspectedFile | undefined> {
  const [file] = await db.transaction(
    link_id,
    (tx) =>
      tx.query<{ mime_type: string; sha256: string }>(
        `select a.mime_type, a.sha256_hash as sha256 from logbook.attachments a
          where a.owner_user_id = $1 and a.id = $2`,
        [owner_user_id, id],
      ),
    { read_only: true, viewed_owner_id: owner_user_id },
  );
  const bytes = file && (await blobs.get(file.sha256));
  return bytes && { mime_type: file!.mime_type, bytes };
}

/** Brings files from a zip into the store, when they are what the record says of them. */
export function bringFrom(zip: AttachmentsZip, blobs: BlobStore): BringFile {
  return async ({ sha256, digest, length }) => {
    const read = await zip.read(sha256);
    if (read === undefined) return `The zip does not hold ${sha256}.`;
    if (!read.ok) return read.reason;
    const { bytes } = read;
    const md5 = `md5-${createHash("md5").update(bytes).digest("base64")}`;
    if (md5 !== digest || bytes.length !== length)
      return `The zip holds other bytes under ${sha256} than the record says.`;
    await blobs.put(sha256, bytes);
    return undefined;
  };
}
