-- Currency, computed on every question: twins of shared/rules/faa_61_57_c.ts and faa_61_56.ts. A need is
-- met on a set of days; sets of days are multiranges. Events of a day count through the end of the n-th
-- calendar month after theirs. The law before 1997-08-04 is not known here.

set local role offblock_owner;

create function logbook.end_of_months(p_day date, p_months integer)
  returns date
  language sql
  immutable
  strict
  parallel safe
as $$
  select (date_trunc('month', p_day::timestamp) + make_interval(months => p_months + 1) - interval '1 day')::date
$$;

comment on function logbook.end_of_months(date, integer) is
  'The last day of the n-th calendar month after the month of a day: calendar months of 14 CFR part 61.';
grant execute on function logbook.end_of_months(date, integer) to offblock_gateway;

create function logbook.carrying_operation(p_as_of date)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select case when p_as_of >= date '2024-12-02' then 'carrying persons' else 'carrying passengers' end
$$;

comment on function logbook.carrying_operation(date) is
  'What 14 CFR 61.57(a) and (b) speak of: persons since 2 December 2024 (89 FR 80310), passengers before.';
grant execute on function logbook.carrying_operation(date) to offblock_gateway;

create function logbook.held_days(p_days date[], p_counts bigint[], p_need bigint, p_untils date[])
  returns datemultirange
  language plpgsql
  immutable
  parallel safe
as $$
-- The row that the need hangs on never moves back, so one pass is enough; nor do the ends of the spans,
-- so each joins the one before or begins a new one.
declare
  v_sum bigint := 0;
  v_first integer := 1;
  v_from date;
  v_to date;
  v_spans daterange[] := '{}';
begin
  for i in 1..coalesce(cardinality(p_days), 0) loop
    v_sum := v_sum + p_counts[i];
    while v_first < i and v_sum - p_counts[v_first] >= p_need loop
      v_sum := v_sum - p_counts[v_first];
      v_first := v_first + 1;
    end loop;
    continue when v_sum < p_need or p_untils[v_first] < p_days[i];
    if v_to is null or p_days[i] > v_to + 1 then
      if v_to is not null then
        v_spans := v_spans || daterange(v_from, v_to, '[]');
      end if;
      v_from := p_days[i];
    end if;
    v_to := p_untils[v_first];
  end loop;
  if v_to is not null then
    v_spans := v_spans || daterange(v_from, v_to, '[]');
  end if;
  return coalesce((select range_agg(s) from unnest(v_spans) as s), '{}');
end
$$;

comment on function logbook.held_days(date[], bigint[], bigint, date[]) is
  'The days on which a need is met. Days rise; of each the count and the last day on which it counts are given.';
grant execute on function logbook.held_days(date[], bigint[], bigint, date[]) to offblock_gateway;

