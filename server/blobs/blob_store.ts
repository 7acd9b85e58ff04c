import { createHash } from "node:crypto";

/** Where the bytes of attachments lie: once each, by their SHA-256, outside the database. */
export interface BlobStore {
  /**
   * Keeps bytes under their SHA-256 (hex); what is there already stays. Resolves when it is safe.
   * Throws when the bytes are not what the name says, BlobsAway when the store cannot be reached.
   */
  put(sha256: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes, or undefined when there are none of that name that are still what they were. Throws
   * BlobsAway.
   */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** The store cannot be reached, or has no room: not now, rather than never. */
export class BlobsAway extends Error {
  constructor(cause: unknown) {
    super("The store of attached files does not answer as it should.", { cause });
    this.name = "BlobsAway";
  }
}

/** What a place for bytes has to do; names and content are checked before and after it. */
export interface BlobPlace {
  /** Whether bytes lie under the name that are surely these. */
  holds(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes bytes: whole, or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const form = /^[0-9a-f]{64}$/;

/** Whether bytes are what a name says. */
export function isNamed(name: string, bytes: Uint8Array): boolean {
  return createHash("sha256").update(bytes).digest("hex") === name;
}

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof BlobsAway ? error : new BlobsAway(error);
  }
}

/** A store that keeps only what its name says, gives out nothing else, and mends what was damaged. */
export function checkedBlobs(place: BlobPlace): BlobStore {
  const checkName = (name: string) => {
    if (!form.test(name)) throw new Error("A blob is named by 64 hexadecimal digits.");
  };
  return {
    async put(name, bytes) {
      checkName(name);
      if (!isNamed(name, bytes)) throw new Error("The bytes are not what their name says.");
      if (await reached(place.holds(name, bytes))) return;
      await reached(place.write(name, bytes));
    },
    async get(name) {
      checkName(name);
      const bytes = await reached(place.read(name));
      return bytes !== undefined && isNamed(name, bytes) ? bytes : undefined;
    },
  };
}
