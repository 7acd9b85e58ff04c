-- What each entry counts for, and each day: twins of shared/facts/flight_facts.ts. Entries that are
-- superseded or erroneous are left out here, once for all.

set local role offblock_owner;

create view logbook.v_flown
with (security_invoker = true) as
  select
    f.owner_user_id,
    f.id as flight_id,
    f.aircraft_id,
    f.flight_date,
    n.leg_count,
    f.total_time,
    f.pic_time,
    f.sic_time,
    f.multi_pilot_time,
    f.dual_received,
    f.actual_instrument + f.simulated_instrument as instrument_minutes,
    case
      when f.course_intercepting_tracking_performed then f.actual_instrument + f.simulated_instrument
      else 0
    end as tracking_minutes,
    f.nvg_operations,
    f.is_nvg_proficiency_check::integer as nvg_checks,
    n.counted_takeoffs as takeoffs,
    n.counted_landings as landings,
    n.counted_full_stops as full_stops,
    n.counted_night_takeoffs as night_takeoffs,
    n.counted_night_landings as night_landings,
    n.counted_night_full_stops as night_full_stops,
    n.recency_night_takeoffs,
    n.recency_night_full_stops,
    n.approach_count as approaches,
    i.credited_approaches,
    greatest(f.holds, f.holding_performed::integer) as holds,
    -- An approach that counts is flown by tracking a course, unless the entry says that none was.
    coalesce(f.course_intercepting_tracking_performed, i.credited_approaches > 0)::integer as tracking,
    f.is_ipc::integer as ipc
  from logbook.flights f
  join logbook.flight_counts n on n.owner_user_id = f.owner_user_id and n.id = f.id
  -- Where nothing was said of an approach, the instrument time of the entry says it instead.
  cross join lateral (
    select n.instrument_approaches
      + case when f.actual_instrument + f.simulated_instrument > 0 then n.unsaid_approaches else 0 end
      as credited_approaches
  ) as i
  where not f.is_erroneous
    and f.superseded_by_flight_id is null;

comment on view logbook.v_flown is 'What each flight that counts has for the rules of recent experience.';
comment on column logbook.v_flown.tracking_minutes is 'Minutes on instruments in which intercepting and tracking was logged.';
comment on column logbook.v_flown.instrument_minutes is 'Minutes of actual and simulated instrument flight.';
comment on column logbook.v_flown.nvg_checks is '1 when it was a check with goggles.';
comment on column logbook.v_flown.takeoffs is 'Take-offs.';
comment on column logbook.v_flown.landings is 'Landings.';
comment on column logbook.v_flown.full_stops is 'Landings to a full stop.';
comment on column logbook.v_flown.night_takeoffs is 'Take-offs by night, 14 CFR 1.1.';
comment on column logbook.v_flown.night_landings is 'Landings by night, 14 CFR 1.1.';
comment on column logbook.v_flown.recency_night_takeoffs is 'Take-offs in the night of 14 CFR 61.57(b)(1).';
comment on column logbook.v_flown.recency_night_full_stops is 'Landings to a full stop in the night of 14 CFR 61.57(b)(1).';
comment on column logbook.v_flown.leg_count is 'Number of legs.';
comment on column logbook.v_flown.night_full_stops is 'Landings to a full stop by night, 14 CFR 1.1.';
comment on column logbook.v_flown.approaches is 'Approaches.';
comment on column logbook.v_flown.credited_approaches is 'Instrument approaches in actual or simulated conditions.';
comment on column logbook.v_flown.holds is 'Holds.';
comment on column logbook.v_flown.tracking is '1 when courses were intercepted and tracked.';
comment on column logbook.v_flown.ipc is '1 when it was an instrument proficiency check.';
grant select on logbook.v_flown to offblock_gateway;