create function logbook.instrument_currency(p_owner uuid, p_as_of date, p_days logbook.flown_day[])
  returns table (
    category_code text,
    status text,
    last_event_date date,
    expires_on date,
    grace_ends_on date
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- Six approaches, a hold and tracking within six calendar months. A lapse can be made up with the
-- same tasks for six months more; after that only a proficiency check starts a new time.
declare
  v_group record;
  v_stretch daterange;
  v_last date;
  v_check date;
  v_held boolean;
begin
  for v_group in
    with
    crafts as materialized (
      select k.aircraft_id, k.category_code from logbook.v_crafts k where k.owner_user_id = p_owner
    ),
    tasks as (
      select k.category_code, d.day, d.approaches, d.credited_approaches, d.holds, d.tracking, d.ipc, false as is_in_device
      from unnest(p_days) as d
      join crafts k on k.aircraft_id = d.aircraft_id
      where d.approaches + d.holds + d.tracking + d.ipc > 0
      union all
      select t.category_code, t.session_date, t.approaches, t.credited_approaches, t.holds, t.tracking, t.ipc, true
      from logbook.device_tasks(p_owner, p_as_of) t
    ),
    daily as materialized (
      select
        t.category_code,
        t.day,
        sum(t.credited_approaches) as approaches,
        sum(t.holds) as holds,
        sum(t.tracking) as tracking,
        max(t.ipc) as ipc,
        sum(t.approaches + t.ipc + t.holds) as asked_about,
        bool_or(t.is_in_device and t.credited_approaches + t.holds + t.tracking + t.ipc > 0) as is_in_device
      from tasks t
      where t.category_code in ('airplane', 'rotorcraft', 'powered_lift', 'lighter_than_air')
      group by t.category_code, t.day
    ),
    needed as (
      select d.category_code, d.day, need.*, logbook.end_of_months(d.day, 6) as until
      from daily d
      cross join lateral (
        values ('approaches', 6, d.approaches), ('holds', 1, d.holds), ('tracking', 1, d.tracking)
      ) as need (task, need, how_many)
      where need.how_many > 0
    ),
    met as materialized (
      select n.category_code,
        logbook.held_days(
          array_agg(n.day order by n.day),
          array_agg(n.how_many::bigint order by n.day),
          n.need,
          array_agg(n.until order by n.day)
        ) as days
      from needed n
      group by n.category_code, n.task, n.need
    ),
    -- A check stands for everything.
    checked as (
      select d.category_code, range_agg(daterange(d.day, logbook.end_of_months(d.day, 6), '[]')) as days
      from daily d
      where d.ipc > 0
      group by d.category_code
    )
    select
      g.category_code,
      g.last_event,
      g.checks,
      g.uses_device,
      (
        select case when count(m.days) = 3 then range_intersect_agg(m.days) else '{}' end
        from met m
        where m.category_code = g.category_code
      ) + coalesce((select c.days from checked c where c.category_code = g.category_code), '{}') as met,
      (
        select min(r.date_added)
        from logbook.ratings r
        join reference.rating_types rt on rt.id = r.rating_type_id
        where r.owner_user_id = p_owner
          and rt.code = case g.category_code
            when 'airplane' then 'instrument_airplane'
            when 'rotorcraft' then 'instrument_helicopter'
            when 'powered_lift' then 'instrument_powered_lift'
          end
      ) as rated_from
    from (
      select d.category_code,
        max(d.day) filter (where d.approaches + d.holds + d.tracking + d.ipc > 0) as last_event,
        array_agg(d.day order by d.day) filter (where d.ipc > 0) as checks,
        bool_or(d.is_in_device and logbook.end_of_months(d.day, 6) >= p_as_of) as uses_device
      from daily d
      group by d.category_code
      having sum(d.asked_about) > 0
    ) as g
    order by g.category_code
  loop
    v_last := null;
    v_held := false;
    for v_stretch in select s from unnest(v_group.met) as s order by s loop
      -- What was flown before the rating starts no lapse that matters.
      if v_last is not null
        and lower(v_stretch) > logbook.end_of_months(greatest(v_last, v_group.rated_from), 6)
      then
        v_check := (select min(c) from unnest(v_group.checks) as c where v_stretch @> c);
        continue when v_check is null;
        v_stretch := daterange(v_check, upper(v_stretch));
      end if;
      v_last := upper(v_stretch) - 1;
      v_held := v_stretch @> p_as_of;
    end loop;
    category_code := v_group.category_code;
    last_event_date := v_group.last_event;
    expires_on := v_last;
    grace_ends_on := case when not v_held then logbook.end_of_months(v_last, 6) end;
    status := case
      when v_held then 'current'
      when v_last is null then 'never'
      when p_as_of <= grace_ends_on then 'grace'
      else 'needs_ipc'
    end;
    -- Tasks in devices had windows of their own before (83 FR 30232), which are not known here.
    if p_as_of < date '2018-11-26' and v_group.uses_device then
      status := 'unknown';
      expires_on := null;
      grace_ends_on := null;
    end if;
    return next;
  end loop;
end
$$;

comment on function logbook.instrument_currency(uuid, date, logbook.flown_day[]) is
  'Instrument experience by category, 14 CFR 61.57(c)(1), (2) and (d): current, in the six months of grace, or in need of a proficiency check.';
grant execute on function logbook.instrument_currency(uuid, date, logbook.flown_day[]) to offblock_gateway;

create function logbook.flight_reviews_done(p_owner uuid, p_to date)
  returns table (done_on date, record_table text, record_id uuid)
  language sql
  stable
  parallel safe
as $$
  select r.review_date, 'flight_reviews', r.id
  from logbook.flight_reviews r
  where r.owner_user_id = p_owner and r.review_date <= p_to and r.satisfactorily_completed is not false
  union all
  select f.flight_date, 'flights', f.id
  from logbook.flights f
  where f.owner_user_id = p_owner
    and f.flight_date <= p_to
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
    and (
      f.is_flight_review
      or f.is_6158_check
      or f.is_checkride and not exists (
        select from logbook.practical_tests t
        where t.owner_user_id = p_owner
          and t.outcome <> 'pass'
          and (t.associated_flight_id = f.id or t.test_date = f.flight_date)
      )
    )
  union all
  -- A test for small unmanned aircraft is none of a pilot certificate.
  select t.test_date, 'practical_tests', t.id
  from logbook.practical_tests t
  where t.owner_user_id = p_owner
    and t.test_date <= p_to
    and t.outcome = 'pass'
    and t.certificate_or_rating_sought !~* 'remote|unmanned|\ms?uas\M|\m107\M'
  union all
  select coalesce(e.actual_end_date, e.actual_start_date), 'training_events', e.id
  from logbook.training_events e
  join reference.training_event_types k on k.id = e.event_type_id
  where e.owner_user_id = p_owner
    and coalesce(e.actual_end_date, e.actual_start_date) <= p_to
    and e.status = 'completed'
    and e.satisfactorily_completed is not false
    and k.code in ('WINGS', '61.58_check', 'proficiency_check')
$$;

comment on function logbook.flight_reviews_done(uuid, date) is
  'Everything up to a day that is a flight review or stands for one, 14 CFR 61.56(c) to (e).';
grant execute on function logbook.flight_reviews_done(uuid, date) to offblock_gateway;

reset role;
