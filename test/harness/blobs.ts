import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../server/blobs/blob_store.ts";
import { diskBlobs } from "../../server/blobs/disk_blobs.ts";

/** A blob store in a new temporary folder. */
export function temporaryBlobs(): BlobStore {
  return diskBlobs(mkdtempSync(join(tmpdir(), "offblock-blobs-")));
}
