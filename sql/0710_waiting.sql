-- What cannot be applied yet because something that it refers to is not there, and how it wakes.

set local role offblock_owner;

create view sync.reference_ids
with (security_invoker = true) as
  select 'airport' as target, 'airports' as name, id from reference.airports
  union all
  select 'aircraft_model', 'aircraft_models', id from reference.aircraft_models
  union all
  select 'training_device_model', 'training_device_models', id from reference.training_device_models
  union all
  select 'lookup', 'aircraft_categories', id from reference.aircraft_categories
  union all
  select 'lookup', 'aircraft_classes', id from reference.aircraft_classes
  union all
  select 'lookup', 'approach_types', id from reference.approach_types
  union all
  select 'lookup', 'certificate_levels', id from reference.certificate_levels
  union all
  select 'lookup', 'endorsement_types', id from reference.endorsement_types
  union all
  select 'lookup', 'medical_classes', id from reference.medical_classes
  union all
  select 'lookup', 'pic_basis_types', id from reference.pic_basis_types
  union all
  select 'lookup', 'rating_types', id from reference.rating_types
  union all
  select 'lookup', 'role_on_flight_types', id from reference.role_on_flight_types
  union all
  select 'lookup', 'role_qualification_types', id from reference.role_qualification_types
  union all
  select 'lookup', 'training_device_types', id from reference.training_device_types
  union all
  select 'lookup', 'training_event_types', id from reference.training_event_types;
comment on view sync.reference_ids is 'Every row of the reference tables that a record can point at.';
comment on column sync.reference_ids.target is 'What it is, as shared/references.ts names it.';
comment on column sync.reference_ids.name is 'The reference table.';
comment on column sync.reference_ids.id is 'Its id.';
grant select on sync.reference_ids to offblock_gateway;

create function sync.missing_references(p_owner uuid, p_logbook uuid, p_references jsonb)
returns table (target text, name text, uuid uuid)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ids text[] := array(
    select distinct r.name || ':' || r.uuid
    from jsonb_to_recordset(p_references) as r (target text, name text, uuid uuid)
    where r.target = 'record'
  );
  v_here jsonb := (
    select coalesce(jsonb_object_agg(d.id, true), '{}')
    from sync.documents d
    where d.owner_user_id = p_owner and d.logbook_id = p_logbook and d.id = any (v_ids)
      and not d.is_deleted
  );
  v_waiting jsonb := (
    select coalesce(jsonb_object_agg(w.document_id, true), '{}')
    from sync.waiting w
    where w.owner_user_id = p_owner and w.logbook_id = p_logbook and w.document_id = any (v_ids)
  );
begin
  return query
    select wanted.target, wanted.name, wanted.uuid
    from (
      select distinct r.target, r.name, r.uuid
      from jsonb_to_recordset(p_references) as r (target text, name text, uuid uuid)
    ) as wanted
    where case
      when wanted.target = 'record' then
        not v_here ? (wanted.name || ':' || wanted.uuid)
        or v_waiting ? (wanted.name || ':' || wanted.uuid)
      else not exists (
        select from sync.reference_ids i
        where i.target = wanted.target and i.name = wanted.name and i.id = wanted.uuid
      )
    end;
end
$$;
comment on function sync.missing_references(uuid, uuid, jsonb) is
  'Which of [{target, name, uuid}] are not in the ledger: neither applied records nor reference data.';
grant execute on function sync.missing_references(uuid, uuid, jsonb) to offblock_gateway;

create function sync.blocked_references(p_kind text, p_references jsonb, p_missing jsonb)
returns table (id uuid, target text, reference text)
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
-- The sizes are not known beforehand, and a nested loop over a thousand records is a million steps.
set enable_nestloop = off
as $$
  with recursive refs as materialized (
    select i.id, r.target, r.name, r.uuid
    from jsonb_to_recordset(p_references) as r (target text, name text, uuid uuid, ids uuid[])
    cross join unnest(r.ids) as i (id)
  ),
  missing as materialized (
    select m.target, m.name, m.uuid
    from jsonb_to_recordset(p_missing) as m (target text, name text, uuid uuid)
  ),
  -- Records of one batch may refer to each other, so what refers to a blocked one is blocked too.
  blocked as (
    select r.id from refs r
      join missing m on m.target = r.target and m.name = r.name and m.uuid = r.uuid
    union
    select r.id from refs r
      join blocked b on b.id = r.uuid
      where r.target = 'record' and r.name = p_kind
  )
  select r.id, r.target, r.name || ':' || r.uuid from refs r
    join missing m on m.target = r.target and m.name = r.name and m.uuid = r.uuid
  union
  select r.id, r.target, r.name || ':' || r.uuid from refs r
    join blocked b on b.id = r.uuid
    where r.target = 'record' and r.name = p_kind
$$;
comment on function sync.blocked_references(text, jsonb, jsonb) is
  'Which records of a batch of one kind cannot be applied yet, and for want of what. p_references is [{target, name, uuid, ids}] with the records that refer to it, p_missing [{target, name, uuid}].';
