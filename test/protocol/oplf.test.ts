import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpointSigner, makeCheckpoint } from "../../server/ledger/checkpoints.ts";
import { exportText } from "../../server/ledger/export.ts";
import { attachedFiles, bringFrom } from "../../server/ledger/attached_files.ts";
import { type BringFile, importDevice, importOplf } from "../../server/ledger/import_oplf.ts";
import { ledgerJudge } from "../../server/ledger/ledger_judge.ts";
import { verifyText } from "../../server/ledger/verify.ts";
import {
  type AttachmentsZip,
  openAttachmentsZip,
  writeAttachmentsZip,
} from "../../shared/formats/attachments_zip.ts";
import { oplfPieces } from "../../shared/formats/oplf.ts";
import { readOplf } from "../../shared/formats/oplf_reader.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import type { Values } from "../../shared/merge.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { type Document, everyKind, loadSomeReference } from "../harness/pilots.ts";
import { aFlight, attachedTo } from "../harness/records.ts";
import { aSigner, signedBy } from "../harness/signed.ts";

/** Two installations: the logbook is kept at home, and travels. */
let home: Gateway;
let away: Gateway;
let pilot: Pilot;
let text: string;
let flight: Document;
let correction: Document;
const signer = aSigner();

const bytesOf = (content: string) => new TextEncoder().encode(content);

async function push(to: Pilot, documents: readonly object[]) {
  const { body } = await to.send("POST", "/_bulk_docs", { docs: documents });
  expect(body.filter((row: { error?: string }) => row.error)).toEqual([]);
}

/** Everything that a logbook can hold: signed, amended, checkpointed, with a record that waits. */
async function fill(to: Pilot): Promise<void> {
  const { attachment, signature, ...records } = everyKind() as Record<string, Document>;
  flight = records["flight"]!;
  correction = aFlight(records["aircraft"]!, {
    corrects_flight_id: uuidOf(flight._id),
    correction_reason: "the date",
  }) as Document;
  const others = Object.values(records).filter((document) => document !== undefined);
  await push(to, [...others, signer.pilot, signer.person, signer.key]);
  await push(to, [signedBy(signer, flight)]);
  await push(to, [correction, signedBy(signer, correction)]);
  const endorsement = records["endorsement"]!;
  const report = records["report"]!;
  await push(to, [
    signedBy(signer, endorsement),
    signedBy(signer, report, { signature_purpose: "report_attestation" }),
  ]);
  const acknowledged = signedBy({ ...signer, person: signer.person }, flight, {
    signature_purpose: "student_acknowledgment",
  });
  await push(to, [acknowledged]);
  await push(to, [
    aFlight({ _id: newRecordId("aircraft") }, { remarks: "waits for its aircraft" }),
  ]);
}

beforeAll(async () => {
  [home, away] = [await startGateway(), await startGateway()];
  for (const gateway of [home, away]) await loadSomeReference(gateway.database.admin);
  pilot = await home.signUp();
  await fill(pilot);
  await makeCheckpoint(home.database.db, checkpointSigner(new Uint8Array(32)));
  text = (await exportText(home.database.db, pilot.user_id))!;
});
afterAll(async () => {
  await home.close();
  await away.close();
});

async function take(gateway: Gateway, into: Pilot, content: string, bring?: BringFile) {
  const { user_id, logbook_id } = into;
  const now = () => "2026-06-02T10:00:00Z";
  const context = { db: gateway.database.db, now, user_id, logbook_id, judge: ledgerJudge, bring };
  return await importOplf(context, async function* () {
    yield bytesOf(content);
  });
}

const exported = async (gateway: Gateway, of: Pilot) =>
  (await exportText(gateway.database.db, of.user_id))!;

test("an export holds everything, and is sound", async () => {
  const found = await verifyText(text);
  expect(found.problems).toEqual([]);
  expect(found).toMatchObject({ checkpoints: 1, chains: [pilot.logbook_id] });
  expect(text.slice(text.indexOf('"waiting":['))).toContain("waits for its aircraft");
  expect(found.signatures.map(({ verdict }) => verdict)).toEqual(Array(5).fill("VALID"));
});

test("the first version of an amended flight stays, and its signature stays valid", async () => {
  const found = await verifyText(text);
  const over = found.signatures.filter(({ verdict }) => verdict === "VALID").map((s) => s.over);
  expect(over).toContain(`flights ${uuidOf(flight._id)}`);
  expect(over).toContain(`flights ${uuidOf(correction._id)}`);
});

