-- Legs as flat rows, each with its flight.

set local role offblock_owner;

create view logbook.v_flat_flight_legs
with (security_invoker = true) as
  select
    l.owner_user_id,
    l.flight_id,
    l.id as leg_id,
    l.leg_number,
    f.flight_date,
    f.aircraft_id,
    f.registration,
    f.manufacturer,
    f.model_name,
    f.icao_type_designator,
    f.category_code,
    f.class_code,
    f.engine_type,
    f.engine_count,
    f.gear_type,
    f.is_complex,
    f.is_high_performance,
    f.is_tailwheel,
    f.is_pressurized,
    f.requires_type_rating,
    f.type_rating_code,
    f.is_glass_cockpit,
    l.from_airport_id,
    l.from_own_airport_id,
    l.from_place,
    l.to_airport_id,
    l.to_own_airport_id,
    l.to_place,
    l.distance_nm,
    l.leg_time,
    logbook.hours(l.leg_time) as leg_hours,
    f.total_time,
    f.pic_time,
    f.pic_basis_code,
    f.sic_time,
    f.solo_time,
    f.dual_received,
    f.dual_given,
    f.cross_country_time,
    f.cross_country_50nm_time,
    f.night_time,
    f.actual_instrument,
    f.simulated_instrument,
    l.day_takeoffs,
    l.night_takeoffs,
    l.day_landings_touch_and_go,
    l.day_landings_full_stop,
    l.night_landings_touch_and_go,
    l.night_landings_full_stop,
    coalesce(approaches.approach_count, 0) as approach_count,
    l.notes,
    f.instructor_name,
    f.crew_names,
    f.tag_names,
    f.remarks,
    f.signature_status,
    f.signed_by,
    f.cfi_signed_at,
    f.is_locked,
    f.locked_at,
    f.locked_reason,
    f.corrects_flight_id,
    f.correction_reason
  from logbook.v_legs_placed l
  join logbook.v_flat_flights f on f.owner_user_id = l.owner_user_id and f.flight_id = l.flight_id
  left join (
    select p.owner_user_id, p.flight_leg_id, count(*) as approach_count
    from logbook.approaches p
    where p.flight_leg_id is not null
    group by p.owner_user_id, p.flight_leg_id
  ) as approaches on approaches.owner_user_id = l.owner_user_id and approaches.flight_leg_id = l.id;

comment on view logbook.v_flat_flight_legs is
  'One row a leg of a flight that counts. Only what is named after the leg, its places, counts and leg_time are the leg''s: the other times are those of the whole flight. Database design 13.1.';
grant select on logbook.v_flat_flight_legs to offblock_gateway;

reset role;
