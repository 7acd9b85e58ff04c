-- Recent experience by one machine: so many of this and that within a window before the day. Twins of
-- shared/rules/window.ts and of the rules that it serves: easa_fcl_060.ts, easa_fcl_740.ts,
-- faa_61_57_c_glider.ts, faa_61_57_f.ts, and parts of faa_61_57_e.ts and faa_61_55.ts.

set local role offblock_owner;

create function logbook.held_days(p_days date[], p_counts bigint[], p_need bigint, p_untils date[])
  returns datemultirange
  language plpgsql
  immutable
  parallel safe
as $$
-- The row that the need hangs on never moves back, so one pass is enough.
declare
  v_sum bigint := 0;
  v_first integer := 1;
  v_spans daterange[] := '{}';
begin
  for i in 1..coalesce(cardinality(p_days), 0) loop
    v_sum := v_sum + p_counts[i];
    while v_first < i and v_sum - p_counts[v_first] >= p_need loop
      v_sum := v_sum - p_counts[v_first];
      v_first := v_first + 1;
    end loop;
    if v_sum >= p_need and p_untils[v_first] >= p_days[i] then
      v_spans := v_spans || daterange(p_days[i], p_untils[v_first], '[]');
    end if;
  end loop;
  return coalesce((select range_agg(s) from unnest(v_spans) as s), '{}');
end
$$;

comment on function logbook.held_days(date[], bigint[], bigint, date[]) is
  'The days on which a need is met. Days rise; of each the count and the last day on which it counts are given.';
grant execute on function logbook.held_days(date[], bigint[], bigint, date[]) to offblock_gateway;

create function logbook.counts_until(p_day date, p_window text)
  returns date
  language sql
  immutable
  strict
  parallel safe
as $$
  select case
    when p_window = '90 days' then p_day + 90
    when p_window = '12 months to the day' then (p_day + interval '12 months')::date
    else logbook.end_of_months(p_day, substring(p_window from '^\d+')::integer)
  end
$$;

comment on function logbook.counts_until(date, text) is
  'The last day on which an event counts: "90 days" (the event is day 0), "12 months to the day", or "n calendar months".';
grant execute on function logbook.counts_until(date, text) to offblock_gateway;

create function logbook.flown_days(p_owner uuid, p_from date, p_to date)
  returns table (
    aircraft_id uuid,
    day date,
    measure text,
    how_many bigint
  )
  language sql
  stable
  parallel safe
as $$
  with
  timed as (
    select f.aircraft_id, f.flight_date,
      sum(f.total_time) as total_time, sum(f.pic_time) as pic_time,
      count(*) filter (where f.dual_received >= 60) as instructor_hours,
      sum(f.actual_instrument + f.simulated_instrument) as instrument_minutes,
      sum(f.actual_instrument + f.simulated_instrument)
        filter (where f.course_intercepting_tracking_performed) as tracking_minutes,
      sum(f.nvg_operations) as nvg_operations,
      count(*) filter (where f.is_nvg_proficiency_check) as nvg_checks
    from logbook.flights f
    where f.owner_user_id = p_owner
      and f.flight_date between p_from and p_to
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
    group by f.aircraft_id, f.flight_date
  ),
  landed as (
    select n.aircraft_id, n.flight_date,
      sum(n.takeoffs) as takeoffs, sum(n.landings) as landings, sum(n.full_stops) as full_stops,
      sum(n.night_takeoffs) as night_takeoffs, sum(n.night_landings) as night_landings,
      sum(n.recency_night_takeoffs) as recency_night_takeoffs,
      sum(n.recency_night_full_stops) as recency_night_full_stops
    from logbook.flight_landings(p_owner, p_from, p_to) n
    group by n.aircraft_id, n.flight_date
  )
  select t.aircraft_id, t.flight_date, m.measure, m.how_many
  from timed t
  cross join lateral (
    values
      ('total_time', t.total_time),
      ('pic_time', t.pic_time),
      ('instructor_hours', t.instructor_hours),
      ('instrument_minutes', t.instrument_minutes),
      ('tracking_minutes', t.tracking_minutes),
      ('nvg_operations', t.nvg_operations),
      ('nvg_checks', t.nvg_checks)
  ) as m (measure, how_many)
  where m.how_many > 0
  union all
  select l.aircraft_id, l.flight_date, m.measure, m.how_many
  from landed l
  cross join lateral (
    values
      ('takeoffs', l.takeoffs),
      ('landings', l.landings),
      ('full_stops', l.full_stops),
      ('night_takeoffs', l.night_takeoffs),
      ('night_landings', l.night_landings),
      ('recency_night_takeoffs', l.recency_night_takeoffs),
      ('recency_night_full_stops', l.recency_night_full_stops)
  ) as m (measure, how_many)
  where m.how_many > 0
$$;

comment on function logbook.flown_days(uuid, date, date) is
  'What the entries of each aircraft and day that count have, measure by measure: minutes and counts above zero.';
grant execute on function logbook.flown_days(uuid, date, date) to offblock_gateway;

