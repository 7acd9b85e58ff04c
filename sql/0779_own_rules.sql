-- Rules of a pilot's own: twins of shared/own_rules.ts.

set local role offblock_owner;

create function logbook.own_rule_needs(p_required jsonb)
  returns table (measure text, need numeric)
  language sql
  immutable
  parallel safe
as $$
  select distinct
    case r.key
      when 'night_full_stop' then 'night_full_stops'
      when 'day_full_stop' then 'day_full_stops'
      when 'full_stop' then 'full_stops'
      when 'cross_country' then 'cross_country_time'
      else r.key
    end,
    logbook.json_integer(r.value)
  from jsonb_each(case when jsonb_typeof(p_required) = 'object' then p_required else '{}' end) as r
$$;

comment on function logbook.own_rule_needs(jsonb) is 'The measures that an own rule asks for, by their proper names, with the numbers; null where it is none.';
grant execute on function logbook.own_rule_needs(jsonb) to offblock_gateway;

create function logbook.own_rule_is_valid(p_config jsonb)
  returns boolean
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_codes constant jsonb := p_config -> 'applies_to' -> 'category_class';
begin
  if p_config is null or jsonb_typeof(p_config) <> 'object' then
    return false;
  end if;
  return not exists (
      select from jsonb_object_keys(p_config) as k
      where k not in ('lookback_days', 'lookback_months', 'required', 'applies_to', 'filter', 'include_devices')
    )
    and (p_config ? 'lookback_days') <> (p_config ? 'lookback_months')
    -- A hundred years: longer windows are slips of the finger.
    and coalesce(
      logbook.json_integer(p_config -> 'lookback_days') between 0 and 36525
        or logbook.json_integer(p_config -> 'lookback_months') between 0 and 1200,
      false
    )
    and exists (select from logbook.own_rule_needs(p_config -> 'required'))
    and not exists (
      select from logbook.own_rule_needs(p_config -> 'required') as n
      where not logbook.no_measures() ? n.measure or n.need is null or n.need < 1
    )
    and (
      coalesce(jsonb_typeof(p_config -> 'applies_to'), 'null') = 'null'
      or coalesce(jsonb_typeof(v_codes) = 'array', false)
        and not jsonb_path_exists(v_codes, 'strict $[*] ? (@.type() != "string")')
    )
    and (
      coalesce(jsonb_typeof(p_config -> 'filter'), 'null') = 'null'
      or jsonb_typeof(p_config -> 'filter') = 'object' and logbook.selector_is_valid(p_config -> 'filter')
    );
end
$$;

comment on function logbook.own_rule_is_valid(jsonb) is
  'Whether the configuration of an own rule can be read: one window, needs by known measures, codes, a selector.';
grant execute on function logbook.own_rule_is_valid(jsonb) to offblock_gateway;

create function logbook.own_rule_currency(p_owner uuid, p_as_of date)
  returns table (
    rule_id uuid,
    name text,
    regulation text,
    category_code text,
    class_code text,
    status text,
    last_event_date date,
    expires_on date
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_rule record;
  v_code text;
  v_days datemultirange;
begin
  for v_rule in
    select r.id, r.name, coalesce(r.regulation_ref, '') as regulation, r.rule_config as config,
      logbook.own_rule_is_valid(r.rule_config) as is_valid
    from logbook.currency_rules r
    where r.owner_user_id = p_owner and r.is_active
    order by r.id
  loop
    rule_id := v_rule.id;
    name := v_rule.name;
    regulation := v_rule.regulation;
    category_code := null;
    class_code := null;
    last_event_date := null;
    expires_on := null;
    if not v_rule.is_valid then
      status := 'unknown';
      return next;
      continue;
    end if;
    for v_code in
      select c from jsonb_array_elements_text(v_rule.config -> 'applies_to' -> 'category_class') as c
      union all
      select null
      where coalesce(jsonb_array_length(v_rule.config -> 'applies_to' -> 'category_class'), 0) = 0
    loop
      with
      flown as materialized (
        select d.entry_date, d.document
        from logbook.entry_documents(
          p_owner, p_as_of, coalesce(v_rule.config -> 'include_devices' = 'true', false)
        ) d
        where (v_code is null or v_code in (d.category_code, d.class_code))
          and (
            coalesce(v_rule.config -> 'filter', 'null') in ('null', '{}')
            or logbook.selector_matches(v_rule.config -> 'filter', d.document)
          )
      ),
      daily as (
        select n.measure, n.need, f.entry_date as day, sum((f.document ->> n.measure)::bigint)::bigint as how_many
        from flown f
        cross join logbook.own_rule_needs(v_rule.config -> 'required') n
        where (f.document ->> n.measure)::bigint > 0
        group by n.measure, n.need, f.entry_date
      ),
      met as (
        select d.measure, d.need, max(d.day) as last_event,
          logbook.held_days(
            array_agg(d.day order by d.day),
            array_agg(d.how_many order by d.day),
            least(d.need, 1000000000000)::bigint,
            array_agg(
              coalesce(
                d.day + logbook.json_integer(v_rule.config -> 'lookback_days')::integer,
                logbook.end_of_months(d.day, logbook.json_integer(v_rule.config -> 'lookback_months')::integer)
              )
              order by d.day
            )
          ) as days
        from daily d
        group by d.measure, d.need
      )
      select
        max(m.last_event),
        case
          when count(*) = (select count(*) from logbook.own_rule_needs(v_rule.config -> 'required') n)
            then range_intersect_agg(m.days)
          else '{}'
        end
      into last_event_date, v_days
      from met m;
      expires_on := upper(v_days) - 1;
      status := case
        when v_days @> p_as_of then 'current'
        when expires_on is null then 'never'
        else 'lapsed'
      end;
      category_code := (select a.code from reference.aircraft_categories a where a.code = v_code);
      class_code := case when category_code is null then v_code end;
      return next;
    end loop;
  end loop;
end
$$;

comment on function logbook.own_rule_currency(uuid, date) is
  'How each rule of a pilot''s own that is in use stands on a day, once for each category or class that it names. A rule that cannot be read is unknown.';
grant execute on function logbook.own_rule_currency(uuid, date) to offblock_gateway;

reset role;
