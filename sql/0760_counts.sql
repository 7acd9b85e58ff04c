-- What an entry counts for: twins of shared/facts/craft.ts and shared/facts/flight_facts.ts. Entries
-- that are superseded or erroneous are left out here, once for all.

set local role offblock_owner;

create view logbook.v_crafts
with (security_invoker = true) as
  select
    a.owner_user_id,
    a.id as aircraft_id,
    a.registration,
    category.code as category_code,
    -- 14 CFR 61.5(b) does not divide these categories.
    case when category.code not in ('glider', 'powered_lift') then class.code end as class_code,
    case
      when coalesce(m.requires_type_rating, o.requires_type_rating) then upper(btrim(coalesce(
        m.type_rating_code, o.type_rating_code,
        m.icao_type_designator, o.icao_type_designator,
        m.model_name, o.model_name
      )))
    end as type_code,
    coalesce(m.engine_count, o.engine_count, 0) > 1 or coalesce(class.code in ('AMEL', 'AMES'), false)
      as is_multi_engine,
    coalesce(
      coalesce(m.engine_type, o.engine_type) in ('turboprop', 'turboshaft', 'turbojet', 'turbofan'),
      false
    ) as is_turbine,
    coalesce(coalesce(m.engine_type, o.engine_type) in ('turbojet', 'turbofan'), false) as is_jet,
    coalesce(m.engine_type, o.engine_type) as engine_type,
    coalesce(
      nullif(concat_ws(' ', nullif(m.manufacturer, ''), m.model_name), ''),
      nullif(concat_ws(' ', nullif(o.manufacturer, ''), o.model_name), ''),
      ''
    ) as model_words,
    coalesce(m.is_tailwheel, o.is_tailwheel, false)
      or coalesce(coalesce(m.gear_type, o.gear_type) like '%tailwheel', false) as is_tailwheel,
    coalesce(m.is_complex, o.is_complex, false) as is_complex,
    coalesce(m.is_high_performance, o.is_high_performance, false) as is_high_performance,
    a.is_glass_cockpit as is_taa
  from logbook.aircraft a
  left join reference.aircraft_models m on m.id = a.model_id
  left join logbook.aircraft_models o on o.owner_user_id = a.owner_user_id and o.id = a.own_model_id
  left join reference.aircraft_classes class on class.id = coalesce(m.class_id, o.class_id)
  left join reference.aircraft_categories category
    on category.id = coalesce(m.category_id, o.category_id, class.category_id);

comment on view logbook.v_crafts is 'What the rules ask of an aircraft: its own record and its model''s, be it of the reference or the owner''s own.';
comment on column logbook.v_crafts.owner_user_id is 'Owner of the logbook.';
comment on column logbook.v_crafts.aircraft_id is 'The aircraft.';
comment on column logbook.v_crafts.registration is 'N12345, G-ABCD.';
comment on column logbook.v_crafts.category_code is 'Code of the category; null when the model says neither category nor class.';
comment on column logbook.v_crafts.class_code is 'Code of the class; null where the category has none.';
comment on column logbook.v_crafts.type_code is 'The type, where a type rating is required; null where none is.';
comment on column logbook.v_crafts.is_multi_engine is 'Two engines or more.';
comment on column logbook.v_crafts.is_turbine is 'Driven by turbines.';
comment on column logbook.v_crafts.is_jet is 'Driven by turbojets or turbofans, 14 CFR 61.58.';
comment on column logbook.v_crafts.engine_type is 'What drives it; null: not said.';
comment on column logbook.v_crafts.model_words is 'Manufacturer and model in words.';
comment on column logbook.v_crafts.is_tailwheel is '14 CFR 61.31(i).';
comment on column logbook.v_crafts.is_complex is '14 CFR 61.31(e).';
comment on column logbook.v_crafts.is_high_performance is '14 CFR 61.31(f).';
comment on column logbook.v_crafts.is_taa is 'Technically advanced airplane, 14 CFR 61.129(j).';
grant select on logbook.v_crafts to offblock_gateway;

