/** An export of many signed flights with its audit log, made without a ledger: its rows say what a ledger's would. */
import { closeSync, openSync, writeSync } from "node:fs";
import { nodePrimitives } from "../../server/node_primitives.ts";
import { type AuditEntry, entryHash, genesisHash } from "../../shared/audit_chain.ts";
import { addDays } from "../../shared/calendar.ts";
import { canonicalJson } from "../../shared/canonical_json.ts";
import type { Fields } from "../../shared/fields.ts";
import { oplfKinds, oplfPieces } from "../../shared/formats/oplf.ts";
import { uuidOf } from "../../shared/ids.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { type Document, recordOf } from "./pilots.ts";
import { aFlight, aModel, anAircraft } from "./records.ts";
import { aSigner, signedBy } from "./signed.ts";

const logbook = { id: "0198f2a4-0000-7000-8000-000000000001", book: "pilot" };
/** Days that the flights are spread over. */
const days = 10_000;
const kindOf = ({ _id }: Document) => _id.slice(0, _id.indexOf(":"));

/** The rows of a record, its own first: `parent` is the column that says what a row of a list lies in. */
function* rowsOf(table: string, fields: Fields, row: Values): Generator<[string, Values]> {
  const lists = Object.entries(fields).filter(([, field]) => field.type === "rows");
  const own = Object.entries(row).filter(([name]) => !lists.some(([list]) => list === name));
  yield [table, { owner_user_id: logbook.id, ...Object.fromEntries(own) }];
  const parent = table === "flights" ? "flight_id" : "flight_leg_id";
  for (const [name, field] of lists)
    for (const [at, one] of ((row[name] ?? []) as Values[]).entries())
      if (field.type === "rows")
        yield* rowsOf(name, field.fields, { ...one, [parent]: row["id"]!, position: at + 1 });
}

/** Each row is inserted, then written over as often as `edits` says with what it says already. */
function* auditLog(records: readonly Document[], edits: number): Generator<string> {
  let prev_hash = genesisHash(logbook.id);
  let chain_number = 0;
  const operations = Array.from({ length: 1 + edits }, (_, i) => (i === 0 ? "INSERT" : "UPDATE"));
  for (const document of records) {
    const { _id, _rev, change_reason, ...values } = recordOf(document) as Values;
    const { table, fields } = kindNamed(kindOf(document))!;
    for (const [name, row] of rowsOf(table, fields, { id: uuidOf(document._id), ...values }))
      for (const operation of operations) {
        const new_values = JSON.stringify(row);
        const entry: AuditEntry = {
          chain_number: ++chain_number,
          table_name: `logbook.${name}`,
          row_id: String(row["id"]),
          operation,
          changed_at: "2026-05-03T10:00:00.000000Z",
          changed_by_user_id: logbook.id,
          session_user: "offblock_gateway",
          device_id: null,
          change_reason: null,
          old_values: operation === "INSERT" ? null : new_values,
          new_values,
          prev_hash,
          row_hash: "",
        };
        prev_hash = entryHash(logbook.id, entry, nodePrimitives.sha256);
        yield canonicalJson({ logbook_id: logbook.id, ...entry, row_hash: prev_hash });
      }
  }
}

/**
 * Writes it to a file; answers its size in bytes. The records are good, the signatures valid, the
 * flights one a day. `edits`: of each row in the log, after its first entry.
 */
export async function writeLargeExport(
  path: string,
  flightCount: number,
  { edits = 0 } = {},
): Promise<number> {
  const model = aModel() as Document;
  const aircraft = anAircraft(model) as Document;
  const signer = aSigner();
  const flights = Array.from({ length: flightCount }, (_, i) => {
    const flight_date = addDays("2026-05-01", -(i % days));
    return aFlight(aircraft, { flight_date }) as Document;
  });
  const signatures = flights.map((flight) => signedBy(signer, flight));
  const records = [signer.pilot, signer.person, model, aircraft, ...flights, signer.key]
    .concat(signatures)
    .toSorted((a, b) => oplfKinds.indexOf(kindOf(a)) - oplfKinds.indexOf(kindOf(b)));
  const file = openSync(path, "w");
  let bytes = 0;
  const source = { logbook, checkpoints: [], waiting: [], extras: {} };
  const pieces = oplfPieces({
    ...source,
    audit_log: auditLog(records, edits),
    records: records as never,
  });
  for await (const piece of pieces) bytes += writeSync(file, piece);
  closeSync(file);
  return bytes;
}
