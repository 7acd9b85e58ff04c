/// <reference lib="webworker" />
/** Reads an export piece by piece, apart from the page, and hands on what was asked for. */
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { type OplfListener, oplfReader } from "../../shared/formats/oplf_reader.ts";
import { answerCalls, type Port } from "../store/remote_call.ts";

/** One line of an audit log, or a checkpoint, as it stands in the file. */
export interface OplfLine {
  part: "audit_log" | "checkpoints";
  /** The logbook whose log it is. */
  origin: string;
  number: number;
  row_hash: string;
  text: string;
}

/** A stretch of a file. */
export interface OplfBatch {
  /** Records, those that wait for others included, with fields that nobody here knows. */
  records: Values[];
  lines: OplfLine[];
  /** Members of the file that nobody here knows. */
  extras: [name: string, value: Json][];
}

/** Which part of a file is wanted: its records and unknown members, or the lines of its logs. */
export type OplfPart = "records" | "lines";

/** The worker's methods. */
export interface OplfFileMethods {
  open(file: Blob, part: OplfPart): Promise<void>;
  /** The next stretch; null at the end. Fails with the reason when the file cannot be read. */
  next(): Promise<OplfBatch | null>;
}

/** Elements handed on at a time, at least. */
const batch_elements = 500;
/** Bytes read at a time, since a browser may hand on pieces of thousands of elements. */
const piece_bytes = 100_000;

let pieces: AsyncGenerator<Uint8Array>;
let reader: ReturnType<typeof oplfReader>;
let batch: OplfBatch;
let isOver = false;

const empty = (): OplfBatch => ({ records: [], lines: [], extras: [] });
const sizeOf = ({ records, lines }: OplfBatch) => records.length + lines.length;

function listenerFor(part: OplfPart): OplfListener {
  const record = (value: Values) => void batch.records.push(value);
  const line = (one: OplfLine) => void batch.lines.push(one);
  if (part === "records")
    return {
      record: (_, value) => record(value),
      waiting: record,
      extra: (name, value) => batch.extras.push([name, value]),
    };
  return {
    auditEntry: ({ logbook_id: origin, chain_number: number, row_hash }, text) =>
      line({ part: "audit_log", origin, number, row_hash, text }),
    checkpoint: ({ logbook_id: origin, number, row_hash }, text) =>
      line({ part: "checkpoints", origin, number, row_hash, text }),
  };
}

async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const stream = file.stream().getReader();
  for (let read = await stream.read(); !read.done; read = await stream.read())
    for (let at = 0; at < read.value.length; at += piece_bytes)
      yield read.value.subarray(at, at + piece_bytes);
}

const methods: OplfFileMethods = {
  async open(file, part) {
    [batch, isOver] = [empty(), false];
    pieces = piecesOf(file);
    reader = oplfReader(listenerFor(part), undefined);
  },
  async next() {
    while (!isOver && sizeOf(batch) < batch_elements) {
      const { done, value } = await pieces.next();
      isOver = done === true;
      const problem = done === true ? reader.end() : reader.push(value);
      if (problem !== undefined) throw new Error(problem);
    }
    const found = batch;
    batch = empty();
    return sizeOf(found) === 0 && found.extras.length === 0 ? null : found;
  },
};

answerCalls(self as unknown as Port, methods);
