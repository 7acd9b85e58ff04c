-- Selectors, by which own rules filter: twin of shared/selector.ts. The language is CouchDB's (Mango)
-- over JSON; SQL null stands for a field that is not there. Two objects are compared
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

reset role;
