-- What is done once and falls due: twins of shared/rules/events.ts, faa_61_55.ts, faa_61_58.ts,
-- faa_61_57_e.ts, faa_61_197.ts and faa_107_65.ts.

set local role offblock_owner;

create function logbook.due_after(p_days date[], p_as_of date, p_months integer)
  returns table (last_done date, due_by date, grace_ends_on date)
  language plpgsql
  immutable
  parallel safe
as $$
-- Done in the month before or after the one in which it is due, it counts as done when due.
declare
  v_month integer;
  v_due integer;
begin
  for last_done in select d from unnest(p_days) as d where d <= p_as_of order by d loop
    v_month := extract(year from last_done) * 12 + extract(month from last_done);
    v_due := greatest(v_due, case when abs(v_month - v_due) <= 1 then v_due else v_month end + p_months);
  end loop;
  if v_due is not null then
    last_done := (select max(d) from unnest(p_days) as d where d <= p_as_of);
    due_by := logbook.end_of_months(last_done, v_due - v_month);
    grace_ends_on := logbook.end_of_months(last_done, v_due - v_month + 1);
    return next;
  end if;
end
$$;

comment on function logbook.due_after(date[], date, integer) is
  'When something done every so many calendar months falls due, and the month of grace after it, 14 CFR 61.55(c), 61.58(i). No row when it was never done.';
grant execute on function logbook.due_after(date[], date, integer) to offblock_gateway;

create function logbook.plain_type(p_type text)
  returns text
  language sql
  immutable
  strict
  parallel safe
as $$
  select regexp_replace(upper(p_type), '[^A-Z0-9]', '', 'g')
$$;

comment on function logbook.plain_type(text) is 'A type by which B-737 and b737 are one.';
grant execute on function logbook.plain_type(text) to offblock_gateway;

create function logbook.training_done(p_owner uuid, p_to date)
  returns table (code text, done_on date, aircraft_type text, record_id uuid)
  language sql
  stable
  parallel safe
as $$
  select k.code, coalesce(e.actual_end_date, e.actual_start_date), e.aircraft_type, e.id
  from logbook.training_events e
  join reference.training_event_types k on k.id = e.event_type_id
  where e.owner_user_id = p_owner
    and coalesce(e.actual_end_date, e.actual_start_date) <= p_to
    and e.status = 'completed'
    and e.satisfactorily_completed is not false
$$;

comment on function logbook.training_done(uuid, date) is
  'Training events that were completed up to a day and not said to be unsatisfactory.';
grant execute on function logbook.training_done(uuid, date) to offblock_gateway;

create function logbook.pic_checks_done(p_owner uuid, p_to date)
  returns table (done_on date, type_code text)
  language sql
  stable
  parallel safe
as $$
  select f.flight_date, k.type_code
  from logbook.flights f
  left join logbook.v_crafts k on k.owner_user_id = f.owner_user_id and k.aircraft_id = f.aircraft_id
  where f.owner_user_id = p_owner
    and f.flight_date <= p_to
    and f.is_6158_check
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
  union all
  select t.done_on, t.aircraft_type
  from logbook.training_done(p_owner, p_to) t
  where t.code in ('61.58_check', 'proficiency_check')
  union all
  select t.test_date, k.type_code
  from logbook.practical_tests t
  join logbook.v_crafts k on k.owner_user_id = t.owner_user_id and k.aircraft_id = t.aircraft_id
  where t.owner_user_id = p_owner
    and t.test_date <= p_to
    and t.outcome = 'pass'
    and k.type_code is not null
$$;

comment on function logbook.pic_checks_done(uuid, date) is
  'Checks up to a day that count for 14 CFR 61.58, with their type; null when nothing says it.';
grant execute on function logbook.pic_checks_done(uuid, date) to offblock_gateway;

create function logbook.relief_sectors(p_owner uuid, p_as_of date)
  returns table (category_code text, class_code text, type_code text, last_event_date date, days datemultirange)
  language sql
  stable
  parallel safe
