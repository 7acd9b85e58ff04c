import { createPublicKey, verify } from "node:crypto";
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  checkpointSigner,
  keepCheckpoints,
  makeCheckpoint,
  readCheckpoints,
} from "../../server/ledger/checkpoints.ts";
import { readAuditLog } from "../../server/ledger/export.ts";
import { silentLog } from "../../server/log.ts";
import {
  type ChainHead,
  genesisHash,
  verifyChain,
  verifyContinuation,
} from "../../shared/audit_chain.ts";
import { verifyCheckpoints } from "../../shared/checkpoints.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, newOwner, type Owner, refusalOf } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aPerson } from "../harness/records.ts";

const signer = checkpointSigner(new Uint8Array(32).fill(7));
const trusted = Buffer.from(signer.public_key).toString("hex");

let database: TestDatabase;
let ann: Owner;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await emptied(database.admin);
  ann = await newOwner(database.db, "ann");
});
afterAll(() => database.drop());

const write = async (owner: Owner, ...names: string[]) => {
  for (const display_name of names)
    await applyDocuments(database.db, owner, [aPerson({ display_name })]);
};
const as = (owner: Owner) => ({
  checkpoints: () =>
    database.db.transaction(owner.user_id, (tx) => readCheckpoints(tx, owner.logbook_id)),
  entries: () =>
    database.db.transaction(owner.user_id, (tx) =>
      readAuditLog(tx, owner.logbook_id, { from: 1, to: 1000 }),
    ),
  async head(): Promise<ChainHead> {
    const last = (await this.entries()).at(-1);
    return last ?? { chain_number: 0, row_hash: genesisHash(owner.logbook_id) };
  },
});

/** What the chain, the checkpoints in SQL, and the checkpoints in TypeScript say. */
async function findings(owner: Owner) {
  const entries = await as(owner).entries();
  const hashes = new Map(entries.map((entry) => [entry.chain_number, entry.row_hash]));
  return {
    chainInSql: await database.admin.query("select * from audit.verify_chain($1)", [
      owner.logbook_id,
    ]),
    chain: verifyChain(owner.logbook_id, entries),
    checkpointsInSql: await database.admin.query("select * from audit.verify_checkpoints($1)", [
      owner.logbook_id,
    ]),
    checkpoints: verifyCheckpoints(
      owner.logbook_id,
      await as(owner).checkpoints(),
      (n) => hashes.get(n),
      trusted,
    ),
  };
}
const nothing = { chainInSql: [], chain: [], checkpointsInSql: [], checkpoints: [] };

/** Does what only a superuser can: changes the log with its triggers switched off. */
const tamper = (sql: string) =>
  database.admin.run(`begin; set local session_replication_role = replica; ${sql}; commit;`);

/** Computes the chain anew from a number on, and moves the head that the logbook remembers. */
const rebuild = (from: number) => `
  do $$
  declare
    e record;
    v_hash bytea;
  begin
    for e in select * from audit.audit_log where logbook_id = '${ann.logbook_id}' order by chain_number loop
      v_hash := coalesce(v_hash, audit.genesis(e.logbook_id));
      if e.chain_number >= ${from} then
        update audit.audit_log a set prev_hash = v_hash, row_hash = sha256(v_hash || convert_to(audit.entry_text(
          a.logbook_id, a.chain_number, a.table_name, a.row_id, a.operation, audit.moment_text(a.changed_at),
          a.changed_by_user_id, a."session_user", a.device_id, a.change_reason, a.old_values, a.new_values
        ), 'UTF8')) where a.owner_user_id = e.owner_user_id and a.id = e.id
        returning a.row_hash into v_hash;
      else
        v_hash := e.row_hash;
      end if;
    end loop;
    update sync.logbooks set audit_head = v_hash,
      audit_count = (select max(chain_number) from audit.audit_log where logbook_id = '${ann.logbook_id}')
      where id = '${ann.logbook_id}';
  end
  $$`;

