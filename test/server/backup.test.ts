import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { main } from "../../server/command_line/main.ts";
import { writeBackup } from "../../server/backup/backup.ts";
import { restoreBackup } from "../../server/backup/restore.ts";
import { backedTables } from "../../server/backup/tables.ts";
import { checkpointSigner, makeCheckpoint } from "../../server/ledger/checkpoints.ts";
import { silentLog } from "../../server/log.ts";
import type { AdminConnection } from "../../server/postgres/database.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { everyKind, loadSomeReference, newOwner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aPerson } from "../harness/records.ts";

const origin = "http://offblock.test";
const now = "2026-06-01T12:00:00Z";
const clock = { now: () => new Date(now) };
const scan = new TextEncoder().encode("%PDF-1.7 a scan\u0000\n\\.\n");
const scanName = createHash("sha256").update(scan).digest("hex");
/** What COPY has to spell in its own way. */
const remarks = "tab\there, line\nbreak, \\N, \\., quotes \"'’ and ✈";

let folder: string;
let file: string;
let source: TestDatabase;
let token: string;
let logbook_id: string;
const blobs = temporaryBlobs(inject("postgres"));

const appOn = (database: TestDatabase, store = blobs) =>
  createApp({ db: database.db, clock, log: silentLog, blobs: store });
type App = ReturnType<typeof createApp>;

async function ask(app: App, method: string, path: string, body?: unknown, bearer = token) {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return await app.request(origin + path, init);
}

const signIn = { email: "ann@example.test", password: "correct horse battery" };

/** An account with a record of every kind and a file, a grant and a checkpoint. */
async function fill(app: App): Promise<void> {
  const account = (await (await ask(app, "POST", "/api/v1/auth/signup", signIn)).json()) as {
    logbook: { id: string };
  };
  logbook_id = account.logbook.id;
  const answer = await ask(app, "POST", "/api/v1/auth/tokens", { ...signIn, name: "test" });
  ({ token } = (await answer.json()) as { token: string });
  const person = aPerson();
  const attachment = {
    _id: newRecordId("attachment"),
    created_at: now,
    updated_at: now,
    owner_table: "people",
    owner_row_id: uuidOf(person._id),
    filename: "scan.pdf",
    mime_type: "application/pdf",
    file_size_bytes: scan.length,
    sha256_hash: scanName,
    _attachments: {
      file: { content_type: "application/pdf", data: Buffer.from(scan).toString("base64") },
    },
  };
  const { attachment: _, ...records } = everyKind();
  const flight = { ...records.flight, remarks };
  const docs = [...Object.values({ ...records, flight }), person, attachment];
  const pushed = await ask(app, "POST", `/db/${logbook_id}/_bulk_docs`, { docs });
  const rows = (await pushed.json()) as { ok?: boolean }[];
  expect(rows.filter(({ ok }) => ok !== true)).toEqual([]);
  const ben = { ...signIn, email: "ben@example.test" };
  await ask(app, "POST", "/api/v1/auth/signup", ben);
  const wish = { email: ben.email, book: "pilot", role: "viewer" };
  expect((await ask(app, "POST", "/api/v1/grants", wish)).status).toBe(201);
  await ask(app, "PUT", `/db/${logbook_id}/_local/checkpoint`, {});
  await makeCheckpoint(source.db, checkpointSigner(new Uint8Array(32)));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "offblock-backup-"));
  file = join(folder, "backup.tar.gz");
  source = await freshDatabase();
  await loadSomeReference(source.admin);
  await fill(appOn(source));
  await writeBackup({ admin: source.admin, blobs, now, progress: () => undefined }, file);
});
afterAll(async () => {
  await source.drop();
  rmSync(folder, { recursive: true });
});

/** The archive, and one made of it. Uint8Array throughout: the types of Buffer differ by library. */
const packedBytes = () => new Uint8Array(readFileSync(file));
const unpackedBytes = () => new Uint8Array(gunzipSync(packedBytes()));
const packed = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const textBytes = (text: string) => new TextEncoder().encode(text);

