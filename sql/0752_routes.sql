-- Distances, places along a great circle, and the night of a route: twins of
-- shared/geography.ts and shared/night.ts.

set local role offblock_owner;

create function reference.distance_nm(
  p_latitude_a float8,
  p_longitude_a float8,
  p_latitude_b float8,
  p_longitude_b float8
)
  returns float8
  language sql
  immutable
  strict
  parallel safe
as $$
  -- Mean radius of the earth, 6,371.0088 km (IUGG), in miles of 1.852 km; haversine.
  select 6371.0088 / 1.852 * 2 * asin(least(1, sqrt(
    sin(radians(p_latitude_b - p_latitude_a) / 2) ^ 2
      + cos(radians(p_latitude_a)) * cos(radians(p_latitude_b))
        * sin(radians(p_longitude_b - p_longitude_a) / 2) ^ 2
  )))
$$;

comment on function reference.distance_nm(float8, float8, float8, float8) is
  'Great-circle distance in nautical miles on the sphere of mean radius, by the haversine formula.';

create function reference.distance_nm(p_airport_a uuid, p_airport_b uuid)
  returns float8
  language sql
  stable
  parallel safe
as $$
  select reference.distance_nm(
    a.latitude::float8, a.longitude::float8, b.latitude::float8, b.longitude::float8
  )
  from reference.airports a, reference.airports b
  where a.id = p_airport_a and b.id = p_airport_b
$$;

comment on function reference.distance_nm(uuid, uuid) is
  'Great-circle distance between two airports of the reference, in nautical miles; null when one is not listed.';

create function reference.point_between(
  p_latitude_a float8,
  p_longitude_a float8,
  p_latitude_b float8,
  p_longitude_b float8,
  p_fraction float8
)
  returns float8[]
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_angle constant float8 := reference.distance_nm(
    p_latitude_a, p_longitude_a, p_latitude_b, p_longitude_b
  ) / (6371.0088 / 1.852);
  v_a float8;
  v_b float8;
  x float8;
  y float8;
  z float8;
  v_turned float8;
begin
  if v_angle < 1e-12 then
    return array[p_latitude_a, p_longitude_a];
  end if;
  -- Between antipodes every meridian is shortest; the way leads over the north pole.
  if pi() - v_angle < 1e-9 then
    v_turned := p_latitude_a + 180 * p_fraction;
    if v_turned <= 90 then
      return array[v_turned, p_longitude_a];
    end if;
    return array[180 - v_turned, p_longitude_a + 180 - 360 * (p_longitude_a > 0)::integer];
  end if;
  v_a := sin((1 - p_fraction) * v_angle) / sin(v_angle);
  v_b := sin(p_fraction * v_angle) / sin(v_angle);
  x := v_a * cosd(p_latitude_a) * cosd(p_longitude_a) + v_b * cosd(p_latitude_b) * cosd(p_longitude_b);
  y := v_a * cosd(p_latitude_a) * sind(p_longitude_a) + v_b * cosd(p_latitude_b) * sind(p_longitude_b);
  z := v_a * sind(p_latitude_a) + v_b * sind(p_latitude_b);
  return array[atan2d(z, sqrt(x * x + y * y)), atan2d(y, x)];
end
$$;

comment on function reference.point_between(float8, float8, float8, float8, float8) is
  'The place {latitude, longitude} a fraction (0 to 1) of the way along the great circle between two places.';

create function reference.place_on_route(
  p_instant timestamptz,
  p_off timestamptz,
  p_on timestamptz,
  p_latitudes float8[],
  p_longitudes float8[],
  p_weights float8[]
)
  returns float8[]
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_whole constant float8 := (select coalesce(sum(w), 0) from unnest(p_weights) as w);
  v_along float8 := case
    when p_on > p_off then extract(epoch from p_instant - p_off)::float8 / extract(epoch from p_on - p_off)::float8 * v_whole
    else v_whole
  end;
begin
  if v_along <= 0 or v_whole = 0 then
    return array[p_latitudes[1], p_longitudes[1]];
  end if;
  for i in 1..cardinality(p_weights) loop
    if v_along <= p_weights[i] and p_weights[i] > 0 then
      return reference.point_between(
        p_latitudes[i], p_longitudes[i], p_latitudes[i + 1], p_longitudes[i + 1], v_along / p_weights[i]
      );
    end if;
    v_along := v_along - p_weights[i];
  end loop;
  return array[p_latitudes[cardinality(p_latitudes)], p_longitudes[cardinality(p_longitudes)]];
