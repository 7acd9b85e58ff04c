-- Everything that is counted and summed of an entry, by name, and what a filter sees of it: twins of
-- shared/facts/measures.ts, flight_facts.ts, session_facts.ts and of entryDocument in shared/own_rules.ts.

set local role offblock_owner;

create function logbook.no_measures()
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select jsonb_object_agg(m, 0)
  from unnest(string_to_array(
    'total_time pic_time sic_time solo_time dual_received dual_given cross_country_time cross_country_50nm_time '
    'night_time actual_instrument simulated_instrument ifr_time multi_pilot_time picus_time examiner_time nvg_time '
    'ground_training_received ground_training_given flights takeoffs day_takeoffs night_takeoffs landings '
    'day_landings night_landings full_stops day_full_stops night_full_stops recency_night_takeoffs '
    'recency_night_full_stops approaches credited_approaches holds instrument_minutes tracking tracking_minutes '
    'nvg_operations ipc nvg_check flight_reviews practical_tests pic_checks device_time',
    ' '
  )) as m
$$;

comment on function logbook.no_measures() is 'Every measure of an entry by name, each 0.';
grant execute on function logbook.no_measures() to offblock_gateway;

create function logbook.flight_measures(p_owner uuid, p_to date)
  returns table (flight_id uuid, flight_date date, aircraft_id uuid, measures jsonb)
  language sql
  stable
  parallel safe
as $$
  select
    f.id,
    f.flight_date,
    f.aircraft_id,
    jsonb_build_object(
      'total_time', f.total_time, 'pic_time', f.pic_time, 'sic_time', f.sic_time, 'solo_time', f.solo_time,
      'dual_received', f.dual_received, 'dual_given', f.dual_given,
      'cross_country_time', f.cross_country_time, 'cross_country_50nm_time', f.cross_country_50nm_time,
      'night_time', f.night_time, 'actual_instrument', f.actual_instrument,
      'simulated_instrument', f.simulated_instrument, 'ifr_time', f.ifr_time,
      'multi_pilot_time', f.multi_pilot_time, 'picus_time', f.picus_time, 'examiner_time', f.examiner_time,
      'nvg_time', f.nvg_time, 'ground_training_received', f.ground_training_received,
      'ground_training_given', f.ground_training_given,
      'flights', 1, 'device_time', 0,
      'instrument_minutes', f.actual_instrument + f.simulated_instrument,
      'tracking_minutes',
        case when f.course_intercepting_tracking_performed then f.actual_instrument + f.simulated_instrument else 0 end,
      'nvg_operations', f.nvg_operations, 'ipc', f.is_ipc::integer, 'nvg_check', f.is_nvg_proficiency_check::integer,
      'flight_reviews', f.is_flight_review::integer, 'practical_tests', f.is_checkride::integer,
      'pic_checks', f.is_6158_check::integer
    ) || jsonb_build_object(
      'takeoffs', n.takeoffs, 'night_takeoffs', n.night_takeoffs,
      'day_takeoffs', n.takeoffs - n.night_takeoffs,
      'landings', n.landings, 'night_landings', n.night_landings,
      'day_landings', n.landings - n.night_landings,
      'full_stops', n.full_stops, 'night_full_stops', n.night_full_stops,
      'day_full_stops', n.full_stops - n.night_full_stops,
      'recency_night_takeoffs', n.recency_night_takeoffs,
      'recency_night_full_stops', n.recency_night_full_stops,
      'approaches', n.approaches, 'credited_approaches', n.credited_approaches, 'holds', n.holds, 'tracking', n.tracking
    )
  from logbook.flights f
  join logbook.v_flown n on n.owner_user_id = f.owner_user_id and n.flight_id = f.id
  where f.owner_user_id = p_owner
    and f.flight_date <= p_to
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
$$;

comment on function logbook.flight_measures(uuid, date) is
  'Minutes and counts of each flight that counts up to a day, by name.';
grant execute on function logbook.flight_measures(uuid, date) to offblock_gateway;