/** The archive with a text in the place of another that begins at the same byte. */
function changed(from: string, to: string): Uint8Array {
  const bytes = unpackedBytes();
  const at = Buffer.from(bytes.buffer).indexOf(from);
  expect(at).toBeGreaterThan(0);
  bytes.set(textBytes(to), at);
  return packed(bytes);
}

/** A digest of every table. */
async function contents(admin: AdminConnection): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name } of await backedTables(admin)) {
    const [row] = await admin.query<{ n: number; digest: string }>(
      `select count(*) as n, md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) as digest
       from ${name} t`,
    );
    digests[name] = `${row!.n} rows, ${row!.digest}`;
  }
  return digests;
}

const into = (database: TestDatabase, from = file, store = temporaryBlobs(inject("postgres"))) =>
  restoreBackup({ admin: database.admin, blobs: store, progress: () => undefined }, from);

describe("a backup that is restored", () => {
  let target: TestDatabase;
  const store = temporaryBlobs(inject("postgres"));
  let tokenAfter: string;
  let outcome: Awaited<ReturnType<typeof restoreBackup>>;
  beforeAll(async () => {
    target = await freshDatabase("reference");
    outcome = await into(target, file, store);
  });
  afterAll(() => target.drop());

  test("has every row of every table as it was, but for what begins anew", async () => {
    const before = await contents(source.admin);
    const after = await contents(target.admin);
    const differing = Object.keys(before).filter((name) => after[name] !== before[name]);
    expect(differing.toSorted()).toEqual([
      "auth.sessions",
      "offblock_installation",
      "sync.local_documents",
      "sync.logbooks",
    ]);
    const empty = Object.keys(before).filter((name) => before[name]!.startsWith("0 "));
    expect(empty.filter((name) => name.startsWith("logbook."))).toEqual([]);
    for (const name of ["auth.grants", "audit.checkpoints", "audit.checkpoint_signatures"])
      expect(before[name]).not.toMatch(/^0 /);
  });

  test("has valid chains, and passes the whole-state check", async () => {
    expect(outcome).toMatchObject({
      logbooks: 2,
      blobs: 1,
      chain_problems: [],
      checkpoint_problems: [],
      created_at: now,
    });
    await checkLedger(target.admin);
  });

  test("has the attached files", async () => {
    expect(await store.get(scanName)).toEqual(new Uint8Array(scan));
  });

  test("lets nobody in who was signed in, and says why", async () => {
    const answer = await ask(appOn(target, store), "GET", "/api/v1/auth/session");
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: "E_SESSION_ENDED",
      detail: expect.stringContaining("restored from a backup"),
    });
  });

  test("goes on working: sign-in, triggers and numbers are as before", async () => {
    const app = appOn(target, store);
    const signedIn = await ask(app, "POST", "/api/v1/auth/tokens", { ...signIn, name: "again" });
    ({ token: tokenAfter } = (await signedIn.json()) as { token: string });
    const person = aPerson();
    const pushed = await ask(app, "PUT", `/db/${logbook_id}/${person._id}`, person, tokenAfter);
    expect(pushed.status).toBe(201);
    const [last] = await target.admin.query<{ audited: boolean }>(
      "select max(id) = (select id from audit.audit_log where row_id = $1) as audited from audit.audit_log",
      [uuidOf(person._id)],
    );
    expect(last).toEqual({ audited: true });
    await expect(target.admin.run("delete from audit.audit_log")).rejects.toThrow(/append-only/);
    await checkLedger(target.admin);
  });

  test("is refused a second time: it would overwrite accounts", async () => {
    await expect(into(target)).rejects.toThrow(/has accounts already/);
  });
});

