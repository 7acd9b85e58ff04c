/** The gateway of histories, in this process, and what its ledger says in the end. */
import { uuidv7 } from "uuidv7";
import { couchRoutes } from "../../server/couch/couch.ts";
import type { CouchContext } from "../../server/couch/context.ts";
import { lazyFeed } from "../../server/couch_feed.ts";
import { installationId } from "../../server/installation.ts";
import { ledgerJudge } from "../../server/ledger/ledger_judge.ts";
import { leavesOf, readTree, type StoredTree } from "../../shared/rev_tree.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import type { Queryable } from "../../server/postgres/database.ts";
import type { Values } from "../../shared/merge.ts";
import { canonicalEntryText } from "../../shared/signatures/canonical_form.ts";
import { type SignedTerms, signedBytes, statementHash } from "../../shared/signatures/statement.ts";
import { loadSomeReference, newOwner, type Owner, recordOf } from "../harness/pilots.ts";
import { freshDatabaseOn, type TestServer } from "../harness/postgres.ts";
import type { Send, Standing, Stored } from "./device.ts";

/** A new logbook of a new pilot. */
export interface Logbook extends Owner {
  url: string;
  send: Send;
  /** Sends in the name of somebody whom the owner lets read. */
  sendAsViewer: Send;
}

/** A gateway with a database of its own; histories share it, each in a logbook of its own. */
export interface Ledger {
  open(): Promise<Logbook>;
  /**
   * How a logbook stands: every document with its branches. `branching`: those with more than one
   * live branch, in words; the gateway should have closed all but one.
   */
  standing(logbook: Logbook): Promise<{ standing: Standing; branching: string[] }>;
  /** The place of its last change in the feed. */
  seq(logbook: Logbook): Promise<number>;
  /** Whether a revision has arrived, be it as an ancestor. */
  knows(logbook: Logbook): Promise<(id: string, rev: string) => boolean>;
  /** What waits, by document, with what the ledger has against it. */
  waiting(logbook: Logbook): Promise<Map<string, string | null>>;
  /** Signatures that lock what they are not over, or wait although what they are over is here. */
  signatureProblems(logbook: Logbook): Promise<string[]>;
  /** Checks the whole database; throws with everything that is wrong. */
  check(): Promise<void>;
  drop(): Promise<void>;
}

/** Connections of the gateway. */
const connections = 2;
const origin = "http://offblock.test";
const now = () => "2026-06-01T12:00:00.000Z";

type Waiting = SignedTerms & { id: string; canonical_data_hash: string };

interface Row {
  id: string;
  tree: StoredTree;
  winning_rev: string;
  is_deleted: boolean;
  body: string;
}

async function signatureProblems(admin: Queryable, { user_id }: Owner): Promise<string[]> {
  const differing = await admin.query<{ id: string }>(
    "select signature_id as id from logbook.differing_signatures($1)",
    [user_id],
  );
  const waiting = await admin.query<{ record: Waiting; body: string; key: string }>(
    `select w.record, r.body, k.key_fingerprint as key
       from sync.waiting w
       join sync.revisions r on r.owner_user_id = w.owner_user_id and not r.is_deleted
        and r.document_id = 'flight:' || (w.record ->> 'entry_id')
       join logbook.public_keys k on k.owner_user_id = w.owner_user_id
        and k.id = (w.record ->> 'public_key_id')::uuid
      where w.owner_user_id = $1 and w.problem is not null
        and w.kind = 'entry_signature'
        and not exists (
          select from logbook.entry_signatures s
          where s.owner_user_id = w.owner_user_id and s.entry_id = (w.record ->> 'entry_id')::uuid
        )`,
    [user_id],
  );
  const isHere = waiting.filter(({ record, body, key }) => {
    const entry = canonicalEntryText("flights", recordOf(JSON.parse(body)) as Values);
    return statementHash(signedBytes(record, entry, key)) === record.canonical_data_hash;
  });
  return [
    ...differing.map(({ id }) => `entry_signature:${id} locks what it is not over`),
    ...isHere.map(({ record }) => `entry_signature:${record.id} waits for what is here`),
  ];
}

