-- The CouchDB side of a logbook: documents with their revision trees, every revision as it was
-- sent, what waits for something else, and the checkpoints of replicators.

set local role offblock_owner;

create table sync.documents (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  id text not null,
  kind text not null,
  seq bigint not null,
  tree jsonb not null,
  winning_rev text not null,
  is_deleted boolean not null,
  primary key (owner_user_id, logbook_id, id),
  constraint documents_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id),
  constraint documents_seq_key unique (owner_user_id, logbook_id, seq)
);
comment on table sync.documents is 'One row a document: its tree, its winner, its place in the changes feed.';
comment on column sync.documents.owner_user_id is 'Owner of the logbook.';
comment on column sync.documents.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.documents.id is 'The _id: kind:uuid.';
comment on column sync.documents.kind is 'The part of the _id before the colon.';
comment on column sync.documents.seq is 'Place in the changes feed: that of the last accepted change.';
comment on column sync.documents.tree is 'Revision tree: [rev, index of parent or -1, 1 if deleted], parents first.';
comment on column sync.documents.winning_rev is 'The winning revision by the rule of CouchDB.';
comment on column sync.documents.is_deleted is 'Whether the winning revision is a deletion.';

create table sync.revisions (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  document_id text not null,
  rev text not null,
  is_deleted boolean not null,
  body text not null,
  received_at timestamptz not null default now(),
  -- The key leads to the document without a foreign key to it: sync.store writes both, and checking
  -- a thousand of them by plans made for an empty table took longer than everything else.
  primary key (owner_user_id, logbook_id, document_id, rev),
  constraint revisions_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.revisions is 'Every revision as it was sent. Never changed, never removed.';
comment on column sync.revisions.owner_user_id is 'Owner of the logbook.';
comment on column sync.revisions.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.revisions.document_id is 'The document.';
comment on column sync.revisions.rev is 'The revision.';
comment on column sync.revisions.is_deleted is 'Whether this revision is a deletion.';
comment on column sync.revisions.body is 'The JSON text of the document, without _rev and _revisions.';
comment on column sync.revisions.received_at is 'When the gateway took it in.';

create table sync.waiting (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  document_id text not null,
  kind text not null,
  record jsonb not null,
  "references" jsonb not null,
  since timestamptz not null default now(),
  problem text,
  primary key (owner_user_id, logbook_id, document_id),
  constraint waiting_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.waiting is 'Documents that refer to what is not here yet, and signatures over what is not here yet.';
comment on column sync.waiting.owner_user_id is 'Owner of the logbook.';
comment on column sync.waiting.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.waiting.document_id is 'The document that waits.';
comment on column sync.waiting.kind is 'The part of its id before the colon.';
comment on column sync.waiting.record is 'Its validated record, ready to be applied.';
comment on column sync.waiting."references" is 'All that it refers to: [{target, name, uuid, ids}], ids being its own.';
comment on column sync.waiting.since is 'Since when it waits.';
comment on column sync.waiting.problem is 'What the ledger said when all that it refers to had come and it could still not be applied; null: it waits for what it refers to.';

create index waiting_kind_idx on sync.waiting (owner_user_id, logbook_id, kind);
create index waiting_problem_idx on sync.waiting (owner_user_id, logbook_id)
  where problem is not null;

create table sync.awaited (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  reference text not null,
  document_id text not null,
  target text not null,
  primary key (owner_user_id, logbook_id, reference, document_id),
  constraint awaited_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.awaited is
  'What each waiting document lacked when it was last tried; one with a problem lacks nothing.';
comment on column sync.awaited.owner_user_id is 'Owner of the logbook.';
comment on column sync.awaited.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.awaited.reference is 'What is awaited, name:uuid: for a record its document''s id.';
comment on column sync.awaited.document_id is 'The document that waits.';
comment on column sync.awaited.target is 'What it is, as shared/references.ts names it.';
create index awaited_document_idx on sync.awaited (owner_user_id, logbook_id, document_id);
create index awaited_reference_data_idx on sync.awaited (owner_user_id, logbook_id, reference)
  where target <> 'record';

create table sync.local_documents (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  user_id uuid not null,
  id text not null,
  rev integer not null,
  body text not null,
  primary key (owner_user_id, logbook_id, user_id, id),
  constraint local_documents_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.local_documents is 'Documents that do not replicate: the checkpoints of replicators (_local/…).';
comment on column sync.local_documents.owner_user_id is 'Owner of the logbook.';
comment on column sync.local_documents.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.local_documents.user_id is 'Whose replicator it is. Everybody who may read the logbook has some, and nobody sees another''s.';
comment on column sync.local_documents.id is 'The id, without _local/.';
comment on column sync.local_documents.rev is 'N of the revision 0-N.';
comment on column sync.local_documents.body is 'The JSON text of the document.';

create table sync.attachments (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  digest text not null,
  sha256 bytea not null,
  length bigint not null,
  received_at timestamptz not null default now(),
  primary key (owner_user_id, logbook_id, digest),
  constraint attachments_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.attachments is 'Which files a logbook has. The bytes lie in the blob store, once by SHA-256.';
comment on column sync.attachments.owner_user_id is 'Owner of the logbook.';
comment on column sync.attachments.logbook_id is 'The CouchDB database that the file was sent to.';
comment on column sync.attachments.digest is 'md5- and base64: what CouchDB calls the bytes.';
comment on column sync.attachments.sha256 is 'SHA-256 of the bytes, their name in the blob store.';
comment on column sync.attachments.length is 'In bytes.';
comment on column sync.attachments.received_at is 'When the gateway took it in.';

alter table sync.attachments enable row level security;
alter table sync.awaited enable row level security;
alter table sync.documents enable row level security;
alter table sync.revisions enable row level security;
alter table sync.waiting enable row level security;
alter table sync.local_documents enable row level security;
-- By one list: the owner, or whoever holds a grant for the book of the logbook.
do $$
declare
  v_table text;
  v_may constant text := 'owner_user_id = (select auth.viewed_owner_id()) and ( '
    'owner_user_id = (select auth.current_user_id()) '
    'or logbook_id = any ((select auth.granted_logbooks(%L))::uuid[]) )';
begin
  foreach v_table in array '{attachments, awaited, documents, revisions, waiting}'::text[] loop
    execute format(
      'create policy readable on sync.%1$I for select using (%2$s); '
      'create policy writable_insert on sync.%1$I for insert with check (%3$s); '
      'create policy writable_update on sync.%1$I for update using (%3$s) with check (%3$s); '
      'create policy writable_delete on sync.%1$I for delete using (%3$s);',
      v_table, format(v_may, false), format(v_may, true)
    );
  end loop;
end
$$;
create policy own_checkpoints on sync.local_documents
  using (
    owner_user_id = (select auth.viewed_owner_id())
    and user_id = (select auth.current_user_id())
    and (
      owner_user_id = (select auth.current_user_id())
      or logbook_id = any ((select auth.granted_logbooks(false))::uuid[])
    )
  );
grant select, insert on sync.attachments to offblock_gateway;
grant select, insert, update on sync.documents to offblock_gateway;
grant select, insert on sync.revisions to offblock_gateway;
grant select, insert, update, delete on sync.waiting to offblock_gateway;
grant select, insert, delete on sync.awaited to offblock_gateway;
grant select, insert, update, delete on sync.local_documents to offblock_gateway;

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
    select coalesce(array_agg(e), '{}') into v_early
      from unnest(logbook.signatures_over_other_content(p_owner, p_records)) as e
      where not e = any (v_blocked);
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

create function sync.store(
  p_logbook uuid,
  p_seqs jsonb,
  p_documents jsonb,
  p_revisions json,
  p_records jsonb,
  p_references jsonb,
  p_removals jsonb,
  p_kinds text[]
)
returns bigint
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
-- Plans are kept from when the tables were small: then scanning looks cheap, and later it is not.
set enable_seqscan = off
as $$
-- The one way into the ledger. Everything in it happens under the row lock of the logbook, which is
-- taken here and held to the commit, so that seq and the audit chain have no gaps and no races.
-- p_seqs is id → seq of the documents as the caller read them; 40001 says that one has changed, and
-- the caller decides again. Stopped anywhere, nothing of it has happened.
declare
  v_owner uuid;
  v_seq bigint;
  v_ids text[];
  v_kind text;
  v_applied text[] := '{}';
begin
  select l.owner_user_id, l.seq into v_owner, v_seq
    from sync.logbooks l where l.id = p_logbook for no key update;
  if not found then
    raise exception 'E_NOT_YOURS: there is no logbook % here', p_logbook using errcode = '42501';
  end if;
  -- By one list of ids, not id by id: plans made for an empty table then cost one pass, not one each.
  v_ids := array(select n.id from jsonb_to_recordset(p_documents) as n (id text));
  if p_seqs <> (
    select coalesce(jsonb_object_agg(d.id, d.seq), '{}')
    from sync.documents d
    where d.owner_user_id = v_owner and d.logbook_id = p_logbook and d.id = any (v_ids)
  ) then
    raise exception 'a document changed meanwhile' using errcode = '40001';
  end if;

  insert into sync.documents as d
    (owner_user_id, logbook_id, id, kind, seq, tree, winning_rev, is_deleted)
    select v_owner, p_logbook, n.id, split_part(n.id, ':', 1), v_seq + n.position, n.tree,
      n.winning_rev, n.is_deleted
    from jsonb_to_recordset(p_documents) as n (
      id text, position bigint, tree jsonb, winning_rev text, is_deleted boolean
    )
    on conflict (owner_user_id, logbook_id, id) do update
      set seq = excluded.seq, tree = excluded.tree, winning_rev = excluded.winning_rev,
        is_deleted = excluded.is_deleted;
  insert into sync.revisions (owner_user_id, logbook_id, document_id, rev, is_deleted, body)
    select v_owner, p_logbook, n.document_id, n.rev, n.is_deleted, n.body
    from json_to_recordset(p_revisions) as n (
      document_id text, rev text, is_deleted boolean, body text
    )
    on conflict (owner_user_id, logbook_id, document_id, rev) do nothing;
  if jsonb_array_length(p_documents) >= 200 then
    perform logbook.analyze_new('{sync.documents,sync.revisions,sync.waiting,sync.awaited}');
  end if;
  v_seq := v_seq + jsonb_array_length(p_documents);
  update sync.logbooks l set seq = v_seq
    where l.owner_user_id = v_owner and l.id = p_logbook;

  -- What is applied or removed now no longer waits with what it was. A new branch that does not win
  -- changes nothing.
  if exists (select from sync.waiting w where w.owner_user_id = v_owner and w.logbook_id = p_logbook) then
    perform sync.stop_waiting(v_owner, p_logbook, array(
      select k.key || ':' || (r ->> 'id')
      from jsonb_each(p_records) as k, jsonb_array_elements(k.value) as r
      union all
      select k.key || ':' || u
      from jsonb_each(p_removals) as k, jsonb_array_elements_text(k.value) as u
    ));
  end if;
  foreach v_kind in array p_kinds loop
    if p_records ? v_kind then
      v_applied := v_applied || sync.apply_records(
        v_owner, p_logbook, v_kind, p_records -> v_kind, coalesce(p_references -> v_kind, '[]')
      );
    end if;
  end loop;
  for v_kind in select k from unnest(p_kinds) with ordinality as u (k, n) order by n desc loop
    if p_removals ? v_kind then
      execute format('select logbook.%I($1, $2)', 'remove_' || v_kind)
        using p_logbook, (select array_agg(u::uuid) from jsonb_array_elements_text(p_removals -> v_kind) u);
    end if;
  end loop;
  if exists (select from sync.waiting w where w.owner_user_id = v_owner and w.logbook_id = p_logbook) then
    perform sync.apply_waiting(
      v_owner, p_logbook, p_kinds, v_applied,
      case when p_seqs = '{}' then v_ids || array(
        select distinct r.name || ':' || r.uuid
        from jsonb_each(p_references) k, jsonb_to_recordset(k.value) as r (name text, uuid uuid)
      ) end
    );
    -- What no later arrival can mend is refused now, while its author is told.
    foreach v_kind in array p_kinds loop
      perform sync.try_records(v_owner, p_logbook, v_kind, p_records -> v_kind) where p_records ? v_kind;
    end loop;
  end if;
  perform pg_notify('offblock_changes', p_logbook::text || ' ' || v_seq);
  return v_seq;
end
$$;
comment on function sync.store(uuid, jsonb, jsonb, json, jsonb, jsonb, jsonb, text[]) is
  'Writes documents, revisions, ledger rows, audit entries and places in the feed, all or none.';
grant execute on function sync.store(uuid, jsonb, jsonb, json, jsonb, jsonb, jsonb, text[]) to offblock_gateway;

reset role;
