-- What the tables of all kinds share: the types of their columns, and how a table is guarded.

set local role offblock_owner;

create domain logbook.minutes as integer
  constraint minutes_range check (value between 0 and 59999);
comment on domain logbook.minutes is 'A duration: whole minutes, at most 999 h 59 min. Six are a tenth of an hour.';
comment on constraint minutes_range on domain logbook.minutes is 'E_FIELD_RANGE: 0 to 59,999 minutes.';

create domain logbook.event_count as smallint
  constraint event_count_range check (value between 0 and 999);
comment on domain logbook.event_count is 'How often something was done in one entry or leg.';
comment on constraint event_count_range on domain logbook.event_count is 'E_FIELD_RANGE: 0 to 999.';

create domain logbook.line as text
  constraint line_length check (length(value) <= 200);
comment on domain logbook.line is 'One line: a name, a registration.';
comment on constraint line_length on domain logbook.line is 'E_FIELD_TOO_LONG: at most 200 characters.';

create domain logbook.prose as text
  constraint prose_length check (length(value) <= 20000);
comment on domain logbook.prose is 'A remark.';
comment on constraint prose_length on domain logbook.prose is 'E_FIELD_TOO_LONG: at most 20,000 characters.';

-- One list of columns serves the insert, the update and the comparison of a writer.
create function logbook.columns_of(p_table regclass, p_except text[])
  returns text[]
  language sql
  stable
as $$
  select array_agg(a.attname::text order by a.attnum)
  from pg_attribute a
  where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and a.attname <> all (p_except)
$$;

comment on function logbook.columns_of(regclass, text[]) is 'The columns of a table, in order, but for some.';

create procedure logbook.guard(p_table regclass, p_book text)
  language plpgsql
as $$
declare
  v_column text;
  -- Documents bring all of these. They are for whoever writes a row by hand.
  v_defaults constant jsonb := '{"id": "auth.new_id()", "position": "1", "created_at": "now()", "updated_at": "now()"}';
begin
  foreach v_column in array logbook.columns_of(p_table, '{}') loop
    if v_defaults ? v_column then
      execute format('alter table %s alter column %I set default %s', p_table, v_column, v_defaults ->> v_column);
    end if;
  end loop;
  execute format(
    $ddl$
      alter table %1$s enable row level security;
      alter table %1$s force row level security;
      create policy readable on %1$s for select
        using (owner_user_id = (select auth.readable_owner(%2$L)));
      create policy writable_insert on %1$s for insert with check (%3$s);
      create policy writable_update on %1$s for update using (%3$s) with check (%3$s);
      create policy writable_delete on %1$s for delete using (%3$s);
      grant select, insert, update, delete on %1$s to offblock_gateway;
    $ddl$,
    p_table,
    p_book,
    -- Nobody but the owner writes the pilot book, whatever was granted.
    case p_book
      when 'pilot' then 'owner_user_id = (select auth.current_user_id())'
      else format('owner_user_id = (select auth.writable_owner(%L))', p_book)
    end
  );
  call audit.watch(p_table, p_book);
end
$$;

comment on procedure logbook.guard(regclass, text) is
  'Defaults, row level security, policies, grants and audit of a table of records: the same for all of a book, so that none is forgotten.';

create function logbook.refuse_new_parent()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_ROW_DUPLICATE: row % belongs to another entry already', new.id
    using errcode = '23514', column = 'id';
end
$$;

comment on function logbook.refuse_new_parent() is
  'Trigger: a row stays in the entry that it was written in. Its id in a second entry is refused, not moved.';

create procedure logbook.guard_row(p_table regclass, p_book text, variadic p_parents text[])
  language plpgsql
as $$
begin
  call logbook.guard(p_table, p_book);
  execute format(
    $ddl$
      create trigger parent_fixed before update on %1$s
        for each row when ((%2$s) is distinct from (%3$s))
        execute function logbook.refuse_new_parent();
    $ddl$,
    p_table,
    (select string_agg(format('old.%I', p), ', ') from unnest(p_parents) as p),
    (select string_agg(format('new.%I', p), ', ') from unnest(p_parents) as p)
  );