create function logbook.device_measures(p_owner uuid, p_to date)
  returns table (session_id uuid, session_date date, device text, category_code text, measures jsonb)
  language sql
  stable
  parallel safe
as $$
  select
    s.id,
    s.session_date,
    case
      when t.code like 'FFS%' then 'FFS'
      when t.code like 'FTD%' then 'FTD'
      when t.code in ('AATD', 'BATD') then t.code
      when t.code in ('ATD', 'PCATD') then 'ATD'
    end,
    category.code,
    logbook.no_measures() || jsonb_build_object(
      'device_time', s.total_time, 'dual_received', s.dual_received, 'dual_given', s.dual_given,
      'simulated_instrument', s.instrument_time_simulated, 'instrument_minutes', s.instrument_time_simulated,
      'tracking_minutes',
        case when s.course_intercepting_tracking_performed then s.instrument_time_simulated else 0 end,
      'approaches', k.approaches, 'credited_approaches', k.credited_approaches, 'holds', k.holds,
      'tracking', k.tracking, 'ipc', k.ipc
    )
  from logbook.training_sessions s
  join logbook.device_tasks(p_owner, p_to) k on k.training_session_id = s.id
  join logbook.training_devices d on d.owner_user_id = s.owner_user_id and d.id = s.training_device_id
  join reference.training_device_types t on t.id = d.device_type_id
  left join reference.training_device_models dm on dm.id = d.model_id
  left join reference.aircraft_models m on m.id = dm.aircraft_model_simulated_id
  left join reference.aircraft_categories category on category.id = m.category_id
  where s.owner_user_id = p_owner
$$;

comment on function logbook.device_measures(uuid, date) is
  'Minutes and counts of each lesson in a device that counts up to a day, by name, with the group of the device (14 CFR 61.65, 61.109: FFS, FTD, AATD, BATD, ATD) and the category that it stands for; null where nothing says.';
grant execute on function logbook.device_measures(uuid, date) to offblock_gateway;

create view logbook.v_places_named
with (security_invoker = true) as
  -- A place by a name that is the same for the same place: its id, or the words in lower case.
  select l.owner_user_id, l.flight_id, l.id as flight_leg_id, l.leg_number, 'from' as point,
    true as is_landing,
    coalesce(
      l.from_airport_id::text, l.from_own_airport_id::text, nullif(lower(btrim(l.from_airport_description)), '')
    ) as name,
    l.from_airport_id as airport_id, l.from_own_airport_id as own_airport_id
  from logbook.flight_legs l
  union all
  select l.owner_user_id, l.flight_id, l.id, l.leg_number, 'to', true,
    coalesce(l.to_airport_id::text, l.to_own_airport_id::text, nullif(lower(btrim(l.to_airport_description)), '')),
    l.to_airport_id, l.to_own_airport_id
  from logbook.flight_legs l
  union all
  select e.owner_user_id, l.flight_id, l.id, l.leg_number, 'event', e.is_landing,
    coalesce(e.airport_id::text, e.own_airport_id::text, nullif(lower(btrim(e.airport_description)), '')),
    e.airport_id, e.own_airport_id
  from logbook.landings_takeoffs e
  join logbook.flight_legs l on l.owner_user_id = e.owner_user_id and l.id = e.flight_leg_id
  union all
  select a.owner_user_id, l.flight_id, l.id, l.leg_number, 'approach', false,
    coalesce(a.airport_id::text, a.own_airport_id::text, nullif(lower(btrim(a.airport_description)), '')),
    a.airport_id, a.own_airport_id
  from logbook.approaches a
  join logbook.flight_legs l on l.owner_user_id = a.owner_user_id and l.id = a.flight_leg_id;

