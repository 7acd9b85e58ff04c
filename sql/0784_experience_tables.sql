-- Tables of aeronautical experience held against a logbook: twin of shared/experience/evaluate.ts,
-- credit.ts and route_asked.ts. A table is data and comes as JSON, in the form of shared/experience.

set local role offblock_owner;

create function logbook.meets_nm(p_nm float8, p_is_part_unknown boolean, p_limit jsonb)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_limit is null then 'yes'
    -- Half a percent: what lies between the sphere and the ellipsoid.
    when abs(p_nm - l.nm) <= l.nm * 0.005 then case when p_is_part_unknown then 'unknown' else 'ambiguous' end
    when p_nm > l.nm then 'yes'
    when p_is_part_unknown then 'unknown'
    else 'no'
  end
  from (select coalesce(p_limit ->> 'at_least', p_limit ->> 'more_than')::float8 as nm) as l
$$;

comment on function logbook.meets_nm(float8, boolean, jsonb) is
  'Whether a distance, of which parts may be unknown, is as long as {"at_least": n} or {"more_than": n} asks; yes where nothing is asked.';
grant execute on function logbook.meets_nm(float8, boolean, jsonb) to offblock_gateway;

create function logbook.legs_meet(p_legs jsonb, p_asked jsonb)
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  with
  legs as (
    select l ->> 'to' as place, (l ->> 'full_stops')::integer as full_stops, (l ->> 'landings')::integer as landings,
      l -> 'approaches' as approaches
    from jsonb_array_elements(p_legs) as l
  ),
  summed as (
    select
      count(distinct l.place) as points,
      count(distinct l.place) filter (where l.full_stops > 0) as stopped,
      count(distinct coalesce(l.place, '')) as reached,
      coalesce(bool_or(l.landings = 0), false) as is_unsaid,
      coalesce(bool_and(exists (
        select from jsonb_array_elements(l.approaches) as a where coalesce(a ->> 'place', l.place) is not distinct from l.place
      )), true) as is_everywhere
    from legs l
  ),
  -- Kinds of approach differ by what they navigate with; lines of minima do not make a kind.
  kinds as (
    select count(distinct case
      when a ->> 'type' = 'GPS' then 'RNAV'
      else coalesce(substring(a ->> 'type' from '^(ILS|RNAV|VOR|NDB|LOC)'), a ->> 'type')
    end) as kinds
    from legs l
    cross join jsonb_array_elements(l.approaches) as a
  )
  select array[
    case when s.points >= coalesce((p_asked ->> 'points')::integer, 0) then 'yes' else 'no' end,
    case
      when s.stopped >= coalesce((p_asked ->> 'full_stop_points')::integer, 0) then 'yes'
      when s.is_unsaid and s.reached >= (p_asked ->> 'full_stop_points')::integer then 'unknown'
      else 'no'
    end,
    case
      when not p_asked ? 'approaches' then 'yes'
      when s.is_everywhere and k.kinds >= (p_asked -> 'approaches' ->> 'kinds')::integer then 'yes'
      else 'no'
    end
  ]
  from summed s, kinds k
$$;

comment on function logbook.legs_meet(jsonb, jsonb) is
  'Whether the legs of a flight touch the places that a table asks for: points, full stops, approaches. yes, no or unknown of each.';
grant execute on function logbook.legs_meet(jsonb, jsonb) to offblock_gateway;

create function logbook.experience_flights(p_owner uuid, p_as_of date, p_variant text)
  returns table (
    flight_id uuid,
    flight_date date,
    document jsonb,
    undecided text,
    legs_nm float8,
    longest_nm float8,
    is_leg_unknown boolean,
    origin_nm float8,
    is_origin_unknown boolean
  )
  language sql
  stable
  parallel safe
as $$
  with
  ends as (
    select l.flight_id,
      reference.distance_nm(
        coalesce(fa.latitude, fo.latitude)::float8, coalesce(fa.longitude, fo.longitude)::float8,
        coalesce(ta.latitude, o.latitude)::float8, coalesce(ta.longitude, o.longitude)::float8
      ) as nm
    from logbook.flight_legs l
    left join reference.airports fa on fa.id = l.from_airport_id
    left join logbook.airports fo on fo.owner_user_id = l.owner_user_id and fo.id = l.from_own_airport_id
    left join reference.airports ta on ta.id = l.to_airport_id
    left join logbook.airports o on o.owner_user_id = l.owner_user_id and o.id = l.to_own_airport_id
    where l.owner_user_id = p_owner
  ),
  summed as (
    select e.flight_id, coalesce(sum(e.nm), 0) as legs_nm, coalesce(max(e.nm), 0) as longest_nm,
      bool_or(e.nm is null) as is_unknown
    from ends e
    group by e.flight_id
  )
  -- Parts of time by the names that tables use.
  select
    d.entry_id, d.entry_date,
    d.document || jsonb_build_object(
      'total', d.document -> 'total_time', 'pic', d.document -> 'pic_time', 'sic', d.document -> 'sic_time',
      'solo', d.document -> 'solo_time', 'dual', d.document -> 'dual_received', 'night', d.document -> 'night_time',
      'instrument', d.document -> 'instrument_minutes', 'xc', x.minutes
    ),
    x.undecided,
    coalesce(s.legs_nm, 0), coalesce(s.longest_nm, 0), coalesce(s.is_unknown, false),
    coalesce(r.landing_nm, 0),
    r.origin is null or coalesce(r.is_landing_unknown, false)
  from logbook.entry_documents(p_owner, p_as_of, false) d
  join logbook.cross_country_minutes(p_owner, p_as_of, array[p_variant]) x on x.flight_id = d.entry_id
  left join summed s on s.flight_id = d.entry_id
  left join logbook.measured_routes(p_owner) r on r.flight_id = d.entry_id
