-- How long a medical serves which operations, 14 CFR 61.23: twin of shared/medical.ts.

set local role offblock_owner;

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
