-- When what a flight adds up to is worked out anew: its rows changed, or a place that they are at.

set local role offblock_owner;

create function logbook.recount_flights()
  returns trigger
  language plpgsql
as $$
-- Arguments: of a changed row r, the flight and the leg that it lies in. A writer brings the rows of
-- a new flight before the flight itself: nothing is counted until that is there.
declare
  v_changed record;
  v_flights uuid[];
begin
  if tg_op = 'DELETE' then
    if not exists (select from old_rows) then
      return null;
    end if;
  elsif not exists (select from new_rows) then
    return null;
  end if;
  for v_changed in execute format(
    'select r.owner_user_id as owner, array_agg(%s) as flights, array_agg(%s) as legs from %s r group by r.owner_user_id',
    tg_argv[0], tg_argv[1], case tg_op when 'DELETE' then 'old_rows' else 'new_rows' end
  ) loop
    v_flights := v_changed.flights;
    if tg_argv[1] <> 'null::uuid' then
      v_flights := array(
        select distinct l.flight_id from logbook.flight_legs l
        where l.owner_user_id = v_changed.owner and l.id = any (v_changed.legs)
      );
    end if;
    if tg_relid <> 'logbook.flights'::regclass then
      v_flights := array(
        select f.id from logbook.flights f where f.owner_user_id = v_changed.owner and f.id = any (v_flights)
      );
    end if;
    if v_flights <> '{}' then
      perform logbook.count_flights(v_changed.owner, v_flights);
    end if;
  end loop;
  return null;
end
$$;

comment on function logbook.recount_flights() is
  'Trigger, once a statement: counts the flights anew that the changed rows lie in.';

create function logbook.recount_at_own_airports()
  returns trigger
  language plpgsql
as $$
declare
  v_owner uuid;
  v_airports uuid[];
begin
  for v_owner, v_airports in
    select n.owner_user_id, array_agg(n.id)
    from old_rows o
    join new_rows n on n.owner_user_id = o.owner_user_id and n.id = o.id
    where (o.code, o.name, o.latitude, o.longitude) is distinct from (n.code, n.name, n.latitude, n.longitude)
    group by n.owner_user_id
  loop
    perform logbook.count_flights(v_owner, logbook.flights_at(v_owner, '{}', v_airports));
  end loop;
  return null;
end
$$;

comment on function logbook.recount_at_own_airports() is
  'Trigger, once a statement: an own airport that is renamed or moved takes its flights along.';

create function logbook.flights_at(p_owner uuid, p_airports uuid[], p_own_airports uuid[])
  returns uuid[]
  language sql
  stable
as $$
  select array(
    select l.flight_id from logbook.flight_legs l where l.owner_user_id = p_owner and l.from_airport_id = any (p_airports)
    union
    select l.flight_id from logbook.flight_legs l where l.owner_user_id = p_owner and l.to_airport_id = any (p_airports)
    union
    select l.flight_id from logbook.flight_legs l where l.owner_user_id = p_owner and l.from_own_airport_id = any (p_own_airports)
    union
    select l.flight_id from logbook.flight_legs l where l.owner_user_id = p_owner and l.to_own_airport_id = any (p_own_airports)
    union
    select l.flight_id
    from logbook.landings_takeoffs e
    join logbook.flight_legs l on l.owner_user_id = e.owner_user_id and l.id = e.flight_leg_id
    where e.owner_user_id = p_owner and (e.airport_id = any (p_airports) or e.own_airport_id = any (p_own_airports))
  )
$$;

comment on function logbook.flights_at(uuid, uuid[], uuid[]) is
  'The flights of an owner that a leg or an event of was at one of these airports, of the reference or the owner''s own.';
grant execute on function logbook.flights_at(uuid, uuid[], uuid[]) to offblock_gateway;

create function logbook.recount_at_airports()
  returns trigger
  language plpgsql
as $$
-- Whoever renews the reference is nobody's pilot, so it looks at each logbook as its owner does.
declare
  v_user constant text := current_setting('app.current_user_id', true);
  v_owner uuid;
  v_airports uuid[] := array(
    select n.id
    from old_rows o
    join new_rows n on n.id = o.id
    where (o.icao_code, o.faa_lid, o.ident, o.latitude, o.longitude)
      is distinct from (n.icao_code, n.faa_lid, n.ident, n.latitude, n.longitude)
  );
begin
  if v_airports = '{}' then
    return null;
  end if;
  for v_owner in select l.owner_user_id from sync.logbooks l where l.book = 'pilot' loop
    perform set_config('app.current_user_id', v_owner::text, true);
    perform logbook.count_flights(v_owner, logbook.flights_at(v_owner, v_airports, '{}'));
  end loop;
  perform set_config('app.current_user_id', coalesce(v_user, ''), true);
  return null;
end
$$;

comment on function logbook.recount_at_airports() is
  'Trigger, once a statement: an airport of the reference that is renamed or moved takes the flights of all pilots along.';

do $$
declare
  v_table text;
  v_flight text;
  v_leg text;
  v_operation text;
begin
  for v_table, v_flight, v_leg in
    values
      ('flights', 'r.id', 'null::uuid'),
      ('flight_legs', 'r.flight_id', 'null::uuid'),
      ('landings_takeoffs', 'null::uuid', 'r.flight_leg_id'),
      ('approaches', 'null::uuid', 'r.flight_leg_id')
  loop
    foreach v_operation in array '{insert, update, delete}'::text[] loop
      -- Of the flight itself only being there matters.
      continue when v_table = 'flights' and v_operation = 'update';
      execute format(
        'create trigger count_%1$s after %1$s on logbook.%2$I referencing %3$s '
        'for each statement execute function logbook.recount_flights(%4$L, %5$L)',
        v_operation, v_table,
        case v_operation when 'delete' then 'old table as old_rows' else 'new table as new_rows' end,
        v_flight, v_leg
      );
    end loop;
  end loop;
end
$$;

create trigger count_update after update on logbook.airports referencing old table as old_rows new table as new_rows
  for each statement execute function logbook.recount_at_own_airports();
create trigger count_update after update on reference.airports referencing old table as old_rows new table as new_rows
  for each statement execute function logbook.recount_at_airports();

reset role;