comment on view logbook.v_places_named is 'Every place that a flight names: ends of legs, take-offs and landings, approaches.';
comment on column logbook.v_places_named.owner_user_id is 'Owner of the logbook.';
comment on column logbook.v_places_named.flight_id is 'The flight.';
comment on column logbook.v_places_named.flight_leg_id is 'The leg.';
comment on column logbook.v_places_named.leg_number is 'Order of the leg in the flight.';
comment on column logbook.v_places_named.point is 'from, to, event or approach.';
comment on column logbook.v_places_named.is_landing is 'A landing was made there. Ends of legs are taken so; of the first leg''s beginning who asks knows better.';
comment on column logbook.v_places_named.name is 'The airport''s id, or the words in lower case; null: not said.';
comment on column logbook.v_places_named.airport_id is 'The airport of the list.';
comment on column logbook.v_places_named.own_airport_id is 'The airport of the owner''s own.';
grant select on logbook.v_places_named to offblock_gateway;

create function logbook.measured_routes(p_owner uuid)
  returns table (
    flight_id uuid,
    origin text,
    is_elsewhere boolean,
    is_unnamed boolean,
    landing_nm float8,
    anywhere_nm float8,
    is_landing_unknown boolean,
    is_anywhere_unknown boolean
  )
  language sql
  stable
  parallel safe
as $$
  with
  points as materialized (
    select p.flight_id, p.point, p.leg_number, p.is_landing, p.name,
      coalesce(a.latitude, o.latitude)::float8 as latitude,
      coalesce(a.longitude, o.longitude)::float8 as longitude
    from logbook.v_places_named p
    left join reference.airports a on a.id = p.airport_id
    left join logbook.airports o on o.owner_user_id = p.owner_user_id and o.id = p.own_airport_id
    where p.owner_user_id = p_owner
      and (p.point in ('from', 'to') or p.name is not null)
  ),
  origins as (
    select distinct on (p.flight_id) p.*
    from points p
    where p.point = 'from'
    order by p.flight_id, p.leg_number
  )
  select o.flight_id, o.name,
    bool_or(p.is_landing and p.name <> o.name),
    bool_or(p.is_landing and p.name is null),
    max(d.nm) filter (where p.is_landing),
    max(d.nm),
    bool_or(p.is_landing and p.name is distinct from o.name and d.nm is null),
    bool_or(p.name is distinct from o.name and d.nm is null)
  from origins o
  left join points p
    on p.flight_id = o.flight_id
    and not (p.point = 'from' and (p.leg_number = o.leg_number or p.name is null))
  left join lateral (
    select reference.distance_nm(o.latitude, o.longitude, p.latitude, p.longitude) as nm
    where p.name is distinct from o.name
  ) as d on true
  group by o.flight_id, o.name
$$;

comment on function logbook.measured_routes(uuid) is
  'How far each flight of an owner led from its original point of departure, by landings and by all places, straight line in nautical miles, and whether one of the places is nobody knows where.';
grant execute on function logbook.measured_routes(uuid) to offblock_gateway;

create function logbook.cross_country_minutes(p_owner uuid, p_to date, p_variants text[])
  returns table (flight_id uuid, variant text, minutes integer, undecided text)
  language sql
  stable
  parallel safe
