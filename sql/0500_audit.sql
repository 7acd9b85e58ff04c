-- The append-only log of every change, one hash chain a logbook. Statement-level triggers write one
-- entry for each changed row and chain them in one pass, so that a batch costs a batch.
--
-- entry text  = a JSON array, written by json_build_array: elements separated by ", ", strings
--               escaped as in RFC 8259 with nothing escaped that need not be:
--               [logbook_id, chain_number, table_name, row_id, operation, changed_at,
--                changed_by_user_id, session_user, device_id, change_reason, old_values, new_values]
--               ids are lower-case text; changed_at is UTC, YYYY-MM-DDTHH:MM:SS.ffffffZ; nothing is
--               null; old_values and new_values stand there byte for byte as they are kept.
-- row_hash    = SHA-256(prev_hash || UTF-8 bytes of the entry text)
-- prev_hash   = row_hash of the entry before; for chain_number 1:
--               SHA-256('offblock audit 1 ' || logbook_id)

set local role offblock_owner;

create type audit.audit_operation as enum ('INSERT', 'UPDATE', 'DELETE');
comment on type audit.audit_operation is 'What happened to the row. Database design 12.4.';
grant usage on type audit.audit_operation to offblock_gateway;

create table audit.audit_log (
  owner_user_id uuid not null,
  id bigint generated always as identity,
  logbook_id uuid not null,
  chain_number bigint not null,
  table_name text not null,
  row_id uuid not null,
  operation audit.audit_operation not null,
  changed_at timestamptz not null,
  changed_by_user_id uuid,
  "session_user" text not null,
  device_id uuid,
  change_reason text,
  old_values json,
  new_values json,
  prev_hash bytea not null,
  row_hash bytea not null,
  primary key (owner_user_id, id),
  constraint audit_log_chain_number_key unique (owner_user_id, logbook_id, chain_number)
)
-- A flight as JSON is just above the 2 kB from which PostgreSQL compresses; that would cost more
-- than the rest of the entry.
with (toast_tuple_target = 8160);

comment on table audit.audit_log is
  'Every change of every row: who, when, what, why, on which device. Append-only, chained by hash. No foreign keys: an entry outlives what it tells of.';
comment on column audit.audit_log.owner_user_id is 'Owner of the changed row.';
comment on column audit.audit_log.id is 'Order of writing in this installation. Not part of the chain.';
comment on column audit.audit_log.logbook_id is 'The logbook whose chain holds the entry.';
comment on column audit.audit_log.chain_number is 'Place in the chain: 1, 2, 3 without a gap.';
comment on column audit.audit_log.table_name is 'The changed table, with its schema.';
comment on column audit.audit_log.row_id is 'The changed row.';
comment on column audit.audit_log.operation is 'INSERT, UPDATE or DELETE.';
comment on column audit.audit_log.changed_at is 'When the entry was written, by the clock of the server.';
comment on column audit.audit_log.changed_by_user_id is 'The account that changed it; null: an administrator, outside the app.';
comment on column audit.audit_log."session_user" is 'The role that was logged in to PostgreSQL.';
comment on column audit.audit_log.device_id is 'The device that sent the change (audit.device_id).';
comment on column audit.audit_log.change_reason is 'Why, in the words of who changed it (audit.change_reason).';
comment on column audit.audit_log.old_values is 'The whole row before; the text is kept byte for byte.';
comment on column audit.audit_log.new_values is 'The whole row after; the text is kept byte for byte.';
comment on column audit.audit_log.prev_hash is 'row_hash of the entry before in the chain.';
comment on column audit.audit_log.row_hash is 'SHA-256 of prev_hash and the entry text.';
comment on constraint audit_log_chain_number_key on audit.audit_log is 'E_CONSTRAINT: the chain has this number already.';

create index audit_log_row on audit.audit_log (owner_user_id, row_id);

-- Not forced: the trigger function writes entries of whichever owners a statement touched.
alter table audit.audit_log enable row level security;
create policy own_entries on audit.audit_log for select
  using (owner_user_id = (select auth.current_user_id()));
grant select on audit.audit_log to offblock_gateway;

create function audit.refuse_change()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_AUDIT_APPEND_ONLY: % of % is refused: the log is append-only', tg_op, tg_relid::regclass
    using errcode = '42501';
end
$$;

comment on function audit.refuse_change() is 'Trigger: the log takes no update, no delete, no truncate, whoever asks.';

