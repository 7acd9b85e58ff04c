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
import { loadSomeReference, newOwner, type Owner } from "../harness/pilots.ts";
import { freshDatabaseOn, type TestServer } from "../harness/postgres.ts";
import type { Send, Standing, Stored } from "./device.ts";

/** A new logbook of a new pilot. */
export interface Logbook extends Owner {
  url: string;
  send: Send;
}

/** A gateway with a database of its own; histories share it, each in a logbook of its own. */
export interface Ledger {
  open(): Promise<Logbook>;
  /** How a logbook stands: every document with its branches. */
  standing(logbook: Logbook): Promise<Standing>;
  /** The place of its last change in the feed. */
  seq(logbook: Logbook): Promise<number>;
  /** Documents with more than one live branch: the gateway should have closed all but one. */
  branching(logbook: Logbook): Promise<string[]>;
  /** Whether a revision has arrived, be it as an ancestor. */
  knows(logbook: Logbook): Promise<(id: string, rev: string) => boolean>;
  /** What waits, by document, with what the ledger has against it. */
  waiting(logbook: Logbook): Promise<Map<string, string | null>>;
  /** Checks the whole database; throws with everything that is wrong. */
  check(): Promise<void>;
  drop(): Promise<void>;
}

const origin = "http://offblock.test";
const now = () => "2026-06-01T12:00:00.000Z";

interface Row {
  id: string;
  tree: StoredTree;
  winning_rev: string;
  is_deleted: boolean;
  body: string;
}

/** Starts a gateway on a new database. */
export async function openLedger(server: TestServer): Promise<Ledger> {
  const database = await freshDatabaseOn(server, "schema");
  const { db, admin } = database;
  await loadSomeReference(admin);
  const couch: Omit<CouchContext, "authenticate"> = {
    db,
    now,
    uuid: installationId(db),
    feed: lazyFeed(db),
    blobs: temporaryBlobs(),
    judge: ledgerJudge,
  };
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
      const app = couchRoutes({
        ...couch,
        authenticate: async () => ({ ...owner, device_id: null }) as never,
      });
      return {
        ...owner,
        url: `${origin}/${owner.logbook_id}`,
        send: async (request) => await app.fetch(request),
      };
    },
    async standing(logbook) {
      const rows = await documents(logbook);
      return new Map(
        rows.map(({ id, tree, winning_rev, is_deleted, body }) => [
          id,
          {
            leaves: leavesOf(readTree(tree)).toSorted(),
            document: {
              ...(JSON.parse(body) as object),
              _id: id,
              _rev: winning_rev,
              ...(is_deleted ? { _deleted: true } : {}),
            } as Stored,
          },
        ]),
      );
    },
    async seq(logbook) {
      const [row] = await admin.query<{ seq: number }>(
        "select seq from sync.logbooks where id = $1",
        [logbook.logbook_id],
      );
      return row!.seq;
    },
    async branching(logbook) {
      return (await documents(logbook)).flatMap((row) => {
        const tree = readTree(row.tree);
        const live = leavesOf(tree).filter((rev) => !tree.get(rev)!.deleted);
        return live.length > 1 ? [`${row.id} has the live branches ${live}`] : [];
      });
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
    check: () => checkLedger(admin),
    drop: () => database.drop(),
  };
}
