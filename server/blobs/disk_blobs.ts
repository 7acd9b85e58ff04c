import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { uuidv7 } from "uuidv7";
import { type BlobPlace, type BlobStore, checkedBlobs, isNamed } from "./blob_store.ts";

/** Writes and flushes a file beside, then gives it its name. Stopped in between, a stray is left. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${uuidv7()}`;
  try {
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

/** The new name is safe when its folder is. Some systems cannot flush a folder, and need not. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Blobs in a folder, two levels deep by the first digits. A file appears whole or not at all. */
export function diskBlobs(folder: string): BlobStore {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), name.slice(2, 4), name);
  const read: BlobPlace["read"] = async (name) => {
    try {
      return new Uint8Array(await readFile(pathOf(name)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  };
  return checkedBlobs({
    read,
    async holds(name) {
      const bytes = await read(name);
      return bytes !== undefined && isNamed(name, bytes);
    },
    write: (name, bytes) => writeWhole(pathOf(name), bytes),
  });
}
