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
  stood as materialized (
    select s.* from audit.rows_as_of(p_logbook, p_moment, array['logbook.flights', 'logbook.aircraft']) s
  ),
  later as (
    select distinct on (a.row_id) a.row_id, a.operation
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id())
      and a.logbook_id = p_logbook
      and a.changed_at > p_moment
      and a.table_name = 'logbook.flights'
    order by a.row_id, a.chain_number desc
  )
  select
    f.row_id,
    f."values" ->> 'flight_date',
    c."values" ->> 'registration',
    (f."values" ->> 'total_time')::integer,
    (f."values" ->> 'pic_time')::integer,
    (f."values" ->> 'night_time')::integer,
    f."values" ->> 'remarks',
    f."values" ->> 'is_erroneous' <> 'true' and f."values" ->> 'superseded_by_flight_id' is null,
    case when l.row_id is null then 'same' when l.operation = 'DELETE' then 'deleted' else 'changed' end
  from stood f
  left join stood c
    on c.table_name = 'logbook.aircraft' and c.row_id = (f."values" ->> 'aircraft_id')::uuid
  left join later l on l.row_id = f.row_id
  where f.table_name = 'logbook.flights'
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

create function audit.totals_as_of(p_logbook uuid, p_moment timestamptz)
  returns json
  language sql
  stable
as $$
  select json_build_object(
    'flights', count(*),
    'total_time', coalesce(sum(f.total_time), 0),
    'pic_time', coalesce(sum(f.pic_time), 0),
    'night_time', coalesce(sum(f.night_time), 0)
  )
  from audit.flights_as_of(p_logbook, p_moment) f
  where f.counts
$$;

comment on function audit.totals_as_of(uuid, timestamptz) is
  'Number and minutes of the flights that counted at a moment.';
grant execute on function audit.totals_as_of(uuid, timestamptz) to offblock_gateway;

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
    'totals', audit.totals_as_of(p_logbook, p_moment),
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
