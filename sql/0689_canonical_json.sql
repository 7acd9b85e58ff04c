-- Canonical JSON, RFC 8785: twin of shared/canonical_json.ts.

set local role offblock_owner;

create function logbook.ecmascript_number(p_number double precision)
  returns text
  language plpgsql
  immutable
  strict
  parallel safe
  set extra_float_digits = 1
as $$
-- ECMA-262, Number::toString: digits × 10^(v_point - length of digits). PostgreSQL finds the shortest
-- digits too, but leaves out a number that lies on the very edge of those that read back as p_number
-- (10^23 does); ECMAScript takes it.
declare
  v_text constant text := abs(p_number)::text;
  v_mantissa constant text := split_part(v_text, 'e', 1);
  v_whole constant text := split_part(v_mantissa, '.', 1);
  v_all constant text := v_whole || split_part(v_mantissa, '.', 2);
  v_digits text := ltrim(v_all, '0');
  v_point integer := length(v_whole) + coalesce(nullif(split_part(v_text, 'e', 2), '')::integer, 0)
    - (length(v_all) - length(v_digits));
  v_shorter text;
  v_read text;
  v_sign constant text := case when p_number < 0 then '-' else '' end;
begin
  v_digits := rtrim(v_digits, '0');
  v_shorter := round(nullif(v_digits, '')::numeric, -1)::text;
  v_read := v_shorter || 'e' || v_point - length(v_digits);
  if length(v_digits) > 15 and pg_input_is_valid(v_read, 'double precision')
    and v_read::double precision = abs(p_number)
  then
    v_point := v_point + length(v_shorter) - length(v_digits);
    v_digits := rtrim(v_shorter, '0');
  end if;
  if v_digits = '' then
    return '0';
  end if;
  return v_sign || case
    when v_point between length(v_digits) and 21 then v_digits || repeat('0', v_point - length(v_digits))
    when v_point between 1 and 21 then left(v_digits, v_point) || '.' || substr(v_digits, v_point + 1)
    when v_point between -5 and 0 then '0.' || repeat('0', -v_point) || v_digits
    else left(v_digits, 1)
      || case when length(v_digits) > 1 then '.' || substr(v_digits, 2) else '' end
      || 'e' || case when v_point > 0 then '+' else '-' end || abs(v_point - 1)
  end;
end
$$;

comment on function logbook.ecmascript_number(double precision) is
  'A number as ECMAScript writes it, which RFC 8785 asks for (section 3.2.2.3).';
grant execute on function logbook.ecmascript_number(double precision) to offblock_gateway;

create function logbook.utf16_units(p_text text)
  returns integer[]
  language sql
  immutable
  strict
  parallel safe
as $$
  select coalesce(array_agg(u.unit order by c.n, u.n), '{}')
  from string_to_table(p_text, null) with ordinality as c (letter, n)
  cross join lateral unnest(
    case when ascii(c.letter) < 65536 then array[ascii(c.letter)]
      else array[55296 + (ascii(c.letter) - 65536) / 1024, 56320 + (ascii(c.letter) - 65536) % 1024]
    end
  ) with ordinality as u (unit, n)
$$;

comment on function logbook.utf16_units(text) is
  'The UTF-16 code units of a text: members are sorted by them (RFC 8785 section 3.2.3).';
grant execute on function logbook.utf16_units(text) to offblock_gateway;

create function logbook.canonical_json(p_value jsonb)
  returns text
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_number numeric;
  v_is_ascii boolean;
begin
  case jsonb_typeof(p_value)
    when 'object' then
      -- The order of ASCII is that of UTF-16, and the names of all our fields are ASCII.
      v_is_ascii := octet_length(p_value::text) = length(p_value::text) or not exists (
        select from jsonb_object_keys(p_value) as k where octet_length(k) > length(k)
      );
      return '{' || coalesce((
        select string_agg(
          to_json(m.key)::text || ':' || case jsonb_typeof(m.value)
            when 'string' then to_json(m.value #>> '{}')::text
            when 'null' then 'null'
            when 'boolean' then m.value::text
            -- A whole number that a double holds; most are, and a call for each costs more than the rest.
            when 'number' then case
              when m.value::text ~ '^-?[0-9]{1,15}$' then m.value::text
              else logbook.canonical_json(m.value)
            end
            else logbook.canonical_json(m.value)
          end,
          ',' order by case when not v_is_ascii then logbook.utf16_units(m.key) end, m.key collate "C"
        )
        from jsonb_each(p_value) as m
      ), '') || '}';
    when 'array' then
      return '[' || coalesce((
        select string_agg(logbook.canonical_json(i.value), ',' order by i.n)
        from jsonb_array_elements(p_value) with ordinality as i (value, n)
      ), '') || ']';
    when 'string' then
      return to_json(p_value #>> '{}')::text;
    when 'number' then
      v_number := p_value::numeric;
      -- A whole number that a double holds is written as it is.
      if abs(v_number) < 1e15 and v_number = trunc(v_number) then
        return trunc(v_number)::text;
      end if;
      return logbook.ecmascript_number((p_value #>> '{}')::double precision);
    else
      return p_value::text;
  end case;
end
$$;

comment on function logbook.canonical_json(jsonb) is 'Canonical JSON, RFC 8785.';
grant execute on function logbook.canonical_json(jsonb) to offblock_gateway;

reset role;
