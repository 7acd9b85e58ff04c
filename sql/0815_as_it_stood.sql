-- What a logbook said at some moment, from the audit log alone: AC 120-78B asks that of a record, and
-- a report that was kept answers it only for the days on which one was made.

set local role offblock_owner;

create function audit.rows_as_of(p_logbook uuid, p_moment timestamptz)
  returns table (table_name text, row_id uuid, "values" json)
  language sql
  stable
as $$
  select r.table_name, r.row_id, r.new_values
  from (
    select distinct on (a.table_name, a.row_id) a.table_name, a.row_id, a.new_values
    from audit.audit_log a
    where a.owner_user_id = (select auth.current_user_id()) and a.logbook_id = p_logbook and a.changed_at <= p_moment
    order by a.table_name, a.row_id, a.chain_number desc
  ) as r
  where r.new_values is not null
$$;

comment on function audit.rows_as_of(uuid, timestamptz) is
  'The rows of a logbook as they stood at a moment: what the last entry of each said up to then, without those that were deleted by then. Nothing for whom the logbook is not.';
grant execute on function audit.rows_as_of(uuid, timestamptz) to offblock_gateway;

create function audit.logbook_as_of(p_logbook uuid, p_moment timestamptz)
  returns json
  language sql
  stable
as $$
  with
  stood as materialized (select s.* from audit.rows_as_of(p_logbook, p_moment) s),
  counted as (
    select s."values" as v
    from stood s
    where s.table_name = 'logbook.flights'
      and (s."values" ->> 'is_erroneous') <> 'true'
      and s."values" ->> 'superseded_by_flight_id' is null
  )
  select json_build_object(
    'logbook_id', p_logbook,
    'as_of', audit.moment_text(p_moment),
    'audit_entries', coalesce(h.chain_number, 0),
    'audit_head', encode(h.row_hash, 'hex'),
    'totals', (
      select json_build_object(
        'flights', count(*),
        'total_time', coalesce(sum((c.v ->> 'total_time')::integer), 0),
        'pic_time', coalesce(sum((c.v ->> 'pic_time')::integer), 0),
        'night_time', coalesce(sum((c.v ->> 'night_time')::integer), 0)
      )
      from counted c
    ),
    'rows', (
      select coalesce(json_object_agg(t.table_name, t.list order by t.table_name), '{}')
      from (
        select s.table_name, json_agg(s."values" order by s.row_id) as list from stood s group by s.table_name
      ) as t
    )
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

comment on function audit.logbook_as_of(uuid, timestamptz) is
  'A logbook as it stood at a moment: how far its audit chain had come, minutes and number of the flights that counted, and all rows by table.';
grant execute on function audit.logbook_as_of(uuid, timestamptz) to offblock_gateway;

reset role;
