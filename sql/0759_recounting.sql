-- When what a flight adds up to is worked out anew: its rows changed, or a place that they are at.

set local role offblock_owner;

create procedure logbook.recount_with(p_table text, p_flights text)
  language plpgsql
as $$
-- p_flights answers the flights of v_owner that changed_rows lie in. Each table has a function of its
-- own, whose statements are planned once and not each time.
declare
  v_operation text;
begin
  execute format(
    $ddl$
      create function logbook.recount_%1$s()
        returns trigger
        language plpgsql
      as $function$
      declare
        v_owner uuid;
        v_flights uuid[];
      begin
        for v_owner in select distinct r.owner_user_id from changed_rows r loop
          v_flights := array(%2$s);
          if v_flights <> '{}' then
            perform logbook.count_flights(v_owner, v_flights);
          end if;
        end loop;
        return null;
      end
      $function$;
      comment on function logbook.recount_%1$s() is
        'Trigger, once a statement: counts the flights anew that the changed rows lie in.';
    $ddl$,
    p_table, p_flights
  );
  foreach v_operation in array '{insert, update, delete}'::text[] loop
    -- Of the flight itself only being there matters.
    continue when p_table = 'flights' and v_operation = 'update';
    execute format(
      'create trigger count_%1$s after %1$s on logbook.%2$I referencing %3$s table as changed_rows '
      'for each statement execute function logbook.recount_%2$s()',
      v_operation, p_table, case v_operation when 'delete' then 'old' else 'new' end
    );
  end loop;
end
$$;

comment on procedure logbook.recount_with(text, text) is
  'Has flights counted anew when rows of a table change.';

-- A writer brings the rows of a new flight before the flight itself: nothing is counted until that is there.
do $$
declare
  v_there constant text := 'select f.id from logbook.flights f where f.owner_user_id = v_owner and f.id = any (array(%s))';
  v_table text;
begin
  call logbook.recount_with('flights', 'select r.id from changed_rows r where r.owner_user_id = v_owner');
  call logbook.recount_with(
    'flight_legs',
    format(v_there, 'select r.flight_id from changed_rows r where r.owner_user_id = v_owner')
  );
  foreach v_table in array '{landings_takeoffs, approaches}'::text[] loop
    call logbook.recount_with(
      v_table,
      format(v_there,
        'select l.flight_id from logbook.flight_legs l where l.owner_user_id = v_owner and l.id = any (array('
        'select r.flight_leg_id from changed_rows r where r.owner_user_id = v_owner))')
    );
  end loop;
end
$$;

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

create trigger count_update after update on logbook.airports referencing old table as old_rows new table as new_rows
  for each statement execute function logbook.recount_at_own_airports();
create trigger count_update after update on reference.airports referencing old table as old_rows new table as new_rows
  for each statement execute function logbook.recount_at_airports();

reset role;
