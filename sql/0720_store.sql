-- The one way into the ledger.

set local role offblock_owner;

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
  if jsonb_array_length(p_documents) >= 50 then
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