create function logbook.flown_crafts(p_owner uuid, p_as_of date)
  returns table (
    aircraft_id uuid,
    category_code text,
    class_code text,
    type_code text,
    is_multi_engine boolean,
    is_turbine boolean,
    is_jet boolean,
    has_sic boolean,
    has_crew boolean,
    has_nvg boolean,
    has_instrument boolean
  )
  language sql
  stable
  parallel safe
as $$
  select
    k.aircraft_id, k.category_code, k.class_code, k.type_code, k.is_multi_engine, k.is_turbine, k.is_jet,
    f.has_sic, f.has_crew, f.has_nvg, f.has_instrument
  from logbook.v_crafts k
  join (
    select
      f.aircraft_id,
      bool_or(f.sic_time > 0) as has_sic,
      bool_or(f.sic_time > 0 or f.multi_pilot_time > 0) as has_crew,
      bool_or(f.nvg_operations > 0 or f.is_nvg_proficiency_check) as has_nvg,
      bool_or(f.actual_instrument + f.simulated_instrument > 0) as has_instrument
    from logbook.flights f
    where f.owner_user_id = p_owner
      and f.flight_date <= p_as_of
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
    group by f.aircraft_id
  ) as f on f.aircraft_id = k.aircraft_id
  where k.owner_user_id = p_owner
    and k.category_code is not null
$$;

comment on function logbook.flown_crafts(uuid, date) is
  'The aircraft of a known category that were flown up to a day, with what was logged in them that decides which rules ask about them.';
grant execute on function logbook.flown_crafts(uuid, date) to offblock_gateway;

