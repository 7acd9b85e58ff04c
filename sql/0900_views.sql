-- Flights as people read them. Every view asks as the one who asks (security_invoker), so row level
-- security holds in it. Database design section 13.

set local role offblock_owner;

create function logbook.hours(p_minutes bigint)
  returns numeric
  language sql
  immutable
  strict
  parallel safe
as $$
  -- A tenth of an hour is six minutes, three are rounded up. Dividing numerics took longer than all else of a view.
  select (p_minutes + 3) / 6 * 0.1
$$;

comment on function logbook.hours(bigint) is 'Minutes as hours and tenths, for reading. Sums are made of minutes.';
grant execute on function logbook.hours(bigint) to offblock_gateway;

create view logbook.v_problem_codes
with (security_invoker = true) as
  select
    c.conname::text as constraint_name,
    substring(d.description from '^(E_[A-Z0-9_]+): ') as code,
    substring(d.description from '^E_[A-Z0-9_]+: (.*)$') as message
  from pg_catalog.pg_constraint c
  join pg_catalog.pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = c.oid
  where c.connamespace in ('logbook'::regnamespace, 'sync'::regnamespace, 'auth'::regnamespace)
    and d.description ~ '^E_[A-Z0-9_]+: '
  union all
  select i.relname::text,
    substring(d.description from '^(E_[A-Z0-9_]+): '),
    substring(d.description from '^E_[A-Z0-9_]+: (.*)$')
  from pg_catalog.pg_class i
  join pg_catalog.pg_description d
    on d.classoid = 'pg_class'::regclass and d.objoid = i.oid and d.objsubid = 0
  where i.relkind = 'i'
    and i.relnamespace in ('logbook'::regnamespace, 'sync'::regnamespace, 'auth'::regnamespace)
    and d.description ~ '^E_[A-Z0-9_]+: ';

comment on view logbook.v_problem_codes is 'What breaking a constraint or a unique index means, from the comments on them.';
comment on column logbook.v_problem_codes.constraint_name is 'The name that an error carries.';
comment on column logbook.v_problem_codes.code is 'The problem code.';
comment on column logbook.v_problem_codes.message is 'The rule in words.';
grant select on logbook.v_problem_codes to offblock_gateway;

create view logbook.v_aircraft_described
with (security_invoker = true) as
  select
    a.owner_user_id,
    a.id as aircraft_id,
    a.registration,
    coalesce(m.manufacturer, o.manufacturer) as manufacturer,
    coalesce(m.model_name, o.model_name) as model_name,
    coalesce(m.icao_type_designator, o.icao_type_designator) as icao_type_designator,
    category.code as category_code,
    class.code as class_code,
    coalesce(m.engine_type, o.engine_type) as engine_type,
    coalesce(m.engine_count, o.engine_count)::smallint as engine_count,
    coalesce(m.gear_type, o.gear_type) as gear_type,
    coalesce(m.is_complex, o.is_complex) as is_complex,
    coalesce(m.is_high_performance, o.is_high_performance) as is_high_performance,
    coalesce(m.is_tailwheel, o.is_tailwheel) as is_tailwheel,
    coalesce(m.is_pressurized, o.is_pressurized) as is_pressurized,
    coalesce(m.requires_type_rating, o.requires_type_rating) as requires_type_rating,
    coalesce(m.type_rating_code, o.type_rating_code) as type_rating_code,
    a.is_glass_cockpit
  from logbook.aircraft a
  left join reference.aircraft_models m on m.id = a.model_id
  left join logbook.aircraft_models o on o.owner_user_id = a.owner_user_id and o.id = a.own_model_id
  left join reference.aircraft_categories category on category.id = coalesce(m.category_id, o.category_id)
  left join reference.aircraft_classes class on class.id = coalesce(m.class_id, o.class_id);

comment on view logbook.v_aircraft_described is 'Aircraft with what their model says, be it of the reference or the owner''s own.';
grant select on logbook.v_aircraft_described to offblock_gateway;

create view logbook.v_legs_placed
with (security_invoker = true) as
  select
    l.owner_user_id,
    l.id,
    l.flight_id,
    l.position,
    l.leg_number,
    l.from_airport_id,
    l.from_own_airport_id,
    coalesce(dep.icao_code, dep.faa_lid, dep.ident, own_dep.code, own_dep.name, l.from_airport_description) as from_place,
    l.to_airport_id,
    l.to_own_airport_id,
    coalesce(arr.icao_code, arr.faa_lid, arr.ident, own_arr.code, own_arr.name, l.to_airport_description) as to_place,
    coalesce(
      l.distance_nm,
      reference.distance_nm(
        coalesce(dep.latitude, own_dep.latitude)::float8,
        coalesce(dep.longitude, own_dep.longitude)::float8,
        coalesce(arr.latitude, own_arr.latitude)::float8,
        coalesce(arr.longitude, own_arr.longitude)::float8
      )::numeric(7, 2)
    ) as distance_nm,
    l.leg_time,
    l.day_takeoffs,
    l.night_takeoffs,
    l.day_landings_touch_and_go,
    l.day_landings_full_stop,
    l.night_landings_touch_and_go,
    l.night_landings_full_stop,
    l.notes
  from logbook.flight_legs l
  left join reference.airports dep on dep.id = l.from_airport_id
  left join reference.airports arr on arr.id = l.to_airport_id
  left join logbook.airports own_dep
    on own_dep.owner_user_id = l.owner_user_id and own_dep.id = l.from_own_airport_id
  left join logbook.airports own_arr
    on own_arr.owner_user_id = l.owner_user_id and own_arr.id = l.to_own_airport_id;

