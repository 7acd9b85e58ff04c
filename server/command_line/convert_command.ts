import { readFile } from "node:fs/promises";
import { planImport, readForeFlight } from "../../shared/formats/import_plan.ts";
import { oplfKinds, oplfPieces } from "../../shared/formats/oplf.ts";
import { derivedUuid } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { decodeAirports } from "../../shared/reference/airports.ts";
import { systemClock } from "../clock.ts";
import { nodePrimitives } from "../node_primitives.ts";
import { airportsFile } from "../reference/load.ts";
import { Refusal } from "../refusal.ts";
import { readText, writePieces } from "./files.ts";
import type { Terminal } from "./terminal.ts";

/** What `offblock convert` is told. */
export interface ConvertOptions {
  from: string;
  to: string;
  out?: string;
}

/** What can be converted, from and to. */
const conversions = ["foreflight to oplf"];

function inOrder(documents: readonly Values[]): Values[] {
  const place = (record: Values) => oplfKinds.indexOf(String(record["_id"]).split(":")[0]!);
  return documents.toSorted(
    (a, b) => place(a) - place(b) || (String(a["_id"]) < String(b["_id"]) ? -1 : 1),
  );
}

/**
 * `offblock convert`: turns one file into another, with no database. A converted file has no audit
 * log; every line that could not be taken is named, and ends the command with 1.
 */
export async function convertCommand(
  terminal: Terminal,
  file: string,
  { from, to, out }: ConvertOptions,
): Promise<number> {
  if (!conversions.includes(`${from} to ${to}`))
    throw new Refusal(
      `${from} cannot be converted to ${to}.`,
      `There is: ${conversions.join(", ")}.`,
    );
  const text = readText(file, limits.import_bytes);
  const reading = readForeFlight(text);
  if (reading.failure !== null) throw new Refusal(`${file}: ${reading.failure}`, "");
  const airports = decodeAirports(new Uint8Array(await readFile(airportsFile)));
  const now = systemClock.now().toISOString();
  const plan = planImport(reading, [], { airports, now });
  const source = {
    // The same file is the same logbook, wherever it is converted.
    logbook: { id: derivedUuid(`converted ${text}`), book: "pilot" },
    audit_log: [],
    checkpoints: [],
    records: inOrder(plan.documents as unknown as Values[]),
    waiting: [],
    extras: {},
  };
  const decoder = new TextDecoder();
  const write = async (take: (piece: Uint8Array) => Promise<void> | void) => {
    for await (const piece of oplfPieces(source, nodePrimitives)) await take(piece);
  };
  if (out === undefined)
    await write((piece) => terminal.write(decoder.decode(piece, { stream: true })));
  else await writePieces(out, write);
  for (const { line, column, message, level } of plan.remarks)
    if (level !== "info") terminal.note(`  line ${line}: ${column}: ${message}`);
  for (const { line, problems } of plan.not_importable)
    terminal.note(`  line ${line} was left out. ${problems.map((p) => p.message).join(" ")}`);
  terminal.note(`${plan.documents.length} records.`);
  return plan.not_importable.length === 0 ? 0 : 1;
}
