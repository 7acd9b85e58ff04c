import { randomBytes } from "node:crypto";
import type { AdminConnection } from "./database.ts";

/**
 * The 32 bytes that the key under checkpoints is made of: drawn at the first start, and kept where
 * only the administrator can read them, for every gateway of the database to find.
 */
export async function checkpointSeed(admin: AdminConnection): Promise<Uint8Array> {
  const read = () =>
    admin.query<{ seed: Uint8Array }>("select seed from public.offblock_checkpoint_key");
  const [stored] = await read();
  if (stored !== undefined) return stored.seed;
  await admin.query(
    "insert into public.offblock_checkpoint_key (seed) values ($1) on conflict do nothing",
    [randomBytes(32)],
  );
  const [made] = await read();
  return made!.seed;
}
