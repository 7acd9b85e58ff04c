-- What the rows below a flight add up to, kept with every change of them: places, sums of the legs,
-- take-offs and landings by day and night, approaches. These are facts of one flight; what they mean
-- for a pilot on a day is never stored. No rights, no audit and no document of its own: it follows
-- from rows that have all of these.

set local role offblock_owner;

create table logbook.flight_counts (
  owner_user_id uuid not null,
  id uuid not null,
  leg_count smallint not null,
  leg_time integer not null,
  distance_nm numeric(9, 2),
  from_airport_id uuid,
  from_own_airport_id uuid,
  from_place text,
  to_airport_id uuid,
  to_own_airport_id uuid,
  to_place text,
  places text,
  day_takeoffs integer not null,
  night_takeoffs integer not null,
  day_landings_touch_and_go integer not null,
  day_landings_full_stop integer not null,
  night_landings_touch_and_go integer not null,
  night_landings_full_stop integer not null,
  counted_takeoffs integer not null,
  counted_landings integer not null,
  counted_full_stops integer not null,
  counted_night_takeoffs integer not null,
  counted_night_landings integer not null,
  counted_night_full_stops integer not null,
  recency_night_takeoffs integer not null,
  recency_night_full_stops integer not null,
  approach_count integer not null,
  instrument_approaches integer not null,
  unsaid_approaches integer not null,
  primary key (owner_user_id, id)
);

comment on table logbook.flight_counts is
  'One row a flight: what its legs, single take-offs and landings and approaches add up to. Kept by triggers, and by nobody else.';
comment on column logbook.flight_counts.owner_user_id is 'Owner of the logbook.';
comment on column logbook.flight_counts.id is 'The flight.';
comment on column logbook.flight_counts.leg_count is 'Number of legs.';
comment on column logbook.flight_counts.leg_time is 'Logged minutes of all legs.';
comment on column logbook.flight_counts.distance_nm is 'Nautical miles of all legs: as logged, else the great circle.';
comment on column logbook.flight_counts.from_airport_id is 'Where the first leg began.';
comment on column logbook.flight_counts.from_own_airport_id is 'Where the first leg began, an airport of the owner''s own.';
comment on column logbook.flight_counts.from_place is 'Where the first leg began: code, or words.';
comment on column logbook.flight_counts.to_airport_id is 'Where the last leg ended.';
comment on column logbook.flight_counts.to_own_airport_id is 'Where the last leg ended, an airport of the owner''s own.';
comment on column logbook.flight_counts.to_place is 'Where the last leg ended: code, or words.';
comment on column logbook.flight_counts.places is 'All places in order, e.g. KPAO-KUKI-KPAO.';
comment on column logbook.flight_counts.day_takeoffs is 'Take-offs by day, as logged with the legs.';
comment on column logbook.flight_counts.night_takeoffs is 'Take-offs by night, as logged with the legs.';
comment on column logbook.flight_counts.day_landings_touch_and_go is 'Landings by day that were no full stop, as logged with the legs.';
comment on column logbook.flight_counts.day_landings_full_stop is 'Landings by day to a full stop, as logged with the legs.';
comment on column logbook.flight_counts.night_landings_touch_and_go is 'Landings by night that were no full stop, as logged with the legs.';
comment on column logbook.flight_counts.night_landings_full_stop is 'Landings by night to a full stop, as logged with the legs.';
comment on column logbook.flight_counts.counted_takeoffs is 'Take-offs, of counts and single events the larger number, leg by leg.';
comment on column logbook.flight_counts.counted_landings is 'Landings, likewise.';
comment on column logbook.flight_counts.counted_full_stops is 'Landings to a full stop, likewise.';
comment on column logbook.flight_counts.counted_night_takeoffs is 'Take-offs by night of 14 CFR 1.1, likewise.';
comment on column logbook.flight_counts.counted_night_landings is 'Landings by night of 14 CFR 1.1, likewise.';
comment on column logbook.flight_counts.counted_night_full_stops is 'Landings to a full stop by night of 14 CFR 1.1, likewise.';
comment on column logbook.flight_counts.recency_night_takeoffs is 'Take-offs in the night of 14 CFR 61.57(b)(1): events with a time and a place by the sun, counts that they do not cover as logged.';
comment on column logbook.flight_counts.recency_night_full_stops is 'Landings to a full stop in the night of 14 CFR 61.57(b)(1), likewise.';
comment on column logbook.flight_counts.approach_count is 'Approaches.';
comment on column logbook.flight_counts.instrument_approaches is 'Instrument approaches said to be in actual or simulated conditions.';
comment on column logbook.flight_counts.unsaid_approaches is 'Instrument approaches of which neither is said.';

