import { CouchError } from "./errors.ts";

/** A range of bytes, both ends included. */
export interface ByteRange {
  from: number;
  to: number;
}

/** More parts than this are nobody's wish: then all of it is the answer, as in CouchDB. */
const rangesMax = 9;

function rangeOf(text: string, length: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^(\d*)-(\d*)$/.exec(text) ?? [];
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

/**
 * The parts of `length` bytes that a `Range` header asks for; undefined when it asks for everything,
 * for very many parts, or for nothing that makes sense: then all of it is the answer (RFC 9110,
 * 14.2). Throws 416 when there is no such part.
 */
export function byteRanges(header: string | undefined, length: number): ByteRange[] | undefined {
  const asked = /^bytes=(.+)$/.exec(header?.replaceAll(" ", "") ?? "")?.[1]?.split(",") ?? [];
  if (asked.length === 0 || asked.length > rangesMax) return undefined;
  const ranges: ByteRange[] = [];
  for (const one of asked) {
    const range = rangeOf(one, length);
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return ranges;
}