$$;

comment on function logbook.experience_flights(uuid, date, text) is
  'The flights that count up to a day as tables of experience ask for them: parts of time, cross-country by one definition of 14 CFR 61.1(b), distances of legs and from the original point of departure.';
grant execute on function logbook.experience_flights(uuid, date, text) to offblock_gateway;

create function logbook.fits_where(p_document jsonb, p_where jsonb)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select (not p_where ? 'category' or coalesce(p_document ->> 'category' = p_where ->> 'category', false))
    and (not p_where ? 'classes' or coalesce(p_where -> 'classes' ? (p_document ->> 'class'), false))
    and (not p_where ? 'multi_engine' or p_document -> 'is_multi_engine' = p_where -> 'multi_engine')
    and (
      not p_where ? 'powered'
      or coalesce(p_document ->> 'category' <> 'glider' and (p_document ->> 'class') is distinct from 'balloon', false)
    )
    and (
      not p_where ? 'complex'
      or p_document -> 'is_complex' = 'true'
      or p_document -> 'is_turbine' = 'true'
      or p_where ->> 'complex' = 'complex_turbine_or_taa' and p_document -> 'is_taa' = 'true'
    )
$$;

comment on function logbook.fits_where(jsonb, jsonb) is 'Whether a line of a table looks at a flight: by category, class, engines, complexity.';
grant execute on function logbook.fits_where(jsonb, jsonb) to offblock_gateway;

create function logbook.device_credit(p_owner uuid, p_from date, p_as_of date, p_credit jsonb, p_category text)
  returns table (minutes bigint, entries uuid[])
  language sql
  stable
  parallel safe
as $$
  -- With an instructor, 14 CFR 61.51(g)(4), in a device that stands for the category.
  select
    least(
      (p_credit ->> 'at_most')::numeric,
      coalesce(sum(m.minutes) filter (where m.is_advanced), 0)
        + least(
          coalesce(sum(m.minutes) filter (where not m.is_advanced), 0),
          coalesce(p_credit ->> 'basic_at_most', p_credit ->> 'at_most')::numeric
        )
    )::bigint,
    coalesce(array_agg(m.session_id order by m.session_id), '{}')
  from (
    select d.session_id,
      coalesce(d.device in ('FFS', 'FTD', 'AATD'), false) as is_advanced,
      (d.measures ->> case p_credit ->> 'of'
        when 'dual' then 'dual_received'
        when 'instrument' then 'simulated_instrument'
        else 'device_time'
      end)::bigint as minutes
    from logbook.device_measures(p_owner, p_as_of) d
    join logbook.training_sessions s on s.owner_user_id = p_owner and s.id = d.session_id
    where p_credit is not null
      and d.session_date >= p_from
      and coalesce(d.category_code, 'airplane') = p_category
      and num_nonnulls(s.instructor_person_id, s.instructor_name, s.cfi_signed_at) > 0
  ) as m
  where m.minutes > 0
$$;

comment on function logbook.device_credit(uuid, date, date, jsonb, text) is
  'Minutes in devices that count for a line of a table, within its limits, and the lessons.';
grant execute on function logbook.device_credit(uuid, date, date, jsonb, text) to offblock_gateway;

create function logbook.experience_standing(p_owner uuid, p_as_of date, p_table jsonb)
  returns table (
    line text,
    have bigint,
    have_at_least bigint,
    need bigint,
    missing bigint,
    device_credit bigint,
    entries uuid[],
    ambiguous uuid[],
    undecided uuid[]
  )
  language sql
  stable