create type logbook.flown_day as (
  aircraft_id uuid,
  day date,
  total_time integer,
  pic_time integer,
  sic_time integer,
  multi_pilot_time integer,
  dual_received integer,
  instrument_minutes integer,
  tracking_minutes integer,
  nvg_operations integer,
  nvg_checks integer,
  takeoffs integer,
  landings integer,
  full_stops integer,
  night_takeoffs integer,
  night_landings integer,
  recency_night_takeoffs integer,
  recency_night_full_stops integer,
  approaches integer,
  credited_approaches integer,
  holds integer,
  tracking integer,
  ipc integer
);

comment on type logbook.flown_day is 'What was flown in one aircraft on one day: sums of logbook.v_flown.';

create function logbook.flown_days(p_owner uuid, p_to date)
  returns logbook.flown_day[]
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- Planned for this owner, not for one of average size.
begin
  return (
    select coalesce(array_agg(d::logbook.flown_day), '{}')
    from (
      select
        f.aircraft_id,
        f.flight_date,
        sum(f.total_time)::integer,
        sum(f.pic_time)::integer,
        sum(f.sic_time)::integer,
        sum(f.multi_pilot_time)::integer,
        sum(f.dual_received)::integer,
        sum(f.instrument_minutes)::integer,
        sum(f.tracking_minutes)::integer,
        sum(f.nvg_operations)::integer,
        sum(f.nvg_checks)::integer,
        sum(f.takeoffs)::integer,
        sum(f.landings)::integer,
        sum(f.full_stops)::integer,
        sum(f.night_takeoffs)::integer,
        sum(f.night_landings)::integer,
        sum(f.recency_night_takeoffs)::integer,
        sum(f.recency_night_full_stops)::integer,
        sum(f.approaches)::integer,
        sum(f.credited_approaches)::integer,
        sum(f.holds)::integer,
        sum(f.tracking)::integer,
        sum(f.ipc)::integer
      from logbook.v_flown f
      where f.owner_user_id = p_owner and f.flight_date <= p_to
      group by f.aircraft_id, f.flight_date
    ) as d
  );
end
$$;

comment on function logbook.flown_days(uuid, date) is
  'What was flown in each aircraft on each day up to one. The flights are read once, and every rule asks these sums.';
grant execute on function logbook.flown_days(uuid, date) to offblock_gateway;

create function logbook.device_tasks(p_owner uuid, p_to date)
  returns table (
    training_session_id uuid,
    session_date date,
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
  select
    s.id,
    s.session_date,
    -- A device that does not say what it stands for is taken as an airplane's.
    coalesce(category.code, 'airplane'),
    coalesce(n.approaches, 0)::integer,
    coalesce(n.credited, 0)::integer,
    greatest(s.holds, s.holding_performed::integer),
    coalesce(s.course_intercepting_tracking_performed, n.credited > 0, false)::integer,
    s.is_ipc::integer
  from logbook.training_sessions s
  join logbook.training_devices d on d.owner_user_id = s.owner_user_id and d.id = s.training_device_id
  left join reference.training_device_models dm on dm.id = d.model_id
  left join reference.aircraft_models m on m.id = dm.aircraft_model_simulated_id
  left join reference.aircraft_categories category on category.id = m.category_id
  left join (
    select
      a.training_session_id,
      count(*) as approaches,
      -- In a device an approach is flown on instruments unless the entry says otherwise.
      count(*) filter (
        where (a.in_imc or a.in_simulated_imc) is not false and t.code not in ('visual', 'contact')
      ) as credited
    from logbook.approaches a
    join reference.approach_types t on t.id = a.approach_type_id
    where a.owner_user_id = p_owner and a.training_session_id is not null
    group by a.training_session_id
  ) as n on n.training_session_id = s.id
  where s.owner_user_id = p_owner
    and s.session_type = 'device'
    and s.session_date <= p_to
    and not s.is_erroneous
    and s.superseded_by_training_session_id is null
$$;

comment on function logbook.device_tasks(uuid, date) is
  'Approaches, holds, tracking and proficiency checks of each lesson in a device that counts up to a day, 14 CFR 61.57(c) and (d), by the category that the device stands for.';
grant execute on function logbook.device_tasks(uuid, date) to offblock_gateway;

reset role;