describe("a checkpoint", () => {
  test("holds the heads of all logbooks that have grown, and the next only what grew since", async () => {
    const ben = await newOwner(database.db, "ben");
    await newOwner(database.db, "carl");
    await write(ann, "P1", "P2");
    await write(ben, "P1");
    expect(await makeCheckpoint(database.db, signer)).toBe(1);
    expect(await makeCheckpoint(database.db, signer)).toBe(undefined);
    await write(ben, "P2");
    expect(await makeCheckpoint(database.db, signer)).toBe(2);
    expect(
      (await as(ann).checkpoints()).map((c) => [c.number, c.chain_number, c.leaves.length]),
    ).toEqual([[1, 2, 2]]);
    expect(
      (await as(ben).checkpoints()).map((c) => [c.number, c.chain_number, c.leaves.length]),
    ).toEqual([
      [1, 1, 2],
      [2, 2, 1],
    ]);
    for (const owner of [ann, ben]) expect(await findings(owner)).toEqual(nothing);
    await checkLedger(database.admin);
  });

  test("is signed so that Ed25519 of another make agrees", async () => {
    await write(ann, "P1");
    await makeCheckpoint(database.db, signer);
    const [checkpoint] = await as(ann).checkpoints();
    const key = createPublicKey({
      // RFC 8410: the key behind the fixed bytes that say it is Ed25519.
      key: hexToBytes(`302a300506032b6570032100${checkpoint!.public_key}`) as Buffer,
      format: "der",
      type: "spki",
    });
    const message = utf8ToBytes(`offblock checkpoint 1 ${checkpoint!.checkpoint_hash}`);
    expect(verify(null, message, key, hexToBytes(checkpoint!.signature))).toBe(true);
  });

  test("that is not signed never was", async () => {
    await write(ann, "P1");
    const refused = await refusalOf(
      database.db.transaction(null, (tx) => tx.query("select audit.take_checkpoint()")),
    );
    expect(refused).toMatchObject({ code: "23514", message: expect.stringMatching(/not signed/) });
    expect(await makeCheckpoint(database.db, signer)).toBe(1);
  });

  test("is made by one gateway at a time: no gap, no fork", async () => {
    const owners = await Promise.all(["b", "c", "d"].map((name) => newOwner(database.db, name)));
    for (const owner of owners) {
      await write(owner, "P1");
      await Promise.all([1, 2, 3].map(() => makeCheckpoint(database.db, signer)));
    }
    const rows = await database.admin.query("select number from audit.checkpoints order by 1");
    expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    await checkLedger(database.admin);
  });

  test("is made again and again while something changes, until it is stopped", async () => {
    await write(ann, "P1");
    let made: (() => void) | undefined;
    const first = new Promise<void>((resolve) => (made = resolve));
    const stop = keepCheckpoints(database.db, signer, 1, { ...silentLog, info: () => made!() });
    await first;
    await stop();
    expect(await database.admin.query("select number from audit.checkpoints")).toEqual([
      { number: 1 },
    ]);
  });

  test.each([
    "insert into audit.checkpoints values (9, now(), '{}', '', '')",
    "update audit.checkpoints set made_at = now()",
    "delete from audit.checkpoint_heads",
    "update audit.checkpoint_signatures set signature = signature",
    "truncate audit.checkpoints",
    "table public.offblock_checkpoint_key",
  ])("cannot be forged by the gateway's role: %s", async (statement) => {
    await write(ann, "P1");
    await makeCheckpoint(database.db, signer);
    const refused = await refusalOf(
      database.db.transaction(ann.user_id, (tx) => tx.query(statement)),
    );
    expect(refused.code).toBe("42501");
  });

  test.each([
    "update audit.checkpoints set made_at = now()",
    "delete from audit.checkpoint_heads",
    "truncate audit.checkpoint_signatures",
  ])("is append-only for an administrator as well: %s", async (statement) => {
    await write(ann, "P1");
    await makeCheckpoint(database.db, signer);
    expect(await refusalOf(database.admin.query(statement))).toMatchObject({ code: "42501" });
  });

  test("takes one signature, of the right length", async () => {
    await write(ann, "P1");
    await makeCheckpoint(database.db, signer);
    const sign = (bytes: number) =>
      refusalOf(
        database.db.transaction(null, (tx) =>
          tx.query("select audit.sign_checkpoint(1, $1, $2)", [
            Buffer.alloc(32),
            Buffer.alloc(bytes),
          ]),
        ),
      );
    expect((await sign(64)).code).toBe("23505");
    expect(await sign(63)).toMatchObject({ constraint: "checkpoint_signatures_signature_length" });
  });
});

