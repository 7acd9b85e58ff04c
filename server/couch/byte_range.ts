import { CouchError } from "./errors.ts";

/** A range of bytes, both ends included. */
export interface ByteRange {
  from: number;
  to: number;
}

const pattern = /^bytes=(\d*)-(\d*)$/;

/**
 * The part of `length` bytes that a `Range` header asks for; undefined when it asks for everything,
 * for several parts, or for nothing that makes sense: then all of it is the answer (RFC 9110,
 * 14.2). Throws 416 when there is no such part.
 */
export function byteRange(header: string | undefined, length: number): ByteRange | undefined {
  const [, first = "", last = ""] = pattern.exec(header?.replaceAll(" ", "") ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (from === 0 && last === "") return undefined;
  if (from > to)
    throw new CouchError(
      416,
      "requested_range_not_satisfiable",
      "Requested range not satisfiable",
      { "Content-Range": `bytes */${length}` },
    );
  return { from, to };
}
