-- Cross-country by the definitions of 14 CFR 61.1(b): twin of shared/cross_country.ts.

set local role offblock_owner;

create function reference.cross_country(
  p_latitudes float8[],
  p_longitudes float8[],
  p_landings boolean[]
)
  returns table (
    variant text,
    paragraph text,
    more_than_nm integer,
    landing_required boolean,
    qualifies text,
    distance_nm float8
  )
  language sql
  immutable
  parallel safe
as $$
  with
  points as (
    select
      p.landing,
      reference.distance_nm(p_latitudes[1], p_longitudes[1], p.latitude, p.longitude) as distance_nm
    from unnest(p_latitudes[2:], p_longitudes[2:], p_landings[2:]) as p (latitude, longitude, landing)
    where (p.latitude, p.longitude) is distinct from (p_latitudes[1], p_longitudes[1])
  ),
  variants (position, variant, paragraph, more_than_nm, landing_required) as (
    values
      (1, 'any_landing', '61.1(b)(i)', null::integer, true),
      (2, 'over_50nm', '61.1(b)(ii)', 50, true),
      (3, 'sport_25nm', '61.1(b)(iii)', 25, true),
      (4, 'powered_parachute_15nm', '61.1(b)(iv)', 15, true),
      (5, 'rotorcraft_25nm', '61.1(b)(v)', 25, true),
      (6, 'atp_50nm', '61.1(b)(vi)', 50, false),
      (7, 'military_50nm', '61.1(b)(vii)', 50, false)
  ),
  measured as (
    select v.*, max(p.distance_nm) as farthest_nm, count(p.landing) as points
    from variants v
    left join points p on p.landing or not v.landing_required
    group by v.position, v.variant, v.paragraph, v.more_than_nm, v.landing_required
  )
  select
    m.variant,
    m.paragraph,
    m.more_than_nm,
    m.landing_required,
    case
      when m.points = 0 then 'no'
      when m.more_than_nm is null then 'yes'
      -- Half a percent: what lies between the sphere and the ellipsoid.
      when abs(m.farthest_nm - m.more_than_nm) <= m.more_than_nm * 0.005 then 'ambiguous'
      when m.farthest_nm > m.more_than_nm then 'yes'
      else 'no'
    end,
    m.farthest_nm
  from measured m
  order by m.position
$$;

comment on function reference.cross_country(float8[], float8[], boolean[]) is
  'Whether a flight is cross-country, by each of the seven definitions of 14 CFR 61.1(b). The first place is the original point of departure; of each other one it is said whether there was a landing. Distances are straight lines in nautical miles; "more than" is strict, and ambiguous within half a percent.';
grant execute on function reference.cross_country(float8[], float8[], boolean[]) to offblock_gateway;

reset role;
