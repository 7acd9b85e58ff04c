import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { BlobStore } from "../../server/blobs/blob_store.ts";
import { diskBlobs } from "../../server/blobs/disk_blobs.ts";

/** A blob store in a new folder, which goes with the folder. */
export function temporaryBlobs({ folder }: { folder: string }): BlobStore {
  return diskBlobs(mkdtempSync(join(folder, "blobs-")));
}