grant execute on function sync.blocked_references(text, jsonb, jsonb) to offblock_gateway;

create function sync.apply_records(
  p_owner uuid,
  p_logbook uuid,
  p_kind text,
  p_records jsonb,
  p_references jsonb
)
returns text[]
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_missing jsonb := (
    select jsonb_agg(m) from sync.missing_references(p_owner, p_logbook, p_references) m
  );
  v_blocked uuid[] := '{}';
  v_early uuid[] := '{}';
  v_ready jsonb := p_records;
begin
  if v_missing is not null then
    with added as (
      insert into sync.awaited (owner_user_id, logbook_id, reference, document_id, target)
        select p_owner, p_logbook, b.reference, p_kind || ':' || b.id, b.target
        from sync.blocked_references(p_kind, p_references, v_missing) b
        returning document_id
    )
    select array_agg(distinct split_part(document_id, ':', 2)::uuid) into v_blocked from added;
  end if;
  -- A signature locks what was signed and nothing else, so it waits for that.
  if p_kind = 'entry_signature' then
    -- Into a variable first: within unnest, the planner would run it once more to count its rows.
    v_early := logbook.signatures_over_other_content(p_owner, p_records);
    v_early := array(select e from unnest(v_early) as e where not e = any (v_blocked));
    v_blocked := v_blocked || v_early;
  end if;
  if v_blocked <> '{}' then
    select coalesce(jsonb_agg(r), '[]') into v_ready
      from jsonb_array_elements(p_records) r where not (r ->> 'id')::uuid = any (v_blocked);
    insert into sync.waiting
      (owner_user_id, logbook_id, document_id, kind, record, "references", problem)
      select p_owner, p_logbook, p_kind || ':' || (r ->> 'id'), p_kind, r,
        coalesce(f.list, '[]'),
        case when (r ->> 'id')::uuid = any (v_early) then 'the entry does not say what was signed' end
      from jsonb_array_elements(p_records) r
      left join (
        select i.id,
          jsonb_agg(jsonb_build_object('target', e.target, 'name', e.name, 'uuid', e.uuid, 'ids', jsonb_build_array(i.id)))
            as list
        from jsonb_to_recordset(p_references) as e (target text, name text, uuid uuid, ids text[])
        cross join unnest(e.ids) as i (id)
        group by i.id
      ) f on f.id = r ->> 'id'
      where (r ->> 'id')::uuid = any (v_blocked);
  end if;
  if v_ready <> '[]' then
    execute format('select logbook.%I($1, $2)', 'apply_' || p_kind) using p_logbook, v_ready;
  end if;
  return array(select p_kind || ':' || (r ->> 'id') from jsonb_array_elements(v_ready) r);
end
$$;
comment on function sync.apply_records(uuid, uuid, text, jsonb, jsonb) is
  'Applies records of one kind, none of which waits, to the ledger, and answers the ids of their documents; those that cannot be applied yet wait from now on.';
grant execute on function sync.apply_records(uuid, uuid, text, jsonb, jsonb) to offblock_gateway;

create function sync.stop_waiting(p_owner uuid, p_logbook uuid, p_ids text[])
returns void
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from sync.awaited a
    where a.owner_user_id = p_owner and a.logbook_id = p_logbook and a.document_id = any (p_ids);
  delete from sync.waiting w
    where w.owner_user_id = p_owner and w.logbook_id = p_logbook and w.document_id = any (p_ids);
end
$$;
comment on function sync.stop_waiting(uuid, uuid, text[]) is 'Takes documents out of those that wait.';
grant execute on function sync.stop_waiting(uuid, uuid, text[]) to offblock_gateway;

create function sync.try_records(p_owner uuid, p_logbook uuid, p_kind text, p_records jsonb)
returns void
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_waiting jsonb := (
    select jsonb_agg(w.record)
    from jsonb_array_elements(p_records) r
    join sync.waiting w on w.document_id = p_kind || ':' || (r ->> 'id')
    where w.owner_user_id = p_owner and w.logbook_id = p_logbook
  );
begin
  if v_waiting is null then
    return;
  end if;
  execute format('select logbook.%I($1, $2)', 'apply_' || p_kind) using p_logbook, v_waiting;
  raise exception 'tried' using errcode = 'OB001';
exception
  when sqlstate 'OB001' or foreign_key_violation then null;
end
$$;
comment on function sync.try_records(uuid, uuid, text, jsonb) is
  'Applies those records that wait, and takes it back: raises what they break whatever may still come. A missing reference is no fault.';
grant execute on function sync.try_records(uuid, uuid, text, jsonb) to offblock_gateway;

create function sync.apply_one_by_one(p_owner uuid, p_logbook uuid, p_kind text, p_ids text[])
returns text[]
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
-- What waited was accepted long ago. When it turns out to break a rule it goes on waiting, with the
-- reason; whoever sent what it waited for has done nothing wrong and must not be refused for it.
declare
  v_waiting sync.waiting;
  v_applied text[] := '{}';