create view logbook.v_events_placed
with (security_invoker = true) as
  select
    e.owner_user_id,
    e.id,
    e.flight_leg_id,
    l.flight_id,
    e.occurred_at,
    e.is_takeoff,
    e.is_landing,
    e.is_full_stop,
    e.was_at_towered_field,
    not reference.is_night_part1_at(e.occurred_at, place.latitude, place.longitude) as is_day_per_part1,
    reference.is_night_part1_at(e.occurred_at, place.latitude, place.longitude) as is_night_per_part1,
    reference.is_night_6157_at(e.occurred_at, place.latitude, place.longitude) as is_night_per_6157
  from logbook.landings_takeoffs e
  join logbook.flight_legs l on l.owner_user_id = e.owner_user_id and l.id = e.flight_leg_id
  cross join lateral (
    select num_nonnulls(e.airport_id, e.own_airport_id, nullif(btrim(e.airport_description), '')) > 0 as names_place
  ) as own
  -- An event that names no place happened where its leg ends, or begins.
  cross join lateral (
    select
      case
        when own.names_place then e.airport_id
        when e.is_landing then l.to_airport_id
        else l.from_airport_id
      end as airport_id,
      case
        when own.names_place then e.own_airport_id
        when e.is_landing then l.to_own_airport_id
        else l.from_own_airport_id
      end as own_airport_id
  ) as at
  left join reference.airports a on a.id = at.airport_id
  left join logbook.airports o on o.owner_user_id = e.owner_user_id and o.id = at.own_airport_id
  -- Offset keeps the place from being worked out anew wherever a formula names it.
  cross join lateral (
    select
      coalesce(a.latitude, o.latitude)::float8 as latitude,
      coalesce(a.longitude, o.longitude)::float8 as longitude
    offset 0
  ) as place;

comment on view logbook.v_events_placed is 'Single take-offs and landings with day and night by the sun at their time and place. Database design 6.11.';
comment on column logbook.v_events_placed.owner_user_id is 'Owner of the logbook.';
comment on column logbook.v_events_placed.id is 'The row of landings_takeoffs.';
comment on column logbook.v_events_placed.flight_leg_id is 'The leg.';
comment on column logbook.v_events_placed.flight_id is 'The flight.';
comment on column logbook.v_events_placed.occurred_at is 'When.';
comment on column logbook.v_events_placed.is_takeoff is 'It was a take-off.';
comment on column logbook.v_events_placed.is_landing is 'It was a landing.';
comment on column logbook.v_events_placed.is_full_stop is 'A landing to a full stop; null: not said.';
comment on column logbook.v_events_placed.was_at_towered_field is 'A tower was in operation then; null: not said.';
comment on column logbook.v_events_placed.is_day_per_part1 is 'By day, 14 CFR 1.1; null without a time and a place.';
comment on column logbook.v_events_placed.is_night_per_part1 is 'By night, 14 CFR 1.1; null without a time and a place.';
comment on column logbook.v_events_placed.is_night_per_6157 is 'From one hour after sunset to one hour before sunrise, 14 CFR 61.57(b)(1); null without a time and a place.';
grant select on logbook.v_events_placed to offblock_gateway;

create function logbook.flight_landings(p_owner uuid, p_from date, p_to date)
  returns table (
    flight_id uuid,
    flight_date date,
    aircraft_id uuid,
    takeoffs integer,
    landings integer,
    full_stops integer,
    night_takeoffs integer,
    night_landings integer,
    night_full_stops integer,
    recency_night_takeoffs integer,
    recency_night_full_stops integer
  )
  language sql
  stable
  parallel safe