as $$
  with
  flown as (
    select k.category_code, k.class_code, k.type_code, f.flight_date,
      sum((select count(*) from logbook.flight_legs l where l.owner_user_id = f.owner_user_id and l.flight_id = f.id)) as sectors
    from logbook.people p
    join logbook.flight_crew c on c.owner_user_id = p.owner_user_id and c.person_id = p.id
    join reference.role_on_flight_types r on r.id = c.role_on_flight_id and r.code in ('relief_pilot', 'IRO')
    join logbook.flights f on f.owner_user_id = c.owner_user_id and f.id = c.flight_id
    join logbook.v_crafts k on k.owner_user_id = f.owner_user_id and k.aircraft_id = f.aircraft_id
    where p.owner_user_id = p_owner
      and p.is_logbook_owner
      and f.flight_date <= p_as_of
      and not f.is_erroneous
      and f.superseded_by_flight_id is null
      and k.type_code is not null
    group by k.category_code, k.class_code, k.type_code, f.flight_date
  )
  select f.category_code, f.class_code, f.type_code, max(f.flight_date),
    logbook.held_days(
      array_agg(f.flight_date order by f.flight_date),
      array_agg(f.sectors::bigint order by f.flight_date),
      3,
      array_agg(f.flight_date + 90 order by f.flight_date)
    )
  from flown f
  group by f.category_code, f.class_code, f.type_code
$$;

comment on function logbook.relief_sectors(uuid, date) is
  'The types in which the owner relieved at the controls in cruise, with the days on which three sectors within 90 days held, EASA FCL.060(b)(3)(ii).';
grant execute on function logbook.relief_sectors(uuid, date) to offblock_gateway;

create function logbook.crew_currency(p_owner uuid, p_as_of date, p_days logbook.flown_day[])
  returns table (
    currency text,
    category_code text,
    class_code text,
    type_code text,
    is_tailwheel boolean,
    status text,
    last_event_date date,
    expires_on date,
    grace_ends_on date
  )
  language sql
  stable