begin
  for v_waiting in
    select w.* from sync.waiting w
    where w.owner_user_id = p_owner and w.logbook_id = p_logbook and w.kind = p_kind
      and w.document_id = any (p_ids)
  loop
    begin
      perform sync.stop_waiting(p_owner, p_logbook, array[v_waiting.document_id]);
      v_applied := v_applied || sync.apply_records(
        p_owner, p_logbook, p_kind, jsonb_build_array(v_waiting.record), v_waiting."references"
      );
    exception
      when integrity_constraint_violation or data_exception then
        update sync.waiting w set problem = sqlerrm
          where w.owner_user_id = p_owner and w.logbook_id = p_logbook
            and w.document_id = v_waiting.document_id;
    end;
  end loop;
  return v_applied;
end
$$;
comment on function sync.apply_one_by_one(uuid, uuid, text, text[]) is
  'Applies what waits of one kind, each for itself, and answers their ids; what breaks a rule goes on waiting, with the reason.';
grant execute on function sync.apply_one_by_one(uuid, uuid, text, text[]) to offblock_gateway;

create function sync.wake(p_owner uuid, p_logbook uuid, p_arrived text[])
returns text[]
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
-- Strikes out what has arrived, and what that frees counts as arrived in turn: so a chain wakes in
-- its whole length, and each reference that is waited for costs one row once, however much waits.
declare
  v_arrived text[] := p_arrived;
  v_freed text[];
  v_woken text[] := '{}';
begin
  while v_arrived <> '{}' loop
    with struck as (
      delete from sync.awaited a
        where a.owner_user_id = p_owner and a.logbook_id = p_logbook
          and a.reference = any (v_arrived)
        returning a.document_id
    )
    select coalesce(array_agg(distinct s.document_id), '{}') into v_freed from struck s;
    v_arrived := array(
      select f.id from unnest(v_freed) as f (id)
      where not exists (
        select from sync.awaited a
        where a.owner_user_id = p_owner and a.logbook_id = p_logbook and a.document_id = f.id
      )
    );
    v_woken := v_woken || v_arrived;
  end loop;
  return v_woken;
end
$$;
comment on function sync.wake(uuid, uuid, text[]) is
  'The waiting documents that lack nothing more when these references (name:uuid) have arrived.';
grant execute on function sync.wake(uuid, uuid, text[]) to offblock_gateway;

create function sync.apply_waiting(
  p_owner uuid,
  p_logbook uuid,
  p_kinds text[],
  p_arrived text[],
  p_touched text[]
)
returns void
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
-- Kind by kind in ledger order, until a whole round applies nothing. What has a problem is tried
-- when something that it points at is touched, and whenever more than new records has come:
-- p_touched is null then.
declare
  v_arrived text[] := p_arrived || array(
    select distinct a.reference from sync.awaited a
    where a.owner_user_id = p_owner and a.logbook_id = p_logbook and a.target <> 'record'
      and exists (
        select from sync.reference_ids i
        where i.target = a.target and i.name = split_part(a.reference, ':', 1)
          and i.id = split_part(a.reference, ':', 2)::uuid
      )
  );
  v_touched text[] := p_touched;
  v_ids text[];
  v_of_kind text[];
  v_kind text;
  v_records jsonb;
  v_references jsonb;
begin
  loop
    v_ids := sync.wake(p_owner, p_logbook, v_arrived) || array(
      select w.document_id from sync.waiting w
      where w.owner_user_id = p_owner and w.logbook_id = p_logbook and w.problem is not null
        and (
          v_touched is null
          or exists (
            select from jsonb_to_recordset(w."references") as r (name text, uuid uuid)
            where r.name || ':' || r.uuid = any (v_touched)
          )
        )
    );
    v_arrived := '{}';
    foreach v_kind in array p_kinds loop
      select jsonb_agg(w.record), array_agg(w.document_id) into v_records, v_of_kind
        from sync.waiting w
        where w.owner_user_id = p_owner and w.logbook_id = p_logbook and w.kind = v_kind
          and w.document_id = any (v_ids);
      continue when v_records is null;
      select coalesce(jsonb_agg(f), '[]') into v_references
        from sync.waiting w, jsonb_array_elements(w."references") f
        where w.owner_user_id = p_owner and w.logbook_id = p_logbook
          and w.document_id = any (v_of_kind);
      begin
        -- What waits counts as missing, also for its own kind; so it steps out of the queue first.
        perform sync.stop_waiting(p_owner, p_logbook, v_of_kind);
        v_arrived := v_arrived
          || sync.apply_records(p_owner, p_logbook, v_kind, v_records, v_references);
      exception
        when integrity_constraint_violation or data_exception then
          v_arrived := v_arrived || sync.apply_one_by_one(p_owner, p_logbook, v_kind, v_of_kind);
      end;
    end loop;
    exit when v_arrived = '{}';
    v_touched := null;
  end loop;
end
$$;
comment on function sync.apply_waiting(uuid, uuid, text[], text[], text[]) is
  'Applies the waiting records that lacked nothing but p_arrived, and those with a problem that may be gone.';
grant execute on function sync.apply_waiting(uuid, uuid, text[], text[], text[]) to offblock_gateway;

reset role;
