import { bytesToHex } from "@noble/hashes/utils.js";
import { checkpointSigner, makeCheckpoint } from "../ledger/checkpoints.ts";
import { type Terminal, withLedger } from "./terminal.ts";

/** `offblock checkpoint`: makes a checkpoint at once, and says by which key it can be checked. */
export async function checkpointCommand(terminal: Terminal): Promise<number> {
  return await withLedger(terminal, async ({ db, checkpoint_seed }) => {
    const signer = checkpointSigner(checkpoint_seed);
    const number = await makeCheckpoint(db, signer);
    terminal.print(
      number === undefined
        ? "No audit log has grown since the last checkpoint."
        : `Checkpoint ${number} made.`,
    );
    terminal.note(`Signed by ${bytesToHex(signer.public_key)} (Ed25519). Keep this elsewhere.`);
    return 0;
  });
}
