/**
 * The files of a logbook, as a zip beside its export: each once, named by the SHA-256 of its bytes,
 * so that the same files give the same zip, and a name can lead nowhere. `docs/oplf/README.md`.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { Inflate, strFromU8, Zip, ZipPassThrough } from "fflate";
import { limits } from "../limits.ts";

/** A file to be put in: its SHA-256 in hex, the name it goes by, and its bytes. */
export interface ZippedFile {
  sha256: string;
  filename: string;
  bytes: Uint8Array;
}

/** The form of every name in the zip: the SHA-256, and the ending of the file's own name. */
const namePattern = /^([0-9a-f]{64})(\.[a-z0-9]{1,8})?$/;

/** What a file is called in the zip. */
export function zippedName({ sha256: hash, filename }: Omit<ZippedFile, "bytes">): string {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(filename)?.[1];
  return ending === undefined ? hash : `${hash}.${ending.toLowerCase()}`;
}

/** 1 January 1980, the first day that a zip knows: a zip says nothing of when it was made. */
const noTime = new Date(1980, 0, 1);

/**
 * Writes the files, which come in the order of their SHA-256, piece by piece. They are stored as
 * they are: photographs and PDF do not shrink. Answers how many were written.
 */
export async function writeAttachmentsZip(
  files: AsyncIterable<ZippedFile> | Iterable<ZippedFile>,
  write: (piece: Uint8Array) => Promise<void> | void,
): Promise<number> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    pieces.push(piece);
  });
  const flush = async () => {
    for (const piece of pieces.splice(0)) await write(piece);
  };
  let count = 0;
  for await (const file of files) {
    const entry = new ZipPassThrough(zippedName(file));
    entry.mtime = noTime;
    zip.add(entry);
    entry.push(file.bytes, true);
    await flush();
    count++;
  }
  zip.end();
  await flush();
  return count;
}

/** A zip that lies somewhere: how long it is, and any part of it. */
export interface ZipSource {
  size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The files of a zip by their SHA-256, read when asked for. */
export interface AttachmentsZip {
  /** SHA-256 of every file, in the order of the zip. */
  names: readonly string[];
  /** The bytes of a file, which are what its name says; undefined when the zip has none. */
  read(sha256: string): Promise<ReadFile | undefined>;
}

/** The bytes, or why they are not to be had. */
export type ReadFile = { ok: true; bytes: Uint8Array } | { ok: false; reason: string };

/** An opened zip, or why it cannot be used. */
export type OpenedZip = { ok: true; zip: AttachmentsZip } | { ok: false; reason: string };

interface Entry {
  method: number;
  packed_bytes: number;
  bytes: number;
  at: number;
}

const signatures = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 } as const;
const endBytes = 22;
const commentBytesMax = 0xffff;
const entryBytes = 46;
const fileBytes = 30;
const stored = 0;
const deflated = 8;

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

/** The end of the central directory, which stands last but for a comment. */
async function readEnd({ size, read }: ZipSource) {
  const from = Math.max(0, size - endBytes - commentBytesMax);
  const tail = viewOf(await read(from, size));
  for (let at = tail.byteLength - endBytes; at >= 0; at--)
    if (tail.getUint32(at, true) === signatures.end)
      return {
        count: tail.getUint16(at + 10, true),
        directory_bytes: tail.getUint32(at + 12, true),
        directory_at: tail.getUint32(at + 16, true),
      };
  return undefined;
}

/** The entries of a directory by SHA-256, or why it is none of ours. */
function readDirectory(bytes: Uint8Array, count: number): Map<string, Entry> | string {
  const view = viewOf(bytes);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + entryBytes > bytes.length || view.getUint32(at, true) !== signatures.entry)
      return "The list of files in the zip is cut off or damaged.";
    const [name_bytes, extra, comment] = [28, 30, 32].map((o) => view.getUint16(at + o, true));
    const name = strFromU8(bytes.subarray(at + entryBytes, at + entryBytes + name_bytes!));
    const hash = namePattern.exec(name)?.[1];
    if (hash === undefined)
      return `The zip holds "${name.slice(0, 200)}", which is no file of a logbook: those are named by their SHA-256.`;
    if (entries.has(hash)) return `The zip holds ${hash} twice.`;
    entries.set(hash, {
      method: view.getUint16(at + 10, true),
      packed_bytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += entryBytes + name_bytes! + extra! + comment!;
  }
  return entries;
}

/** Inflates into so many bytes; undefined when it is damaged or would give more. */
function inflated(packed: Uint8Array, bytes: number): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((part) => {
    length += part.length;
    if (length <= bytes) parts.push(part);
  });
  const step = 16 * 1024;
  try {
    for (let at = 0; at < packed.length && length <= bytes; at += step)
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
  } catch {
    return undefined;
  }
  return length === bytes ? concatBytes(...parts) : undefined;
}

async function readEntry(
  { read, size }: ZipSource,
  name: string,
  { method, packed_bytes, bytes, at }: Entry,
): Promise<ReadFile> {
  if (bytes > limits.attachment_bytes || packed_bytes > limits.attachment_bytes)
    return refuse(
      `${name} would hold ${bytes} bytes; a file has at most ${limits.attachment_bytes}.`,
    );
  const damaged = refuse(`${name} is cut off or damaged.`);
  if (at + fileBytes > size) return damaged;
  const head = viewOf(await read(at, at + fileBytes));
  if (head.getUint32(0, true) !== signatures.file) return damaged;
  const from = at + fileBytes + head.getUint16(26, true) + head.getUint16(28, true);
  if (from + packed_bytes > size) return damaged;
  const packed = await read(from, from + packed_bytes);
  const whole =
    method === stored ? packed : method === deflated ? inflated(packed, bytes) : undefined;
  if (whole === undefined) return damaged;
  return bytesToHex(sha256(whole)) === name
    ? { ok: true, bytes: whole }
    : refuse(`${name} holds other bytes than its name says.`);
}

/** Opens a zip of files: reads what is in it, and no file before it is asked for. */
export async function openAttachmentsZip(source: ZipSource): Promise<OpenedZip> {
  const end = source.size < endBytes ? undefined : await readEnd(source);
  if (end === undefined) return refuse("This is no zip, or it is cut off.");
  const { count, directory_at, directory_bytes } = end;
  if (count === 0xffff || directory_at === 0xffffffff)
    return refuse("The zip holds more than 65,534 files or 4 GB. Import the logbook in parts.");
  if (directory_at + directory_bytes > source.size) return refuse("The zip is cut off.");
  const entries = readDirectory(
    await source.read(directory_at, directory_at + directory_bytes),
    count,
  );
  if (typeof entries === "string") return refuse(entries);
  const read = async (name: string) => {
    const entry = entries.get(name);
    return entry === undefined ? undefined : readEntry(source, name, entry);
  };
  return { ok: true, zip: { names: [...entries.keys()], read } };
}

/** What is wrong with the files beside an export: missing, damaged, or other bytes than recorded. */
export async function checkFiles(
  files: readonly { _id: string; sha256: string }[],
  zip: AttachmentsZip,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { _id, sha256: hash } of files) {
    const read = await zip.read(hash);
    if (read === undefined) problems.push(`${_id}: its file ${hash} is not in the zip`);
    else if (!read.ok) problems.push(`${_id}: ${read.reason}`);
  }
  return problems;
}
