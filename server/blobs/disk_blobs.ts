import { access, mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import type { BlobStore } from "./blob_store.ts";

const name = /^[0-9a-f]{64}$/;

/**
 * Blobs in a folder, two levels deep by the first digits. A file appears whole or not at all: it is
 * written beside, flushed, then renamed. Stopped in between, a stray temporary file is left.
 */
export function diskBlobs(folder: string): BlobStore {
  const pathOf = (sha256: string) => {
    if (!name.test(sha256)) throw new Error("A blob is named by 64 hexadecimal digits.");
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  return {
    async put(sha256, bytes) {
      const path = pathOf(sha256);
      if (await isThere(path)) return;
      await mkdir(join(path, ".."), { recursive: true });
      const beside = `${path}.${uuidv7()}`;
      const file = await open(beside, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path);
    },
    async get(sha256) {
      try {
        return new Uint8Array(await readFile(pathOf(sha256)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
  };
}