as $$
  with
  recent as materialized (select r.* from logbook.recent_experience(p_owner, p_as_of, p_days) r),
  -- Every type that was flown is asked about its landings.
  types as (
    select r.category_code, r.class_code, r.type_code, r.has_sic, r.has_crew, r.is_jet
    from recent r
    where r.question = '61.55 landings'
  ),
  familiarized as (
    select t.category_code, t.class_code, t.type_code, t.has_sic, d.last_done, d.due_by, d.grace_ends_on
    from types t
    left join lateral logbook.due_after(
      array(
        select f.done_on
        from logbook.training_done(p_owner, p_as_of) f
        where f.code = '61.55_familiarization'
          and logbook.plain_type(f.aircraft_type) = logbook.plain_type(t.type_code)
      ),
      p_as_of,
      12
    ) as d on true
  ),
  second as (
    select f.*, r.is_held, r.last_event_date,
      case when num_nulls(f.due_by, r.expires_on) = 0 then least(f.due_by, r.expires_on) end as ends_on
    from familiarized f
    join recent r
      on r.question = '61.55 landings'
      and (r.category_code, r.class_code, r.type_code)
        is not distinct from (f.category_code, f.class_code, f.type_code)
    where f.has_sic or f.last_done is not null
  ),
  checked as (
    select t.category_code, t.class_code, t.type_code,
      greatest(a.last_done, o.last_done) as last_done,
      case when o.due_by is not null then least(a.due_by, o.due_by) end as due_by,
      case when o.due_by is not null then least(a.grace_ends_on, o.grace_ends_on) end as grace_ends_on
    from types t
    left join lateral logbook.due_after(
      array(select c.done_on from logbook.pic_checks_done(p_owner, p_as_of) c), p_as_of, 12
    ) as a on true
    left join lateral logbook.due_after(
      array(
        select c.done_on
        from logbook.pic_checks_done(p_owner, p_as_of) c
        where logbook.plain_type(c.type_code) = logbook.plain_type(t.type_code)
      ),
      p_as_of,
      24
    ) as o on true
    where t.is_jet or t.has_crew
  ),
  career as (
    select coalesce(sum(d.total_time), 0) >= 1500 * 60 as is_enough from unnest(p_days) as d
  ),
  by_night as (
    -- 14 CFR 61.57(e)(4): each part held up to its own last day, all of them up to the earliest.
    select l.category_code, l.class_code, l.type_code,
      l.is_held and t.is_held and n.is_held as is_held,
      greatest(l.last_event_date, t.last_event_date, n.last_event_date) as last_event_date,
      case
        when num_nulls(l.expires_on, t.expires_on, n.expires_on) = 0
          then least(l.expires_on, t.expires_on, n.expires_on)
      end as expires_on
    from recent l
    join recent t
      on t.question = '61.57(e)(4) type'
      and (t.category_code, t.class_code, t.type_code)
        is not distinct from (l.category_code, l.class_code, l.type_code)
    join recent n on n.question = '61.57(e)(4) night'
    -- Only turbine types in which a crew was logged are asked about.
    join types y
      on (y.category_code, y.class_code, y.type_code)
        is not distinct from (l.category_code, l.class_code, l.type_code)
      and y.has_crew
    where l.question = '61.57(e)(4) landings'
  )
  select r.question, r.category_code, r.class_code, r.type_code, r.is_tailwheel,
    case when r.is_held then 'current' when r.expires_on is null then 'never' else 'lapsed' end,
    r.last_event_date, r.expires_on, null::date
  from recent r
  where r.question !~ '^61'
    and r.question <> 'faa_61_57_c_glider_passenger'
  union all
  -- With a passenger what is asked without one, and two hours in a glider, 14 CFR 61.57(c)(3)(ii).
  select p.question, p.category_code, p.class_code, p.type_code, p.is_tailwheel,
    case
      when o.is_held and p.is_held then 'current'
      when num_nulls(o.expires_on, p.expires_on) > 0 then 'never'
      else 'lapsed'
    end,
    greatest(o.last_event_date, p.last_event_date),
    case when num_nulls(o.expires_on, p.expires_on) = 0 then least(o.expires_on, p.expires_on) end,
    null::date
  from recent o
  join recent p on p.question = 'faa_61_57_c_glider_passenger'
  where o.question = 'faa_61_57_c_glider'
  union all
  select 'easa_fcl_060_b_3', s.category_code, s.class_code, s.type_code, false,
    case
      when r.is_held or s.days @> p_as_of then 'current'
      when coalesce(r.expires_on, upper(s.days)) is null then 'never'
      else 'lapsed'
    end,
    greatest(r.last_event_date, s.last_event_date),
    greatest(r.expires_on, upper(s.days) - 1),
    null
  from logbook.relief_sectors(p_owner, p_as_of) s
  join recent r
    on r.question = 'easa_fcl_060_b_1'
    and (r.category_code, r.class_code, r.type_code)
      is not distinct from (s.category_code, s.class_code, s.type_code)
  union all
  select 'faa_61_57_e_4', n.category_code, n.class_code, n.type_code, false,
    case
      when n.is_held and c.is_enough then 'current'
      when c.is_enough and n.expires_on is not null then 'lapsed'
      else 'never'
    end,
    n.last_event_date,
    case when c.is_enough then n.expires_on end,
    null
  from by_night n
  cross join career c
  union all
  select 'faa_61_55', s.category_code, s.class_code, s.type_code, false,
    case
      when s.ends_on is null then 'never'
      when p_as_of <= s.ends_on then 'current'
      when s.is_held and p_as_of <= s.grace_ends_on then 'grace'
      else 'lapsed'
    end,
    greatest(s.last_done, s.last_event_date),
    s.ends_on,
    case when p_as_of > s.ends_on and s.is_held and p_as_of <= s.grace_ends_on then s.grace_ends_on end
  from second s
  union all
  select 'faa_61_58', c.category_code, c.class_code, c.type_code, false,
    case
      when c.due_by is null then 'never'
      when p_as_of <= c.due_by then 'current'
      when p_as_of <= c.grace_ends_on then 'grace'
      else 'lapsed'
    end,
    c.last_done,
    c.due_by,
    case when p_as_of > c.due_by and p_as_of <= c.grace_ends_on then c.grace_ends_on end
  from checked c