test("the same logbook gives the same bytes", async () => {
  expect(await exported(home, pilot)).toBe(text);
});

describe("on another installation", () => {
  let guest: Pilot;
  beforeAll(async () => {
    guest = await away.signUp();
    await take(away, guest, text);
  });

  test("an empty account exports what it imported, byte for byte", async () => {
    expect(await exported(away, guest)).toBe(text);
  });

  test("importing again adds nothing", async () => {
    expect(await take(away, guest, text)).toMatchObject({ added: 0, corrections: 0, refused: [] });
    expect(await exported(away, guest)).toBe(text);
  });

  test("what the installation does from then on is told apart, and the old log is kept", async () => {
    await push(
      guest,
      [signer.pilot].map((p) => ({ ...p, _id: newRecordId("person"), is_logbook_owner: false })),
    );
    const later = await exported(away, guest);
    const found = await verifyText(later);
    expect(found.problems).toEqual([]);
    expect(found.chains).toEqual([pilot.logbook_id, guest.logbook_id]);
    const { audit_log } = (readOplf(later) as { oplf: any }).oplf;
    const own = audit_log.filter((entry: any) => entry.logbook_id === guest.logbook_id);
    const imported = own.filter((entry: any) => entry.device_id === importDevice(pilot.logbook_id));
    expect(own.length - imported.length).toBe(1);
    // And on it goes, to a third account, with two old logs.
    const third = await away.signUp();
    await take(away, third, later);
    expect(await exported(away, third)).toBe(later);
    // Somebody who has only the older export adds nothing either.
    expect(await take(away, guest, text)).toMatchObject({ added: 0, corrections: 0 });
  });
});

test("importing into the account that it came from adds nothing", async () => {
  expect(await take(home, pilot, text)).toMatchObject({ added: 0, corrections: 0, refused: [] });
  expect(await exported(home, pilot)).toBe(text);
});

/** The export with other records, and a SHA-256 that fits; without a log, as another program may write it. */
async function rewritten(change: (records: Values[]) => Values[], extras = {}): Promise<string> {
  const reading = readOplf(text);
  if (!reading.ok) expect.fail(reading.reason);
  const records = change(Object.values(reading.oplf.records).flat());
  let written = "";
  const { logbook } = reading.oplf;
  const source = { logbook, audit_log: [], checkpoints: [], records, waiting: [], extras };
  for await (const piece of oplfPieces(source)) written += new TextDecoder().decode(piece);
  return written;
}

describe("a device that imported it with no network", () => {
  const handOver = (into: Pilot, of: Pilot, content: string) =>
    into.ask(`/api/v1/logbooks/${of.logbook_id}/imported`, { method: "POST", body: content });

  test("syncs the records and hands the logs over: an export is the same bytes", async () => {
    const guest = await away.signUp();
    const { records, waiting } = (readOplf(text) as { oplf: any }).oplf;
    await push(guest, [...Object.values(records).flat(), ...waiting] as Document[]);
    expect(await (await handOver(guest, guest, text)).json()).toEqual({ is_exact: true });
    expect(await exported(away, guest)).toBe(text);
    const answer = await guest.ask(`/api/v1/logbooks/${guest.logbook_id}/export`);
    expect(await answer.text()).toBe(text);
  });

  test("brings nothing but logs, into nobody else's logbook, and nothing that is not sound", async () => {
    const [guest, other] = [await away.signUp(), await away.signUp()];
    expect((await handOver(guest, other, text)).status).toBe(404);
    expect((await guest.ask(`/api/v1/logbooks/${other.logbook_id}/export`)).status).toBe(404);
    const headers = { "Content-Length": String(2 * 1024 ** 3) };
    const path = `/api/v1/logbooks/${guest.logbook_id}/imported`;
    expect((await guest.ask(path, { method: "POST", headers, body: text })).status).toBe(413);
    const altered = text.replace('"total_time":60', '"total_time":90');
    const refused = await handOver(guest, guest, altered);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({
        code: "E_EXPORT_REFUSED",
        detail: expect.stringContaining("total_time is not what the audit log says"),
      }),
    ]);
    expect(await (await handOver(guest, guest, text)).json()).toEqual({ is_exact: false });
    expect((await guest.send("GET", "/_all_docs")).body.rows).toEqual([]);
  });
});