describe("a backup that cannot be restored leaves the database as it was", () => {
  let target: TestDatabase;
  let before: Record<string, string>;
  beforeAll(async () => {
    target = await freshDatabase();
    before = await contents(target.admin);
  });
  afterAll(() => target.drop());
  const other = () => join(folder, "other.tar.gz");
  const refused = async (bytes: Uint8Array, why: RegExp) => {
    writeFileSync(other(), bytes);
    await expect(into(target, other())).rejects.toThrow(why);
    expect(await contents(target.admin)).toEqual(before);
    const disabled = await target.admin.query(
      "select tgname from pg_trigger where tgenabled <> 'O' and not tgisinternal",
    );
    expect(disabled).toEqual([]);
  };

  test("cut off", async () => {
    await refused(packedBytes().slice(0, -400), /cut off/);
    await refused(packed(unpackedBytes().slice(0, 40_960)), /damaged/);
  });

  test("changed in one letter of one row", () =>
    refused(changed("Ann Other", "Bob"), /does not hold what its manifest says/));

  test("with another file attached", () => refused(changed("%PDF-1.7", "x"), /is not what it was/));

  test("of another version of the schema", () =>
    refused(changed("0100_roles", "9999_"), /another version of the database/));

  test.each([
    ["nothing", new Uint8Array()],
    ["a text", textBytes("hello")],
    ["another archive", packed(textBytes("hello"))],
  ])("made of %s", (_, bytes) => refused(bytes, /no backup of Offblock|damaged/));
});

test("a backup is readable by its owner only", () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a backup is of one moment, whatever is written while it is made", async () => {
  const other = join(folder, "moment.tar.gz");
  let writing: Promise<unknown> | undefined;
  const admin: AdminConnection = {
    ...source.admin,
    async *copyOut(text) {
      await (writing ??= newOwner(source.db, "late"));
      yield* source.admin.copyOut(text);
    },
  };
  await writeBackup({ admin, blobs, now, progress: () => undefined }, other);
  const [written] = await source.admin.query("select count(*)::int as n from auth.users");
  expect(written).toEqual({ n: 3 });
  const target = await freshDatabase();
  expect(await into(target, other)).toMatchObject({ logbooks: 2, chain_problems: [] });
  const [restored] = await target.admin.query("select count(*)::int as n from auth.users");
  expect(restored).toEqual({ n: 2 });
  await target.drop();
});

test("a ledger that was tampered with is restored as it was, and said", async () => {
  const tampered = await freshDatabase();
  await into(tampered);
  await tampered.admin.run(`
    alter table audit.audit_log disable trigger user;
    update audit.audit_log set new_values = '{}' where chain_number = 3;
    alter table audit.audit_log enable trigger user`);
  const other = join(folder, "tampered.tar.gz");
  await writeBackup({ admin: tampered.admin, blobs, now, progress: () => undefined }, other);
  await tampered.drop();
  const target = await freshDatabase();
  const { chain_problems } = await into(target, other);
  expect(chain_problems[0]).toMatchObject({ logbook_id, chain_number: 3 });
  await target.drop();
});

test("the commands back up and restore, and say what they did", async () => {
  const target = await freshDatabase("reference");
  const out = join(folder, "by_command.tar.gz");
  let said = "";
  const run = (args: string[], url: string) =>
    main(args, {
      print: (line) => void (said += `${line}\n`),
      write: (text) => void (said += text),
      note: (line) => void (said += `${line}\n`),
      env: { DATABASE_URL: url, OFFBLOCK_DATA: folder },
    });
  // The files of this data folder are not those of the ledger: said, and ended with 1.
  expect(await run(["backup", "--out", out], source.url)).toBe(1);
  expect(said).toMatch(new RegExp(`The attached file ${scanName} is missing`));
  expect(await run(["backup", "--out", out], source.url)).toBe(1);
  expect(said).toMatch(/is there already/);
  expect(await run(["restore", out], target.url)).toBe(0);
  expect(said).toMatch(/Audit chains of \d logbooks: VALID\.\n$/);
  expect(await run(["restore", out], target.url)).toBe(1);
  expect(said).toMatch(/has accounts already/);
  await target.drop();
});

describe("a backup without an attached file", () => {
  test("is written, and names what it lacks", async () => {
    const lines: string[] = [];
    const outcome = await writeBackup(
      {
        admin: source.admin,
        blobs: temporaryBlobs(inject("postgres")),
        now,
        progress: (line) => lines.push(line),
      },
      join(folder, "without.tar.gz"),
    );
    expect(outcome).toMatchObject({ blobs: 0, missing_blobs: [scanName] });
    expect(lines).toContainEqual(expect.stringMatching(/^auth.users: \d rows$/));
  });
});
