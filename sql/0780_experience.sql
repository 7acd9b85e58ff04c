-- What a pilot has flown, added up: twin of shared/totals/totals.ts for the sums that regulations
-- ask for. Nothing of it is stored.

set local role offblock_owner;

create function logbook.experience_totals(p_owner uuid, p_as_of date)
  returns table (
    owner_user_id uuid,
    flight_count bigint,
    total_time bigint,
    pic_time bigint,
    sic_time bigint,
    solo_time bigint,
    dual_received bigint,
    dual_given bigint,
    cross_country_time bigint,
    cross_country_50nm_time bigint,
    night_time bigint,
    actual_instrument bigint,
    simulated_instrument bigint,
    instrument_time bigint,
    ifr_time bigint,
    multi_pilot_time bigint,
    picus_time bigint,
    examiner_time bigint,
    nvg_time bigint,
    ground_training_received bigint,
    ground_training_given bigint,
    takeoffs bigint,
    landings bigint,
    full_stops bigint,
    night_takeoffs bigint,
    night_landings bigint,
    night_full_stops bigint,
    approaches bigint,
    cross_country_pic_time bigint,
    night_pic_time bigint,
    airplane_time bigint,
    airplane_pic_time bigint,
    single_engine_time bigint,
    multi_engine_time bigint,
    multi_engine_pic_time bigint,
    sea_time bigint,
    helicopter_time bigint,
    gyroplane_time bigint,
    glider_time bigint,
    lighter_than_air_time bigint,
    powered_lift_time bigint,
    powered_time bigint,
    turbine_time bigint,
    turbine_pic_time bigint,
    complex_time bigint,
    high_performance_time bigint,
    tailwheel_time bigint,
    taa_time bigint,
    device_time bigint,
    ffs_time bigint,
    ftd_time bigint,
    atd_time bigint,
    device_instrument_time bigint
  )
  language plpgsql
  stable
  parallel safe
  set plan_cache_mode = force_custom_plan
