/** Makes signed checkpoints. What they are, the head of `sql/0800_checkpoints.sql` defines. */
import nacl from "tweetnacl";
import { type Checkpoint, checkpointMessage } from "../../shared/checkpoints.ts";
import type { Log } from "../log.ts";
import type { Database, Queryable } from "../postgres/database.ts";

/** Signs checkpoints. The private half stays inside. */
export interface CheckpointSigner {
  /** Ed25519, 32 bytes. */
  public_key: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** The signer that a seed of 32 bytes makes. */
export function checkpointSigner(seed: Uint8Array): CheckpointSigner {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(new Uint8Array(seed));
  return {
    public_key: publicKey,
    sign: (message) => nacl.sign.detached(message, secretKey),
  };
}

/**
 * Makes a checkpoint of all chains that have grown since the last one, signs it, and answers its
 * number; undefined when none has grown. Stopped anywhere, nothing of it is kept.
 */
export async function makeCheckpoint(
  db: Database,
  signer: CheckpointSigner,
): Promise<number | undefined> {
  return await db.transaction(null, async (tx) => {
    const [taken] = await tx.query<{ number: number; hash: string }>(
      "select number, encode(checkpoint_hash, 'hex') as hash from audit.take_checkpoint()",
    );
    if (taken === undefined) return undefined;
    await tx.query("select audit.sign_checkpoint($1, $2, $3)", [
      taken.number,
      Buffer.from(signer.public_key),
      Buffer.from(signer.sign(checkpointMessage(taken.hash))),
    ]);
    return taken.number;
  });
}

/**
 * Makes a checkpoint every so many milliseconds while something changes. Answers the stop, which
 * resolves when none is being made any more.
 */
export function keepCheckpoints(
  db: Database,
  signer: CheckpointSigner,
  every_ms: number,
  log: Log,
): () => Promise<void> {
  let making: Promise<void> = Promise.resolve();
  const make = async () => {
    try {
      const number = await makeCheckpoint(db, signer);
      if (number !== undefined) log.info("checkpoint_made", { number });
    } catch (error) {
      log.warn("checkpoint_failed", { message: (error as Error).message });
    }
  };
  const timer = setInterval(() => (making = making.then(make)), every_ms);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await making;
  };
}

const select = `select c.number, audit.moment_text(c.made_at) as made_at,
    array(select encode(l, 'hex') from unnest(c.leaves) with ordinality as u (l, n) order by n) as leaves,
    encode(c.prev_hash, 'hex') as prev_hash, encode(c.checkpoint_hash, 'hex') as checkpoint_hash,
    encode(s.public_key, 'hex') as public_key, encode(s.signature, 'hex') as signature,
    h.chain_number, encode(h.row_hash, 'hex') as row_hash
   from audit.checkpoint_heads h
   join audit.checkpoints c on c.number = h.checkpoint_number
   join audit.checkpoint_signatures s on s.number = c.number
  where h.owner_user_id = auth.current_user_id() and h.logbook_id = $1`;

/** The checkpoints that hold a head of a logbook of the current user, first to last. */
export async function readCheckpoints(tx: Queryable, logbook_id: string): Promise<Checkpoint[]> {
  return await tx.query<Checkpoint>(`${select} order by h.checkpoint_number`, [logbook_id]);
}

/** The last of them; undefined while there is none. */
export async function readLastCheckpoint(
  tx: Queryable,
  logbook_id: string,
): Promise<Checkpoint | undefined> {
  const [last] = await tx.query<Checkpoint>(`${select} order by h.checkpoint_number desc limit 1`, [
    logbook_id,
  ]);
  return last;
}