describe("a superuser who", () => {
  let remembered: ChainHead;
  beforeEach(async () => {
    await write(ann, "P1", "P2", "P3", "P4", "P5");
    await makeCheckpoint(database.db, signer);
    await write(ann, "P6", "P7");
    remembered = await as(ann).head();
    await write(ann, "P8");
    expect(await findings(ann)).toEqual(nothing);
  });

  /** What a device says that saw the chain when it had seven entries. */
  const device = async () => {
    const entries = await as(ann).entries();
    const today = entries.at(-1) ?? { chain_number: 0, row_hash: genesisHash(ann.logbook_id) };
    const after = entries.filter((entry) => entry.chain_number > remembered.chain_number);
    return verifyContinuation(ann.logbook_id, remembered, today, after);
  };

  const change = "update audit.audit_log set change_reason = 'forged' where chain_number = 3";

  test.each([
    ["changes an entry", change],
    ["deletes an entry", "delete from audit.audit_log where chain_number = 3"],
    [
      "inserts an entry",
      `update audit.audit_log set chain_number = chain_number + 100 where chain_number >= 3;
      update audit.audit_log set chain_number = chain_number - 99 where chain_number > 100;
      insert into audit.audit_log overriding system value
        select (json_populate_record(a, '{"id": 1000, "chain_number": 3}')).* from audit.audit_log a where chain_number = 2`,
    ],
    [
      "swaps two entries",
      `update audit.audit_log set chain_number = 100 where chain_number = 3;
      update audit.audit_log set chain_number = 3 where chain_number = 4;
      update audit.audit_log set chain_number = 4 where chain_number = 100`,
    ],
    ["cuts the tail", "delete from audit.audit_log where chain_number > 4"],
  ])("%s is found by the chain", async (_, sql) => {
    await tamper(sql);
    const found = await findings(ann);
    expect(found.chainInSql).not.toEqual([]);
    // An export has no head beside its entries: there the checkpoint tells of the missing tail.
    expect([...found.chain, ...found.checkpoints]).not.toEqual([]);
  });

  test("rebuilds the chain from some point, head and all, is found by the checkpoint and the device", async () => {
    await tamper(`${change}; ${rebuild(3)}`);
    const found = await findings(ann);
    expect([found.chainInSql, found.chain]).toEqual([[], []]);
    expect(found.checkpointsInSql).toMatchObject([
      { checkpoint_number: 1, problem: expect.stringMatching(/^entry 5 .* is no longer the same/) },
    ]);
    expect(found.checkpoints).toEqual(["checkpoint 1 entry 5 is no longer the same"]);
    expect(await device()).not.toEqual([]);
  });

  test("cuts the tail and moves the head back is found by the checkpoint and the device", async () => {
    await tamper(`delete from audit.audit_log where chain_number > 4; ${rebuild(5)}`);
    const found = await findings(ann);
    expect([found.chainInSql, found.chain]).toEqual([[], []]);
    expect(found.checkpointsInSql).not.toEqual([]);
    expect(found.checkpoints).toEqual(["checkpoint 1 entry 5 is no longer there"]);
    expect(await device()).toEqual([
      { chain_number: 4, problem: "is the end, but entry 7 was there before" },
    ]);
  });

  test("rewrites what came after the last checkpoint is found by the device", async () => {
    await tamper(
      `update audit.audit_log set change_reason = 'forged' where chain_number = 7; ${rebuild(7)}`,
    );
    expect(await findings(ann)).toEqual(nothing);
    expect(await device()).toContainEqual({
      chain_number: 8,
      problem: "does not continue the entry before",
    });
  });

  const reforge = `
    update audit.checkpoint_heads h set row_hash = (
      select e.row_hash from audit.audit_log e where e.logbook_id = h.logbook_id and e.chain_number = h.chain_number);
    update audit.checkpoints c set leaves = array(
      select audit.head_leaf(h.logbook_id, h.chain_number, h.row_hash) from audit.checkpoint_heads h);
    update audit.checkpoints c set checkpoint_hash =
      audit.checkpoint_hash(c.prev_hash, c.number, audit.moment_text(c.made_at), c.leaves)`;

  test("rebuilds the chain and the checkpoints over it, without the key, is found by the signature", async () => {
    await tamper(`${change}; ${rebuild(3)}; ${reforge}`);
    const found = await findings(ann);
    expect([found.chainInSql, found.chain, found.checkpointsInSql]).toEqual([[], [], []]);
    expect(found.checkpoints).toEqual(["checkpoint 1 is not signed by the key that it names"]);
  });

  test("signs the forged checkpoint with a key of his own is found by who knows the server's", async () => {
    await tamper(`${change}; ${rebuild(3)}; ${reforge}`);
    const own = checkpointSigner(new Uint8Array(32).fill(9));
    const [forged] = await as(ann).checkpoints();
    const signature = own.sign(
      new TextEncoder().encode(`offblock checkpoint 1 ${forged!.checkpoint_hash}`),
    );
    await tamper(
      `update audit.checkpoint_signatures set
        public_key = '\\x${Buffer.from(own.public_key).toString("hex")}',
        signature = '\\x${Buffer.from(signature).toString("hex")}'`,
    );
    expect((await findings(ann)).checkpoints).toEqual(["checkpoint 1 is signed by another key"]);
  });

  test("has the key too, and rebuilds everything, is found by the device alone", async () => {
    await tamper(`${change}; ${rebuild(1)}; ${reforge}`);
    const [forged] = await as(ann).checkpoints();
    const signature = nacl.sign.detached(
      new TextEncoder().encode(`offblock checkpoint 1 ${forged!.checkpoint_hash}`),
      nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(7)).secretKey,
    );
    await tamper(
      `update audit.checkpoint_signatures set signature = '\\x${Buffer.from(signature).toString("hex")}'`,
    );
    expect(await findings(ann)).toEqual(nothing);
    expect(await device()).not.toEqual([]);
  });

  test("removes a checkpoint is found by its head, or by the next", async () => {
    await makeCheckpoint(database.db, signer);
    await tamper("delete from audit.checkpoints where number = 1");
    expect((await findings(ann)).checkpointsInSql).toMatchObject([
      { checkpoint_number: 1 },
      { checkpoint_number: 2, problem: "checkpoints are missing before it" },
      { checkpoint_number: 2, problem: "does not continue the checkpoint before" },
    ]);
  });
});

describe("a device that remembers a head", () => {
  test("is content with a chain that has grown, not grown, or begun since", async () => {
    const heads: ChainHead[] = [await as(ann).head()];
    await write(ann, "P1");
    heads.push(await as(ann).head());
    await write(ann, "P2", "P3");
    heads.push(await as(ann).head());
    const entries = await as(ann).entries();
    for (const head of heads)
      expect(
        verifyContinuation(
          ann.logbook_id,
          head,
          heads.at(-1)!,
          entries.filter((entry) => entry.chain_number > head.chain_number),
        ),
      ).toEqual([]);
  });

  test("is not content with answers that leave something out", async () => {
    await write(ann, "P1", "P2", "P3", "P4");
    const entries = await as(ann).entries();
    const [first, last] = [entries[0]!, entries.at(-1)!];
    for (const answer of [[], entries.slice(2), entries.slice(1, 3), entries.slice(1).toReversed()])
      expect(verifyContinuation(ann.logbook_id, first, last, answer)).not.toEqual([]);
  });
});
