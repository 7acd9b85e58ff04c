-- Recent experience by one machine: so many of this and that within a window before the day. Twins of
-- shared/rules/window.ts and of the rules that it serves: faa_61_57_a.ts, faa_61_57_b.ts,
-- easa_fcl_060.ts, easa_fcl_740.ts, faa_61_57_c_glider.ts, faa_61_57_f.ts, and parts of
-- faa_61_57_e.ts and faa_61_55.ts.

set local role offblock_owner;

create function logbook.counts_until(p_day date, p_window text)
  returns date
  language sql
  immutable
  parallel safe
as $$
-- Not strict, or it could not be put in line.
  select case p_window
    when '90 days' then p_day + 90
    when '12 months to the day' then (p_day + interval '12 months')::date
    else logbook.end_of_months(p_day, split_part(p_window, ' ', 1)::integer)
  end
$$;

comment on function logbook.counts_until(date, text) is
  'The last day on which an event counts: "90 days" (the event is day 0), "12 months to the day", or "n calendar months".';
grant execute on function logbook.counts_until(date, text) to offblock_gateway;

create function logbook.flown_measures(p_days logbook.flown_day[], p_from date)
  returns table (
    aircraft_id uuid,
    day date,
    measure text,
    how_many integer
  )
  language sql
  immutable
  parallel safe
as $$
  select d.aircraft_id, d.day, m.measure, m.how_many
  from unnest(p_days) as d
  cross join lateral (
    values
      ('total_time', d.total_time),
      ('pic_time', d.pic_time),
      ('dual_received', d.dual_received),
      ('instrument_minutes', d.instrument_minutes),
      ('tracking_minutes', d.tracking_minutes),
      ('nvg_operations', d.nvg_operations),
      ('nvg_checks', d.nvg_checks),
      ('takeoffs', d.takeoffs),
      ('landings', d.landings),
      ('full_stops', d.full_stops),
      ('night_takeoffs', d.night_takeoffs),
      ('night_landings', d.night_landings),
      ('recency_night_takeoffs', d.recency_night_takeoffs),
      ('recency_night_full_stops', d.recency_night_full_stops)
  ) as m (measure, how_many)
  where d.day >= p_from
    and m.how_many > 0
$$;

comment on function logbook.flown_measures(logbook.flown_day[], date) is
  'What was flown since a day in each aircraft, day by day, measure by measure: minutes and counts above zero.';
grant execute on function logbook.flown_measures(logbook.flown_day[], date) to offblock_gateway;

create function logbook.flown_crafts(p_owner uuid, p_days logbook.flown_day[])
  returns table (
    aircraft_id uuid,
    category_code text,
    class_code text,
    type_code text,
    is_multi_engine boolean,
    is_turbine boolean,
    is_jet boolean,
    is_tailwheel boolean,
    is_tmg boolean,
    has_sic boolean,
    has_crew boolean,
    measures jsonb
  )
  language sql
  stable
  parallel safe
as $$
  select
    k.aircraft_id, k.category_code, k.class_code, k.type_code, k.is_multi_engine, k.is_turbine, k.is_jet,
    k.is_tailwheel, k.is_tmg, f.has_sic, f.has_crew, f.measures
  from logbook.v_crafts k
  join (
    select
      d.aircraft_id,
      bool_or(d.sic_time > 0) as has_sic,
      bool_or(d.sic_time > 0 or d.multi_pilot_time > 0) as has_crew,
      jsonb_build_object(
        'total_time', jsonb_build_array(sum(d.total_time), max(d.day) filter (where d.total_time > 0)),
        'pic_time', jsonb_build_array(sum(d.pic_time), max(d.day) filter (where d.pic_time > 0)),
        'dual_received', jsonb_build_array(sum(d.dual_received), max(d.day) filter (where d.dual_received > 0)),
        'instrument_minutes', jsonb_build_array(sum(d.instrument_minutes), max(d.day) filter (where d.instrument_minutes > 0)),
        'tracking_minutes', jsonb_build_array(sum(d.tracking_minutes), max(d.day) filter (where d.tracking_minutes > 0)),
        'nvg_operations', jsonb_build_array(sum(d.nvg_operations), max(d.day) filter (where d.nvg_operations > 0)),
        'nvg_checks', jsonb_build_array(sum(d.nvg_checks), max(d.day) filter (where d.nvg_checks > 0)),
        'takeoffs', jsonb_build_array(sum(d.takeoffs), max(d.day) filter (where d.takeoffs > 0)),
        'landings', jsonb_build_array(sum(d.landings), max(d.day) filter (where d.landings > 0)),
        'full_stops', jsonb_build_array(sum(d.full_stops), max(d.day) filter (where d.full_stops > 0)),
        'night_takeoffs', jsonb_build_array(sum(d.night_takeoffs), max(d.day) filter (where d.night_takeoffs > 0)),
        'night_landings', jsonb_build_array(sum(d.night_landings), max(d.day) filter (where d.night_landings > 0)),
        'recency_night_takeoffs', jsonb_build_array(sum(d.recency_night_takeoffs), max(d.day) filter (where d.recency_night_takeoffs > 0)),
        'recency_night_full_stops', jsonb_build_array(sum(d.recency_night_full_stops), max(d.day) filter (where d.recency_night_full_stops > 0))
      ) as measures
    from unnest(p_days) as d
    group by d.aircraft_id
  ) as f on f.aircraft_id = k.aircraft_id
  where k.owner_user_id = p_owner
    and k.category_code is not null