as $$
  with
  flown as (
    select f.flight_date, f.aircraft_id, l.*
    from logbook.flights f
    join logbook.flight_legs l on l.owner_user_id = f.owner_user_id and l.flight_id = f.id
    where f.owner_user_id = p_owner
      and l.owner_user_id = p_owner
      and f.flight_date between p_from and p_to
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
  ),
  events as (
    select
      e.flight_leg_id,
      count(*) filter (where e.is_takeoff) as takeoffs,
      count(*) filter (where e.is_landing) as landings,
      count(*) filter (where e.is_landing and e.is_full_stop) as full_stops,
      count(*) filter (where e.is_takeoff and e.is_night_per_part1) as night_takeoffs,
      count(*) filter (where e.is_landing and e.is_night_per_part1) as night_landings,
      count(*) filter (where e.is_landing and e.is_full_stop and e.is_night_per_part1) as night_full_stops,
      count(*) filter (where e.is_takeoff and e.is_night_per_6157) as recency_takeoffs,
      count(*) filter (where e.is_landing and e.is_full_stop and e.is_night_per_6157) as recency_full_stops,
      count(*) filter (where e.is_takeoff and e.is_night_per_part1 is not null) as placed_takeoffs,
      count(*) filter (where e.is_landing and e.is_full_stop and e.is_night_per_part1 is not null)
        as placed_full_stops
    -- Offset keeps the sun from being asked anew for each count.
    from (
      select p.*
      from logbook.v_events_placed p
      where p.owner_user_id = p_owner
        and p.flight_id in (
          select f.id from logbook.flights f where f.owner_user_id = p_owner and f.flight_date between p_from and p_to
        )
      offset 0
    ) as e
    group by e.flight_leg_id
  )
  -- Counts and single events tell of the same take-offs and landings: the larger number holds. Events
  -- with a time and a place are decided by the sun; counts that they do not cover are taken as logged.
  select
    l.flight_id,
    l.flight_date,
    l.aircraft_id,
    sum(greatest(l.day_takeoffs + l.night_takeoffs, e.takeoffs))::integer,
    sum(greatest(
      l.day_landings_touch_and_go + l.day_landings_full_stop
        + l.night_landings_touch_and_go + l.night_landings_full_stop,
      e.landings
    ))::integer,
    sum(greatest(l.day_landings_full_stop + l.night_landings_full_stop, e.full_stops))::integer,
    sum(greatest(l.night_takeoffs, e.night_takeoffs))::integer,
    sum(greatest(l.night_landings_touch_and_go + l.night_landings_full_stop, e.night_landings))::integer,
    sum(greatest(l.night_landings_full_stop, e.night_full_stops))::integer,
    sum(case
      when e.placed_takeoffs is null then l.night_takeoffs
      when e.placed_takeoffs >= greatest(l.day_takeoffs + l.night_takeoffs, e.takeoffs) then e.recency_takeoffs
      else e.recency_takeoffs + greatest(0, l.night_takeoffs - e.night_takeoffs)
    end)::integer,
    sum(case
      when e.placed_full_stops is null then l.night_landings_full_stop
      when e.placed_full_stops >= greatest(l.day_landings_full_stop + l.night_landings_full_stop, e.full_stops)
        then e.recency_full_stops
      else e.recency_full_stops + greatest(0, l.night_landings_full_stop - e.night_full_stops)
    end)::integer
  from flown l
  left join events e on e.flight_leg_id = l.id
  group by l.flight_id, l.flight_date, l.aircraft_id
$$;

comment on function logbook.flight_landings(uuid, date, date) is
  'Take-offs and landings of each flight that counts, by day and night, from one day to another: from the counts of its legs and its single events. Night is 14 CFR 1.1; recency night is 61.57(b)(1).';
grant execute on function logbook.flight_landings(uuid, date, date) to offblock_gateway;

create function logbook.instrument_tasks(p_owner uuid, p_to date)
  returns table (
    entry_kind text,
    entry_id uuid,
    entry_date date,
    category_code text,
    approaches integer,
    credited_approaches integer,
    holds integer,
    tracking integer,
    ipc integer
  )
  language sql
  stable
  parallel safe
