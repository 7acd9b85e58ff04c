-- How a pilot stands on a day, and what ends: all rules of the law and of the pilot's own together.
-- Twins of shared/rules/rules.ts, home_report.ts and expirations.ts.

set local role offblock_owner;

create function logbook.currency_status(p_owner uuid, p_as_of date)
  returns table (
    owner_user_id uuid,
    currency text,
    regulation text,
    category_code text,
    class_code text,
    type_code text,
    is_tailwheel boolean,
    operation text,
    status text,
    last_event_date date,
    expires_on date,
    grace_ends_on date,
    days_remaining integer
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- Not plain SQL, which would be planned as part of the asking query, for an owner of average size.
declare
  v_days constant logbook.flown_day[] := logbook.flown_days(p_owner, p_as_of);
begin
  return query
  with
  found as (
    select
      'faa_61_57_c' as currency,
      '14 CFR 61.57(c)(1)-(2), (d)' as regulation,
      i.category_code,
      null::text as class_code,
      null::text as type_code,
      false as is_tailwheel,
      'acting as PIC under IFR or below VFR minimums' as operation,
      i.status,
      i.last_event_date,
      i.expires_on,
      i.grace_ends_on
    from logbook.instrument_currency(p_owner, p_as_of, v_days) i
    union all
    select 'faa_61_56', '14 CFR 61.56', null, null, null, false, 'acting as pilot in command',
      case
        when r.last_day is null then 'never'
        when r.last_day >= p_as_of then 'current'
        else 'lapsed'
      end,
      r.done_on, r.last_day, null
    from (
      select max(d.done_on) as done_on, logbook.end_of_months(max(d.done_on), 24) as last_day
      from logbook.flight_reviews_done(p_owner, p_as_of) d
    ) as r
    -- A student needs none, 14 CFR 61.56(g).
    where not (
      select coalesce(bool_or(l.code = 'student'), false)
        and not coalesce(bool_or(l.code in ('sport', 'recreational', 'private', 'commercial', 'ATP', 'R-ATP')), false)
      from logbook.certificates c
      join reference.certificate_levels l on l.id = c.certificate_level_id
      where c.owner_user_id = p_owner and c.date_of_issuance <= p_as_of
    )
    union all
    select 'faa_61_23',
      case m.operation
        when 'atp_pic' then '14 CFR 61.23(d)(1)(i)'
        when 'part_121_age_60' then '14 CFR 61.23(d)(1)(ii)'
        when 'commercial' then '14 CFR 61.23(d)(1)(iii), (d)(2)'
        when 'private' then '14 CFR 61.23(d)(1)(iv), (d)(2)(iii), (d)(3)'
        when 'basicmed' then '14 CFR 61.23(c)(3), 61.113(i), part 68'
        when 'sport' then '14 CFR 61.23(c)(1)-(2)'
        when 'easa_class_1' then 'MED.A.045(a)'
        when 'easa_class_2' then 'MED.A.045(b)'
        when 'easa_lapl' then 'MED.A.045(c)'
      end,
      null, null, null, false, m.operation, m.status, m.exam_date, m.expires_on, null
    from logbook.medical_currency(p_owner, p_as_of) m
    union all
    select
      case
        when c.currency like 'faa_61_57_c_glider%' then 'faa_61_57_c_glider'
        when c.currency like 'faa_61_57_f%' then 'faa_61_57_f'
        when c.currency like 'easa_fcl_740_a%' then 'easa_fcl_740_a'
        else c.currency
      end,
      case
        when c.currency = 'faa_61_57_a' then '14 CFR 61.57(a)'
        when c.currency = 'faa_61_57_b' then '14 CFR 61.57(b)'
        when c.currency = 'easa_fcl_060_b_1' then 'FCL.060(b)(1)'
        when c.currency = 'easa_fcl_060_b_2' then 'FCL.060(b)(2)'
        when c.currency = 'easa_fcl_060_b_3' then 'FCL.060(b)(3)'
        when c.currency like 'easa_fcl_740_a%' then 'FCL.740.A(b)'
        when c.currency like 'faa_61_57_c_glider%' then '14 CFR 61.57(c)(3)'
        when c.currency like 'faa_61_57_f%' then '14 CFR 61.57(f), (g)'
        when c.currency = 'faa_61_57_e_4' then '14 CFR 61.57(e)(4)'
        when c.currency = 'faa_61_55' then '14 CFR 61.55(b), (c)'
        when c.currency = 'faa_61_58' then '14 CFR 61.58'
      end,
      c.category_code, c.class_code, c.type_code, c.is_tailwheel,
      case replace(c.currency, ' six', '')
        when 'faa_61_57_a' then logbook.carrying_operation(p_as_of)
        when 'faa_61_57_b' then
          logbook.carrying_operation(p_as_of) || ' from one hour after sunset to one hour before sunrise'
        when 'easa_fcl_060_b_1' then 'carrying passengers or commercial air transport, as PIC or co-pilot'
        when 'easa_fcl_060_b_3' then 'cruise relief co-pilot'
        when 'easa_fcl_060_b_2' then 'carrying passengers by night, as PIC'
        when 'easa_fcl_740_a' then 'revalidating the SEP class rating by experience'
        when 'easa_fcl_740_a tmg' then 'revalidating the TMG class rating by experience'
        when 'easa_fcl_740_a both' then
          'revalidating the SEP (land) and TMG class ratings together by experience, when both are held'
        when 'faa_61_57_c_glider' then 'instrument flight in a glider'
        when 'faa_61_57_c_glider_passenger' then 'instrument flight in a glider with a passenger'
        when 'faa_61_57_f_2' then 'acting as PIC with night-vision goggles, with passengers'
        when 'faa_61_57_f_4' then 'acting as PIC with night-vision goggles, without passengers'
        when 'faa_61_57_e_4' then 'carrying persons by night, in place of 61.57(b)'
        when 'faa_61_55' then 'serving as second in command'
        when 'faa_61_58' then 'acting as pilot in command'
      end,
      -- An instrument rating stands for the night landings, FCL.060(b)(2)(ii).
      case when i.rated_on is null then c.status else 'current' end,
      coalesce(i.rated_on, c.last_event_date),
      case when i.rated_on is null then c.expires_on end,
      c.grace_ends_on
    from logbook.crew_currency(p_owner, p_as_of, v_days) c
    left join lateral (
      select min(coalesce(r.date_added, h.date_of_issuance)) as rated_on
      from logbook.ratings r
      join logbook.certificates h on h.owner_user_id = r.owner_user_id and h.id = r.certificate_id
      join reference.rating_types t on t.id = r.rating_type_id
      where c.currency = 'easa_fcl_060_b_2'
        and r.owner_user_id = p_owner
        and t.code = case c.category_code
          when 'airplane' then 'instrument_airplane'
          when 'rotorcraft' then 'instrument_helicopter'
          when 'powered_lift' then 'instrument_powered_lift'
        end
        and coalesce(r.date_added, h.date_of_issuance) <= p_as_of
    ) as i on true
    union all
    select 'faa_61_197', '14 CFR 61.197, 61.199', null, null, null, false, 'giving flight training',
      case
        when p_as_of <= i.expires_on then 'current'
        -- Before 1 December 2024 the certificate itself expired, and there was no late course.
        when p_as_of >= date '2024-12-01' and p_as_of <= logbook.end_of_months(i.expires_on, 3) then 'grace'
        else 'lapsed'
      end,
      i.last_event_date, i.expires_on,
      case when p_as_of > i.expires_on then logbook.end_of_months(i.expires_on, 3) end
    from logbook.instructor_period(p_owner, p_as_of) i
    union all
    select 'faa_107_65', '14 CFR 107.65', null, null, null, false, 'flying small unmanned aircraft',
      case when p_as_of <= k.expires_on then 'current' else 'lapsed' end,
      k.last_event_date, k.expires_on, null
    from logbook.remote_pilot_knowledge(p_owner, p_as_of) k
    union all
    select 'currency_rule:' || r.rule_id, r.regulation, r.category_code, r.class_code, null, false, r.name,
      r.status, r.last_event_date, r.expires_on, null
    from logbook.own_rule_currency(p_owner, p_as_of) r
  ),
  -- The first day on which each rule was the law as it is written here.
  law (currency, law_from) as (
    values
      ('faa_61_57_c_glider', date '2018-11-26'),
      ('faa_61_57_e_4', date '2018-11-26'),
      ('faa_61_57_f', date '2009-10-20'),
      ('faa_61_58', date '2011-10-31'),
      ('faa_107_65', date '2016-08-29'),
      ('easa_fcl_060_b_1', date '2012-04-08'),
      ('easa_fcl_060_b_2', date '2012-04-08'),
      ('easa_fcl_060_b_3', date '2012-04-08'),
      ('easa_fcl_740_a', date '2012-04-08')
  ),
  judged as (
    select f.*,
      f.currency like 'currency_rule:%' or p_as_of >= coalesce(l.law_from, date '1997-08-04') as is_law
    from found f
    left join law l on l.currency = f.currency
  )
  select
    p_owner,
    f.currency,
    f.regulation,
    f.category_code,
    f.class_code,
    f.type_code,
    f.is_tailwheel,
    f.operation,
    case when f.is_law then f.status else 'unknown' end,
    case when f.is_law then f.last_event_date end,
    case when f.is_law then f.expires_on end,
    case when f.is_law then f.grace_ends_on end,
    case when f.is_law then f.expires_on - p_as_of end
  from judged f;
end
$$;

comment on function logbook.currency_status(uuid, date) is
  'How each privilege of a pilot stands on a day, by every rule of the law that the app judges, FAA and EASA, and by the pilot''s own (currency is then currency_rule:<id>, operation its name). Entries after the day do not exist.';
grant execute on function logbook.currency_status(uuid, date) to offblock_gateway;

create function logbook.expirations(p_owner uuid, p_as_of date)
  returns table (
    owner_user_id uuid,
    kind text,
    what text,
    regulation text,
    expires_on date,
    days_remaining integer,
    record_table text,
    record_id uuid
  )
  language sql
  stable
as $$
  with
  ends as (
    select
      case c.currency when 'faa_61_23' then 'medical' when 'faa_61_56' then 'flight_review' else 'currency' end as kind,
      concat_ws(', ',
        coalesce(c.type_code, c.class_code, c.category_code), case when c.is_tailwheel then 'tailwheel' end, c.operation
      ) as what,
      c.regulation,
      c.expires_on,
      null::text as record_table,
      null::uuid as record_id
    from logbook.currency_status(p_owner, p_as_of) c
    where c.expires_on is not null
    union all
    -- Endorsements that end by themselves, AC 61-65: after 90 days, or 2 calendar months.
    select 'endorsement', t.name, coalesce(e.far_reference, ''),
      coalesce(
        e.expiration_date,
        case
          when t.code in (
            'presolo_night', 'solo', 'solo_90day_repeat', 'solo_class_b', 'solo_class_b_airport',
            'solo_bcd_airspace', 'solo_bcd_airport'
          ) then e.endorsement_date + 90
          when t.code = 'practical_test_prerequisites' then logbook.end_of_months(e.endorsement_date, 2)
        end
      ),
      'endorsements', e.id
    from logbook.endorsements e
    join reference.endorsement_types t on t.id = e.endorsement_type_id
    where e.owner_user_id = p_owner and e.endorsement_date <= p_as_of
    union all
    -- That of a flight instructor is judged above, 61.197.
    select 'certificate', l.name, '14 CFR 61.19', c.expires_on, 'certificates', c.id
    from logbook.certificates c
    join reference.certificate_levels l on l.id = c.certificate_level_id
    where c.owner_user_id = p_owner and c.date_of_issuance <= p_as_of and l.code <> 'flight_instructor'
  )
  select p_owner, e.kind, e.what, e.regulation, e.expires_on, e.expires_on - p_as_of, e.record_table, e.record_id
  from ends e
  where e.expires_on is not null
$$;

comment on function logbook.expirations(uuid, date) is
  'Everything of a pilot that ends, or has ended, as seen on a day: privileges, medicals, endorsements, certificates. Negative days are past.';
grant execute on function logbook.expirations(uuid, date) to offblock_gateway;

reset role;