test("where both differ, only what is new comes in, and the rest waits as corrections", async () => {
  const other = await away.signUp();
  const aircraft = await rewritten((records) =>
    records.filter(({ _id }) => /^(aircraft|aircraft_model):/.test(String(_id))),
  );
  await take(away, other, aircraft);
  const changed = await rewritten((records) =>
    records
      .map((record) =>
        String(record["_id"]).startsWith("aircraft:") ? { ...record, notes: "repainted" } : record,
      )
      .filter(({ _id }) => !String(_id).startsWith("entry_signature:")),
  );
  const first = await take(away, other, changed);
  expect(first).toMatchObject({ corrections: 1, refused: [] });
  const { body } = await other.send(
    "GET",
    '/_all_docs?include_docs=true&startkey="correction:"&endkey="correction;"',
  );
  expect(body.rows.map((row: any) => row.doc)).toContainEqual(
    expect.objectContaining({ status: "open", differing_fields: ["notes"] }),
  );
  expect(await take(away, other, changed)).toMatchObject({ added: 0, corrections: 0 });
});

describe("attached files", () => {
  const scan = bytesOf("%PDF-1.7 a page of the paper logbook");
  const person = { ...signer.person, _id: newRecordId("person") };
  const attached = {
    ...attachedTo(person, scan),
    filename: "../page 1.pdf",
    _attachments: {
      file: { content_type: "application/pdf", data: Buffer.from(scan).toString("base64") },
    },
  };
  let owner: Pilot;
  let content: string;
  let zip: AttachmentsZip;
  beforeAll(async () => {
    owner = await home.signUp();
    await push(owner, [person, attached]);
    content = await exported(home, owner);
    const pieces: Uint8Array[] = [];
    const missing: string[] = [];
    const files = attachedFiles(home.database.db, owner.user_id, home.blobs, (name) =>
      missing.push(name),
    );
    expect(await writeAttachmentsZip(files, (piece) => void pieces.push(piece))).toBe(1);
    expect(missing).toEqual([]);
    const zipped = new Uint8Array(Buffer.concat(pieces));
    const read = (from: number, to: number) => Promise.resolve(zipped.slice(from, to));
    const opened = await openAttachmentsZip({ size: zipped.length, read });
    if (!opened.ok) expect.fail(opened.reason);
    zip = opened.zip;
  });

  test("travel in the zip beside the export, and with it every byte comes back", async () => {
    const guest = await away.signUp();
    const without = await take(away, guest, content);
    expect(without.refused).toMatchObject([{ id: attached._id }]);
    const other = { ...zip, read: () => Promise.resolve(undefined) };
    const lacking = await take(away, guest, content, bringFrom(other, away.blobs));
    expect(lacking.refused).toMatchObject([{ reason: expect.stringContaining("does not hold") }]);
    const third = await away.signUp();
    const whole = await take(away, third, content, bringFrom(zip, away.blobs));
    expect(whole).toMatchObject({ refused: [], is_exact: true });
    expect(await exported(away, third)).toBe(content);
    expect(await away.blobs.get(attached.sha256_hash)).toEqual(scan);
  });

  test("one that is refused and one that is corrected make no whole: what is here is told, not the file", async () => {
    const guest = await away.signUp();
    await push(guest, [{ ...person, display_name: "Ann, as she is known here" }]);
    // As many documents as the file has records: the person as they were, and the correction.
    expect(await take(away, guest, content)).toMatchObject({
      added: 0,
      there: 0,
      corrections: 1,
      refused: [{ id: attached._id, reason: expect.stringContaining("Import the zip") }],
      is_exact: false,
    });
    const later = await exported(away, guest);
    const found = await verifyText(later);
    expect(found.problems).toEqual([]);
    expect(found.chains).toEqual([owner.logbook_id, guest.logbook_id]);
    const { records } = (readOplf(later) as { oplf: any }).oplf;
    expect(records.person).toMatchObject([{ display_name: "Ann, as she is known here" }]);
    expect(records.correction).toMatchObject([
      {
        status: "open",
        differing_fields: ["display_name"],
        proposed: { display_name: "Signer 1" },
      },
    ]);
    expect(records.attachment).toBeUndefined();
    // With the zip it comes in, and the logbook is still its own.
    expect(await take(away, guest, content, bringFrom(zip, away.blobs))).toMatchObject({
      added: 1,
      corrections: 0,
      refused: [],
      is_exact: false,
    });
    expect((await verifyText(await exported(away, guest))).chains).toHaveLength(2);
  });
});

