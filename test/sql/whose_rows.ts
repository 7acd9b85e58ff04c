/** Two owners with a row in every table, and everyone who may stand in some relation to the first. */
import type { AdminConnection, Database, Queryable } from "../../server/postgres/database.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";

/** A table whose rows are somebody's. */
export interface Table {
  name: string;
  owner_column: string;
}

/** Whose rows there are, and who asks. */
export interface World {
  database: TestDatabase;
  tables: Table[];
  ann: Owner;
  ben: Owner;
  /** Everyone who asks, by what they are to Ann; null is nobody. */
  people: Record<string, string | null>;
}

/** A table of a book that is not the pilot's, guarded as its own ones will be. */
const driverBook = `
  set role offblock_owner;
  create table logbook.duty_test (
    owner_user_id uuid not null, id uuid not null, miles integer, primary key (owner_user_id, id)
  );
  call logbook.guard('logbook.duty_test', 'driver');
  reset role;`;

/**
 * Runs a statement and undoes it. Answers how many rows it was let at; 'refused' when PostgreSQL
 * says no by rights; the SQLSTATE when a rule of the table stood in the way, which rights did not.
 */
const attemptFunction = `
  create function public.attempt(p_statement text) returns text language plpgsql as $$
  declare
    v_count bigint;
  begin
    execute p_statement;
    get diagnostics v_count = row_count;
    raise exception using errcode = 'UNDO1', message = v_count;
  exception
    when sqlstate 'UNDO1' then return sqlerrm;
    when insufficient_privilege then return 'refused';
    when others then return sqlstate;
  end
  $$;
  grant execute on function public.attempt(text) to offblock_gateway;`;

async function grant(
  db: Database,
  ann: Owner,
  to: string,
  role: string,
  change?: string,
): Promise<void> {
  for (const book of ["pilot", "driver"]) {
    await db.transaction(ann.user_id, (tx) =>
      tx.query(
        `insert into auth.grants (owner_user_id, book, grantee_user_id, role, granted_at)
          values ($1, $2, $3, $4, now() - interval '1 day')`,
        [ann.user_id, book, to, role],
      ),
    );
  }
  if (change !== undefined)
    await db.transaction(ann.user_id, (tx) =>
      tx.query(`update auth.grants set ${change} where grantee_user_id = $1`, [to]),
    );
}

/** A link to Ann's pilot book; a transaction acts as the link. */
async function inspection(
  admin: AdminConnection,
  ann: Owner,
  who: string,
  ends_at: string,
  revoked_at = "null",
): Promise<string> {
  const [link] = await admin.query<{ id: string }>(
    `insert into auth.inspection_links
        (owner_user_id, book, label, token_hash, created_at, ends_at, revoked_at)
      values ($1, 'pilot', $2, sha256(convert_to($2, 'UTF8')), now() - interval '1 day', ${ends_at}, ${revoked_at})
      returning id`,
    [ann.user_id, who],
  );
  return link!.id;
}

