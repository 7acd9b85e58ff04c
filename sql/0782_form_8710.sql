-- The grid of pilot time of FAA form 8710-1, section III, and of IACRA: twin of shared/totals/form_8710.ts.

set local role offblock_owner;

create function logbook.form_8710(p_owner uuid, p_as_of date, p_sought text)
  returns table (
    grid_row text,
    total bigint,
    instruction_received bigint,
    solo bigint,
    pic bigint,
    sic bigint,
    xc_instruction_received bigint,
    xc_solo bigint,
    xc_pic bigint,
    xc_sic bigint,
    instrument bigint,
    night_instruction_received bigint,
    night_takeoffs bigint,
    night_landings bigint,
    night_pic bigint,
    night_sic bigint,
    night_takeoffs_pic bigint,
    night_landings_pic bigint,
    night_takeoffs_sic bigint,
    night_landings_sic bigint,
    flights bigint,
    aero_tows bigint,
    ground_launches bigint,
    powered_launches bigint,
    undecided uuid[]
  )
  language plpgsql
  stable
  set plan_cache_mode = force_custom_plan
as $$
-- Not plain SQL, which would be planned as part of the asking query, for an owner of average size.
begin
  if p_sought not in ('sport', 'recreational', 'private', 'instrument', 'commercial', 'atp', 'military_commercial')
    or p_sought is null
  then
    raise exception 'There is no certificate % to seek.', p_sought
      using errcode = '22023',
        hint = 'sport, recreational, private, instrument, commercial, atp or military_commercial.';
  end if;
  return query
  with
  grid (position, grid_row, category_code, device_group) as (
    values
      (1, 'airplanes', 'airplane', null),
      (2, 'rotorcraft', 'rotorcraft', null),
      (3, 'powered_lift', 'powered_lift', null),
      (4, 'gliders', 'glider', null),
      (5, 'lighter_than_air', 'lighter_than_air', null),
      (6, 'ffs', null, '{FFS}'::text[]),
      (7, 'ftd', null, '{FTD}'),
      (8, 'atd', null, '{AATD, BATD, ATD}')
  ),
  -- The certificate sought decides which cross-country counts, 14 CFR 61.1(b)(ii) to (vii).
  sought (variant) as (
    select case p_sought
      when 'sport' then 'sport_25nm'
      when 'atp' then 'atp_50nm'
      when 'military_commercial' then 'military_50nm'
      else 'over_50nm'
    end
  ),
  crossed as materialized (
    select c.*
    from sought s
    cross join lateral logbook.cross_country_minutes(p_owner, p_as_of, array[s.variant, 'rotorcraft_25nm']) c
  ),
  flown as (
    select
      k.category_code,
      case when x.undecided is not null then m.flight_id end as undecided,
      (m.measures ->> 'total_time')::bigint as total,
      (m.measures ->> 'dual_received')::bigint as dual,
      (m.measures ->> 'solo_time')::bigint as solo,
      (m.measures ->> 'pic_time')::bigint as pic,
      (m.measures ->> 'sic_time')::bigint as sic,
      (m.measures ->> 'night_time')::bigint as night,
      (m.measures ->> 'instrument_minutes')::bigint as instrument,
      (m.measures ->> 'night_takeoffs')::bigint as takeoffs,
      (m.measures ->> 'night_landings')::bigint as landings,
      greatest((m.measures ->> 'takeoffs')::bigint, 1) as launches,
      x.minutes as xc,
      g.launch_method
    from logbook.flight_measures(p_owner, p_as_of) m
    join logbook.v_crafts k on k.owner_user_id = p_owner and k.aircraft_id = m.aircraft_id
    cross join sought s
    join crossed x
      on x.flight_id = m.flight_id
      and x.variant = case when k.category_code = 'rotorcraft' then 'rotorcraft_25nm' else s.variant end
    left join logbook.glider_flight_details g on g.owner_user_id = p_owner and g.flight_id = m.flight_id
  ),
  -- Times of one flight that fall together are taken to overlap as far as they can.
  aircraft as (
    select
      f.category_code,
      sum(f.total) as total, sum(f.dual) as dual, sum(f.solo) as solo, sum(f.pic) as pic, sum(f.sic) as sic,
      sum(least(f.dual, f.xc)) as xc_dual, sum(least(f.solo, f.xc)) as xc_solo,
      sum(least(f.pic, f.xc)) as xc_pic, sum(least(f.sic, f.xc)) as xc_sic,
      sum(f.instrument) as instrument, sum(least(f.dual, f.night)) as night_dual,
      sum(f.takeoffs) filter (where f.dual > 0) as night_takeoffs,
      sum(f.landings) filter (where f.dual > 0) as night_landings,
      sum(least(f.pic, f.night)) as night_pic, sum(least(f.sic, f.night)) as night_sic,
      sum(f.takeoffs) filter (where f.pic > 0) as night_takeoffs_pic,
      sum(f.landings) filter (where f.pic > 0) as night_landings_pic,
      sum(f.takeoffs) filter (where f.sic > 0) as night_takeoffs_sic,
      sum(f.landings) filter (where f.sic > 0) as night_landings_sic,
      sum(f.launches) as flights,
      sum(f.launches) filter (where f.launch_method = 'aerotow') as aero_tows,
      sum(f.launches) filter (where f.launch_method in ('winch', 'bungee')) as ground_launches,
      sum(f.launches) filter (where f.launch_method = 'self_launch') as powered_launches,
      array_agg(f.undecided order by f.undecided) filter (where f.undecided is not null) as undecided
    from flown f
    group by f.category_code
  ),
  devices as (
    select g.grid_row,
      sum((d.measures ->> 'device_time')::bigint) as total,
      sum((d.measures ->> 'dual_received')::bigint) as dual,
      sum((d.measures ->> 'simulated_instrument')::bigint) as instrument
    from logbook.device_measures(p_owner, p_as_of) d
    join grid g on d.device = any (g.device_group)
    group by g.grid_row
  )
  select
    g.grid_row,
    coalesce(a.total, d.total, 0)::bigint,
    coalesce(a.dual, d.dual, 0)::bigint,
    v.solo, v.pic, v.sic, v.xc_dual, v.xc_solo, v.xc_pic, v.xc_sic,
    coalesce(a.instrument, d.instrument, 0)::bigint,
    v.night_dual, v.night_takeoffs, v.night_landings, v.night_pic, v.night_sic,
    v.night_takeoffs_pic, v.night_landings_pic, v.night_takeoffs_sic, v.night_landings_sic,
    -- Launches are blank but for gliders; for lighter-than-air there are flights.
    case when g.category_code in ('glider', 'lighter_than_air') then coalesce(a.flights, 0)::bigint end,
    case when g.category_code = 'glider' then coalesce(a.aero_tows, 0)::bigint end,
    case when g.category_code = 'glider' then coalesce(a.ground_launches, 0)::bigint end,
    case when g.category_code = 'glider' then coalesce(a.powered_launches, 0)::bigint end,
    coalesce(a.undecided, '{}')
  from grid g
  left join aircraft a on a.category_code = g.category_code
  left join devices d on d.grid_row = g.grid_row
  -- What only an aircraft has is blank in the row of a device.
  left join lateral (
    select
      coalesce(a.solo, 0)::bigint as solo,
      coalesce(a.pic, 0)::bigint as pic,
      coalesce(a.sic, 0)::bigint as sic,
      coalesce(a.xc_dual, 0)::bigint as xc_dual,
      coalesce(a.xc_solo, 0)::bigint as xc_solo,
      coalesce(a.xc_pic, 0)::bigint as xc_pic,
      coalesce(a.xc_sic, 0)::bigint as xc_sic,
      coalesce(a.night_dual, 0)::bigint as night_dual,
      coalesce(a.night_takeoffs, 0)::bigint as night_takeoffs,
      coalesce(a.night_landings, 0)::bigint as night_landings,
      coalesce(a.night_pic, 0)::bigint as night_pic,
      coalesce(a.night_sic, 0)::bigint as night_sic,
      coalesce(a.night_takeoffs_pic, 0)::bigint as night_takeoffs_pic,
      coalesce(a.night_landings_pic, 0)::bigint as night_landings_pic,
      coalesce(a.night_takeoffs_sic, 0)::bigint as night_takeoffs_sic,
      coalesce(a.night_landings_sic, 0)::bigint as night_landings_sic
  ) as v on g.category_code is not null
  order by g.position;