create trigger append_only
  before update or delete or truncate on audit.audit_log
  for each statement execute function audit.refuse_change();

create function audit.refuse_truncate()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_AUDIT_TRUNCATE: truncating % is refused: the log could not tell of it', tg_relid::regclass
    using errcode = '42501';
end
$$;

comment on function audit.refuse_truncate() is 'Trigger: an audited table cannot be truncated, since that names no rows.';

create function audit.refuse_new_key()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_ROW_KEY_FIXED: a row of % keeps its owner and its id', tg_relid::regclass
    using errcode = '23514';
end
$$;

comment on function audit.refuse_new_key() is 'Trigger: owner and id of an audited row never change, or the log would lose its trail.';

create function audit.genesis(p_logbook uuid)
  returns bytea
  language sql
  immutable
  strict
  parallel safe
as $$
  select sha256(convert_to('offblock audit 1 ' || p_logbook, 'UTF8'))
$$;

comment on function audit.genesis(uuid) is 'The hash before the first entry of a chain.';
grant execute on function audit.genesis(uuid) to offblock_gateway;

create function audit.moment_text(p_moment timestamptz)
  returns text
  language sql
  stable
  strict
  parallel safe
as $$
  select to_char(p_moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

comment on function audit.moment_text(timestamptz) is 'A moment as the entry text spells it: UTC to the microsecond.';
grant execute on function audit.moment_text(timestamptz) to offblock_gateway;

create function audit.entry_text(
  p_logbook_id uuid,
  p_chain_number bigint,
  p_table_name text,
  p_row_id uuid,
  p_operation audit.audit_operation,
  p_changed_at text,
  p_changed_by_user_id uuid,
  p_session_user text,
  p_device_id uuid,
  p_change_reason text,
  p_old_values json,
  p_new_values json
)
  returns text
  language sql
  stable
  parallel safe
as $$
  select json_build_array(
    p_logbook_id, p_chain_number, p_table_name, p_row_id, p_operation, p_changed_at,
    p_changed_by_user_id, p_session_user, p_device_id, p_change_reason, p_old_values, p_new_values
  )::text
$$;

comment on function audit.entry_text(uuid, bigint, text, uuid, audit.audit_operation, text, uuid, text, uuid, text, json, json) is
  'The text of an entry that its hash is taken of. The head of 0500_audit.sql defines it byte by byte.';
grant execute on function audit.entry_text(uuid, bigint, text, uuid, audit.audit_operation, text, uuid, text, uuid, text, json, json)
  to offblock_gateway;

create function audit.append(
  p_book text,
  p_table_name text,
  p_operation audit.audit_operation,
  p_owner uuid,
  p_rows uuid[],
  p_old_values json[],
  p_new_values json[]
)
  returns void
  language plpgsql
as $$
-- Texts first, then the chain over them, then all rows in one insert. As a window over the rows, the
-- chain carried every row through two more sorts and stores.
declare
  v_user_id uuid := auth.current_user_id();
  v_device_id uuid := auth.uuid_setting('audit.device_id');
  v_reason text := nullif(current_setting('audit.change_reason', true), '');
  v_logbook uuid;
  v_count bigint;
  v_head bytea;
  v_changed_at timestamptz;
  v_moment text;
  v_entries bytea[];
  v_entry bytea;
  v_heads bytea[];
begin
  -- This lock makes one chain of it: whoever wants to append waits here.
  select l.id, l.audit_count, coalesce(l.audit_head, audit.genesis(l.id))
  into v_logbook, v_count, v_head
  from sync.logbooks l
  where l.book = p_book and l.owner_user_id = p_owner
  for no key update;
  -- A row whose owner has no such logbook has no chain to go into: then it may not change at all.
  if not found then
    raise exception 'E_NOT_YOURS: the owner of a row of % has no % logbook', p_table_name, p_book
      using errcode = '23503';
  end if;

  -- Read under the lock, so that time does not run backwards along a chain.
  v_changed_at := clock_timestamp();
  v_moment := audit.moment_text(v_changed_at);

  select array_agg(
    convert_to(
      audit.entry_text(
        v_logbook, v_count + c.n, p_table_name, c.row_id, p_operation, v_moment, v_user_id,
        session_user, v_device_id, v_reason, c.old_values, c.new_values
      ),
      'UTF8'
    )
    order by c.n
  )
  into v_entries
  from unnest(p_rows, p_old_values, p_new_values) with ordinality as c (row_id, old_values, new_values, n);

  v_heads := array[v_head];
  foreach v_entry in array v_entries loop
    v_head := sha256(v_head || v_entry);
    v_heads := array_append(v_heads, v_head);
  end loop;

  insert into audit.audit_log (
    owner_user_id, logbook_id, chain_number, table_name, row_id, operation, changed_at,
    changed_by_user_id, "session_user", device_id, change_reason, old_values, new_values,
    prev_hash, row_hash
  )
  select
    p_owner, v_logbook, v_count + c.n, p_table_name, c.row_id, p_operation,
    v_changed_at, v_user_id, session_user, v_device_id, v_reason, c.old_values, c.new_values,
    c.prev_hash, c.row_hash
  from unnest(p_rows, p_old_values, p_new_values, v_heads[:cardinality(p_rows)], v_heads[2:])
    with ordinality as c (row_id, old_values, new_values, prev_hash, row_hash, n);

  update sync.logbooks l
  set audit_count = v_count + cardinality(p_rows), audit_head = v_head
  where l.owner_user_id = p_owner and l.id = v_logbook;
end
$$;

comment on function audit.append(text, text, audit.audit_operation, uuid, uuid[], json[], json[]) is
  'Appends entries to the chain of an owner''s logbook and moves its head: of each changed row its id, how it was and how it is. Called by the trigger only.';

create function audit.audit_trigger_func()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set bytea_output = 'hex'
as $$
declare
  v_changes record;
begin
  -- Owner by owner, in the same order for everyone; nearly always it is one.
  if tg_op = 'INSERT' then
    for v_changes in
      select n.owner_user_id as owner, array_agg(n.id) as ids, null::json[] as old, array_agg(to_json(n)) as new
      from new_rows n
      group by n.owner_user_id
      order by n.owner_user_id
    loop
      perform audit.append(
        tg_argv[0], tg_table_schema || '.' || tg_table_name, 'INSERT',
        v_changes.owner, v_changes.ids, v_changes.old, v_changes.new
      );
    end loop;
  elsif tg_op = 'UPDATE' then
    if not exists (select from new_rows) then
      return null;
    end if;
    -- Planned anew each time: a plan kept from an update of one row is quadratic for a thousand.
    for v_changes in execute
      'select n.owner_user_id as owner, array_agg(n.id) as ids, array_agg(to_json(o)) as old, array_agg(to_json(n)) as new '
      'from old_rows o join new_rows n on n.owner_user_id = o.owner_user_id and n.id = o.id '
      'where o.* is distinct from n.* '
      'group by n.owner_user_id order by n.owner_user_id'
    loop
      perform audit.append(
        tg_argv[0], tg_table_schema || '.' || tg_table_name, 'UPDATE',
        v_changes.owner, v_changes.ids, v_changes.old, v_changes.new
      );
    end loop;
  else
    for v_changes in
      select o.owner_user_id as owner, array_agg(o.id) as ids, array_agg(to_json(o)) as old, null::json[] as new
      from old_rows o
      group by o.owner_user_id
      order by o.owner_user_id
    loop
      perform audit.append(
        tg_argv[0], tg_table_schema || '.' || tg_table_name, 'DELETE',
        v_changes.owner, v_changes.ids, v_changes.old, v_changes.new
      );
    end loop;
  end if;
  return null;
end
$$;

comment on function audit.audit_trigger_func() is
  'Trigger, once a statement: one entry for each row that really changed. Its argument is the book.';

create procedure audit.watch(p_table regclass, p_book text)
  language plpgsql
as $$
begin
  execute format(
    $ddl$
      create trigger audit_delete after delete on %1$s referencing old table as old_rows
        for each statement execute function audit.audit_trigger_func(%2$L);
      create trigger audit_insert after insert on %1$s referencing new table as new_rows
        for each statement execute function audit.audit_trigger_func(%2$L);
      create trigger audit_update after update on %1$s referencing old table as old_rows new table as new_rows
        for each statement execute function audit.audit_trigger_func(%2$L);
      create trigger key_fixed before update on %1$s
        for each row when (old.owner_user_id <> new.owner_user_id or old.id <> new.id)
        execute function audit.refuse_new_key();
      create trigger no_truncate before truncate on %1$s
        for each statement execute function audit.refuse_truncate();
    $ddl$,
    p_table,
    p_book
  );
end
$$;

comment on procedure audit.watch(regclass, text) is
  'Puts a table (owner_user_id, id, …) under audit in the chain of its owner''s logbook of that book.';

reset role;
