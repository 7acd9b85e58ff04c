-- The writers of the kinds: functions that spread a batch of records over a kind's tables, made from
-- the columns that these have.

set local role offblock_owner;

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
  v_lost text;
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
    -- Seldom has a list lost a row, and a statement that deletes none still calls its triggers.
    v_lost := format(
      'logbook.%I t where t.owner_user_id = v_owner%s and t.%I = any (v_parents) '
      'and (t.id, t.%I) not in (select k.id, k.lies_in from unnest(v_kept, v_kept_in) as k (id, lies_in))',
      v_row ->> 'table', v_where, v_row ->> 'parent', v_row ->> 'parent'
    );
    v_deletes := format(
      E'v_parents := %s;\n          '
      'select array_agg((j.value ->> ''id'')::uuid), array_agg(%s) into v_kept, v_kept_in from %s;\n          '
      'if exists (select from %s) then\n            delete from %s;\n          end if;',
      v_list.parents, v_list.parent, v_list.source, v_lost, v_lost
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