$$;

comment on function logbook.flown_crafts(uuid, logbook.flown_day[]) is
  'The aircraft of a known category that were flown, with what was logged in them that decides which rules ask about them: measure by measure [all of it, the last day with some].';
grant execute on function logbook.flown_crafts(uuid, logbook.flown_day[]) to offblock_gateway;

create function logbook.recent_experience(p_owner uuid, p_as_of date, p_days logbook.flown_day[])
  returns table (
    question text,
    category_code text,
    class_code text,
    type_code text,
    is_tailwheel boolean,
    is_held boolean,
    last_event_date date,
    expires_on date,
    has_sic boolean,
    has_crew boolean,
    is_jet boolean
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- What was never done often enough in a whole career was never held: most of what pilots do not hold
-- is told by that alone. No window is longer than 13 months, so a look at the last 800 days is exact
-- for its later part: who held something in it is answered from it. Only for what is left do we look
-- at everything. A small logbook is looked at once.
declare
  v_from date;
  v_done text[] := '{}';
  v_found record;
  v_crafts constant jsonb := (
    select jsonb_agg(to_jsonb(c)) from logbook.flown_crafts(p_owner, p_days) c
  );
  v_is_small constant boolean := cardinality(p_days) < 1000;
  v_is_answered boolean := false;
begin
  foreach v_from in array array[p_as_of - 800, date '0001-01-01'] loop
    continue when v_is_small and v_from > date '0001-01-01';
    exit when v_is_answered;
    v_is_answered := true;
    for v_found in
      with
      crafts as materialized (
        select c.*,
          (c.measures -> 'nvg_operations' ->> 0)::bigint + (c.measures -> 'nvg_checks' ->> 0)::bigint > 0 as has_nvg,
          (c.measures -> 'instrument_minutes' ->> 0)::bigint > 0 as has_instrument,
          c.category_code = 'airplane' and not c.is_multi_engine and not c.is_turbine and c.type_code is null as is_sep
        from jsonb_to_recordset(v_crafts) as c (
          aircraft_id uuid, category_code text, class_code text, type_code text, is_multi_engine boolean,
          is_turbine boolean, is_jet boolean, is_tailwheel boolean, is_tmg boolean, has_sic boolean,
          has_crew boolean, measures jsonb
        )
      ),
      turbines as (
        select distinct c.type_code
        from crafts c
        where c.category_code = 'airplane' and c.is_turbine and c.type_code is not null and c.has_crew
      ),
      asked (question, category_code, class_code, type_code, is_tailwheel, aircraft_id) as (
        select q.question, c.category_code, c.class_code, g.type_code, false, c.aircraft_id
        from crafts c
        cross join lateral (values (null::text), (c.type_code)) as g (type_code)
        cross join (values ('faa_61_57_a'), ('faa_61_57_b')) as q (question)
        union
        select 'faa_61_57_a', c.category_code, c.class_code, null, true, c.aircraft_id
        from crafts c
        where c.category_code = 'airplane' and c.is_tailwheel
        union
        select q.question, c.category_code, c.class_code, g.type_code, false, c.aircraft_id
        from crafts c
        cross join lateral (values (null::text), (c.type_code)) as g (type_code)
        cross join (values ('easa_fcl_060_b_1'), ('easa_fcl_060_b_2')) as q (question)
        where c.category_code in ('airplane', 'rotorcraft', 'powered_lift')
        union
        select 'easa_fcl_740_a', c.category_code, c.class_code, null, false, c.aircraft_id
        from crafts c
        where c.is_sep
        union
        -- A touring motor glider, and for holders of both ratings either class or both together.
        select 'easa_fcl_740_a tmg', c.category_code, null, null, false, c.aircraft_id
        from crafts c
        where c.is_tmg
        union
        select 'easa_fcl_740_a both', null, null, null, false, c.aircraft_id
        from crafts c
        where (c.is_tmg or c.is_sep and c.class_code = 'ASEL')
          and exists (select from crafts m where m.is_tmg)
          and exists (select from crafts s where s.is_sep and s.class_code = 'ASEL')
        union
        select q.question, 'glider', null, null, false, c.aircraft_id
        from crafts c
        cross join (values ('faa_61_57_c_glider'), ('faa_61_57_c_glider_passenger')) as q (question)
        where exists (select from crafts g where g.category_code = 'glider' and g.has_instrument)
          and (
            c.category_code = 'glider'
            or q.question = 'faa_61_57_c_glider' and c.category_code = 'airplane' and not c.is_multi_engine
          )
        union
        select q.question, c.category_code, null, null, false, c.aircraft_id
        from crafts c
        -- Helicopters and powered-lift want six operations, 14 CFR 61.57(f)(1)(v).
        join (
          values
            ('faa_61_57_f_2', false), ('faa_61_57_f_4', false),
            ('faa_61_57_f_2 six', true), ('faa_61_57_f_4 six', true)
        ) as q (question, is_six)
          on q.is_six = (c.category_code in ('rotorcraft', 'powered_lift'))
        where exists (select from crafts n where n.category_code = c.category_code and n.has_nvg)
        union
        select q.question, c.category_code, c.class_code, c.type_code, false, c.aircraft_id
        from crafts c
        cross join (values ('61.57(e)(4) landings'), ('61.57(e)(4) type')) as q (question)
        where c.category_code = 'airplane' and c.type_code in (select t.type_code from turbines t)
        union
        select '61.57(e)(4) night', 'airplane', null, null, false, c.aircraft_id
        from crafts c
        where c.category_code = 'airplane' and c.is_turbine and c.type_code in (select t.type_code from turbines t)
        union
        select '61.55 landings', c.category_code, c.class_code, c.type_code, false, c.aircraft_id
        from crafts c
        where c.type_code is not null
      ),
      members as materialized (
        select a.*, concat_ws(
          '|', a.question, a.category_code, coalesce(a.class_code, ''), coalesce(a.type_code, ''), a.is_tailwheel
        ) as key
        from asked a
      ),
      needs (question, is_tailwheel, window_words, measure, need) as (
        values
          ('faa_61_57_a', false, '90 days', 'takeoffs', 3),
          ('faa_61_57_a', false, '90 days', 'landings', 3),
          ('faa_61_57_a', true, '90 days', 'takeoffs', 3),
          ('faa_61_57_a', true, '90 days', 'full_stops', 3),
          ('faa_61_57_b', false, '90 days', 'recency_night_takeoffs', 3),
          ('faa_61_57_b', false, '90 days', 'recency_night_full_stops', 3),
          ('easa_fcl_060_b_1', false, '90 days', 'takeoffs', 3),
          ('easa_fcl_060_b_1', false, '90 days', 'landings', 3),
          ('easa_fcl_060_b_2', false, '90 days', 'night_takeoffs', 1),
          ('easa_fcl_060_b_2', false, '90 days', 'night_landings', 1),
          ('easa_fcl_740_a', false, '12 months to the day', 'total_time', 720),
          ('easa_fcl_740_a', false, '12 months to the day', 'pic_time', 360),
          ('easa_fcl_740_a', false, '12 months to the day', 'takeoffs', 12),
          ('easa_fcl_740_a', false, '12 months to the day', 'landings', 12),
          ('easa_fcl_740_a', false, '12 months to the day', 'dual_received', 60),
          ('easa_fcl_740_a tmg', false, '12 months to the day', 'total_time', 720),
          ('easa_fcl_740_a tmg', false, '12 months to the day', 'pic_time', 360),
          ('easa_fcl_740_a tmg', false, '12 months to the day', 'takeoffs', 12),
          ('easa_fcl_740_a tmg', false, '12 months to the day', 'landings', 12),
          ('easa_fcl_740_a tmg', false, '12 months to the day', 'dual_received', 60),
          ('easa_fcl_740_a both', false, '12 months to the day', 'total_time', 720),
          ('easa_fcl_740_a both', false, '12 months to the day', 'pic_time', 360),
          ('easa_fcl_740_a both', false, '12 months to the day', 'takeoffs', 12),
          ('easa_fcl_740_a both', false, '12 months to the day', 'landings', 12),
          ('easa_fcl_740_a both', false, '12 months to the day', 'dual_received', 60),
          ('faa_61_57_c_glider', false, '6 calendar months', 'tracking_minutes', 60),
          ('faa_61_57_c_glider', false, '6 calendar months', 'instrument_minutes', 180),
          ('faa_61_57_c_glider_passenger', false, '6 calendar months', 'instrument_minutes', 120),
          ('faa_61_57_f_2', false, '2 calendar months', 'nvg_operations', 3),
          ('faa_61_57_f_4', false, '4 calendar months', 'nvg_operations', 3),
          ('faa_61_57_f_2 six', false, '2 calendar months', 'nvg_operations', 6),
          ('faa_61_57_f_4 six', false, '4 calendar months', 'nvg_operations', 6),
          ('61.57(e)(4) landings', false, '90 days', 'takeoffs', 3),
          ('61.57(e)(4) landings', false, '90 days', 'landings', 3),
          ('61.57(e)(4) type', false, '90 days', 'total_time', 900),
          ('61.57(e)(4) night', false, '6 calendar months', 'recency_night_takeoffs', 3),
          ('61.57(e)(4) night', false, '6 calendar months', 'recency_night_full_stops', 3),
          ('61.55 landings', false, '12 calendar months', 'takeoffs', 3),
          ('61.55 landings', false, '12 calendar months', 'full_stops', 3)
      ),
      -- What was ever done of each need. A check with goggles stands for the operations, 14 CFR 61.57(g).
      ever as (
        select m.key, n.measure,
          sum((c.measures -> n.measure ->> 0)::bigint) >= n.need as is_enough,
          bool_or((c.measures -> 'nvg_checks' ->> 0)::bigint > 0) as is_checked,
          greatest(
            max((c.measures -> n.measure ->> 1)::date),
            max((c.measures -> 'nvg_checks' ->> 1)::date) filter (where n.measure = 'nvg_operations')
          ) as last_event
        from members m
        join needs n on n.question = m.question and n.is_tailwheel = m.is_tailwheel
        join crafts c on c.aircraft_id = m.aircraft_id
        group by m.key, n.measure, n.need
      ),
      questions as materialized (
        select m.key, m.question, m.category_code, m.class_code, m.type_code, m.is_tailwheel,
          bool_or(c.has_sic) as has_sic, bool_or(c.has_crew) as has_crew, bool_or(c.is_jet) as is_jet,
          e.is_reachable, e.needs, e.last_event
        from members m
        join crafts c on c.aircraft_id = m.aircraft_id
        join (
          select e.key, count(*) as needs, max(e.last_event) as last_event,
            bool_and(e.is_enough or e.measure = 'nvg_operations' and e.is_checked) as is_reachable
          from ever e
          group by e.key
        ) as e on e.key = m.key
        where m.key <> all (v_done)
        group by m.key, m.question, m.category_code, m.class_code, m.type_code, m.is_tailwheel,
          e.is_reachable, e.needs, e.last_event
      ),
      flown as materialized (
        select d.* from logbook.flown_measures(p_days, v_from) d
      ),
      daily as (
        select q.key, n.measure, n.need, n.window_words, d.day, sum(d.how_many)::bigint as how_many
        from questions q
        join needs n on n.question = q.question and n.is_tailwheel = q.is_tailwheel
        join members m on m.key = q.key
        join flown d on d.aircraft_id = m.aircraft_id and d.measure = n.measure
        where q.is_reachable
        group by q.key, n.measure, n.need, n.window_words, d.day
      ),
      -- Once for all questions, not once for each.
      met as materialized (
        select d.key, d.measure,
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
        select q.key, range_agg(daterange(d.day, logbook.counts_until(d.day, n.window_words), '[]')) as days
        from questions q
        join needs n on n.question = q.question
        join members m on m.key = q.key
        join flown d on d.aircraft_id = m.aircraft_id and d.measure = 'nvg_checks'
        where q.question like 'faa_61_57_f%'
        group by q.key
      )
      select q.*, h.days, upper(h.days) - 1 as last_day
      from questions q
      cross join lateral (
        select
          case when count(m.days) = q.needs then range_intersect_agg(m.days) else '{}' end
            + coalesce((select k.days from checked k where k.key = q.key), '{}') as days
        from met m
        where m.key = q.key
      ) as h
    loop
      -- The first 13 months of what we looked at may lack events of before.
      if v_from > date '0001-01-01' and v_found.is_reachable
        and (v_found.last_day is null or v_found.last_day < v_from + 400)
      then
        v_is_answered := false;
        continue;
      end if;
      v_done := v_done || v_found.key;
      question := v_found.question;
      category_code := v_found.category_code;
      class_code := v_found.class_code;
      type_code := v_found.type_code;
      is_tailwheel := v_found.is_tailwheel;
      is_held := v_found.days @> p_as_of;
      last_event_date := v_found.last_event;
      expires_on := v_found.last_day;
      has_sic := v_found.has_sic;
      has_crew := v_found.has_crew;
      is_jet := v_found.is_jet;
      return next;
    end loop;
  end loop;
end
$$;

comment on function logbook.recent_experience(uuid, date, logbook.flown_day[]) is
  'Whether so many of something were done within a window before a day, by category, class and type: 14 CFR 61.57(a), (b), (c)(3), (e)(4) and (f), the landings of 61.55(b), EASA FCL.060(b) and FCL.740.A; with what was logged in such aircraft.';
grant execute on function logbook.recent_experience(uuid, date, logbook.flown_day[]) to offblock_gateway;

reset role;