test("fields and members that nobody here knows travel on", async () => {
  const other = await away.signUp();
  const file = await rewritten(
    (records) =>
      records
        .filter(
          ({ _id }) =>
            /^(aircraft|aircraft_model|flight):/.test(String(_id)) &&
            _id !== correction._id &&
            _id !== flight._id,
        )
        .map((record) => ({ ...record, mood: ["good", 1.5] })),
    { "x-note": { from: "elsewhere" }, logbook: { zz_name: "Ann's" } },
  );
  await take(away, other, file);
  const found = await exported(away, other);
  expect(found).toContain('"mood":["good",1.5]');
  expect(found).toContain('"x-note":{"from":"elsewhere"}');
  expect(found).toMatch(/"logbook":\{"book":"pilot","id":"[-0-9a-f]{36}","zz_name":"Ann's"\},\n/);
  const { problems, notes } = await verifyText(found);
  expect(problems).toEqual([]);
  expect(notes.join()).toContain("The member logbook.zz_name is not known here");
});

describe("a file that is not as it was written", () => {
  test("is not imported, and says where", async () => {
    const guest = await away.signUp();
    const altered = text.replace('"total_time":60', '"total_time":90');
    await expect(take(away, guest, altered)).rejects.toThrow(
      /total_time is not what the audit log/,
    );
    expect((await guest.send("GET", "/_all_docs")).body.rows).toEqual([]);
  });

  test("a byte changed anywhere is found and named", async () => {
    const bytes = bytesOf(text);
    const step = Math.floor(bytes.length / 25);
    const places = Array.from({ length: 25 }, (_, i) => Math.floor((i + Math.random()) * step));
    // Of every kind of byte that gives the text its form, one in each part of the file.
    for (const sign of '{}[]:,"\n0az-')
      for (let part = 0; part < 4; part++)
        places.push(text.indexOf(sign, Math.floor((bytes.length * (part + Math.random())) / 4.1)));
    for (const at of places.filter((place) => place >= 0)) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      const { problem_count, problems } = await verifyText(new TextDecoder().decode(changed));
      expect(problem_count, `byte ${at}: ${text.slice(at - 20, at + 20)}`).toBeGreaterThan(0);
      expect(problems[0]).not.toBe("");
    }
  });

  test.each([
    [
      "a row of a leg",
      /"leg_number":1/,
      '"leg_number":2',
      /leg_number is not what the audit log says/,
    ],
    [
      "a time of writing",
      /"created_at":"2026-05-01T10:00:00Z"/,
      '"created_at":"2026-05-01T10:00:01Z"',
      /created_at is not what/,
    ],
    [
      "an entry of the log",
      /"operation":"INSERT"/,
      '"operation":"UPDATE"',
      /audit entry 1 was changed/,
    ],
    ["a hash of the log", /"row_hash":"./, '"row_hash":"g', /audit entry 1 was changed/],
    ["a checkpoint", /"made_at":"2/, '"made_at":"1', /checkpoint 1 was changed/],
    [
      "a signature",
      /"signature_data":"../,
      '"signature_data":"AA',
      /signature_data is not what the audit log says|SIGNATURE_INVALID/,
    ],
    ["the end", /"sha256":"./, '"sha256":"g', /SHA-256/],
    [
      "the version",
      /"schema_version":"1.0"/,
      '"schema_version":"2.0"',
      /OPLF version 2\.0; this program reads 1\.0/,
    ],
    ["the format", /"OPLF"/, '"GPLF"', /not an OPLF file/],
    ["white space", /,\n/, ", \n", /SHA-256 does not fit/],
  ])("%s", async (_, pattern, replacement, words) => {
    const changed = text.replace(pattern, replacement);
    expect(changed).not.toBe(text);
    expect((await verifyText(changed)).problems.join("\n")).toMatch(words);
  });

  test("one that is cut off anywhere says so", async () => {
    for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
      const found = await verifyText(text.slice(0, Math.floor(text.length * part)));
      expect(found.problems.join("\n")).toMatch(/cut off|not an OPLF/);
    }
  });
});
