import { createReadStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type AttachmentsZip, openAttachmentsZip } from "../../shared/formats/attachments_zip.ts";
import { limits } from "../../shared/limits.ts";
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

const pieceBytes = 1 << 18;

/** Reads a file of any size piece by piece. Throws `Refusal`. */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes }))
      yield piece as Uint8Array;
  } catch (error) {
    throw refusal(path, error);
  }
}

/**
 * Reads an export piece by piece: checking one holds its rows in memory, so a larger one than
 * `OFFBLOCK_EXPORT_BYTES` is refused before anything is read. Throws `Refusal`.
 */
export async function* readExport(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Uint8Array> {
  const bytesMax = Number(env["OFFBLOCK_EXPORT_BYTES"] || limits.oplf_bytes);
  if (!Number.isSafeInteger(bytesMax) || bytesMax < 0)
    throw new Refusal(
      `OFFBLOCK_EXPORT_BYTES is "${env["OFFBLOCK_EXPORT_BYTES"]}".`,
      "Set it to a whole number of bytes.",
    );
  const size = sizeOf(path);
  if (size > bytesMax)
    throw new Refusal(
      `${path} holds ${size} bytes; at most ${bytesMax} are read.`,
      "A logbook is smaller. For one that is not, set OFFBLOCK_EXPORT_BYTES, with twice as much memory.",
    );
  yield* readPieces(path);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Writes a file for its owner only, piece by piece as `work` makes them. Throws `Refusal`. */
export async function writePieces<T>(
  path: string,
  work: (write: (piece: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, "w", 0o600);
  } catch (error) {
    throw refusal(path, error);
  }
  try {
    return await work(async (piece) => void (await file.write(piece)));
  } finally {
    await file.close();
  }
}

/** Works with the zip of files beside an export, read part by part. Throws `Refusal`. */
export async function withAttachmentsZip<T>(
  path: string,
  work: (zip: AttachmentsZip) => Promise<T>,
): Promise<T> {
  let file: FileHandle;
  let size: number;
  try {
    file = await open(path, "r");
    ({ size } = await file.stat());
  } catch (error) {
    throw refusal(path, error);
  }
  try {
    const opened = await openAttachmentsZip({
      size,
      async read(from, to) {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      },
    });
    if (!opened.ok)
      throw new Refusal(`${path}: ${opened.reason}`, "Take the zip that offblock export wrote.");
    return await work(opened.zip);
  } finally {
    await file.close();
  }
}
