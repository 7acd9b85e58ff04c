import type { Queryable } from "./database.ts";

/** Rows that are held in memory at a time. */
const partRows = 2000;

/**
 * Rows of one statement, one by one, read in parts by a cursor of the transaction: asked for page by
 * page, the statement would sort everything that is left for every page. `name`: of the cursor; two
 * that are read at the same time in a transaction have two names.
 */
export async function* rowByRow<Row>(
  tx: Queryable,
  name: string,
  text: string,
  values: readonly unknown[],
): AsyncGenerator<Row> {
  await tx.query(`declare ${name} no scroll cursor for ${text}`, values);
  for (;;) {
    const rows = await tx.query<Row>(`fetch ${partRows} from ${name}`);
    yield* rows;
    if (rows.length < partRows) break;
  }
  await tx.query(`close ${name}`);
}