end
$$;

comment on function reference.place_on_route(timestamptz, timestamptz, timestamptz, float8[], float8[], float8[]) is
  'The place {latitude, longitude} of an aircraft at an instant: at the first stop until OFF, at the last from ON, between them along the great circles of the legs, which share the time by their weights.';

create function reference.night_of_route(
  p_out timestamptz,
  p_in timestamptz,
  p_latitudes float8[],
  p_longitudes float8[],
  p_off timestamptz default null,
  p_on timestamptz default null,
  p_leg_minutes float8[] default null
)
  returns table (part1_minutes integer, recency_minutes integer)
  language plpgsql
  immutable
  parallel safe
as $$
-- Looked at each minute; each change is found to the second, and the sum is rounded once.
declare
  v_weights float8[] := p_leg_minutes;
  v_off constant timestamptz := coalesce(p_off, p_out);
  v_on constant timestamptz := coalesce(p_on, p_in);
  v_place float8[];
  v_held boolean[];
  v_holds boolean[];
  v_seconds float8[] := '{0, 0}';
  v_before timestamptz := p_out;
  v_after timestamptz;
  v_low timestamptz;
  v_high timestamptz;
  v_middle timestamptz;
  v_there boolean;
begin
  part1_minutes := 0;
  recency_minutes := 0;
  if coalesce(cardinality(p_latitudes), 0) = 0 or not coalesce(p_in > p_out, false) then
    return next;
    return;
  end if;
  if coalesce(cardinality(v_weights), 0) <> cardinality(p_latitudes) - 1
    or exists (select from unnest(v_weights) as w where w is null or w <= 0)
  then
    v_weights := array(
      select reference.distance_nm(p_latitudes[i], p_longitudes[i], p_latitudes[i + 1], p_longitudes[i + 1])
      from generate_series(1, cardinality(p_latitudes) - 1) as i
      order by i
    );
  end if;
  v_place := reference.place_on_route(v_before, v_off, v_on, p_latitudes, p_longitudes, v_weights);
  v_held := array[
    reference.is_night_part1_at(v_before, v_place[1], v_place[2]),
    reference.is_night_6157_at(v_before, v_place[1], v_place[2])
  ];
  while v_before < p_in loop
    v_after := least(v_before + interval '1 minute', p_in);
    v_place := reference.place_on_route(v_after, v_off, v_on, p_latitudes, p_longitudes, v_weights);
    v_holds := array[
      reference.is_night_part1_at(v_after, v_place[1], v_place[2]),
      reference.is_night_6157_at(v_after, v_place[1], v_place[2])
    ];
    for n in 1..2 loop
      if v_holds[n] and v_held[n] then
        v_seconds[n] := v_seconds[n] + extract(epoch from v_after - v_before)::float8;
      elsif v_holds[n] <> v_held[n] then
        v_low := v_before;
        v_high := v_after;
        while v_high - v_low > interval '1 second' loop
          v_middle := v_low + (v_high - v_low) / 2;
          v_place := reference.place_on_route(v_middle, v_off, v_on, p_latitudes, p_longitudes, v_weights);
          v_there := case n
            when 1 then reference.is_night_part1_at(v_middle, v_place[1], v_place[2])
            else reference.is_night_6157_at(v_middle, v_place[1], v_place[2])
          end;
          if v_there = v_held[n] then
            v_low := v_middle;
          else
            v_high := v_middle;
          end if;
        end loop;
        v_seconds[n] := v_seconds[n] + extract(epoch from
          case when v_held[n] then v_high - v_before else v_after - v_high end
        )::float8;
      end if;
    end loop;
    v_held := v_holds;
    v_before := v_after;
  end loop;
  part1_minutes := floor(v_seconds[1] / 60 + 0.5);
  recency_minutes := floor(v_seconds[2] / 60 + 0.5);
  return next;
end
$$;

comment on function reference.night_of_route(timestamptz, timestamptz, float8[], float8[], timestamptz, timestamptz, float8[]) is
  'Whole minutes of night from OUT to IN along the great circles between the stops, by 14 CFR 1.1 and by 61.57(b)(1). The legs share the time from OFF to ON by their minutes when each has some, else by their length.';

grant execute on all functions in schema reference to offblock_gateway;

reset role;