end
$$;

comment on function logbook.form_8710(uuid, date, text) is
  'The grid of FAA form 8710-1 up to a day for a certificate sought, with its cross-country (14 CFR 61.1(b)): minutes and counts, null where the form is blank. undecided: flights whose cross-country is ambiguous or of which a place is unknown.';
grant execute on function logbook.form_8710(uuid, date, text) to offblock_gateway;

create function logbook.form_8710_classes(p_owner uuid, p_as_of date)
  returns table (class_code text, total bigint, pic bigint, sic bigint)
  language sql
  stable
as $$
  select k.class_code, sum(f.total_time)::bigint, sum(f.pic_time)::bigint, sum(f.sic_time)::bigint
  from logbook.flights f
  join logbook.v_crafts k on k.owner_user_id = f.owner_user_id and k.aircraft_id = f.aircraft_id
  where f.owner_user_id = p_owner
    and f.flight_date <= p_as_of
    and not f.is_erroneous
    and f.superseded_by_flight_id is null
    and k.class_code is not null
    and k.category_code in ('airplane', 'rotorcraft', 'powered_lift', 'glider', 'lighter_than_air')
  group by k.class_code
  order by k.class_code collate "C"
$$;

comment on function logbook.form_8710_classes(uuid, date) is
  'The block of class totals of IACRA: minutes, as PIC and as SIC, by class.';
grant execute on function logbook.form_8710_classes(uuid, date) to offblock_gateway;

reset role;
