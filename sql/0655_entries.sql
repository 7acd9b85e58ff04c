-- Locking, correcting and marking as an error: flights and training sessions alike, endorsements as
-- far as locks go, and what is fixed from the start. Database design section 10. Triggers, so that a careless UPDATE by an administrator is stopped as well.

set local role offblock_owner;

create function logbook.keep_locked()
  returns trigger
  language plpgsql
as $$
declare
  v_free constant text[] := '{
    is_locked, locked_at, locked_reason,
    superseded_by_flight_id, superseded_by_training_session_id,
    is_erroneous, erroneous_reason, marked_erroneous_at,
    updated_at, device_id
  }';
begin
  if tg_op = 'DELETE' then
    raise exception 'E_ENTRY_LOCKED: a locked entry cannot be deleted; mark it as an error'
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_locked';
  end if;
  if to_jsonb(old) - v_free <> to_jsonb(new) - v_free then
    raise exception 'E_ENTRY_LOCKED: a locked entry cannot be changed; make a correction'
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_locked';
  end if;
  -- The owner may take back the own lock. Nobody takes back a signature.
  if old.locked_reason in ('cfi_signature', 'cryptographic_signature')
    and (new.is_locked, new.locked_at, new.locked_reason)
      is distinct from (old.is_locked, old.locked_at, old.locked_reason)
  then
    raise exception 'E_ENTRY_LOCKED: a signed entry stays locked'
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_signed';
  end if;
  return new;
end
$$;

comment on function logbook.keep_locked() is
  'Trigger on a locked entry: only the lock itself, what superseded it and the mark as an error may change; a signed one stays locked; none is deleted.';

create procedure logbook.guard_lock(p_table regclass)
  language plpgsql
as $$
begin
  execute format(
    'create trigger keep_locked before update or delete on %s '
    'for each row when (old.is_locked) execute function logbook.keep_locked()',
    p_table
  );
end
$$;

comment on procedure logbook.guard_lock(regclass) is 'Has a table of entries heed their locks.';

create function logbook.keep_fixed()
  returns trigger
  language plpgsql
as $$
-- Arguments: the columns that may change nevertheless.
declare
  v_free constant text[] := tg_argv || '{updated_at, device_id}'::text[];
begin
  if tg_op = 'DELETE' then
    raise exception 'E_ENTRY_LOCKED: a row of % is never removed', tg_table_name
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_locked';
  end if;
  if to_jsonb(old) - v_free <> to_jsonb(new) - v_free then
    raise exception 'E_ENTRY_LOCKED: a row of % stays as it was made', tg_table_name
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_locked';
  end if;
  return new;
end
$$;

comment on function logbook.keep_fixed() is
  'Trigger on what is fixed from the start, reports and signatures: only the columns in its arguments change, and none is removed.';

create procedure logbook.guard_fixed(p_table regclass, variadic p_free text[])
  language plpgsql
as $$
begin
  execute format(
    'create trigger keep_fixed before update or delete on %s '
    'for each row execute function logbook.keep_fixed(%s)',
    p_table,
    (select string_agg(quote_literal(f), ', ') from unnest(p_free) as f)
  );
end
$$;

comment on procedure logbook.guard_fixed(regclass, text[]) is
  'Fixes the rows of a table from the start, but for some columns.';

create function logbook.lock_signed_off()
  returns trigger
  language plpgsql
as $$
begin
  new.is_locked := true;
  new.locked_at := coalesce(new.locked_at, new.cfi_signed_at);
  new.locked_reason := 'cfi_signature';
  return new;
end
$$;

comment on function logbook.lock_signed_off() is
  'Trigger: an entry that its instructor signed off, in the simple fields, is locked by that. Database design 10.1.';

create function logbook.keep_superseded()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_CORRECTION_CYCLE: what superseded an entry follows from its corrections alone'
    using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_superseded_by_kept';
end
$$;

comment on function logbook.keep_superseded() is
  'Trigger: superseded_by_… is moved by logbook.settle_supersession and by nobody else.';

create procedure logbook.lock_rows_with_entry(
  p_table regclass,
  p_flight text default null,
  p_leg text default null,
  p_session text default null
)
  language plpgsql
as $$
-- Of a changed row r, the flight, the leg and the training session that it lies in. Each table has a
-- function of its own, whose statements are planned once and not each time. Ids go from statement to
-- statement in arrays: a join was quadratic where the planner had not heard of the owner yet.
declare
  v_name text := (select format('logbook.keep_%s_locked', c.relname) from pg_class c where c.oid = p_table);
  v_looks text[] := '{}';
