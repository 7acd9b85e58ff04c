-- What the tables of all kinds share: the types of their columns, how a table is guarded, and the
-- writers that spread a batch of records over a kind's tables.

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
  v_table text := to_jsonb(new) ->> tg_argv[0];
  v_id uuid := (to_jsonb(new) ->> tg_argv[1])::uuid;
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

create function logbook.upsert_statement(p_table regclass, p_fixed jsonb, p_source text)
  returns text
  language plpgsql
  stable
as $$
-- p_source answers r (a row of the table, from JSON); p_fixed is column → expression for what the
-- JSON does not say. Columns that triggers keep are in neither list, and so are never written.
declare
  v_kept constant text[] := '{owner_user_id, id, created_by_user_id, superseded_by_flight_id, superseded_by_training_session_id}';
  v_fixed text[] := array(select k from jsonb_object_keys(p_fixed) as k order by k);
  v_plain text[] := logbook.columns_of(p_table, v_kept || v_fixed);
  v_changing text[] := v_plain || array(select f from unnest(v_fixed) as f where f <> all (v_kept));
  -- A signature locks its entry in the ledger; the document does not know, and does not unlock it.
  v_new jsonb := (
    select jsonb_object_agg(c, case
      when c in ('is_locked', 'locked_at', 'locked_reason') then
        format('case when t.locked_reason = ''cryptographic_signature'' then t.%1$I else excluded.%1$I end', c)
      else format('excluded.%I', c)
    end)
    from unnest(v_changing) as c
  );
begin
  return format(
    'insert into %1$s as t (id, %2$s) select r.id, %3$s from %4$s '
    'on conflict (owner_user_id, id) do update set %5$s where (%6$s) is distinct from (%7$s)',
    p_table,
    (select string_agg(quote_ident(c), ', ') from unnest(v_plain || v_fixed) as c),
    concat_ws(
      ', ',
      (select string_agg(format('r.%I', c), ', ') from unnest(v_plain) as c),
      (select string_agg(p_fixed ->> c, ', ') from unnest(v_fixed) as c)
    ),
    p_source,
    (select string_agg(format('%I = %s', c, v_new ->> c), ', ') from unnest(v_changing) as c),
    (select string_agg(format('t.%I', c), ', ') from unnest(v_changing) as c),
    (select string_agg(v_new ->> c, ', ') from unnest(v_changing) as c)
  );
end
$$;

comment on function logbook.upsert_statement(regclass, jsonb, text) is
  'The statement that inserts rows from JSON and updates only those that differ.';

create function logbook.rows_of(p_row jsonb)
  returns table (source text, parent text, parents text)
  language sql
  stable
as $$
  -- source: the JSON rows, as j (value, position); parent: the uuid of what each row lies in;
  -- parents: the ids of what is in the ledger that such rows may lie in.
  select
    format(
      'jsonb_array_elements(p_records) as p%s cross join lateral jsonb_array_elements(%s.value -> %L) with ordinality as j (value, position)',
      case when p_row ? 'inside'
        then format(' cross join lateral jsonb_array_elements(p.value -> %L) as i', p_row ->> 'inside')
        else ''
      end,
      case when p_row ? 'inside' then 'i' else 'p' end,
      p_row ->> 'table'
    ),
    format('(%s.value ->> ''id'')::uuid', case when p_row ? 'inside' then 'i' else 'p' end),
    case when p_row ? 'inside'
      then format('array(select x.id from logbook.%I x where x.owner_user_id = v_owner and x.%I = any (v_known))',
        p_row ->> 'inside', p_row ->> 'inside_parent')
      else 'v_known'
    end
$$;

comment on function logbook.rows_of(jsonb) is
  'How a writer finds the rows of one list in the JSON, and their parents in the ledger.';

create procedure logbook.make_writer(p_kind text, p_table regclass, p_rows jsonb default '[]')
  language plpgsql
as $$
-- p_rows, in order of dependence: {table, parent, fixed?, inside?, inside_parent?}. table is also
-- the name of the list in the record, or in the rows of the list `inside`.
--
-- Only records that are there already can have lost rows: those of an import are not looked for.
-- Ids go from statement to statement in arrays. However wrong the planner is about JSON, or about an
-- owner that it has not heard of, each statement then passes over an owner's rows at most once; as
-- joins the same statements were quadratic. Lists are written before the record itself (their foreign keys wait for the end of the
-- transaction), so that the locks see the record as it was: a record may arrive complete and
-- locked, and a locked one refuses.
declare
  v_row jsonb;
  v_list record;
  v_fixed jsonb;
  v_where text;
  v_deletes text[] := '{}';
  v_upserts text[] := '{}';
  v_removals text[] := '{}';
  v_tables text[] := array[p_table::text];