as $$
  with
  lines as (
    select l.value as line, l.value -> 'measure' as measure, l.ordinality as place,
      coalesce(
        (
          date_trunc('month', p_as_of::timestamp)
            - make_interval(months => (l.value -> 'where' ->> 'months_before')::integer)
        )::date,
        date '0001-01-01'
      ) as from_day
    from jsonb_array_elements(p_table -> 'lines') with ordinality as l
  ),
  flights as materialized (
    select f.* from logbook.experience_flights(p_owner, p_as_of, p_table ->> 'cross_country') f
  ),
  given as (
    select l.place, f.flight_id, f.document, g.amount, g.at_least, g.undecided
    from lines l
    join flights f
      on f.flight_date >= l.from_day and logbook.fits_where(f.document, coalesce(l.line -> 'where', '{}'))
    cross join lateral (
      -- Of the parts the least; what is sure is what must overlap in the time of the flight.
      select
        case when p.is_nothing then 0 else p.least end as amount,
        case when p.is_nothing then 0
          else greatest(0, least(p.least, p.sum - (p.count - 1) * (f.document ->> 'total')::bigint))
        end as at_least,
        case when not p.is_nothing and p.has_xc then f.undecided end as undecided
      from (
        select min((f.document ->> part)::bigint) as least, sum((f.document ->> part)::bigint)::bigint as sum,
          count(*) as count, bool_or(part = 'xc') as has_xc,
          bool_or((f.document ->> part)::bigint = 0 and (part <> 'xc' or f.undecided is null)) as is_nothing
        from jsonb_array_elements_text(l.measure -> 'parts') as part
      ) as p
      where l.measure ->> 'kind' = 'minutes'
      union all
      select c.amount, c.amount, null
      from (
        select case
          when exists (
            select from jsonb_array_elements_text(l.measure -> 'parts') as part where (f.document ->> part)::bigint = 0
          ) then 0
          when l.measure ->> 'of' like 'towered%' then
            (
              select coalesce(sum((leg ->> (l.measure ->> 'of'))::bigint), 0)::bigint
              from jsonb_array_elements(f.document -> 'legs') as leg
            )
          else (f.document ->> (l.measure ->> 'of'))::bigint
        end as amount
      ) as c
      where l.measure ->> 'kind' = 'count'
      union all
      select (a.answer = 'yes')::integer, (a.answer = 'yes')::integer,
        case when a.answer in ('ambiguous', 'unknown') then a.answer end
      from (
        select case
          when 'no' = any (r.answers) then 'no'
          -- What the route leaves open goes before what cross-country does.
          when 'unknown' = any (r.answers) then 'unknown'
          when 'ambiguous' = any (r.answers) then 'ambiguous'
          when l.measure -> 'asked' -> 'minutes' ? 'xc' then coalesce(f.undecided, 'yes')
          else 'yes'
        end as answer
        from (
          select logbook.legs_meet(f.document -> 'legs', l.measure -> 'asked') || array[
            logbook.meets_nm(f.legs_nm, f.is_leg_unknown, l.measure -> 'asked' -> 'total_nm'),
            logbook.meets_nm(f.longest_nm, f.is_leg_unknown, l.measure -> 'asked' -> 'leg_nm'),
            logbook.meets_nm(f.origin_nm, f.is_origin_unknown, l.measure -> 'asked' -> 'from_origin_nm'),
            case
              when l.measure -> 'asked' ? 'by_day' and (f.document ->> 'night')::bigint > 0 then 'no'
              else 'yes'
            end,
            case
              when exists (
                select
                from jsonb_each_text(l.measure -> 'asked' -> 'minutes') as m (part, minutes)
                where (f.document ->> m.part)::bigint < m.minutes::bigint
                  and (m.part <> 'xc' or f.undecided is null)
              ) then 'no'
              else 'yes'
            end
          ] as answers
        ) as r
      ) as a
      where l.measure ->> 'kind' = 'flights'
    ) as g
  ),
  summed as (
    select g.place,
      sum(g.amount)::bigint as amount, sum(g.at_least)::bigint as at_least,
      array_agg(g.flight_id) filter (where g.amount > 0) as entries,
      array_agg(g.flight_id) filter (where g.undecided = 'ambiguous') as ambiguous,
      array_agg(g.flight_id) filter (where g.undecided = 'unknown') as undecided,
      -- 14 CFR 61.159(b): after 20 night full stops each further one stands for an hour, 25 at most.
      least(25, greatest(0, least(
        sum((g.document ->> 'night_takeoffs')::bigint), sum((g.document ->> 'night_full_stops')::bigint)
      ) - 20))::bigint * 60 as landings
    from given g
    group by g.place
  )
  select
    l.line ->> 'line', t.have, coalesce(s.at_least, 0) + t.more, t.need, greatest(0, t.need - t.have),
    coalesce(c.minutes, 0), coalesce(s.entries, '{}') || coalesce(c.entries, '{}'),
    coalesce(s.ambiguous, '{}'), coalesce(s.undecided, '{}')
  from lines l
  left join summed s on s.place = l.place
  left join lateral logbook.device_credit(p_owner, l.from_day, p_as_of, l.line -> 'device', p_table ->> 'category') c
    on l.line ? 'device'
  cross join lateral (
    select (l.line ->> 'need')::numeric::bigint as need, m.more, coalesce(s.amount, 0) + m.more as have
    from (
      select coalesce(c.minutes, 0)
        + case when l.measure ? 'night_landings_as_hours' then coalesce(s.landings, 0) else 0 end as more
    ) as m
  ) as t
  order by l.place
$$;

comment on function logbook.experience_standing(uuid, date, jsonb) is
  'How each line of a table of experience (shared/experience, as JSON) stands on a day, which is taken as the day of the test: have, what is certain, need, missing, credit of devices, the entries that count, and those that could not be decided.';
grant execute on function logbook.experience_standing(uuid, date, jsonb) to offblock_gateway;

reset role;
