-- What a logbook said at some moment, from the audit log alone: AC 120-78B asks that of a record, and
-- a report that was kept answers it only for the days on which one was made.

set local role offblock_owner;

create function audit.rows_as_of(p_logbook uuid, p_moment timestamptz, p_tables text[] default null)
  returns table (table_name text, row_id uuid, "values" json)
  language sql
  stable
as $$
  select r.table_name, r.row_id, r.new_values
  from (
    select distinct on (a.table_name, a.row_id) a.table_name, a.row_id, a.new_values
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id())
      and a.logbook_id = p_logbook
      and a.changed_at <= p_moment
      and (p_tables is null or a.table_name = any (p_tables))
    order by a.table_name, a.row_id, a.chain_number desc
  ) as r
  where r.new_values is not null
$$;

comment on function audit.rows_as_of(uuid, timestamptz, text[]) is
  'The rows of a logbook as they stood at a moment, of some tables or of all: what the last entry of each said up to then, without those that were deleted by then. Nothing for whom the logbook is not.';
grant execute on function audit.rows_as_of(uuid, timestamptz, text[]) to offblock_gateway;

create function audit.flights_as_of(p_logbook uuid, p_moment timestamptz)
  returns table (
    id uuid,
    flight_date text,
    aircraft text,
    total_time integer,
    pic_time integer,
    night_time integer,
    remarks text,
    counts boolean,
    since text
  )
  language sql
  stable
as $$
  with
  last as (
    select
      a.row_id,
      max(a.chain_number) filter (where a.changed_at <= p_moment) as stood,
      max(a.chain_number) filter (where a.changed_at > p_moment) as later
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id())
      and a.logbook_id = p_logbook
      and a.table_name = 'logbook.flights'
    group by a.row_id
  ),
  crafts as (
    select jsonb_object_agg(r.row_id, r."values" ->> 'registration') as registrations
    from audit.rows_as_of(p_logbook, p_moment, array['logbook.aircraft']) r
  )
  select
    s.row_id,
    f.flight_date,
    (select c.registrations from crafts c) ->> f.aircraft_id,
    f.total_time,
    f.pic_time,
    f.night_time,
    f.remarks,
    not f.is_erroneous and f.superseded_by_flight_id is null,
    case when s.later is null then 'same' when l.operation = 'DELETE' then 'deleted' else 'changed' end
  from last s
  -- An entry each, by its number: a join of so many that the planner expects few could take minutes.
  cross join lateral (
    select a.new_values
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id()) and a.logbook_id = p_logbook and a.chain_number = s.stood
    limit 1
  ) as e
  cross join lateral json_to_record(e.new_values) as f (
    flight_date text,
    aircraft_id text,
    total_time integer,
    pic_time integer,
    night_time integer,
    remarks text,
    is_erroneous boolean,
    superseded_by_flight_id text
  )
  left join lateral (
    select a.operation
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id()) and a.logbook_id = p_logbook and a.chain_number = s.later
    limit 1
  ) as l on true
  where e.new_values is not null
$$;

comment on function audit.flights_as_of(uuid, timestamptz) is
  'The flights of a logbook as they stood at a moment, in minutes; whether each counted; and whether it is since then the same, changed (or locked), or deleted.';
grant execute on function audit.flights_as_of(uuid, timestamptz) to offblock_gateway;

create function audit.head_as_of(p_logbook uuid, p_moment timestamptz)
  returns table (as_of text, audit_entries bigint, audit_head text, begins_at text)
  language sql
  stable
as $$
  select
    audit.moment_text(p_moment),
    coalesce(h.chain_number, 0),
    encode(h.row_hash, 'hex'),
    (
      select audit.moment_text(a.changed_at)
      from audit.audit_log a
      where a.owner_user_id = (select auth.current_user_id()) and a.logbook_id = p_logbook and a.chain_number = 1
    )
  from (select) as always
  left join lateral (
    select a.chain_number, a.row_hash
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id()) and a.logbook_id = p_logbook and a.changed_at <= p_moment
    order by a.chain_number desc
    limit 1
  ) as h on true
$$;

comment on function audit.head_as_of(uuid, timestamptz) is
  'How far the audit chain of a logbook had come at a moment, and when it begins; one row, of no entries for whom the logbook is not.';
grant execute on function audit.head_as_of(uuid, timestamptz) to offblock_gateway;

create function audit.list_as_of(p_logbook uuid, p_moment timestamptz, p_from bigint, p_count bigint)
  returns json
  language sql
  stable
as $$
  with f as materialized (
    select * from audit.flights_as_of(p_logbook, p_moment)
  )
  select json_build_object(
    'totals', (
      select json_build_object(
        'flights', count(*),
        'total_time', coalesce(sum(f.total_time), 0),
        'pic_time', coalesce(sum(f.pic_time), 0),
        'night_time', coalesce(sum(f.night_time), 0)
      )
      from f
      where f.counts
    ),
    'flight_count', (select count(*) from f),
    'flights', (
      select coalesce(json_agg(p), '[]')
      from (
        select f.id, f.flight_date, f.aircraft, f.total_time, f.remarks, f.counts, f.since
        from f
        order by f.flight_date desc, f.id desc
        offset p_from - 1
        limit p_count
      ) as p
    )
  )
$$;

comment on function audit.list_as_of(uuid, timestamptz, bigint, bigint) is
  'The flights of a logbook as they stood at a moment: number and minutes of those that counted, how many there were, and some of them, the newest first, from a place in the list counted from 1.';
grant execute on function audit.list_as_of(uuid, timestamptz, bigint, bigint) to offblock_gateway;

create function audit.logbook_as_of(p_logbook uuid, p_moment timestamptz)
  returns json
  language sql
  stable
as $$
  select json_build_object(
    'logbook_id', p_logbook,
    'as_of', h.as_of,
    'audit_entries', h.audit_entries,
    'audit_head', h.audit_head,
    'totals', audit.list_as_of(p_logbook, p_moment, 1, 0) -> 'totals',
    'rows', (
      select coalesce(json_object_agg(t.table_name, t.list order by t.table_name), '{}')
      from (
        select s.table_name, json_agg(s."values" order by s.row_id) as list
        from audit.rows_as_of(p_logbook, p_moment) s
        group by s.table_name
      ) as t
    )
  )
  from audit.head_as_of(p_logbook, p_moment) h
$$;

comment on function audit.logbook_as_of(uuid, timestamptz) is
  'A logbook as it stood at a moment: how far its audit chain had come, minutes and number of the flights that counted, and all rows by table.';
grant execute on function audit.logbook_as_of(uuid, timestamptz) to offblock_gateway;

reset role;
