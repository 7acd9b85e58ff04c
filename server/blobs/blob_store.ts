/** Where the bytes of attachments lie: once each, by their SHA-256, outside the database. */
export interface BlobStore {
  /** Keeps bytes under their SHA-256 (hex); what is there already stays. Resolves when it is safe. */
  put(sha256: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined when there are none of that name. */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}