/** A row in each table that the writers of records do not fill. */
async function addOtherRows(
  tx: Queryable,
  admin: AdminConnection,
  owner: Owner,
  friend: Owner,
): Promise<void> {
  const keys = [owner.user_id, owner.logbook_id];
  await tx.query(
    "select auth.open_session(gen_random_uuid(), $1, sha256(convert_to($2, 'UTF8')), 'session', '1 day')",
    keys,
  );
  await tx.query(
    `insert into sync.documents (owner_user_id, logbook_id, id, kind, seq, tree, winning_rev, is_deleted)
      values ($1, $2, 'person:x', 'person', 0, '[]', '1-a', false)`,
    keys,
  );
  await tx.query(
    `insert into sync.revisions (owner_user_id, logbook_id, document_id, rev, is_deleted, body)
      values ($1, $2, 'person:x', '1-a', false, '{}')`,
    keys,
  );
  await tx.query(
    `insert into sync.waiting (owner_user_id, logbook_id, document_id, kind, record, "references")
      values ($1, $2, 'person:x', 'person', '{}', '[]')`,
    keys,
  );
  await tx.query(
    `insert into sync.awaited (owner_user_id, logbook_id, reference, document_id, target)
      values ($1, $2, 'person:y', 'person:x', 'record')`,
    keys,
  );
  await tx.query(
    `insert into sync.local_documents (owner_user_id, logbook_id, user_id, id, rev, body)
      values ($1, $2, $1, 'x', 1, '{}')`,
    keys,
  );
  await tx.query(
    `insert into sync.attachments (owner_user_id, logbook_id, digest, sha256, length)
      values ($1, $2, 'md5-x', '\\x00', 1)`,
    keys,
  );
  await tx.query(
    `with log as (
       insert into audit.imported_logs
           (owner_user_id, id, logbook_id, origin_logbook_id, position, book)
         values ($1, gen_random_uuid(), $2, gen_random_uuid(), 1, 'pilot') returning *
     )
     insert into audit.imported_lines (owner_user_id, imported_log_id, part, number, line)
       select $1, id, 'audit_log', 1, '{}' from log`,
    keys,
  );
  await tx.query(
    `insert into sync.import_extras (owner_user_id, logbook_id, document_id, extras)
      values ($1, $2, 'person:x', '{}')`,
    keys,
  );
  await tx.query("insert into logbook.duty_test values ($1, gen_random_uuid(), 7)", [
    owner.user_id,
  ]);
  await tx.query(
    `insert into auth.grants (owner_user_id, book, grantee_user_id, role)
      values ($1, 'remote_pilot', $2, 'viewer')`,
    [owner.user_id, friend.user_id],
  );
  await admin.query(
    "insert into auth.signature_requests (owner_user_id, grantee_user_id, request) values ($1, $2, '{}')",
    [owner.user_id, friend.user_id],
  );
  await tx.query(
    `insert into auth.inspection_links (owner_user_id, book, label, token_hash, ends_at)
      values ($1, 'driver', 'a ramp', sha256(convert_to($2, 'UTF8')), now() + interval '1 day')`,
    keys,
  );
}

/** Makes it, on a database of its own. */
export async function openWorld(): Promise<World> {
  const database = await freshDatabase();
  const { admin, db } = database;
  await loadSomeReference(admin);
  const ann = await newOwner(db, "ann");
  const ben = await newOwner(db, "ben");
  const zoe = await newOwner(db, "zoe");
  await admin.run(`${driverBook} ${attemptFunction}`);
  for (const owner of [ann, ben]) {
    await applyDocuments(db, owner, Object.values(everyKind()));
    await admin.query(
      "insert into sync.logbooks (owner_user_id, id, book) values ($1, gen_random_uuid(), 'driver')",
      [owner.user_id],
    );
    await db.transaction(owner.user_id, (tx) => addOtherRows(tx, admin, owner, zoe));
  }
  await db.transaction(null, (tx) =>
    tx.query(
      `select audit.sign_checkpoint(number, decode(repeat('00', 32), 'hex'), decode(repeat('00', 64), 'hex'))
        from audit.take_checkpoint()`,
    ),
  );
  const people: World["people"] = { owner: ann.user_id, stranger: ben.user_id, nobody: null };
  for (const role of ["viewer", "instructor", "coordinator", "revoked", "expired"])
    people[role] = (await newOwner(db, role)).user_id;
  await grant(db, ann, people["viewer"]!, "viewer");
  await grant(db, ann, people["instructor"]!, "instructor");
  await grant(db, ann, people["coordinator"]!, "coordinator");
  await grant(db, ann, people["revoked"]!, "coordinator", "revoked_at = now()");
  await grant(db, ann, people["expired"]!, "coordinator", "ends_at = now() - interval '1 second'");
  for (const who of ["instructor", "viewer", "stranger"])
    await admin.query(
      "insert into auth.signature_requests (owner_user_id, grantee_user_id, request) values ($1, $2, '{}')",
      [ann.user_id, people[who]],
    );
  people["inspector"] = await inspection(admin, ann, "inspector", "now() + interval '1 day'");
  people["late inspector"] = await inspection(
    admin,
    ann,
    "late inspector",
    "now() - interval '1 second'",
  );
  people["sent off inspector"] = await inspection(
    admin,
    ann,
    "sent off inspector",
    "now() + interval '1 day'",
    "now()",
  );
  const tables = await admin.query<Table>(
    `select c.oid::regclass::text as name, a.attname as owner_column
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid
        and a.attname = case c.oid::regclass::text
          when 'auth.users' then 'id' when 'auth.sessions' then 'user_id' else 'owner_user_id' end
      where c.relnamespace::regnamespace::text in ('logbook', 'sync', 'audit', 'auth')
        and c.relkind = 'r'
      order by 1`,
  );
  return { database, tables, ann, ben, people };
}