as $$
  with
  flown as (
    select
      l.flight_id,
      count(*) as approaches,
      count(*) filter (where (a.in_imc or a.in_simulated_imc) and t.code not in ('visual', 'contact')) as said,
      -- Neither was said: the instrument time of the entry says it instead.
      count(*) filter (
        where (a.in_imc or a.in_simulated_imc) is null and t.code not in ('visual', 'contact')
      ) as unsaid
    from logbook.approaches a
    join logbook.flight_legs l on l.owner_user_id = a.owner_user_id and l.id = a.flight_leg_id
    join reference.approach_types t on t.id = a.approach_type_id
    where a.owner_user_id = p_owner
      and l.owner_user_id = p_owner
    group by l.flight_id
  ),
  trained as (
    select
      a.training_session_id,
      count(*) as approaches,
      -- In a device an approach is flown on instruments unless the entry says otherwise.
      count(*) filter (
        where (a.in_imc or a.in_simulated_imc) is not false and t.code not in ('visual', 'contact')
      ) as credited
    from logbook.approaches a
    join reference.approach_types t on t.id = a.approach_type_id
    where a.owner_user_id = p_owner
      and a.training_session_id is not null
    group by a.training_session_id
  )
  select
    'flight',
    f.id,
    f.flight_date,
    k.category_code,
    coalesce(n.approaches, 0)::integer,
    coalesce(n.said + case when f.actual_instrument + f.simulated_instrument > 0 then n.unsaid else 0 end, 0)::integer,
    greatest(f.holds, case when f.holding_performed then 1 else 0 end)::integer,
    -- An approach that counts is flown by tracking a course, unless the entry says that none was.
    case
      when coalesce(
        f.course_intercepting_tracking_performed,
        n.said + case when f.actual_instrument + f.simulated_instrument > 0 then n.unsaid else 0 end > 0
      ) then 1
      else 0
    end,
    case when f.is_ipc then 1 else 0 end
  from logbook.flights f
  join logbook.v_crafts k on k.owner_user_id = f.owner_user_id and k.aircraft_id = f.aircraft_id
  left join flown n on n.flight_id = f.id
  where f.owner_user_id = p_owner
    and f.flight_date <= p_to
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
    and (
      n.flight_id is not null or f.is_ipc or f.holds > 0 or f.holding_performed
      or f.course_intercepting_tracking_performed
    )
  union all
  select
    'training_session',
    s.id,
    s.session_date,
    -- A device that does not say what it stands for is taken as an airplane's.
    coalesce(category.code, 'airplane'),
    coalesce(n.approaches, 0)::integer,
    coalesce(n.credited, 0)::integer,
    greatest(s.holds, case when s.holding_performed then 1 else 0 end)::integer,
    case when coalesce(s.course_intercepting_tracking_performed, n.credited > 0) then 1 else 0 end,
    case when s.is_ipc then 1 else 0 end
  from logbook.training_sessions s
  join logbook.training_devices d on d.owner_user_id = s.owner_user_id and d.id = s.training_device_id
  left join reference.training_device_models dm on dm.id = d.model_id
  left join reference.aircraft_models m on m.id = dm.aircraft_model_simulated_id
  left join reference.aircraft_categories category on category.id = m.category_id
  left join trained n on n.training_session_id = s.id
  where s.owner_user_id = p_owner
    and s.session_type = 'device'
    and s.session_date <= p_to
    and not s.is_erroneous
    and s.superseded_by_training_session_id is null
$$;

comment on function logbook.instrument_tasks(uuid, date) is
  'Approaches, holds, tracking and proficiency checks of each entry that counts up to a day, 14 CFR 61.57(c) and (d), by category of aircraft. Entries without any are left out, save lessons in devices.';
grant execute on function logbook.instrument_tasks(uuid, date) to offblock_gateway;

reset role;
