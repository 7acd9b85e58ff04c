-- The sun and the two nights: twins of shared/sun.ts and shared/night.ts. The formulas are those of NOAA's solar calculator (Meeus, Astronomical
-- Algorithms, chapter 25). Where NOAA takes the declination of noon for the whole day, the altitude
-- is followed from midnight to noon to midnight here and its crossing is bisected, so that the answer
-- holds beyond 60 degrees of latitude as well, and is null where the event does not happen.

set local role offblock_owner;

create function reference.sun_altitude(p_instant timestamptz, p_latitude float8, p_longitude float8)
  returns float8
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_day constant float8 := extract(epoch from p_instant)::float8 / 86400;
  -- Julian centuries since 2000-01-01 12:00; 10957.5 days after 1970-01-01.
  t constant float8 := (v_day - 10957.5) / 36525;
  v_mean_longitude constant float8 := 280.46646 + t * (36000.76983 + t * 0.0003032);
  v_anomaly constant float8 := 357.52911 + t * (35999.05029 - 0.0001537 * t);
  v_eccentricity constant float8 := 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  v_center constant float8 := sind(v_anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t))
    + sind(2 * v_anomaly) * (0.019993 - 0.000101 * t) + sind(3 * v_anomaly) * 0.000289;
  v_node constant float8 := 125.04 - 1934.136 * t;
  v_longitude constant float8 := v_mean_longitude + v_center - 0.00569 - 0.00478 * sind(v_node);
  v_obliquity constant float8 :=
    23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60 + 0.00256 * cosd(v_node);
  v_sine_declination constant float8 := sind(v_obliquity) * sind(v_longitude);
  y constant float8 := tand(v_obliquity / 2) ^ 2;
  v_equation_of_time constant float8 := degrees(
    y * sind(2 * v_mean_longitude) - 2 * v_eccentricity * sind(v_anomaly)
      + 4 * v_eccentricity * y * sind(v_anomaly) * cosd(2 * v_mean_longitude)
      - 0.5 * y * y * sind(4 * v_mean_longitude)
      - 1.25 * v_eccentricity * v_eccentricity * sind(2 * v_anomaly)
  );
  v_hour_angle constant float8 :=
    (v_day - floor(v_day)) * 360 + v_equation_of_time + p_longitude - 180;
begin
  return asind(greatest(-1, least(1,
    sind(p_latitude) * v_sine_declination
      + cosd(p_latitude) * sqrt(1 - v_sine_declination * v_sine_declination) * cosd(v_hour_angle)
  )));
end
$$;

comment on function reference.sun_altitude(timestamptz, float8, float8) is
  'Altitude of the sun''s centre in degrees, without refraction, at an instant and a place in degrees north and east.';

create function reference.sun_hour_angle(p_instant timestamptz, p_longitude float8)
  returns float8
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_day constant float8 := extract(epoch from p_instant)::float8 / 86400;
  t constant float8 := (v_day - 10957.5) / 36525;
  v_mean_longitude constant float8 := 280.46646 + t * (36000.76983 + t * 0.0003032);
  v_anomaly constant float8 := 357.52911 + t * (35999.05029 - 0.0001537 * t);
  e constant float8 := 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  y constant float8 := tand((23.439291 - 0.0130042 * t + 0.00256 * cosd(125.04 - 1934.136 * t)) / 2) ^ 2;
  v_angle constant float8 := (v_day - floor(v_day)) * 360 + p_longitude - 180 + degrees(
    y * sind(2 * v_mean_longitude) - 2 * e * sind(v_anomaly)
      + 4 * e * y * sind(v_anomaly) * cosd(2 * v_mean_longitude)
      - 0.5 * y * y * sind(4 * v_mean_longitude) - 1.25 * e * e * sind(2 * v_anomaly)
  );
begin
  return v_angle - 360 * round(v_angle / 360);
end
$$;

comment on function reference.sun_hour_angle(timestamptz, float8) is
  'Hour angle of the sun in degrees, -180 to 180: below 0 before the sun is highest.';

create function reference.sun_at_hour_angle(p_target float8, p_near timestamptz, p_longitude float8)
  returns timestamptz
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_found timestamptz := p_near;
  v_ahead float8;
begin
  for i in 1..3 loop
    v_ahead := reference.sun_hour_angle(v_found, p_longitude) - p_target;
    v_ahead := v_ahead - 360 * round(v_ahead / 360);
    v_found := v_found - make_interval(secs => v_ahead * 240);
  end loop;
  return v_found;
end
$$;