as $$
  with
  -- Paragraphs of 14 CFR 61.1(b).
  variants (variant, more_than_nm, landing_required) as (
    values
      ('any_landing', null::integer, true),
      ('over_50nm', 50, true),
      ('sport_25nm', 25, true),
      ('powered_parachute_15nm', 15, true),
      ('rotorcraft_25nm', 25, true),
      ('atp_50nm', 50, false),
      ('military_50nm', 50, false)
  ),
  answered as (
    select f.id, v.variant, f.total_time, f.cross_country_time, f.cross_country_50nm_time,
      case
        when m.origin is null then 'unknown'
        when v.more_than_nm is null then
          case when m.is_elsewhere then 'yes' when m.is_unnamed then 'unknown' else 'no' end
        when r.nm is null then case when r.is_unknown then 'unknown' else 'no' end
        -- Half a percent: what lies between the sphere and the ellipsoid.
        when abs(r.nm - v.more_than_nm) <= v.more_than_nm * 0.005 then
          case when r.is_unknown then 'unknown' else 'ambiguous' end
        when r.nm > v.more_than_nm then 'yes'
        when r.is_unknown then 'unknown'
        else 'no'
      end as answer
    from logbook.flights f
    cross join variants v
    left join logbook.measured_routes(p_owner) m on m.flight_id = f.id
    cross join lateral (
      select
        case when v.landing_required then m.landing_nm else m.anywhere_nm end as nm,
        case when v.landing_required then m.is_landing_unknown else m.is_anywhere_unknown end as is_unknown
    ) as r
    where f.owner_user_id = p_owner
      and f.flight_date <= p_to
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
      and v.variant = any (p_variants)
  )
  -- What was logged as more than 50 NM holds for every definition. Otherwise the route decides whether
  -- the flight counts: then its logged cross-country time does, or all of it where none was logged.
  select a.id, a.variant,
    case
      when a.variant = 'any_landing' and a.cross_country_time > 0
        then greatest(a.cross_country_time, a.cross_country_50nm_time)
      when a.cross_country_50nm_time > 0 then a.cross_country_50nm_time
      when a.answer <> 'yes' then 0
      when a.cross_country_time > 0 then a.cross_country_time
      else a.total_time
    end::integer,
    case
      when a.variant = 'any_landing' and a.cross_country_time > 0 or a.cross_country_50nm_time > 0 then null
      when a.answer in ('ambiguous', 'unknown') then a.answer
    end
  from answered a
$$;

comment on function logbook.cross_country_minutes(uuid, date, text[]) is
  'Cross-country minutes of each flight that counts up to a day by definitions of 14 CFR 61.1(b), and what could not be decided: ambiguous within half a percent of the distance, unknown where a place is.';
grant execute on function logbook.cross_country_minutes(uuid, date, text[]) to offblock_gateway;

create function logbook.entry_documents(p_owner uuid, p_to date, p_devices boolean)
  returns table (entry_id uuid, entry_date date, category_code text, class_code text, document jsonb)
  language sql
  stable
  parallel safe
