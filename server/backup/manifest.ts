import { z } from "zod";

/** Names in the archive, in this order: header, parts of tables, files, manifest. */
export const archive = {
  header: "offblock-backup.json",
  tables: "tables/",
  blobs: "blobs/",
  manifest: "manifest.json",
} as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const header = z.strictObject({
  format: z.literal("offblock-backup"),
  version: z.literal(1),
  created_at: z.string(),
  postgres: z.string(),
  migrations: z.array(z.strictObject({ name: z.string(), sha256: digest })),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
});

const manifest = z.strictObject({
  /** SHA-256 of the header's bytes. */
  header_sha256: digest,
  tables: z.array(
    z.strictObject({
      name: z.string(),
      rows: z.number().int(),
      bytes: z.number().int(),
      sha256: digest,
    }),
  ),
  /** Attached files, by the SHA-256 of their bytes. */
  blobs: z.array(digest),
});

/** The first thing in a backup: what it is of, so that a restore can refuse before it begins. */
export type BackupHeader = z.infer<typeof header>;

/** The last thing in a backup: what it must have held. A backup that was cut off has none. */
export type BackupManifest = z.infer<typeof manifest>;

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Reads a header; undefined when the bytes are none, or one of another version. */
export const readHeader = (bytes: Uint8Array) => parsed(header, bytes);

/** Reads a manifest; undefined when the bytes are none. */
export const readManifest = (bytes: Uint8Array) => parsed(manifest, bytes);
