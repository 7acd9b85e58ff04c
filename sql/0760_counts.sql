-- The aircraft and the single take-offs and landings as the rules see them: twins of
-- shared/facts/craft.ts and shared/facts/flight_facts.ts.

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
    coalesce(category.code = 'glider' and coalesce(m.engine_type, o.engine_type) <> 'none', false) as is_tmg,
    coalesce(
      nullif(concat_ws(' ', nullif(m.manufacturer, ''), m.model_name), ''),
      nullif(concat_ws(' ', nullif(o.manufacturer, ''), o.model_name), ''),
      ''
    ) as model_words,
    coalesce(m.is_tailwheel, o.is_tailwheel, false)
      or coalesce(coalesce(m.gear_type, o.gear_type) like '%tailwheel', false) as is_tailwheel,
    coalesce(m.is_complex, o.is_complex, false) as is_complex,
    coalesce(m.is_high_performance, o.is_high_performance, false) as is_high_performance,
    a.is_glass_cockpit as is_taa,
    coalesce(m.gear_type, o.gear_type, '') like 'retractable%' as is_retractable,
    coalesce(m.icao_type_designator, o.icao_type_designator) as designator
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
comment on column logbook.v_crafts.is_tmg is 'A glider with an engine: EASA''s touring motor glider, as far as a model says.';
comment on column logbook.v_crafts.model_words is 'Manufacturer and model in words.';
comment on column logbook.v_crafts.is_tailwheel is '14 CFR 61.31(i).';
comment on column logbook.v_crafts.is_complex is '14 CFR 61.31(e).';
comment on column logbook.v_crafts.is_high_performance is '14 CFR 61.31(f).';
comment on column logbook.v_crafts.is_taa is 'Technically advanced airplane, 14 CFR 61.129(j).';
comment on column logbook.v_crafts.is_retractable is 'Its gear retracts.';
comment on column logbook.v_crafts.designator is 'The ICAO designator of the model; null when it has none.';
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

reset role;
