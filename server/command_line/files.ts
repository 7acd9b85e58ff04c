import { readFileSync, statSync, writeFileSync } from "node:fs";
import { Refusal } from "../refusal.ts";

const whyNot: Record<string, string> = {
  ENOENT: "There is no such file or folder",
  EACCES: "It may not be opened",
  EISDIR: "It is a folder",
};

function refusal(path: string, error: unknown): Refusal {
  const why = whyNot[(error as NodeJS.ErrnoException).code ?? ""] ?? (error as Error).message;
  return new Refusal(`${path}: ${why}.`, "Check the path.");
}

/** Reads a file of at most so many bytes. Throws `Refusal`. */
export function readBytes(path: string, bytesMax: number): Uint8Array {
  let size: number;
  try {
    ({ size } = statSync(path));
    if (size <= bytesMax) return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw refusal(path, error);
  }
  throw new Refusal(
    `${path} holds ${size} bytes; at most ${bytesMax} are read.`,
    "Split the file into smaller ones.",
  );
}

/** Reads a text file of at most so many bytes. Throws `Refusal`. */
export function readText(path: string, bytesMax: number): string {
  return new TextDecoder("utf-8").decode(readBytes(path, bytesMax));
}

/** Writes a text file for its owner only. Throws `Refusal`. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    throw refusal(path, error);
  }
}