end
$$;

comment on procedure logbook.guard_row(regclass, text, text[]) is
  'logbook.guard for a table of rows inside a record, whose columns p_parents say which record.';

create function logbook.require_target()
  returns trigger
  language plpgsql
  -- Plans are kept from when the tables were small: then scanning looks cheap, and later it is not.
  set enable_seqscan = off
as $$
-- Arguments: the column that names the table, the column that holds the id, the name of the rule.
declare
  v_row constant jsonb := to_jsonb(new);
  v_table constant text := v_row ->> tg_argv[0];
  v_id constant uuid := v_row ->> tg_argv[1];
  v_found boolean;
begin
  -- By far the most of what is pointed at are flights: their plan is kept.
  if v_table = 'flights' then
    v_found := exists (select from logbook.flights f where f.owner_user_id = new.owner_user_id and f.id = v_id);
  else
    execute format('select exists (select from logbook.%I where owner_user_id = $1 and id = $2)', v_table)
      into v_found using new.owner_user_id, v_id;
  end if;
  if v_found then
    return null;
  end if;
  -- What points may have gone again, or point elsewhere, before the transaction ended.
  execute format(
    'select exists (select from %s where owner_user_id = $1 and id = $2 and %I = $3 and %I = $4)',
    tg_relid::regclass, tg_argv[0], tg_argv[1]
  ) into v_found using new.owner_user_id, new.id, v_table, v_id;
  if v_found then
    raise exception 'E_CONSTRAINT: there is no row % in %', v_id, v_table
      using errcode = '23503', table = tg_table_name, constraint = tg_argv[2];
  end if;
  return null;
end
$$;

comment on function logbook.require_target() is
  'Trigger at the end of the transaction: what a row points at is there. Stands in for a foreign key to one of several tables.';

create procedure logbook.guard_pointer(p_table regclass, p_table_column text, p_id_column text)
  language plpgsql
as $$
begin
  execute format(
    $ddl$
      create constraint trigger require_target after insert or update on %1$s
        deferrable initially deferred
        for each row execute function logbook.require_target(%2$L, %3$L, %4$L);
    $ddl$,
    p_table,
    p_table_column,
    p_id_column,
    (select c.relname from pg_class c where c.oid = p_table) || '_' || regexp_replace(p_id_column, '_id$', '') || '_fk'
  );
end
$$;

comment on procedure logbook.guard_pointer(regclass, text, text) is
  'Has a table point only at rows that are there: one column names the table, the other holds the id.';

create function logbook.owner_of(p_logbook uuid)
  returns uuid
  language plpgsql
  stable
as $$
declare
  v_owner uuid;
begin
  select l.owner_user_id into v_owner
  from sync.logbooks l
  where l.id = p_logbook and l.owner_user_id = auth.writable_owner(l.book);
  if v_owner is null then
    raise exception 'E_NOT_YOURS: there is no logbook % here', p_logbook using errcode = '42501';
  end if;
  return v_owner;
end
$$;

comment on function logbook.owner_of(uuid) is
  'The owner of a logbook that the current user may write; E_NOT_YOURS (42501) otherwise.';
grant execute on function logbook.owner_of(uuid) to offblock_gateway;

create function logbook.analyze_new(p_tables regclass[])
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
-- A first import fills tables that PostgreSQL knows nothing of yet. Plans made for a small table scan
-- it whole, batch after batch, until the next automatic ANALYZE, a minute later. So a large batch
-- does that itself where a table has grown to twice what the statistics tell of.
declare
  v_table regclass;
begin
  for v_table in
    select c.oid from pg_class c
    where c.oid = any (p_tables) and pg_relation_size(c.oid) > 2 * 8192 * greatest(c.relpages, 2)
  loop
    execute format('analyze (skip_locked) %s', v_table);
  end loop;
end
$$;

comment on function logbook.analyze_new(regclass[]) is
  'Gathers statistics of tables that have grown to twice what is known of them. Never waits for another who does the same.';
grant execute on function logbook.analyze_new(regclass[]) to offblock_gateway;

reset role;