comment on view logbook.v_legs_placed is
  'Legs with their ends as people write them, the code, else the name of an own airport, else words, and with the distance as logged, else the great circle from one to the other.';
grant select on logbook.v_legs_placed to offblock_gateway;

create view logbook.v_flat_flights_complete
with (security_invoker = true) as
  with
  -- Put together once for all flights of whoever asks, not flight by flight.
  crew as (
    select
      c.owner_user_id,
      c.flight_id,
      string_agg(p.display_name || ' (' || r.name || ')', ', ' order by c.position) as crew_names,
      string_agg(p.display_name, ', ' order by c.position) filter (where r.code = 'CFI_giving') as instructor_names
    from logbook.flight_crew c
    join logbook.people p on p.owner_user_id = c.owner_user_id and p.id = c.person_id
    join reference.role_on_flight_types r on r.id = c.role_on_flight_id
    where c.flight_id is not null
    group by c.owner_user_id, c.flight_id
  ),
  tags as (
    select
      e.owner_user_id,
      e.owner_row_id as flight_id,
      array_agg(t.tag_name::text order by e.position) as tag_names
    from logbook.entry_tags e
    join logbook.tags t on t.owner_user_id = e.owner_user_id and t.id = e.tag_id
    where e.owner_table = 'flights'
    group by e.owner_user_id, e.owner_row_id
  ),
  signatures as (
    select
      s.owner_user_id,
      s.entry_id as flight_id,
      string_agg(p.display_name, ', ' order by s.signed_at, s.id) as signer_names
    from logbook.entry_signatures s
    join logbook.people p on p.owner_user_id = s.owner_user_id and p.id = s.signer_person_id
    where s.entry_table = 'flights'
    group by s.owner_user_id, s.entry_id
  )
  select
    f.owner_user_id,
    f.id as flight_id,
    f.flight_date,
    case
      when f.is_erroneous then 'erroneous'
      when f.superseded_by_flight_id is not null then 'superseded'
      else 'current'
    end as entry_status,
    f.aircraft_id,
    a.registration,
    a.manufacturer,
    a.model_name,
    a.icao_type_designator,
    a.category_code,
    a.class_code,
    a.engine_type,
    a.engine_count,
    a.gear_type,
    a.is_complex,
    a.is_high_performance,
    a.is_tailwheel,
    a.is_pressurized,
    a.requires_type_rating,
    a.type_rating_code,
    a.is_glass_cockpit,
    n.from_airport_id,
    n.from_own_airport_id,
    n.from_place,
    n.to_airport_id,
    n.to_own_airport_id,
    n.to_place,
    n.places,
    f.route,
    n.leg_count,
    n.distance_nm,
    f.block_out,
    f.block_off,
    f.block_on,
    f.block_in,
    (extract(epoch from f.block_in - f.block_out) / 60)::integer as block_time,
    (extract(epoch from f.block_on - f.block_off) / 60)::integer as air_time,
    (extract(epoch from f.block_off - f.block_out) / 60)::integer as taxi_out,
    (extract(epoch from f.block_in - f.block_on) / 60)::integer as taxi_in,
    f.total_time,
    f.pic_time,
    pic_basis.code as pic_basis_code,
    f.sic_time,
    f.solo_time,
    f.dual_received,
    f.dual_given,
    f.cross_country_time,
    f.cross_country_50nm_time,
    f.night_time,
    f.actual_instrument,
    f.simulated_instrument,
    f.ifr_time,
    f.multi_pilot_time,
    f.picus_time,
    f.examiner_time,
    f.nvg_time,
    f.ground_training_received,
    f.ground_training_given,
    logbook.hours(f.total_time) as total_hours,
    logbook.hours(f.pic_time) as pic_hours,
    logbook.hours(f.sic_time) as sic_hours,
    logbook.hours(f.solo_time) as solo_hours,
    logbook.hours(f.dual_received) as dual_received_hours,
    logbook.hours(f.dual_given) as dual_given_hours,
    logbook.hours(f.cross_country_time) as cross_country_hours,
    logbook.hours(f.cross_country_50nm_time) as cross_country_50nm_hours,
    logbook.hours(f.night_time) as night_hours,
    logbook.hours(f.actual_instrument) as actual_instrument_hours,
    logbook.hours(f.simulated_instrument) as simulated_instrument_hours,
    n.day_takeoffs,
    n.night_takeoffs,
    n.day_landings_touch_and_go,
    n.day_landings_full_stop,
    n.night_landings_touch_and_go,
    n.night_landings_full_stop,
    n.day_landings_touch_and_go + n.day_landings_full_stop as day_landings,
    n.night_landings_touch_and_go + n.night_landings_full_stop as night_landings,
    n.day_landings_touch_and_go + n.day_landings_full_stop
      + n.night_landings_touch_and_go + n.night_landings_full_stop as all_landings,
    n.approach_count,
    f.holds,
    f.holding_performed,
    f.course_intercepting_tracking_performed,
    f.nvg_operations,
    coalesce(f.instructor_name, crew.instructor_names) as instructor_name,
    crew.crew_names,
    tags.tag_names,
    f.is_flight_review,
    f.is_ipc,
    f.is_checkride,
    f.is_6158_check,
    f.is_nvg_proficiency_check,
    f.remarks,
    case
      when signatures.flight_id is not null then 'cryptographic_signature'
      when f.cfi_signed_at is not null then 'cfi_signature'
      else 'unsigned'
    end as signature_status,
    coalesce(signatures.signer_names, signer.display_name) as signed_by,
    f.cfi_signed_at,
    f.is_locked,
    f.locked_at,
    f.locked_reason,
    f.corrects_flight_id,
    f.correction_reason,
    f.superseded_by_flight_id,
    f.is_erroneous,
    f.erroneous_reason,
    f.marked_erroneous_at,
    f.created_at,
    f.updated_at
  from logbook.flights f
  left join logbook.v_aircraft_described a on a.owner_user_id = f.owner_user_id and a.aircraft_id = f.aircraft_id
  join logbook.flight_counts n on n.owner_user_id = f.owner_user_id and n.id = f.id
  left join crew on crew.owner_user_id = f.owner_user_id and crew.flight_id = f.id
  left join tags on tags.owner_user_id = f.owner_user_id and tags.flight_id = f.id
  left join signatures on signatures.owner_user_id = f.owner_user_id and signatures.flight_id = f.id
  left join reference.pic_basis_types pic_basis on pic_basis.id = f.pic_basis_id
  left join logbook.people signer
    on signer.owner_user_id = f.owner_user_id and signer.id = f.cfi_signature_person_id;