/** Asks one connection one question after another, however many histories ask at once. */
function inTurn(connection: Queryable): Queryable {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query<Row>(text: string, values?: readonly unknown[]) {
      const answer = last.then(() => connection.query<Row>(text, values));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** Starts a gateway on a new database. */
export async function openLedger(server: TestServer): Promise<Ledger> {
  // Each connection makes its own plans, which costs more than many histories.
  const database = await freshDatabaseOn(server, "schema", connections);
  const { db } = database;
  const admin = inTurn(database.admin);
  await loadSomeReference(admin);
  const people = new Map<string, Owner>();
  const couch: CouchContext = {
    authenticate: async (c) => {
      const who = people.get(c.req.header("Authorization") ?? "");
      return who && { ...who, device_id: null, session_id: null };
    },
    db,
    now,
    uuid: installationId(db),
    feed: lazyFeed(db),
    blobs: temporaryBlobs(database),
    judge: ledgerJudge,
  };
  const app = couchRoutes(couch);
  const documents = (logbook: Logbook) =>
    admin.query<Row>(
      `select d.id, d.tree, d.winning_rev, d.is_deleted, r.body
         from sync.documents d
         join sync.revisions r on r.owner_user_id = d.owner_user_id and r.logbook_id = d.logbook_id
          and r.document_id = d.id and r.rev = d.winning_rev
        where d.owner_user_id = $1 and d.logbook_id = $2`,
      [logbook.user_id, logbook.logbook_id],
    );
  return {
    async open() {
      const owner = await newOwner(db, uuidv7());
      const viewer = await newOwner(db, uuidv7());
      await admin.query(
        `insert into auth.grants (owner_user_id, id, grantee_user_id, book, role)
          values ($1, $2, $3, 'pilot', 'viewer')`,
        [owner.user_id, uuidv7(), viewer.user_id],
      );
      const sendAs = (who: Owner): Send => {
        people.set(who.user_id, who);
        return async (request) => {
          request.headers.set("Authorization", who.user_id);
          return await app.fetch(request);
        };
      };
      return {
        ...owner,
        url: `${origin}/${owner.logbook_id}`,
        send: sendAs(owner),
        sendAsViewer: sendAs(viewer),
      };
    },
    async standing(logbook) {
      const standing = new Map<string, { leaves: string[]; document: Stored }>();
      const branching: string[] = [];
      for (const { id, tree, winning_rev, is_deleted, body } of await documents(logbook)) {
        const nodes = readTree(tree);
        const leaves = leavesOf(nodes).toSorted();
        const live = leaves.filter((rev) => !nodes.get(rev)!.deleted);
        if (live.length > 1) branching.push(`${id} has the live branches ${live}`);
        const deleted = is_deleted ? { _deleted: true } : {};
        const document = { ...JSON.parse(body), _id: id, _rev: winning_rev, ...deleted } as Stored;
        standing.set(id, { leaves, document });
      }
      return { standing, branching };
    },
    async seq(logbook) {
      const [row] = await admin.query<{ seq: number }>(
        "select seq from sync.logbooks where id = $1",
        [logbook.logbook_id],
      );
      return row!.seq;
    },
    async knows(logbook) {
      const trees = new Map((await documents(logbook)).map((row) => [row.id, readTree(row.tree)]));
      return (id, rev) => trees.get(id)?.has(rev) ?? false;
    },
    async waiting(logbook) {
      const rows = await admin.query<{ id: string; problem: string | null }>(
        "select document_id as id, problem from sync.waiting where owner_user_id = $1",
        [logbook.user_id],
      );
      return new Map(rows.map(({ id, problem }) => [id, problem]));
    },
    signatureProblems: (logbook) => signatureProblems(admin, logbook),
    check: () => checkLedger(admin),
    drop: () => database.drop(),
  };
}
