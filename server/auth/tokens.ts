import { createHash, randomBytes } from "node:crypto";

const prefix = "offblock_";

/** A new secret of 256 random bits. The prefix lets programs that look for leaked secrets find it. */
export function newToken(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** Whether a text has the form of one of our tokens. */
export function isToken(text: string): boolean {
  return text.startsWith(prefix) && text.length === prefix.length + 43;
}

/** What the ledger keeps of a token: its SHA-256. Random bits need no salt and no slow hash. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