$$;

comment on function logbook.crew_currency(uuid, date, logbook.flown_day[]) is
  'Recent experience beyond 61.57(c)(1) and (2): take-offs and landings of 61.57(a) and (b), EASA FCL.060(b) and FCL.740.A, gliders on instruments, goggles, and what crews need: 61.55, 61.57(e)(4), 61.58.';
grant execute on function logbook.crew_currency(uuid, date, logbook.flown_day[]) to offblock_gateway;

create function logbook.instructor_period(p_owner uuid, p_as_of date)
  returns table (last_event_date date, expires_on date)
  language plpgsql
  stable
as $$
-- 14 CFR 61.197: 24 calendar months, from the end of the period when renewed in its last month or the
-- three before; a course more than three months late does nothing, 61.199(a)(1).
declare
  v_done record;
  v_end date;
  v_months integer;
begin
  select
    c.date_of_issuance,
    case
      when coalesce(c.recent_experience_end, c.expires_on) is null then logbook.end_of_months(c.date_of_issuance, 24)
      else logbook.end_of_months(coalesce(c.recent_experience_end, c.expires_on), 0)
    end
    into last_event_date, expires_on
    from logbook.certificates c
    join reference.certificate_levels l on l.id = c.certificate_level_id
    where c.owner_user_id = p_owner and c.date_of_issuance <= p_as_of and l.code = 'flight_instructor'
    order by 2 desc
    limit 1;
  if expires_on is null then
    return;
  end if;
  for v_done in
    select t.done_on, true as is_course from logbook.training_done(p_owner, p_as_of) t where t.code = 'FIRC'
    union all
    select t.test_date, false
    from logbook.practical_tests t
    where t.owner_user_id = p_owner
      and t.test_date <= p_as_of
      and t.outcome = 'pass'
      and t.certificate_or_rating_sought ~* 'instructor|\mCFII?\M|\mMEI\M'
    order by 1
  loop
    v_months := (extract(year from v_done.done_on) - extract(year from expires_on)) * 12
      + extract(month from v_done.done_on) - extract(month from expires_on);
    continue when v_done.is_course and v_months > 3;
    v_end := logbook.end_of_months(case when v_months between -3 and 0 then expires_on else v_done.done_on end, 24);
    if v_end > expires_on then
      expires_on := v_end;
      last_event_date := v_done.done_on;
    end if;
  end loop;
  return next;
end
$$;

comment on function logbook.instructor_period(uuid, date) is
  'When the recent experience of a flight instructor ends, 14 CFR 61.197, and what it runs from. No row without such a certificate.';
grant execute on function logbook.instructor_period(uuid, date) to offblock_gateway;

create function logbook.remote_pilot_knowledge(p_owner uuid, p_as_of date)
  returns table (last_event_date date, expires_on date)
  language sql
  stable
as $$
  select max(d.done_on), logbook.end_of_months(max(d.done_on), 24)
  from (
    select c.date_of_issuance as done_on
    from logbook.certificates c
    join reference.certificate_levels l on l.id = c.certificate_level_id
    where c.owner_user_id = p_owner and c.date_of_issuance <= p_as_of and l.code = 'remote_pilot'
    union all
    select t.test_date
    from logbook.practical_tests t
    where t.owner_user_id = p_owner
      and t.test_date <= p_as_of
      and t.outcome = 'pass'
      and t.certificate_or_rating_sought ~* 'remote|unmanned|uas|\m107\M'
    union all
    select t.done_on from logbook.training_done(p_owner, p_as_of) t where t.code = 'recurrent_UAS'
  ) as d
  having count(*) > 0
$$;

comment on function logbook.remote_pilot_knowledge(uuid, date) is
  'Until when the knowledge of a remote pilot is recent, 14 CFR 107.65. No row without certificate, test or training.';
grant execute on function logbook.remote_pilot_knowledge(uuid, date) to offblock_gateway;

reset role;
