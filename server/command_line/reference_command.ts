import { gunzipSync } from "node:zlib";
import { limits } from "../../shared/limits.ts";
import { readOurAirports } from "../../shared/reference/our_airports.ts";
import { systemClock } from "../clock.ts";
import { jsonLog, silentLog } from "../log.ts";
import { openAdministration, openLedger } from "../postgres/ledger.ts";
import { importAirports } from "../reference/import_airports.ts";
import { Refusal } from "../refusal.ts";
import { readBytes } from "./files.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** `offblock reference load`: brings the reference data up to date, as every start does. */
export async function referenceLoadCommand(terminal: Terminal): Promise<number> {
  const log = jsonLog((line) => terminal.note(line.trimEnd()), systemClock.now);
  const ledger = await openLedger(readSettings(terminal.env), log);
  await ledger.close();
  terminal.print("Airports, models and lookup tables are up to date.");
  return 0;
}

/** Lines that are shown of those that are no airport. */
const shownMax = 20;

function unpacked(file: string, bytes: Uint8Array): Uint8Array {
  const is_gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!is_gzip) return bytes;
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: limits.import_bytes }));
  } catch {
    throw new Refusal(
      `${file} is a damaged gzip file, or holds more than ${limits.import_bytes} bytes.`,
      "Download it again from https://ourairports.com/data/.",
    );
  }
}

/**
 * `offblock reference import`: puts the whole list of OurAirports (`airports.csv`, plain or gzip)
 * in place of the packed one. It asks for the rights of whoever runs the machine: it works on the
 * database itself, not through an account.
 */
export async function referenceImportCommand(terminal: Terminal, file: string): Promise<number> {
  const bytes = unpacked(file, readBytes(file, limits.import_bytes));
  const reading = readOurAirports(new TextDecoder("utf-8").decode(bytes));
  if (!reading.ok)
    throw new Refusal(`${file}: ${reading.why}`, "Download it from https://ourairports.com/data/.");
  for (const { row, why } of reading.unreadable.slice(0, shownMax))
    terminal.note(`row ${row} was left out: ${why}.`);
  const { length } = reading.unreadable;
  if (length > shownMax) terminal.note(`… and ${length - shownMax} more rows.`);
  const ledger = await openAdministration(readSettings(terminal.env), silentLog);
  try {
    const { added, renewed, retired, moved } = await importAirports(
      ledger.admin,
      reading.airports,
      bytes,
    );
    terminal.print(
      `${reading.airports.length} airports read: ${added} added, ${renewed} renewed ` +
        `(${moved} of them moved by more than 25 NM), ${retired} no longer listed and kept as closed.`,
    );
    return 0;
  } finally {
    await ledger.close();
  }
}
