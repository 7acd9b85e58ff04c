-- Recomputing a chain. What an entry's hash is taken of is defined at the head of 0500_audit.sql.

set local role offblock_owner;

create function audit.verify_chain(p_logbook uuid, p_from bigint default 1, p_to bigint default null)
  returns table (chain_number bigint, problem text, expected_hash bytea, actual_hash bytea)
  language sql
  stable
  set search_path = pg_catalog, pg_temp
as $$
  with book as (
    select l.owner_user_id, l.id, l.audit_count, coalesce(l.audit_head, audit.genesis(l.id)) as audit_head
    from sync.logbooks l
    where l.id = p_logbook
  ),
  before as (
    -- What the first entry that we look at has to continue.
    select b.*, case when p_from <= 1 then audit.genesis(b.id) else e.row_hash end as hash
    from book b
    left join audit.audit_log e
      on e.owner_user_id = b.owner_user_id and e.logbook_id = b.id and e.chain_number = p_from - 1
  ),
  entries as (
    select
      e.chain_number,
      e.prev_hash,
      e.row_hash,
      lag(e.chain_number, 1, greatest(p_from, 1) - 1) over w as number_before,
      lag(e.row_hash, 1, b.hash) over w as hash_before,
      sha256(e.prev_hash || convert_to(
        audit.entry_text(
          e.logbook_id, e.chain_number, e.table_name, e.row_id, e.operation,
          audit.moment_text(e.changed_at), e.changed_by_user_id, e."session_user", e.device_id,
          e.change_reason, e.old_values, e.new_values
        ),
        'UTF8'
      )) as computed
    from before b
    join audit.audit_log e on e.owner_user_id = b.owner_user_id and e.logbook_id = b.id
    where e.chain_number >= p_from and e.chain_number <= coalesce(p_to, e.chain_number)
    window w as (order by e.chain_number)
  ),
  tail as (
    select
      b.audit_count,
      b.audit_head,
      (select max(e.chain_number) from entries e) as last_number,
      (select e.row_hash from entries e order by e.chain_number desc limit 1) as last_hash
    from book b
  ),
  found as (
    select e.number_before + 1, 'entries are missing before ' || e.chain_number, e.prev_hash, e.hash_before
    from entries e
    where e.chain_number <> e.number_before + 1
    union all
    select e.chain_number, 'does not continue the entry before', e.hash_before, e.prev_hash
    from entries e
    where e.prev_hash is distinct from e.hash_before
    union all
    select e.chain_number, 'was changed', e.computed, e.row_hash
    from entries e
    where e.row_hash <> e.computed
    union all
    select coalesce(t.last_number, greatest(p_from, 1) - 1) + 1, 'entries are missing at the end', t.audit_head, t.last_hash
    from tail t
    where coalesce(t.last_number, greatest(p_from, 1) - 1) < least(p_to, t.audit_count)
    union all
    select t.last_number, 'is not the end that the logbook remembers', t.audit_head, t.last_hash
    from tail t
    where t.last_number > t.audit_count
      or (t.last_number = t.audit_count and t.last_hash <> t.audit_head)
    union all
    select 0, 'there is no such logbook', null, null
    where not exists (select from book)
  )
  select * from found order by 1, 2
$$;

comment on function audit.verify_chain(uuid, bigint, bigint) is
  'Recomputes the chain of a logbook from one number to another (to the end by default) and answers what is wrong; no row: intact. A changed, removed, inserted or swapped entry and a cut tail are found.';
grant execute on function audit.verify_chain(uuid, bigint, bigint) to offblock_gateway;

create function audit.verify_chain(start_id bigint, end_id bigint)
  returns table (broken_at_id bigint, expected_hash bytea, actual_hash bytea)
  language sql
  stable
  set search_path = pg_catalog, pg_temp
as $$
  with spans as (
    select
      l.owner_user_id,
      l.id as logbook_id,
      min(e.chain_number) filter (where e.id >= start_id) as first_number,
      max(e.chain_number) filter (where e.id <= end_id) as last_number,
      coalesce(max(e.id) <= end_id, true) as is_to_end
    from sync.logbooks l
    left join audit.audit_log e on e.owner_user_id = l.owner_user_id and e.logbook_id = l.id
    group by l.owner_user_id, l.id
  )
  select
    coalesce(
      -- What is missing has no id any more: it shows at the entry after it, or at the last.
      (
        select min(e.id) from audit.audit_log e
        where e.owner_user_id = s.owner_user_id and e.logbook_id = s.logbook_id and e.chain_number >= v.chain_number
      ),
      (
        select max(e.id) from audit.audit_log e
        where e.owner_user_id = s.owner_user_id and e.logbook_id = s.logbook_id
      ),
      0
    ),
    v.expected_hash,
    v.actual_hash
  from spans s
  cross join lateral audit.verify_chain(
    s.logbook_id,
    coalesce(s.first_number, s.last_number + 1, 1),
    case when not s.is_to_end then s.last_number end
  ) v
  where s.is_to_end or s.first_number <= s.last_number
  order by 1
$$;

comment on function audit.verify_chain(bigint, bigint) is
  'The same for the entries from one id to another, of every logbook that one may see: where a chain is broken. No row: intact. Database design 9.4.';
grant execute on function audit.verify_chain(bigint, bigint) to offblock_gateway;

reset role;
