import { afterAll, beforeAll, beforeEach } from "vitest";
import type { AdminConnection, Database } from "../../server/postgres/database.ts";
import { emptied, freshDatabase } from "./fresh_database.ts";
import { applyDocuments, loadSomeReference, newOwner, type Owner } from "./pilots.ts";
import type { TestDatabase } from "./postgres.ts";
import { aPerson } from "./records.ts";

/** The ledger in which the tests of a file work, as it is for the test that runs. */
export interface LedgerOfAnn {
  /** The database, for connections of one's own. */
  readonly url: string;
  readonly admin: AdminConnection;
  readonly db: Database;
  /** Ann, who has an empty logbook. */
  readonly ann: Owner;
  /** Gives her so many people, named P0, P1 and so on. */
  addPeople(count: number): Promise<ReturnType<typeof aPerson>[]>;
}

/** One database for the tests of this file, with reference data: before each Ann begins anew in it. */
export function ledgerOfAnn(): LedgerOfAnn {
  let database: TestDatabase;
  let ann: Owner;
  beforeAll(async () => {
    database = await freshDatabase();
    await loadSomeReference(database.admin);
  });
  beforeEach(async () => {
    await emptied(database.admin);
    ann = await newOwner(database.db, "ann");
  });
  afterAll(() => database.drop());
  return {
    get url() {
      return database.url;
    },
    get admin() {
      return database.admin;
    },
    get db() {
      return database.db;
    },
    get ann() {
      return ann;
    },
    async addPeople(count) {
      const people = Array.from({ length: count }, (_, i) => aPerson({ display_name: `P${i}` }));
      await applyDocuments(database.db, ann, people);
      return people;
    },
  };
}