as $$
  with
  events as (
    select e.flight_leg_id,
      count(*) filter (where e.is_takeoff) as takeoffs,
      count(*) filter (where e.is_landing) as landings,
      count(*) filter (where e.is_landing and e.is_full_stop) as full_stops,
      count(*) filter (where e.is_takeoff and e.is_night_per_part1) as night_takeoffs,
      count(*) filter (where e.is_landing and e.is_night_per_part1) as night_landings,
      bool_or(e.was_at_towered_field is not null) as tower_said,
      count(*) filter (where e.was_at_towered_field and e.is_full_stop) as towered_full_stops,
      count(*) filter (where e.was_at_towered_field and e.is_takeoff and e.is_night_per_part1) as towered_night_takeoffs,
      count(*) filter (where e.was_at_towered_field and e.is_landing and e.is_night_per_part1) as towered_night_landings
    from (select p.* from logbook.v_events_placed p where p.owner_user_id = p_owner offset 0) as e
    group by e.flight_leg_id
  ),
  approached as (
    select a.flight_leg_id,
      jsonb_agg(
        jsonb_build_object(
          'type', t.code,
          'place', coalesce(
            a.airport_id::text, a.own_airport_id::text, nullif(lower(btrim(a.airport_description)), '')
          )
        ) order by a.position
      ) as approaches
    from logbook.approaches a
    join reference.approach_types t on t.id = a.approach_type_id
    join logbook.flight_legs l on l.owner_user_id = a.owner_user_id and l.id = a.flight_leg_id
    join logbook.flights f on f.owner_user_id = l.owner_user_id and f.id = l.flight_id
    where a.owner_user_id = p_owner
      and t.code not in ('visual', 'contact')
      -- Neither was said: the instrument time of the entry says it instead.
      and coalesce(a.in_imc or a.in_simulated_imc, f.actual_instrument + f.simulated_instrument > 0)
    group by a.flight_leg_id
  ),
  -- What the entry says of the tower goes before what the list of airports knows today.
  legs as (
    select l.flight_id,
      jsonb_agg(
        jsonb_build_object(
          'from', starts.name, 'to', ends.name, 'landings', c.landings, 'full_stops', c.full_stops,
          'approaches', coalesce(p.approaches, '[]'),
          'towered_full_stops',
            case when e.tower_said then e.towered_full_stops when a.has_control_tower then c.full_stops else 0 end,
          'towered_night_takeoffs',
            case when e.tower_said then e.towered_night_takeoffs when a.has_control_tower then c.night_takeoffs else 0 end,
          'towered_night_landings',
            case when e.tower_said then e.towered_night_landings when a.has_control_tower then c.night_landings else 0 end
        ) order by l.leg_number
      ) as legs
    from logbook.flight_legs l
    left join events e on e.flight_leg_id = l.id
    left join approached p on p.flight_leg_id = l.id
    left join reference.airports a on a.id = l.to_airport_id
    join logbook.v_places_named starts
      on starts.owner_user_id = l.owner_user_id and starts.flight_leg_id = l.id and starts.point = 'from'
    join logbook.v_places_named ends
      on ends.owner_user_id = l.owner_user_id and ends.flight_leg_id = l.id and ends.point = 'to'
    cross join lateral (
      select
        greatest(
          l.day_landings_touch_and_go + l.day_landings_full_stop
            + l.night_landings_touch_and_go + l.night_landings_full_stop,
          e.landings
        ) as landings,
        greatest(l.day_landings_full_stop + l.night_landings_full_stop, e.full_stops) as full_stops,
        greatest(l.night_takeoffs, e.night_takeoffs) as night_takeoffs,
        greatest(l.night_landings_touch_and_go + l.night_landings_full_stop, e.night_landings) as night_landings
    ) as c
    where l.owner_user_id = p_owner
    group by l.flight_id
  )
  select m.flight_id, m.flight_date, k.category_code, k.class_code,
    m.measures || jsonb_build_object(
      'kind', 'flight', 'id', 'flight:' || m.flight_id, 'date', m.flight_date,
      'aircraft_id', k.aircraft_id, 'registration', k.registration, 'category', k.category_code,
      'class', k.class_code, 'type', k.type_code, 'model', k.model_words, 'engine_type', k.engine_type,
      'is_multi_engine', k.is_multi_engine, 'is_turbine', k.is_turbine, 'is_tailwheel', k.is_tailwheel,
      'is_complex', k.is_complex, 'is_high_performance', k.is_high_performance, 'is_taa', k.is_taa,
      'is_retractable', k.is_retractable, 'designator', k.designator,
      'is_sea', coalesce(k.class_code in ('ASES', 'AMES'), false),
      'pic_basis', b.code, 'instructor_name', f.instructor_name, 'legs', coalesce(l.legs, '[]')
    )
  from logbook.flight_measures(p_owner, p_to) m
  join logbook.flights f on f.owner_user_id = p_owner and f.id = m.flight_id
  join logbook.v_crafts k on k.owner_user_id = p_owner and k.aircraft_id = m.aircraft_id
  left join reference.pic_basis_types b on b.id = f.pic_basis_id
  left join legs l on l.flight_id = m.flight_id
  union all
  select d.session_id, d.session_date, d.category_code, null,
    d.measures || jsonb_build_object(
      'kind', 'training_session', 'id', 'training_session:' || d.session_id, 'date', d.session_date,
      'device', d.device, 'category', d.category_code
    )
  from logbook.device_measures(p_owner, p_to) d
  where p_devices
$$;

comment on function logbook.entry_documents(uuid, date, boolean) is
  'What the filter of an own rule sees of each flight that counts up to a day, and of each lesson in a device if asked for: the measures, the aircraft, the legs.';
grant execute on function logbook.entry_documents(uuid, date, boolean) to offblock_gateway;

reset role;
