import type { Database } from "./postgres/database.ts";

/**
 * The id of this installation: of the database, and so the same for every gateway and after every
 * restart. Replicators keep it in the names of their checkpoints.
 */
export function installationId(db: Database): () => Promise<string> {
  let known: string | undefined;
  return async () => {
    known ??= await db.transaction(
      null,
      async (tx) => {
        const [row] = await tx.query<{ id: string }>("select id from public.offblock_installation");
        return row!.id;
      },
      { read_only: true },
    );
    return known;
  };
}