create function logbook.recent_experience(p_owner uuid, p_as_of date)
  returns table (
    question text,
    category_code text,
    class_code text,
    type_code text,
    is_held boolean,
    last_event_date date,
    expires_on date
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- No window is longer than 13 months, so a look at the last 800 days is exact for its later part. Who
-- held something in it is answered from it; only for what is left do we look at everything. A small
-- logbook is looked at once.
declare
  v_from date;
  v_done text[] := '{}';
  v_found record;
  v_is_small constant boolean := not exists (
    select from logbook.flights f
    where f.owner_user_id = p_owner and f.flight_date <= p_as_of
    offset 2000
  );
  v_is_answered boolean := false;
begin
  foreach v_from in array array[p_as_of - 800, date '0001-01-01'] loop
    continue when v_is_small and v_from > date '0001-01-01';
    exit when v_is_answered;
    v_is_answered := true;
    for v_found in
      with
      crafts as materialized (select c.* from logbook.flown_crafts(p_owner, p_as_of) c),
      turbines as (
        select distinct c.type_code
        from crafts c
        where c.category_code = 'airplane' and c.is_turbine and c.type_code is not null and c.has_crew
      ),
      members (question, category_code, class_code, type_code, aircraft_id) as (
        select q.question, c.category_code, c.class_code, g.type_code, c.aircraft_id
        from crafts c
        cross join lateral (values (null::text), (c.type_code)) as g (type_code)
        cross join (values ('easa_fcl_060_b_1'), ('easa_fcl_060_b_2')) as q (question)
        where c.category_code in ('airplane', 'rotorcraft', 'powered_lift')
        union
        select 'easa_fcl_740_a', c.category_code, c.class_code, null, c.aircraft_id
        from crafts c
        where c.category_code = 'airplane' and not c.is_multi_engine and not c.is_turbine and c.type_code is null
        union
        select q.question, 'glider', null, null, c.aircraft_id
        from crafts c
        cross join (values ('faa_61_57_c_glider'), ('faa_61_57_c_glider_passenger')) as q (question)
        where exists (select from crafts g where g.category_code = 'glider' and g.has_instrument)
          and (
            c.category_code = 'glider'
            or q.question = 'faa_61_57_c_glider' and c.category_code = 'airplane' and not c.is_multi_engine
          )
        union
        select q.question, c.category_code, null, null, c.aircraft_id
        from crafts c
        cross join (values ('faa_61_57_f_2'), ('faa_61_57_f_4')) as q (question)
        where exists (select from crafts n where n.category_code = c.category_code and n.has_nvg)
        union
        select q.question, c.category_code, c.class_code, c.type_code, c.aircraft_id
        from crafts c
        cross join (values ('61.57(e)(4) landings'), ('61.57(e)(4) type')) as q (question)
        where c.category_code = 'airplane' and c.type_code in (select t.type_code from turbines t)
        union
        select '61.57(e)(4) night', 'airplane', null, null, c.aircraft_id
        from crafts c
        where c.category_code = 'airplane' and c.is_turbine and c.type_code in (select t.type_code from turbines t)
        union
        select '61.55 landings', c.category_code, c.class_code, c.type_code, c.aircraft_id
        from crafts c
        where c.type_code is not null
      ),
      needs (question, window_words, measure, need) as (
        values
          ('easa_fcl_060_b_1', '90 days', 'takeoffs', 3),
          ('easa_fcl_060_b_1', '90 days', 'landings', 3),
          ('easa_fcl_060_b_2', '90 days', 'night_takeoffs', 1),
          ('easa_fcl_060_b_2', '90 days', 'night_landings', 1),
          ('easa_fcl_740_a', '12 months to the day', 'total_time', 720),
          ('easa_fcl_740_a', '12 months to the day', 'pic_time', 360),
          ('easa_fcl_740_a', '12 months to the day', 'takeoffs', 12),
          ('easa_fcl_740_a', '12 months to the day', 'landings', 12),
          ('easa_fcl_740_a', '12 months to the day', 'instructor_hours', 1),
          ('faa_61_57_c_glider', '6 calendar months', 'tracking_minutes', 60),
          ('faa_61_57_c_glider', '6 calendar months', 'instrument_minutes', 180),
          ('faa_61_57_c_glider_passenger', '6 calendar months', 'instrument_minutes', 120),
          ('faa_61_57_f_2', '2 calendar months', 'nvg_operations', 3),
          ('faa_61_57_f_4', '4 calendar months', 'nvg_operations', 3),
          ('61.57(e)(4) landings', '90 days', 'takeoffs', 3),
          ('61.57(e)(4) landings', '90 days', 'landings', 3),
          ('61.57(e)(4) type', '90 days', 'total_time', 900),
          ('61.57(e)(4) night', '6 calendar months', 'recency_night_takeoffs', 3),
          ('61.57(e)(4) night', '6 calendar months', 'recency_night_full_stops', 3),
          ('61.55 landings', '12 calendar months', 'takeoffs', 3),
          ('61.55 landings', '12 calendar months', 'full_stops', 3)
      ),
      questions as (
        select distinct m.question, m.category_code, m.class_code, m.type_code,
          concat_ws('|', m.question, m.category_code, coalesce(m.class_code, ''), coalesce(m.type_code, '')) as key
        from members m
      ),
      flown as materialized (
        select d.* from logbook.flown_days(p_owner, v_from, p_as_of) d
      ),
      daily as (
        select q.key, n.measure, n.need, n.window_words, d.day, sum(d.how_many)::bigint as how_many
        from questions q
        join needs n on n.question = q.question
        join members m
          on m.question = q.question
          and (m.category_code, m.class_code, m.type_code)
            is not distinct from (q.category_code, q.class_code, q.type_code)
        join flown d on d.aircraft_id = m.aircraft_id and d.measure = n.measure
        where q.key <> all (v_done)
        group by q.key, n.measure, n.need, n.window_words, d.day
      ),
      -- Once for all questions, not once for each.
      met as materialized (
        select d.key, d.measure, max(d.day) as last_event,
          logbook.held_days(
            array_agg(d.day order by d.day),
            array_agg(d.how_many order by d.day),
            d.need,
            array_agg(logbook.counts_until(d.day, d.window_words) order by d.day)
          ) as days
        from daily d
        group by d.key, d.measure, d.need, d.window_words
      ),
      checked as (
        -- A check with goggles stands for the operations, 14 CFR 61.57(g).
        select q.key, max(d.day) as last_event,
          range_agg(daterange(d.day, logbook.counts_until(d.day, n.window_words), '[]')) as days
        from questions q
        join needs n on n.question = q.question
        join members m on m.question = q.question and m.category_code = q.category_code
        join flown d on d.aircraft_id = m.aircraft_id and d.measure = 'nvg_checks'
        where q.question in ('faa_61_57_f_2', 'faa_61_57_f_4')
        group by q.key
      )
      select q.*, l.last_event, l.days, upper(l.days) - 1 as last_day
      from questions q
      cross join lateral (
        select
          greatest(max(m.last_event), max(k.last_event)) as last_event,
          case
            when count(m.days) = (select count(*) from needs n where n.question = q.question)
              then range_intersect_agg(m.days)
            else '{}'
          end + coalesce((array_agg(k.days))[1], '{}') as days
        from (select q.key) as asked
        left join met m on m.key = asked.key
        left join checked k on k.key = asked.key
      ) as l
      where q.key <> all (v_done)
    loop
      -- The first 13 months of what we looked at may lack events of before.
      if v_from > date '0001-01-01' and (v_found.last_day is null or v_found.last_day < v_from + 400) then
        v_is_answered := false;
        continue;
      end if;
      v_done := v_done || v_found.key;
      question := v_found.question;
      category_code := v_found.category_code;
      class_code := v_found.class_code;
      type_code := v_found.type_code;
      is_held := v_found.days @> p_as_of;
      last_event_date := v_found.last_event;
      expires_on := v_found.last_day;
      return next;
    end loop;
  end loop;
end
$$;

comment on function logbook.recent_experience(uuid, date) is
  'Whether so many of something were done within a window before a day, by category, class and type: EASA FCL.060(b) and FCL.740.A, 14 CFR 61.57(c)(3), (e)(4) and (f), the landings of 61.55(b).';
grant execute on function logbook.recent_experience(uuid, date) to offblock_gateway;

reset role;
