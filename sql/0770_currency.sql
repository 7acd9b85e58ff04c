-- Currency, computed on every question: twins of shared/rules/faa_61_57_c.ts, faa_61_56.ts and
-- shared/medical.ts. A need is met on a set of days; sets of days are multiranges. Events of a day
-- count through the end of the n-th calendar month after theirs. The law before 1997-08-04 is not
-- known here.

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

create function logbook.medical_currency(p_owner uuid, p_as_of date)
  returns table (operation text, status text, exam_date date, expires_on date, medical_id uuid)
  language sql
  stable
as $$
  with
  born as (
    select p.date_of_birth as on_day
    from logbook.people p
    where p.owner_user_id = p_owner and p.is_logbook_owner
  ),
  held as (
    select m.*, c.code, coalesce(m.basicmed_cmec_date, case when c.code = 'basicmed' then m.exam_date end) as basicmed_exam
    from logbook.medicals m
    join reference.medical_classes c on c.id = m.medical_class_id
    where m.owner_user_id = p_owner
      and p_as_of >= case
        -- BasicMed exists when its exam and its course are both done.
        when c.code = 'basicmed' then greatest(coalesce(m.basicmed_cmec_date, m.exam_date), m.basicmed_course_date)
        else m.exam_date
      end
  ),
  durations (operation, classes, below_40, from_40, stated) as (
    -- 14 CFR 61.23(d)(1) to (3), calendar months; law since 2008-07-24 (73 FR 43059).
    values
      ('atp_pic', '{class_1}'::text[], 12, 6, 1),
      ('part_121_age_60', '{class_1}', null, 6, 1),
      ('commercial', '{class_1, class_2}', 12, 12, 2),
      ('private', '{class_1, class_2, class_3}', 60, 24, 3)
  ),
  served as (
    select d.operation, m.id, m.exam_date, m.code, m.is_special_issuance,
      case d.stated
        when 1 then m.expiration_date_for_class_1_ops
        when 2 then m.expiration_date_for_class_2_ops
        else m.expiration_date_for_class_3_ops
      end as stated,
      -- Without a birth date the shorter time is certain and the longer one possible. On the 40th
      -- birthday one is 40.
      case
        when b.on_day is null then least(d.below_40, d.from_40)
        when d.below_40 is null or m.exam_date >= b.on_day + interval '40 years' then d.from_40
        else d.below_40
      end as months,
      case
        when b.on_day is null then coalesce(d.below_40, d.from_40)
        when d.below_40 is null or m.exam_date >= b.on_day + interval '40 years' then d.from_40
        else d.below_40
      end as months_possible
    from held m
    cross join durations d
    left join born b on true
    where m.code = any (d.classes) or m.code = 'special_issuance'
  ),
  ends as (
    select s.operation, s.id, s.exam_date,
      case
        when s.code = 'special_issuance' then s.stated
        when s.exam_date < date '2008-07-24' and s.stated is null then null
        else least(logbook.end_of_months(s.exam_date, s.months), s.stated)
      end as last_day,
      case
        when s.code = 'special_issuance' then s.stated
        when s.exam_date < date '2008-07-24' and s.stated is null then logbook.end_of_months(s.exam_date, 60)
        else least(logbook.end_of_months(s.exam_date, s.months_possible), s.stated)
      end as latest_possible,
      s.code = 'special_issuance' and s.stated is null as is_open
    from served s
    union all
    -- BasicMed, 14 CFR 61.23(c)(3): exam 48, course 24 calendar months; the exam to the day before
    -- 2024-11-18 (89 FR 90577); law since 2017-05-01 (82 FR 3149).
    select 'basicmed', m.id, m.exam_date, e.last_day, e.last_day, m.basicmed_course_date is null
    from held m
    cross join lateral (
      select least(
        case
          when p_as_of >= date '2024-11-18' then logbook.end_of_months(m.basicmed_exam, 48)
          else (m.basicmed_exam + interval '48 months')::date
        end,
        logbook.end_of_months(m.basicmed_course_date, 24)
      ) as day
    ) as c
    cross join lateral (
      select case when m.basicmed_course_date is not null then c.day end as last_day
    ) as e
    where p_as_of >= date '2017-05-01'
      and m.basicmed_exam is not null
      and (m.code = 'basicmed' or m.basicmed_course_date is not null)
    union all
    -- EASA medicals run from the exam or from the end of the one before: only the day that the
    -- certificate bears tells, MED.A.045.
    select o.operation, m.id, m.exam_date, o.stated, o.stated, o.stated is null
    from held m
    cross join lateral (
      values
        ('easa_class_1', '{EASA_class_1}'::text[], m.expiration_date_for_class_1_ops),
        ('easa_class_2', '{EASA_class_1, EASA_class_2}', m.expiration_date_for_class_2_ops),
        ('easa_lapl', '{EASA_class_1, EASA_class_2, EASA_LAPL}', m.expiration_date_for_class_3_ops)
    ) as o (operation, classes, stated)
    where m.code = any (o.classes)
    union all
    -- Sport privileges with a driver's license, 14 CFR 61.23(c)(1).
    select 'sport', m.id, m.exam_date, m.expiration_date_for_class_3_ops,
      coalesce(m.expiration_date_for_class_3_ops, date 'infinity'), false
    from held m
    where m.code = 'driver_license'
  ),
  standing as (
    select e.operation,
      max(e.last_day) as last_day,
      bool_or(e.latest_possible >= p_as_of or e.is_open) as is_undecided,
      (array_agg(e.id order by e.last_day desc nulls last, e.id))[1] as id,
      (array_agg(e.exam_date order by e.last_day desc nulls last, e.id))[1] as exam_date
    from ends e
    -- Nobody younger than 60 asks what holds from 60 on.
    where e.operation <> 'part_121_age_60'
      or not exists (select from born b where p_as_of < b.on_day + interval '60 years')
    group by e.operation
  )
  select s.operation,
    case
      when s.last_day >= p_as_of or s.operation = 'sport' and s.last_day is null then 'current'
      when s.is_undecided then 'unknown'
      else 'lapsed'
    end,
    case when s.last_day is not null or s.operation = 'sport' then s.exam_date end,
    s.last_day,
    case when s.last_day is not null or s.operation = 'sport' then s.id end
  from standing s
$$;

comment on function logbook.medical_currency(uuid, date) is
  'What the medicals held serve on a day and until when, by operation, 14 CFR 61.23: of several the one that lasts longest. What was never served is left out.';
grant execute on function logbook.medical_currency(uuid, date) to offblock_gateway;

reset role;