begin
  if p_flight is not null then
    v_looks := v_looks || format('v_flights := array(select %s from changed_rows r)', p_flight);
  end if;
  if p_leg is not null then
    v_looks := v_looks || format(
      'v_flights := v_flights || array('
      'select l.flight_id from logbook.flight_legs l '
      'where l.owner_user_id = any (v_owners) and l.id = any (array(select %s from changed_rows r)))',
      p_leg
    );
  end if;
  v_looks := v_looks ||
    'v_locked := (select f.id from logbook.flights f '
    'where f.owner_user_id = any (v_owners) and f.id = any (v_flights) and f.is_locked limit 1)'::text;
  if p_session is not null then
    v_looks := v_looks || format(
      'v_locked := coalesce(v_locked, ('
      'select s.id from logbook.training_sessions s '
      'where s.owner_user_id = any (v_owners) and s.id = any (array(select %s from changed_rows r)) and s.is_locked limit 1))',
      p_session
    );
  end if;
  execute format(
    $ddl$
      create function %2$s()
        returns trigger
        language plpgsql
      as $function$
      declare
        v_owners uuid[];
        v_flights uuid[];
        v_locked uuid;
      begin
        -- Most statements of a writer touch no row of most lists, and should cost nothing here.
        if not exists (select from changed_rows) then
          return null;
        end if;
        v_owners := array(select distinct r.owner_user_id from changed_rows r);
        %3$s;
        if v_locked is not null then
          raise exception 'E_ENTRY_LOCKED: %% of the locked entry %% stay as they are', tg_table_name, v_locked
            using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_locked';
        end if;
        return null;
      end
      $function$;
      comment on function %2$s() is 'Trigger, once a statement: no row of a locked entry is added, changed or removed.';

      create trigger locked_delete after delete on %1$s referencing old table as changed_rows
        for each statement execute function %2$s();
      create trigger locked_insert after insert on %1$s referencing new table as changed_rows
        for each statement execute function %2$s();
      create trigger locked_update after update on %1$s referencing new table as changed_rows
        for each statement execute function %2$s();
    $ddl$,
    p_table, v_name, array_to_string(v_looks, E';\n        ')
  );
end
$$;

comment on procedure logbook.lock_rows_with_entry(regclass, text, text, text) is
  'Locks the rows r of a table with the entry that they lie in: a flight, a leg''s flight, or a training session.';

create function logbook.settle_supersession()
  returns trigger
  language plpgsql
as $$
-- Arguments: the column that says what an entry corrects, and the one that says what superseded it.
-- The latest correction that is no error supersedes the original and every earlier correction of
-- it, so whatever order two devices' corrections arrive in, one entry counts.
declare
  v_changed text := case tg_op
    when 'INSERT' then 'select n.owner_user_id, n.id, n.%1$I from new_rows n'
    when 'DELETE' then 'select o.owner_user_id, o.id, o.%1$I from old_rows o'
    else
      'select r.owner_user_id, r.id, r.%1$I '
      'from old_rows o join new_rows n on n.owner_user_id = o.owner_user_id and n.id = o.id '
      'cross join lateral (values (o.owner_user_id, o.id, o.%1$I), (n.owner_user_id, n.id, n.%1$I)) as r (owner_user_id, id, %1$I) '
      'where (o.%1$I, o.is_erroneous, o.created_at) is distinct from (n.%1$I, n.is_erroneous, n.created_at)'
  end;
  v_owners uuid[];
  v_originals uuid[];
  v_cycle uuid;