comment on function reference.sun_at_hour_angle(float8, timestamptz, float8) is
  'The instant nearest to another at which the sun has an hour angle: 0 at noon, 180 at midnight.';

create function reference.sun_crossing(
  p_midnight timestamptz,
  p_noon timestamptz,
  p_altitude float8,
  p_latitude float8,
  p_longitude float8
)
  returns timestamptz
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_low timestamptz := p_midnight;
  v_high timestamptz := p_noon;
  v_middle timestamptz;
begin
  if reference.sun_altitude(v_high, p_latitude, p_longitude) <= p_altitude
    or reference.sun_altitude(v_low, p_latitude, p_longitude) > p_altitude
  then
    return null;
  end if;
  -- Half of half a day, 17 times, is a third of a second.
  for i in 1..17 loop
    v_middle := v_low + (v_high - v_low) / 2;
    if reference.sun_altitude(v_middle, p_latitude, p_longitude) > p_altitude then
      v_high := v_middle;
    else
      v_low := v_middle;
    end if;
  end loop;
  return v_low + (v_high - v_low) / 2;
end
$$;

comment on function reference.sun_crossing(timestamptz, timestamptz, float8, float8, float8) is
  'When the sun passes an altitude between a solar midnight and the solar noon beside it; null when it does not.';

create function reference.sun_times(
  p_day date,
  p_latitude float8,
  p_longitude float8,
  p_time_zone text default null
)
  returns table (
    civil_dawn timestamptz,
    sunrise timestamptz,
    solar_noon timestamptz,
    sunset timestamptz,
    civil_dusk timestamptz,
    sunrise_minus_hour timestamptz,
    sunset_plus_hour timestamptz,
    sun text
  )
  language plpgsql
  stable
  parallel safe
as $$
declare
  -- 34 minutes of refraction and 16 of radius, as in the almanacs; twilight: 14 CFR 1.1.
  v_horizon constant float8 := -50.0 / 60;
  v_civil constant float8 := -6;
  v_noon timestamptz;
  v_before timestamptz;
  v_after timestamptz;
begin
  if p_day is null or p_latitude is null or p_longitude is null then
    return;
  end if;
  v_noon := case
    when p_time_zone is not null then (p_day + time '12:00') at time zone p_time_zone
    -- Without a zone the place's own mean time names the day.
    else ((p_day + time '12:00') at time zone 'UTC') - make_interval(secs => p_longitude * 240)
  end;
  solar_noon := reference.sun_at_hour_angle(0, v_noon, p_longitude);
  v_before := reference.sun_at_hour_angle(180, solar_noon - interval '12 hours', p_longitude);
  v_after := reference.sun_at_hour_angle(180, solar_noon + interval '12 hours', p_longitude);
  civil_dawn := reference.sun_crossing(v_before, solar_noon, v_civil, p_latitude, p_longitude);
  sunrise := reference.sun_crossing(v_before, solar_noon, v_horizon, p_latitude, p_longitude);
  sunset := reference.sun_crossing(v_after, solar_noon, v_horizon, p_latitude, p_longitude);
  civil_dusk := reference.sun_crossing(v_after, solar_noon, v_civil, p_latitude, p_longitude);
  sunrise_minus_hour := sunrise - interval '1 hour';
  sunset_plus_hour := sunset + interval '1 hour';
  sun := case
    when num_nonnulls(sunrise, sunset) = 2 then 'rises_and_sets'
    when num_nonnulls(sunrise, sunset) = 1 then 'rises_or_sets_only'
    when reference.sun_altitude(solar_noon, p_latitude, p_longitude) > v_horizon then 'always_up'
    else 'always_down'
  end;
  return next;
end
$$;

comment on function reference.sun_times(date, float8, float8, text) is
  'Sunrise, sunset and civil twilight of a day at a place, from solar midnight to solar midnight around its noon; null for what does not happen. The zone says which noon: without it the mean time of the place.';

create function reference.sun_sine_roughly(p_instant timestamptz, p_latitude float8, p_longitude float8)
  returns float8
  language sql
  immutable
  parallel safe
as $$
  -- Mean sun: the equation of time (4.2 degrees of hour angle at most) and the eccentricity (less than
  -- a degree of declination) are left out. One expression, so that it becomes part of the query.
  -- The year begins 10 days after the winter solstice.
  select
    -sin(radians(p_latitude)) * sin(radians(23.44) * cos(
      (date_part('epoch', p_instant - timestamptz '1970-01-01 00:00Z') / 86400 + 10) * radians(360 / 365.2425::float8)
    ))
    - cos(radians(p_latitude))
      * cos(radians(23.44) * cos(
        (date_part('epoch', p_instant - timestamptz '1970-01-01 00:00Z') / 86400 + 10) * radians(360 / 365.2425::float8)
      ))
      * cos(radians(date_part('epoch', p_instant - timestamptz '1970-01-01 00:00Z') / 240 + p_longitude))