alter table logbook.flight_counts enable row level security;
alter table logbook.flight_counts force row level security;
create policy readable on logbook.flight_counts for select
  using (owner_user_id = (select auth.readable_owner('pilot')));
create policy writable_insert on logbook.flight_counts for insert
  with check (owner_user_id = (select auth.current_user_id()));
create policy writable_update on logbook.flight_counts for update
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
create policy writable_delete on logbook.flight_counts for delete
  using (owner_user_id = (select auth.current_user_id()));
grant select, insert, update, delete on logbook.flight_counts to offblock_gateway;

create function logbook.refuse_own_counts()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'E_CONSTRAINT: what a flight adds up to follows from its rows alone'
    using errcode = '23514', table = tg_table_name;
end
$$;

comment on function logbook.refuse_own_counts() is
  'Trigger: logbook.flight_counts is written by the triggers of what it counts, and by no statement of its own.';

-- After, so that row level security speaks first.
create trigger follows_rows after insert or update or delete on logbook.flight_counts
  for each row when (pg_trigger_depth() = 0)
  execute function logbook.refuse_own_counts();

create function logbook.counted_flights(p_owner uuid, p_flights uuid[])
  returns setof logbook.flight_counts
  language sql
  stable
  -- As nested loops these joins are quadratic where the planner has not heard of the owner yet.
  set enable_nestloop = off