as $$
-- Not plain SQL, which would be planned as part of the asking query, for an owner of average size.
begin
  return query
  with
  -- By aircraft first: then the sorts of aircraft are asked once for each, not once for each flight.
  by_aircraft as (
    select f.aircraft_id,
      count(*) as flights,
      sum(f.total_time) as total, sum(f.pic_time) as pic, sum(f.sic_time) as sic, sum(f.solo_time) as solo,
      sum(f.dual_received) as received, sum(f.dual_given) as given,
      sum(f.cross_country_time) as xc, sum(f.cross_country_50nm_time) as xc_50,
      sum(f.night_time) as night, sum(f.actual_instrument) as actual, sum(f.simulated_instrument) as simulated,
      sum(f.ifr_time) as ifr, sum(f.multi_pilot_time) as multi_pilot, sum(f.picus_time) as picus,
      sum(f.examiner_time) as examiner, sum(f.nvg_time) as nvg,
      sum(f.ground_training_received) as ground_received, sum(f.ground_training_given) as ground_given,
      sum(least(f.cross_country_50nm_time, f.pic_time)) as xc_pic, sum(least(f.night_time, f.pic_time)) as night_pic,
      sum(n.counted_takeoffs) as takeoffs, sum(n.counted_landings) as landings, sum(n.counted_full_stops) as full_stops,
      sum(n.counted_night_takeoffs) as night_takeoffs, sum(n.counted_night_landings) as night_landings,
      sum(n.counted_night_full_stops) as night_full_stops, sum(n.approach_count) as approaches
    from logbook.flights f
    join logbook.flight_counts n on n.owner_user_id = f.owner_user_id and n.id = f.id
    where f.owner_user_id = p_owner
      and n.owner_user_id = p_owner
      and f.flight_date <= p_as_of
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
    group by f.aircraft_id
  ),
  flown as (
    select
      coalesce(sum(b.flights), 0)::bigint as flights,
      coalesce(sum(b.total), 0)::bigint as total,
      coalesce(sum(b.pic), 0)::bigint as pic,
      coalesce(sum(b.sic), 0)::bigint as sic,
      coalesce(sum(b.solo), 0)::bigint as solo,
      coalesce(sum(b.received), 0)::bigint as received,
      coalesce(sum(b.given), 0)::bigint as given,
      coalesce(sum(b.xc), 0)::bigint as xc,
      coalesce(sum(b.xc_50), 0)::bigint as xc_50,
      coalesce(sum(b.night), 0)::bigint as night,
      coalesce(sum(b.actual), 0)::bigint as actual,
      coalesce(sum(b.simulated), 0)::bigint as simulated,
      coalesce(sum(b.ifr), 0)::bigint as ifr,
      coalesce(sum(b.multi_pilot), 0)::bigint as multi_pilot,
      coalesce(sum(b.picus), 0)::bigint as picus,
      coalesce(sum(b.examiner), 0)::bigint as examiner,
      coalesce(sum(b.nvg), 0)::bigint as nvg,
      coalesce(sum(b.ground_received), 0)::bigint as ground_received,
      coalesce(sum(b.ground_given), 0)::bigint as ground_given,
      coalesce(sum(b.xc_pic), 0)::bigint as xc_pic,
      coalesce(sum(b.night_pic), 0)::bigint as night_pic,
      coalesce(sum(b.takeoffs), 0)::bigint as takeoffs,
      coalesce(sum(b.landings), 0)::bigint as landings,
      coalesce(sum(b.full_stops), 0)::bigint as full_stops,
      coalesce(sum(b.night_takeoffs), 0)::bigint as night_takeoffs,
      coalesce(sum(b.night_landings), 0)::bigint as night_landings,
      coalesce(sum(b.night_full_stops), 0)::bigint as night_full_stops,
      coalesce(sum(b.approaches), 0)::bigint as approaches,
      coalesce(sum(b.total) filter (where k.category_code = 'airplane'), 0)::bigint as airplane,
      coalesce(sum(b.pic) filter (where k.category_code = 'airplane'), 0)::bigint as airplane_pic,
      coalesce(sum(b.total) filter (where k.category_code = 'airplane' and not k.is_multi_engine), 0)::bigint as single,
      coalesce(sum(b.total) filter (where k.category_code = 'airplane' and k.is_multi_engine), 0)::bigint as multi,
      coalesce(sum(b.pic) filter (where k.category_code = 'airplane' and k.is_multi_engine), 0)::bigint as multi_pic,
      coalesce(sum(b.total) filter (where k.class_code in ('ASES', 'AMES')), 0)::bigint as sea,
      coalesce(sum(b.total) filter (where k.class_code = 'helicopter'), 0)::bigint as helicopter,
      coalesce(sum(b.total) filter (where k.class_code = 'gyroplane'), 0)::bigint as gyroplane,
      coalesce(sum(b.total) filter (where k.category_code = 'glider'), 0)::bigint as glider,
      coalesce(sum(b.total) filter (where k.category_code = 'lighter_than_air'), 0)::bigint as lighter,
      coalesce(sum(b.total) filter (where k.category_code = 'powered_lift'), 0)::bigint as powered_lift,
      coalesce(sum(b.total) filter (where k.category_code <> 'glider' and k.class_code is distinct from 'balloon'), 0)::bigint
        as powered,
      coalesce(sum(b.total) filter (where k.is_turbine), 0)::bigint as turbine,
      coalesce(sum(b.pic) filter (where k.is_turbine), 0)::bigint as turbine_pic,
      coalesce(sum(b.total) filter (where k.is_complex), 0)::bigint as complex,
      coalesce(sum(b.total) filter (where k.is_high_performance), 0)::bigint as high_performance,
      coalesce(sum(b.total) filter (where k.is_tailwheel), 0)::bigint as tailwheel,
      coalesce(sum(b.total) filter (where k.is_taa), 0)::bigint as taa
    from by_aircraft b
    left join logbook.v_crafts k on k.owner_user_id = p_owner and k.aircraft_id = b.aircraft_id
  ),
  approached as (
    select count(*) as approaches
    from logbook.approaches a
    join logbook.training_sessions s on s.owner_user_id = p_owner and s.id = a.training_session_id
    where a.owner_user_id = p_owner
      and a.training_session_id is not null
      and s.session_type = 'device'
      and s.session_date <= p_as_of
      and not s.is_erroneous
      and s.superseded_by_training_session_id is null
  ),
  trained as (
    select
      coalesce(sum(s.total_time), 0)::bigint as device,
      coalesce(sum(s.total_time) filter (where t.code like 'FFS%'), 0)::bigint as ffs,
      coalesce(sum(s.total_time) filter (where t.code like 'FTD%'), 0)::bigint as ftd,
      coalesce(sum(s.total_time) filter (where t.code in ('AATD', 'BATD', 'ATD', 'PCATD')), 0)::bigint as atd,
      coalesce(sum(s.instrument_time_simulated), 0)::bigint as instrument
    from logbook.training_sessions s
    join logbook.training_devices d on d.owner_user_id = s.owner_user_id and d.id = s.training_device_id
    join reference.training_device_types t on t.id = d.device_type_id
    where s.owner_user_id = p_owner
      and s.session_type = 'device'
      and s.session_date <= p_as_of
      and not s.is_erroneous
      and s.superseded_by_training_session_id is null
  )
  select
    p_owner,
    f.flights, f.total, f.pic, f.sic, f.solo, f.received, f.given, f.xc, f.xc_50, f.night, f.actual, f.simulated,
    f.actual + f.simulated, f.ifr, f.multi_pilot, f.picus, f.examiner, f.nvg, f.ground_received, f.ground_given,
    f.takeoffs, f.landings, f.full_stops, f.night_takeoffs, f.night_landings, f.night_full_stops, f.approaches + a.approaches,
    f.xc_pic, f.night_pic,
    f.airplane, f.airplane_pic, f.single, f.multi, f.multi_pic, f.sea, f.helicopter, f.gyroplane, f.glider,
    f.lighter, f.powered_lift, f.powered, f.turbine, f.turbine_pic, f.complex, f.high_performance, f.tailwheel, f.taa,
    t.device, t.ffs, t.ftd, t.atd, t.instrument
  from flown f, approached a, trained t;
end
$$;

comment on function logbook.experience_totals(uuid, date) is
  'Totals of a pilot up to a day: minutes and counts of all entries that count, by sort of aircraft and condition, and the time in devices.';
grant execute on function logbook.experience_totals(uuid, date) to offblock_gateway;

reset role;
