-- A pilot's own rules: twins of shared/selector.ts and shared/own_rules.ts. The selector language is
-- CouchDB's (Mango) over JSON; SQL null stands for a field that is not there. Two objects are compared
-- as jsonb compares them, since jsonb keeps no order of keys.

set local role offblock_owner;

create function logbook.json_order(a jsonb, b jsonb)
  returns integer
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_types constant text[] := '{"null", boolean, number, string, array, object}';
  v_type constant text := coalesce(jsonb_typeof(a), 'null');
  v_order integer := array_position(v_types, v_type) - array_position(v_types, coalesce(jsonb_typeof(b), 'null'));
begin
  if v_order <> 0 or v_type = 'null' then
    return v_order;
  end if;
  case v_type
    when 'string' then
      return case
        when a #>> '{}' = b #>> '{}' then 0
        when (a #>> '{}') collate "C" < (b #>> '{}') collate "C" then -1
        else 1
      end;
    when 'array' then
      for i in 0..least(jsonb_array_length(a), jsonb_array_length(b)) - 1 loop
        v_order := logbook.json_order(a -> i, b -> i);
        if v_order <> 0 then
          return v_order;
        end if;
      end loop;
      return jsonb_array_length(a) - jsonb_array_length(b);
    else
      return case when a = b then 0 when a < b then -1 else 1 end;
  end case;
end
$$;

comment on function logbook.json_order(jsonb, jsonb) is
  'Compares two JSON values by CouchDB''s collation, text by code point: below, 0 or above. A missing value sorts with null.';
grant execute on function logbook.json_order(jsonb, jsonb) to offblock_gateway;

create function logbook.json_pattern(p_operand jsonb)
  returns text
  language sql
  immutable
  parallel safe
as $$
  -- As JavaScript means it: a dot is no line break, \b the edge of a word.
  select '(?p)' || regexp_replace(
    regexp_replace(coalesce(p_operand #>> '{}', 'null'), '(?<!\\)((?:\\\\)*)\\b', '\1\\y', 'g'),
    '(?<!\\)((?:\\\\)*)\\B', '\1\\Y', 'g'
  )
$$;

comment on function logbook.json_pattern(jsonb) is 'The operand of $regex as a regular expression of PostgreSQL.';
grant execute on function logbook.json_pattern(jsonb) to offblock_gateway;

create function logbook.selector_is_valid(p_selector jsonb, p_depth integer default 1)
  returns boolean
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_key text;
  v_operand jsonb;
begin
  if p_depth > 32 then
    return false;
  elsif jsonb_typeof(p_selector) <> 'object' then
    return true;
  end if;
  for v_key, v_operand in select * from jsonb_each(p_selector) loop
    if v_key !~ '^\$' then
      if not logbook.selector_is_valid(v_operand, p_depth + 1) then
        return false;
      end if;
    elsif v_key in ('$and', '$or', '$nor') then
      if jsonb_typeof(v_operand) <> 'array'
        or exists (
          select from jsonb_array_elements(v_operand) as s where not logbook.selector_is_valid(s, p_depth + 1)
        )
      then
        return false;
      end if;
    elsif v_key in ('$elemMatch', '$allMatch', '$not') then
      if not logbook.selector_is_valid(v_operand, p_depth + 1) then
        return false;
      end if;
    elsif v_key in ('$in', '$nin', '$all') then
      if jsonb_typeof(v_operand) <> 'array' then
        return false;
      end if;
    elsif v_key = '$type' then
      if coalesce(v_operand #>> '{}', 'null') not in ('null', 'boolean', 'number', 'string', 'array', 'object') then
        return false;
      end if;
    elsif v_key = '$mod' then
      if jsonb_typeof(v_operand) <> 'array'
        or logbook.json_integer(v_operand -> 0) is null
        or logbook.json_integer(v_operand -> 0) = 0
        or logbook.json_integer(v_operand -> 1) is null
      then
        return false;
      end if;
    elsif v_key = '$regex' then
      begin
        perform '' ~ logbook.json_pattern(v_operand);
      exception when invalid_regular_expression then
        return false;
      end;
    elsif v_key not in ('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$exists', '$size') then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function logbook.selector_is_valid(jsonb, integer) is
  'Whether a selector can be read: known operators with operands of their kind, at most 32 levels deep.';
grant execute on function logbook.selector_is_valid(jsonb, integer) to offblock_gateway;

create function logbook.json_integer(p_value jsonb)
  returns numeric
  language sql
  immutable
  parallel safe
as $$
  select case
    when jsonb_typeof(p_value) = 'number' then
      case when (p_value #>> '{}')::numeric % 1 = 0 then (p_value #>> '{}')::numeric end
  end
$$;

comment on function logbook.json_integer(jsonb) is 'A JSON value that is a whole number; null for any other.';
grant execute on function logbook.json_integer(jsonb) to offblock_gateway;

create function logbook.selector_field(p_document jsonb, p_field text)
  returns jsonb
  language plpgsql
  immutable
  parallel safe
as $$
-- A field, dotted to go deeper; \. is a dot in a name.
declare
  v_value jsonb := p_document;
  v_part text;
begin
  foreach v_part in array regexp_split_to_array(p_field, '(?<!\\)\.') loop
    v_part := regexp_replace(v_part, '\\([.$])', '\1', 'g');
    v_value := case jsonb_typeof(v_value)
      when 'object' then v_value -> v_part
      when 'array' then
        case
          when v_part ~ '^(0|[1-9]\d{0,8})$' then v_value -> v_part::integer
          when v_part = 'length' then to_jsonb(jsonb_array_length(v_value))
        end
    end;
  end loop;
  return v_value;
end
$$;

comment on function logbook.selector_field(jsonb, text) is 'The value of a field of a document by its dotted name; null when it is not there.';
grant execute on function logbook.selector_field(jsonb, text) to offblock_gateway;

create function logbook.selector_operator(p_operator text, p_operand jsonb, p_value jsonb)
  returns boolean
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_is_list constant boolean := coalesce(jsonb_typeof(p_value) = 'array', false);
begin
  case p_operator
    when '$eq' then return p_value is not null and logbook.json_order(p_value, p_operand) = 0;
    when '$gt' then return p_value is not null and logbook.json_order(p_value, p_operand) > 0;
    when '$gte' then return p_value is not null and logbook.json_order(p_value, p_operand) >= 0;
    when '$lt' then return p_value is not null and logbook.json_order(p_value, p_operand) < 0;
    when '$lte' then return p_value is not null and logbook.json_order(p_value, p_operand) <= 0;
    when '$ne' then return logbook.json_order(p_value, p_operand) <> 0;
    when '$exists' then
      return (p_value is not null) = (p_operand not in ('false', 'null', '0', '""'));
    when '$type' then
      return p_value is not null and jsonb_typeof(p_value) = coalesce(p_operand #>> '{}', 'null');
    when '$in', '$nin' then
      return coalesce(jsonb_typeof(p_value), 'null') <> 'null'
        and (p_operator = '$in') = exists (
          select
          from jsonb_array_elements(p_operand) as wanted
          where case
            when v_is_list then exists (
              select from jsonb_array_elements(p_value) as item where logbook.json_order(wanted, item) = 0
            )
            else logbook.json_order(p_value, wanted) = 0
          end
        );
    when '$all' then
      return v_is_list and not exists (
        select
        from jsonb_array_elements(p_operand) as wanted
        where not exists (
          select from jsonb_array_elements(p_value) as item where logbook.json_order(wanted, item) = 0
        )
      );
    when '$size' then
      return v_is_list and to_jsonb(jsonb_array_length(p_value)) = p_operand;
    when '$mod' then
      return coalesce(
        logbook.json_integer(p_value) % logbook.json_integer(p_operand -> 0) = logbook.json_integer(p_operand -> 1),
        false
      );
    when '$regex' then
      return coalesce(jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ logbook.json_pattern(p_operand), false);
    when '$elemMatch' then
      return v_is_list and exists (
        select from jsonb_array_elements(p_value) as item where logbook.selector_matches(p_operand, item)
      );
    when '$allMatch' then
      return v_is_list and jsonb_array_length(p_value) > 0 and not exists (
        select from jsonb_array_elements(p_value) as item where not logbook.selector_matches(p_operand, item)
      );
    when '$not' then return not logbook.selector_matches(p_operand, p_value);
    when '$and' then
      return not exists (
        select from jsonb_array_elements(p_operand) as s where not logbook.selector_matches(s, p_value)
      );
    when '$or' then
      return exists (select from jsonb_array_elements(p_operand) as s where logbook.selector_matches(s, p_value));
    when '$nor' then
      return not exists (select from jsonb_array_elements(p_operand) as s where logbook.selector_matches(s, p_value));
    else
      raise exception 'There is no operator %.', p_operator using errcode = '22023';
  end case;
end
$$;

comment on function logbook.selector_operator(text, jsonb, jsonb) is 'Whether a value fits one operator of a selector.';
grant execute on function logbook.selector_operator(text, jsonb, jsonb) to offblock_gateway;

create function logbook.selector_matches(p_selector jsonb, p_value jsonb)
  returns boolean
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_key text;
  v_operand jsonb;
begin
  if jsonb_typeof(p_selector) <> 'object' then
    return logbook.selector_operator('$eq', p_selector, p_value);
  end if;
  for v_key, v_operand in select * from jsonb_each(p_selector) loop
    if not (
      case
        when v_key ~ '^\$' then logbook.selector_operator(v_key, v_operand, p_value)
        else logbook.selector_matches(v_operand, logbook.selector_field(p_value, v_key))
      end
    ) then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function logbook.selector_matches(jsonb, jsonb) is
  'Whether a document is meant by a selector of CouchDB''s language (Mango). Ask logbook.selector_is_valid first.';
grant execute on function logbook.selector_matches(jsonb, jsonb) to offblock_gateway;

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
