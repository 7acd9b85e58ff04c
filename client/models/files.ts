/** Files that belong to a record: what is written of one, and how its size is said. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { newRecordId } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import type { DocumentToSave } from "../store/messages.ts";

/** The type of a file that says none of its own. */
const plainType = "application/octet-stream";

/** The record of a file, and its bytes. `owner` says to which record it belongs. */
export async function attachmentOf(
  file: File,
  owner: { owner_table: string; owner_row_id: string },
  now: string,
): Promise<{ document: DocumentToSave; bytes: Blob }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mime_type = file.type || plainType;
  const document = {
    _id: newRecordId("attachment"),
    ...owner,
    filename: file.name.slice(0, limits.text_characters) || "file",
    mime_type,
    file_size_bytes: bytes.byteLength,
    sha256_hash: bytesToHex(sha256(bytes)),
    uploaded_at: now,
  };
  return { document, bytes: new Blob([bytes], { type: mime_type }) };
}

/** Bytes in words: `412 kB`, `3.1 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
