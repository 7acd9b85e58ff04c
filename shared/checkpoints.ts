/**
 * Signed checkpoints over the heads of audit chains, checked from an export alone. The head of
 * `sql/0800_checkpoints.sql` defines the bytes.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import type { ChainHead } from "./audit_chain.ts";

/** One checkpoint that holds a head of a logbook, with that head. Hashes and keys are in hex. */
export interface Checkpoint extends ChainHead {
  number: number;
  /** UTC, to the microsecond. */
  made_at: string;
  /** One for each chain that had grown, ascending. */
  leaves: string[];
  prev_hash: string;
  checkpoint_hash: string;
  /** Ed25519. */
  public_key: string;
  signature: string;
}

/** The leaf of a logbook's head, in hex. */
export function headLeaf(logbook_id: string, { chain_number, row_hash }: ChainHead): string {
  return bytesToHex(
    sha256(utf8ToBytes(`offblock head 1 ${logbook_id} ${chain_number} ${row_hash}`)),
  );
}

/** The hash of a checkpoint, in hex. */
export function checkpointHash(
  checkpoint: Pick<Checkpoint, "number" | "made_at" | "leaves" | "prev_hash">,
): string {
  const { number, made_at, leaves, prev_hash } = checkpoint;
  const text = ["offblock checkpoint 1", number, made_at, ...leaves].join("\n");
  return bytesToHex(sha256(concatBytes(hexToBytes(prev_hash), utf8ToBytes(text))));
}

/** The bytes that the server signs. */
export function checkpointMessage(checkpoint_hash: string): Uint8Array {
  return utf8ToBytes(`offblock checkpoint 1 ${checkpoint_hash}`);
}

const isHex = (text: unknown, bytes: number) =>
  typeof text === "string" && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);

function isSigned({ checkpoint_hash, public_key, signature }: Checkpoint): boolean {
  return nacl.sign.detached.verify(
    checkpointMessage(checkpoint_hash),
    hexToBytes(signature),
    hexToBytes(public_key),
  );
}

/**
 * Checks one checkpoint of a logbook: its form, its hash, its signature, that it holds the head,
 * and that the chain still has that entry. `rowHashAt` answers the row_hash of an entry, undefined
 * when there is none. Answers what is wrong; nothing: it fits.
 */
export function verifyCheckpoint(
  logbook_id: string,
  checkpoint: Checkpoint,
  rowHashAt: (chain_number: number) => string | undefined,
): string[] {
  const { checkpoint_hash, prev_hash, public_key, signature, leaves, chain_number } = checkpoint;
  const wellFormed =
    isHex(checkpoint_hash, 32) &&
    isHex(prev_hash, 32) &&
    isHex(public_key, 32) &&
    isHex(signature, 64) &&
    Array.isArray(leaves);
  if (!wellFormed) return ["is not written as a checkpoint is"];
  const problems: string[] = [];
  if (checkpointHash(checkpoint) !== checkpoint_hash) problems.push("was changed");
  if (!isSigned(checkpoint)) problems.push("is not signed by the key that it names");
  if (!leaves.includes(headLeaf(logbook_id, checkpoint)))
    problems.push("does not hold the head of this logbook");
  const now = rowHashAt(chain_number);
  if (now === undefined) problems.push(`entry ${chain_number} is no longer there`);
  else if (now !== checkpoint.row_hash)
    problems.push(`entry ${chain_number} is no longer the same`);
  return problems;
}

/**
 * Checks all checkpoints of a logbook: each by itself, that they follow each other, and that one
 * key signed them. Whoever knows the server's key gives it as `trusted_key`; otherwise the first
 * checkpoint's own is taken.
 */
export function verifyCheckpoints(
  logbook_id: string,
  checkpoints: readonly Checkpoint[],
  rowHashAt: (chain_number: number) => string | undefined,
  trusted_key = checkpoints[0]?.public_key,
): string[] {
  let before: Checkpoint | undefined;
  return checkpoints.flatMap((checkpoint) => {
    const problems = verifyCheckpoint(logbook_id, checkpoint, rowHashAt);
    if (checkpoint.public_key !== trusted_key) problems.push("is signed by another key");
    if (before !== undefined) {
      if (checkpoint.number <= before.number || checkpoint.chain_number <= before.chain_number)
        problems.push("does not come after the one before");
      if (
        checkpoint.number === before.number + 1 &&
        checkpoint.prev_hash !== before.checkpoint_hash
      )
        problems.push("does not continue the one before");
    }
    before = checkpoint;
    return problems.map((problem) => `checkpoint ${checkpoint.number} ${problem}`);
  });
}