$$;

comment on function reference.sun_sine_roughly(timestamptz, float8, float8) is
  'Sine of the altitude of the sun''s centre, within 6 degrees: tells bright day and dark night apart at a tenth of the cost.';

create function reference.is_night_part1_at(p_instant timestamptz, p_latitude float8, p_longitude float8)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select case
    when reference.sun_sine_roughly(p_instant, p_latitude, p_longitude) > 0 then false
    when reference.sun_sine_roughly(p_instant, p_latitude, p_longitude) < sind(-12) then true
    else reference.sun_altitude(p_instant, p_latitude, p_longitude) < -6
  end
$$;

comment on function reference.is_night_part1_at(timestamptz, float8, float8) is
  'Night for logging: between the end of evening and the beginning of morning civil twilight, 14 CFR 1.1.';

create function reference.sun_is_up_within(
  p_instant timestamptz,
  p_around interval,
  p_latitude float8,
  p_longitude float8
)
  returns boolean
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_horizon constant float8 := -50.0 / 60;
  v_to_noon interval;
begin
  if reference.sun_altitude(p_instant, p_latitude, p_longitude) > v_horizon
    or reference.sun_altitude(p_instant - p_around, p_latitude, p_longitude) > v_horizon
    or reference.sun_altitude(p_instant + p_around, p_latitude, p_longitude) > v_horizon
  then
    return true;
  end if;
  -- A polar day shorter than the window can lie inside it whole.
  v_to_noon := make_interval(secs => -reference.sun_hour_angle(p_instant, p_longitude) * 240);
  return v_to_noon between -p_around and p_around
    and reference.sun_altitude(p_instant + v_to_noon, p_latitude, p_longitude) > v_horizon;
end
$$;

comment on function reference.sun_is_up_within(timestamptz, interval, float8, float8) is
  'Whether the sun is above the horizon at some moment within so long before or after an instant.';

create function reference.is_night_6157_exactly(p_instant timestamptz, p_latitude float8, p_longitude float8)
  returns boolean
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_horizon constant float8 := -50.0 / 60;
  v_altitude constant float8 := reference.sun_altitude(p_instant, p_latitude, p_longitude);
begin
  if v_altitude > v_horizon then
    return false;
  end if;
  -- In an hour the sun moves 15 degrees at most: far below the horizon nothing more need be asked.
  return v_altitude < v_horizon - 15.5
    or not reference.sun_is_up_within(p_instant, interval '1 hour', p_latitude, p_longitude);
end
$$;

comment on function reference.is_night_6157_exactly(timestamptz, float8, float8) is
  'What reference.is_night_6157_at says, worked out in full.';

create function reference.is_night_6157_at(p_instant timestamptz, p_latitude float8, p_longitude float8)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select case
    when reference.sun_sine_roughly(p_instant, p_latitude, p_longitude) > sind(6) then false
    when reference.sun_sine_roughly(p_instant, p_latitude, p_longitude) < sind(-23) then true
    else reference.is_night_6157_exactly(p_instant, p_latitude, p_longitude)
  end
$$;

comment on function reference.is_night_6157_at(timestamptz, float8, float8) is
  'Night for recency: from one hour after sunset to one hour before sunrise, 14 CFR 61.57(b)(1). Where the sun stays down it is always such a night, where it stays up never.';

create function reference.is_night_per_part1(p_instant timestamptz, p_airport uuid)
  returns boolean
  language sql
  stable
  parallel safe
as $$
  select reference.is_night_part1_at(p_instant, a.latitude::float8, a.longitude::float8)
  from reference.airports a
  where a.id = p_airport
$$;

comment on function reference.is_night_per_part1(timestamptz, uuid) is
  'Night for logging at an airport of the reference, 14 CFR 1.1; null when the airport is not listed.';

create function reference.is_night_per_6157(p_instant timestamptz, p_airport uuid)
  returns boolean
  language sql
  stable
  parallel safe
as $$
  select reference.is_night_6157_at(p_instant, a.latitude::float8, a.longitude::float8)
  from reference.airports a
  where a.id = p_airport
$$;

comment on function reference.is_night_per_6157(timestamptz, uuid) is
  'Night for recency at an airport of the reference, 14 CFR 61.57(b)(1); null when the airport is not listed.';

reset role;