comment on view logbook.v_flat_flights_complete is
  'One row a flight with all that belongs to it, superseded and erroneous ones as well. Database design 13.2.';
grant select on logbook.v_flat_flights_complete to offblock_gateway;

create view logbook.v_flat_flights
with (security_invoker = true) as
  -- The columns, not entry_status: of a CASE the planner knows nothing, and expects two flights.
  select * from logbook.v_flat_flights_complete where not is_erroneous and superseded_by_flight_id is null;

comment on view logbook.v_flat_flights is
  'One row a flight that counts, with all that belongs to it. Database design 13.1.';
grant select on logbook.v_flat_flights to offblock_gateway;

create view logbook.v_flights_chronological
with (security_invoker = true) as
  select
    owner_user_id,
    flight_id,
    flight_date,
    block_out,
    registration,
    icao_type_designator,
    from_place,
    to_place,
    places,
    total_time,
    total_hours,
    pic_time,
    dual_received,
    night_time,
    day_landings,
    night_landings,
    approach_count,
    instructor_name,
    remarks,
    is_locked
  from logbook.v_flat_flights
  order by flight_date, block_out nulls first, created_at, flight_id;

comment on view logbook.v_flights_chronological is 'The flights that count, as one scrolls through a logbook. Database design 13.3.';
grant select on logbook.v_flights_chronological to offblock_gateway;

create view logbook.v_aircraft_summary
with (security_invoker = true) as
  select
    a.owner_user_id,
    a.aircraft_id,
    a.registration,
    a.manufacturer,
    a.model_name,
    a.icao_type_designator,
    count(f.id) as flight_count,
    min(f.flight_date) as first_flight_date,
    max(f.flight_date) as last_flight_date,
    coalesce(sum(f.total_time), 0) as total_time,
    coalesce(sum(f.pic_time), 0) as pic_time,
    coalesce(sum(f.dual_received), 0) as dual_received,
    coalesce(sum(f.dual_given), 0) as dual_given,
    coalesce(sum(f.night_time), 0) as night_time,
    logbook.hours(coalesce(sum(f.total_time), 0)) as total_hours,
    logbook.hours(coalesce(sum(f.pic_time), 0)) as pic_hours
  from logbook.v_aircraft_described a
  left join logbook.flights f
    on f.owner_user_id = a.owner_user_id
    and f.aircraft_id = a.aircraft_id
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
  group by a.owner_user_id, a.aircraft_id, a.registration, a.manufacturer, a.model_name, a.icao_type_designator;

comment on view logbook.v_aircraft_summary is 'What was flown in each aircraft. Database design 13.9.';
grant select on logbook.v_aircraft_summary to offblock_gateway;

reset role;