as $$
  with
  legs as materialized (
    select l.* from logbook.flight_legs l where l.owner_user_id = p_owner and l.flight_id = any (p_flights)
  ),
  events as materialized (
    select e.*, num_nonnulls(e.airport_id, e.own_airport_id, nullif(btrim(e.airport_description), '')) > 0 as names_place
    from logbook.landings_takeoffs e
    where e.owner_user_id = p_owner and e.flight_leg_id = any (array(select l.id from legs l))
  ),
  approaches as (
    select
      a.flight_leg_id,
      count(*) as all_of_them,
      count(*) filter (where (a.in_imc or a.in_simulated_imc) and t.code not in ('visual', 'contact')) as said,
      count(*) filter (
        where (a.in_imc or a.in_simulated_imc) is null and t.code not in ('visual', 'contact')
      ) as unsaid
    from logbook.approaches a
    join reference.approach_types t on t.id = a.approach_type_id
    where a.owner_user_id = p_owner and a.flight_leg_id = any (array(select l.id from legs l))
    group by a.flight_leg_id
  ),
  -- Found by their ids, or a hash join would read the airports of the world.
  listed as materialized (
    select a.id, coalesce(a.icao_code, a.faa_lid, a.ident) as place,
      a.latitude::float8 as latitude, a.longitude::float8 as longitude
    from reference.airports a
    where a.id = any (array(
      select l.from_airport_id from legs l
      union select l.to_airport_id from legs l
      union select e.airport_id from events e
    ))
  ),
  own as materialized (
    select a.id, coalesce(a.code, a.name) as place, a.latitude::float8 as latitude, a.longitude::float8 as longitude
    from logbook.airports a
    where a.owner_user_id = p_owner
      and a.id = any (array(
        select l.from_own_airport_id from legs l
        union select l.to_own_airport_id from legs l
        union select e.own_airport_id from events e
      ))
  ),
  -- An event that names no place happened where its leg ends, or begins.
  placed as materialized (
    select e.flight_leg_id, e.is_takeoff, e.is_landing, e.is_full_stop, e.occurred_at,
      coalesce(a.latitude, o.latitude) as latitude, coalesce(a.longitude, o.longitude) as longitude
    from events e
    join legs l on l.id = e.flight_leg_id
    left join listed a on a.id = case
      when e.names_place then e.airport_id when e.is_landing then l.to_airport_id else l.from_airport_id
    end
    left join own o on o.id = case
      when e.names_place then e.own_airport_id when e.is_landing then l.to_own_airport_id else l.from_own_airport_id
    end
  ),
  seen as materialized (
    select p.flight_leg_id, p.is_takeoff, p.is_landing, p.is_landing and p.is_full_stop as is_full_stop,
      reference.is_night_part1_at(p.occurred_at, p.latitude, p.longitude) as is_night,
      reference.is_night_6157_at(p.occurred_at, p.latitude, p.longitude) as is_recency_night
    from placed p
  ),
  happened as (
    select
      s.flight_leg_id,
      count(*) filter (where s.is_takeoff) as takeoffs,
      count(*) filter (where s.is_landing) as landings,
      count(*) filter (where s.is_full_stop) as full_stops,
      count(*) filter (where s.is_takeoff and s.is_night) as night_takeoffs,
      count(*) filter (where s.is_landing and s.is_night) as night_landings,
      count(*) filter (where s.is_full_stop and s.is_night) as night_full_stops,
      count(*) filter (where s.is_takeoff and s.is_recency_night) as recency_takeoffs,
      count(*) filter (where s.is_full_stop and s.is_recency_night) as recency_full_stops,
      count(*) filter (where s.is_takeoff and s.is_night is not null) as placed_takeoffs,
      count(*) filter (where s.is_full_stop and s.is_night is not null) as placed_full_stops
    from seen s
    group by s.flight_leg_id
  ),
  described as (
    select l.*,
      coalesce(a.place, oa.place, l.from_airport_description) as from_place,
      coalesce(b.place, ob.place, l.to_airport_description) as to_place,
      coalesce(
        l.distance_nm,
        reference.distance_nm(
          coalesce(a.latitude, oa.latitude), coalesce(a.longitude, oa.longitude),
          coalesce(b.latitude, ob.latitude), coalesce(b.longitude, ob.longitude)
        )::numeric(7, 2)
      ) as miles,
      l.day_takeoffs + l.night_takeoffs as takeoffs,
      l.day_landings_full_stop + l.night_landings_full_stop as full_stops,
      l.night_landings_touch_and_go + l.night_landings_full_stop as night_landings
    from legs l
    left join listed a on a.id = l.from_airport_id
    left join listed b on b.id = l.to_airport_id
    left join own oa on oa.id = l.from_own_airport_id
    left join own ob on ob.id = l.to_own_airport_id
  ),
  -- Counts and single events tell of the same take-offs and landings: the larger number holds. Events
  -- with a time and a place are decided by the sun; counts that they do not cover are taken as logged.
  counted as (
    select
      l.flight_id,
      count(*) as leg_count,
      sum(l.leg_time) as leg_time,
      sum(l.miles) as distance_nm,
      array_agg(l.from_airport_id order by l.leg_number) as from_airport_ids,
      array_agg(l.from_own_airport_id order by l.leg_number) as from_own_airport_ids,
      array_agg(l.from_place order by l.leg_number) as from_places,
      array_agg(l.to_airport_id order by l.leg_number) as to_airport_ids,
      array_agg(l.to_own_airport_id order by l.leg_number) as to_own_airport_ids,
      array_agg(l.to_place order by l.leg_number) as to_places,
      sum(l.day_takeoffs) as day_takeoffs,
      sum(l.night_takeoffs) as night_takeoffs,
      sum(l.day_landings_touch_and_go) as day_landings_touch_and_go,
      sum(l.day_landings_full_stop) as day_landings_full_stop,
      sum(l.night_landings_touch_and_go) as night_landings_touch_and_go,
      sum(l.night_landings_full_stop) as night_landings_full_stop,
      sum(greatest(l.takeoffs, e.takeoffs)) as takeoffs,
      sum(greatest(l.full_stops + l.day_landings_touch_and_go + l.night_landings_touch_and_go, e.landings)) as landings,
      sum(greatest(l.full_stops, e.full_stops)) as full_stops,
      sum(greatest(l.night_takeoffs, e.night_takeoffs)) as all_night_takeoffs,
      sum(greatest(l.night_landings, e.night_landings)) as all_night_landings,
      sum(greatest(l.night_landings_full_stop, e.night_full_stops)) as all_night_full_stops,
      sum(case
        when e.placed_takeoffs is null then l.night_takeoffs
        when e.placed_takeoffs >= greatest(l.takeoffs, e.takeoffs) then e.recency_takeoffs
        else e.recency_takeoffs + greatest(0, l.night_takeoffs - e.night_takeoffs)
      end) as recency_takeoffs,
      sum(case
        when e.placed_full_stops is null then l.night_landings_full_stop
        when e.placed_full_stops >= greatest(l.full_stops, e.full_stops) then e.recency_full_stops
        else e.recency_full_stops + greatest(0, l.night_landings_full_stop - e.night_full_stops)
      end) as recency_full_stops,
      coalesce(sum(p.all_of_them), 0) as approach_count,
      coalesce(sum(p.said), 0) as said,
      coalesce(sum(p.unsaid), 0) as unsaid
    from described l
    left join happened e on e.flight_leg_id = l.id
    left join approaches p on p.flight_leg_id = l.id
    group by l.flight_id
  )
  select
    p_owner, f.id, coalesce(c.leg_count, 0), coalesce(c.leg_time, 0), c.distance_nm,
    c.from_airport_ids[1], c.from_own_airport_ids[1], c.from_places[1],
    c.to_airport_ids[c.leg_count], c.to_own_airport_ids[c.leg_count], c.to_places[c.leg_count],
    case when c.flight_id is not null then array_to_string(c.from_places[1] || c.to_places, '-') end,
    coalesce(c.day_takeoffs, 0), coalesce(c.night_takeoffs, 0),
    coalesce(c.day_landings_touch_and_go, 0), coalesce(c.day_landings_full_stop, 0),
    coalesce(c.night_landings_touch_and_go, 0), coalesce(c.night_landings_full_stop, 0),
    coalesce(c.takeoffs, 0), coalesce(c.landings, 0), coalesce(c.full_stops, 0),
    coalesce(c.all_night_takeoffs, 0), coalesce(c.all_night_landings, 0), coalesce(c.all_night_full_stops, 0),
    coalesce(c.recency_takeoffs, 0), coalesce(c.recency_full_stops, 0),
    coalesce(c.approach_count, 0), coalesce(c.said, 0), coalesce(c.unsaid, 0)
  from logbook.flights f
  left join counted c on c.flight_id = f.id
  where f.owner_user_id = p_owner and f.id = any (p_flights)
$$;

comment on function logbook.counted_flights(uuid, uuid[]) is
  'Counts flights of an owner, those that are there, from their rows.';
grant execute on function logbook.counted_flights(uuid, uuid[]) to offblock_gateway;

create function logbook.count_flights(p_owner uuid, p_flights uuid[])
  returns void
  language plpgsql
as $$
begin
  delete from logbook.flight_counts c where c.owner_user_id = p_owner and c.id = any (p_flights);
  insert into logbook.flight_counts select c.* from logbook.counted_flights(p_owner, p_flights) c;
end
$$;

comment on function logbook.count_flights(uuid, uuid[]) is
  'Keeps what flights of an owner add up to; what is no longer there is forgotten. Triggers alone may call it.';
grant execute on function logbook.count_flights(uuid, uuid[]) to offblock_gateway;

reset role;