begin
  for v_row in select r from jsonb_array_elements(p_rows) as r loop
    select * into v_list from logbook.rows_of(v_row);
    v_tables := v_tables || format('logbook.%I', v_row ->> 'table');
    v_fixed := coalesce(v_row -> 'fixed', '{}');
    v_where := (
      select coalesce(string_agg(format(' and t.%I = %s', k, v), ''), '') from jsonb_each_text(v_fixed) as f (k, v)
    );
    v_deletes := format(
      E'v_parents := %s;\n          '
      'select array_agg((j.value ->> ''id'')::uuid), array_agg(%s) into v_kept, v_kept_in from %s;\n          '
      'delete from logbook.%I t where t.owner_user_id = v_owner%s and t.%I = any (v_parents) '
      'and (t.id, t.%I) not in (select k.id, k.lies_in from unnest(v_kept, v_kept_in) as k (id, lies_in));',
      v_list.parents, v_list.parent, v_list.source, v_row ->> 'table', v_where, v_row ->> 'parent', v_row ->> 'parent'
    ) || v_deletes;
    -- Most lists of most batches are empty: that is seen at a glance, spreading them is not.
    v_upserts := v_upserts || format(
      E'if jsonb_path_exists(p_records, %L) then\n          %s;\n        end if',
      '$[*]' || coalesce('.' || (v_row ->> 'inside') || '[*]', '') || '.' || (v_row ->> 'table') || '[*]',
      logbook.upsert_statement(
        format('logbook.%I', v_row ->> 'table')::regclass,
        v_fixed || jsonb_build_object('owner_user_id', 'v_owner', v_row ->> 'parent', v_list.parent, 'position', 'j.position'),
        format('%s cross join lateral jsonb_populate_record(null::logbook.%I, j.value) as r', v_list.source, v_row ->> 'table')
      )
    );
    v_removals := format(
      E'v_parents := %s;\n        delete from logbook.%I t where t.owner_user_id = v_owner%s and t.%I = any (v_parents)',
      v_list.parents, v_row ->> 'table', v_where, v_row ->> 'parent'
    ) || v_removals;
  end loop;
  v_upserts := v_upserts || logbook.upsert_statement(
    p_table,
    jsonb_build_object('owner_user_id', 'v_owner') || case
      when 'created_by_user_id' = any (logbook.columns_of(p_table, '{}'))
      then jsonb_build_object('created_by_user_id', 'v_user')
      else '{}'
    end,
    format('jsonb_populate_recordset(null::%s, p_records) as r', p_table)
  );
  v_removals := v_removals
    || format('delete from %s t where t.owner_user_id = v_owner and t.id = any (v_known)', p_table);

  execute format(
    $ddl$
      create or replace function logbook.%1$I(p_logbook uuid, p_records jsonb)
        returns void
        language plpgsql
      as $function$
      declare
        v_owner uuid := logbook.owner_of(p_logbook);
        v_user uuid := auth.current_user_id();
        v_ids uuid[] := array(select (r ->> 'id')::uuid from jsonb_array_elements(p_records) as r);
        v_known uuid[];
        v_parents uuid[];
        v_kept uuid[];
        v_kept_in uuid[];
      begin
        v_known := array(select t.id from %9$s t where t.owner_user_id = v_owner and t.id = any (v_ids));
        if v_known <> '{}' then
          %8$s
        end if;
        %2$s;
        if cardinality(v_ids) >= 50 then
          perform logbook.analyze_new(%7$L::regclass[]);
        end if;
      end
      $function$;
      comment on function logbook.%1$I(uuid, jsonb) is %3$L;
      grant execute on function logbook.%1$I(uuid, jsonb) to offblock_gateway;

      create or replace function logbook.%4$I(p_logbook uuid, p_ids uuid[])
        returns void
        language plpgsql
      as $function$
      declare
        v_owner uuid := logbook.owner_of(p_logbook);
        v_known uuid[] := p_ids;
        v_parents uuid[];
      begin
        %5$s;
      end
      $function$;
      comment on function logbook.%4$I(uuid, uuid[]) is %6$L;
      grant execute on function logbook.%4$I(uuid, uuid[]) to offblock_gateway;
    $ddl$,
    'apply_' || p_kind,
    array_to_string(v_upserts, E';\n        '),
    format('Writes validated %s records, each whole, into the ledger of a logbook; what is the same already stays untouched.', p_kind),
    'remove_' || p_kind,
    array_to_string(v_removals, E';\n        '),
    format('Removes %s records with all their rows; 23503 when others refer to them.', p_kind),
    v_tables,
    coalesce(nullif(array_to_string(v_deletes, E'\n          '), ''), 'null;'),
    p_table
  );
end
$$;

comment on procedure logbook.make_writer(text, regclass, jsonb) is
  'Makes logbook.apply_<kind> and logbook.remove_<kind> from the columns as they are now: call it again in a migration that adds a column.';

reset role;