begin
  if tg_op = 'DELETE' then
    if not exists (select from old_rows) then
      return null;
    end if;
  elsif not exists (select from new_rows) then
    return null;
  end if;
  execute format('select array_agg(c.owner_user_id), array_agg(c.%1$I) from (' || v_changed || ') as c where c.%1$I is not null', tg_argv[0])
    into v_owners, v_originals;
  if v_originals is null then
    return null;
  end if;

  -- Everything above the originals, each once whoever leads to it; then what hangs below an entry
  -- that corrects nothing. What does not hang anywhere leads back to itself.
  execute format(
    'with recursive up (owner_user_id, id, original_id) as ( '
    '  select t.owner_user_id, t.id, t.%2$I '
    '  from unnest($1, $2) as a (owner_user_id, id) join %1$s t on t.owner_user_id = a.owner_user_id and t.id = a.id '
    '  union '
    '  select t.owner_user_id, t.id, t.%2$I '
    '  from up u join %1$s t on t.owner_user_id = u.owner_user_id and t.id = u.original_id '
    '), hanging (owner_user_id, id) as ( '
    '  select u.owner_user_id, u.id from up u where u.original_id is null '
    '  union all '
    '  select u.owner_user_id, u.id '
    '  from hanging h join up u on u.owner_user_id = h.owner_user_id and u.original_id = h.id '
    ') select u.id from up u where not exists ( '
    '  select from hanging h where h.owner_user_id = u.owner_user_id and h.id = u.id '
    ') order by u.id limit 1',
    tg_relid::regclass, tg_argv[0]
  ) into v_cycle using v_owners, v_originals;
  if v_cycle is not null then
    raise exception 'E_CORRECTION_CYCLE: % would correct itself by way of others', v_cycle
      using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_correction_cycle';
  end if;

  execute format(
    $update$
      update %1$s t
      set %3$I = s.superseded_by
      from (
        select x.owner_user_id, x.id, coalesce(direct.id, later.id) as superseded_by
        from (
          select a.owner_user_id, a.id from unnest($1, $2) as a (owner_user_id, id)
          union
          select c.owner_user_id, c.id
          from unnest($1, $2) as a (owner_user_id, id)
          join %1$s c on c.owner_user_id = a.owner_user_id and c.%2$I = a.id
        ) as affected
        join %1$s x on x.owner_user_id = affected.owner_user_id and x.id = affected.id
        left join lateral (
          select c.id from %1$s c
          where c.owner_user_id = x.owner_user_id and c.%2$I = x.id and not c.is_erroneous
          order by c.created_at desc, c.id desc
          limit 1
        ) as direct on true
        left join lateral (
          select c.id from %1$s c
          where c.owner_user_id = x.owner_user_id and c.%2$I = x.%2$I and not c.is_erroneous
            and (c.created_at, c.id) > (x.created_at, x.id)
          order by c.created_at desc, c.id desc
          limit 1
        ) as later on true
      ) as s
      where t.owner_user_id = s.owner_user_id and t.id = s.id and t.%3$I is distinct from s.superseded_by
    $update$,
    tg_relid::regclass, tg_argv[0], tg_argv[1]
  ) using v_owners, v_originals;
  return null;
end
$$;

comment on function logbook.settle_supersession() is
  'Trigger, once a statement: keeps superseded_by_… in step with corrects_…, and refuses a correction that leads back to itself.';

create procedure logbook.guard_entry(p_table regclass, p_book text, p_corrects text, p_superseded text)
  language plpgsql
as $$
begin
  call logbook.guard(p_table, p_book);
  call logbook.guard_lock(p_table);
  -- The settling ones come after the audit ones (PostgreSQL goes by name), so that the log tells of
  -- a correction before it tells of what that superseded.
  execute format(
    $ddl$
      create trigger keep_superseded_insert before insert on %1$s
        for each row when (new.%3$I is not null and pg_trigger_depth() = 0)
        execute function logbook.keep_superseded();
      create trigger keep_superseded_update before update on %1$s
        for each row when (new.%3$I is distinct from old.%3$I and pg_trigger_depth() = 0)
        execute function logbook.keep_superseded();
      create trigger lock_signed_off before insert or update on %1$s
        for each row when (
          new.cfi_signed_at is not null and coalesce(new.locked_reason, 'user_locked') = 'user_locked'
        )
        execute function logbook.lock_signed_off();
      create trigger settle_delete after delete on %1$s referencing old table as old_rows
        for each statement execute function logbook.settle_supersession(%2$L, %3$L);
      create trigger settle_insert after insert on %1$s referencing new table as new_rows
        for each statement execute function logbook.settle_supersession(%2$L, %3$L);
      create trigger settle_update after update on %1$s referencing old table as old_rows new table as new_rows
        for each statement execute function logbook.settle_supersession(%2$L, %3$L);
    $ddl$,
    p_table,
    p_corrects,
    p_superseded
  );
end
$$;

comment on procedure logbook.guard_entry(regclass, text, text, text) is
  'logbook.guard for entries that can be locked, corrected and marked as an error.';

reset role;
