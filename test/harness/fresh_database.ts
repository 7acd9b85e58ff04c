import { inject } from "vitest";
import { type Start, type TestDatabase, freshDatabaseOn } from "./postgres.ts";
import "./postgres_setup.ts";

/** A new, migrated, empty database on the server of this run. Drop it when the test is over. */
export function freshDatabase(start: Start = "schema"): Promise<TestDatabase> {
  return freshDatabaseOn(inject("postgres"), start);
}
