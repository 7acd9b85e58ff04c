/// <reference lib="webworker" />
/** Reads an export piece by piece, apart from the page, and hands on what was asked for. */
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { oplfReader } from "../../shared/formats/oplf_reader.ts";
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

let pieces: ReadableStreamDefaultReader<Uint8Array>;
let reader: ReturnType<typeof oplfReader>;
let batch: OplfBatch;
let isOver = false;

const empty = (): OplfBatch => ({ records: [], lines: [], extras: [] });
const sizeOf = ({ records, lines }: OplfBatch) => records.length + lines.length;

function listen(part: OplfPart) {
  const records = part === "records";
  const record = (value: Values) => void (records && batch.records.push(value));
  const line = (one: OplfLine) => void (records || batch.lines.push(one));
  return oplfReader({
    logbook: () => undefined,
    auditEntry: ({ logbook_id: origin, chain_number: number, row_hash }, text) =>
      line({ part: "audit_log", origin, number, row_hash, text }),
    checkpoint: ({ logbook_id: origin, number, row_hash }, text) =>
      line({ part: "checkpoints", origin, number, row_hash, text }),
    record: (_, value) => record(value),
    waiting: record,
    extra: (name, value) => void (records && batch.extras.push([name, value])),
  });
}

const methods: OplfFileMethods = {
  async open(file, part) {
    [batch, isOver] = [empty(), false];
    pieces = file.stream().getReader();
    reader = listen(part);
  },
  async next() {
    while (!isOver && sizeOf(batch) < batch_elements) {
      const { done, value } = await pieces.read();
      isOver = done;
      const problem = done ? reader.end() : reader.push(value);
      if (problem !== undefined) throw new Error(problem);
    }
    const found = batch;
    batch = empty();
    return sizeOf(found) === 0 && found.extras.length === 0 ? null : found;
  },
};

answerCalls(self as unknown as Port, methods);
