-- Views of what is no flight, of the whole logbook, and of how its owner stands.

set local role offblock_owner;

create view logbook.v_events_chronological
with (security_invoker = true) as
  select e.*
  from (
    select c.owner_user_id, c.date_of_issuance as event_date, 'certificate' as event_kind, c.id as record_id,
      l.name as title, c.certificate_number as details, c.created_at
    from logbook.certificates c
    join reference.certificate_levels l on l.id = c.certificate_level_id
    union all
    select e.owner_user_id, e.endorsement_date, 'endorsement', e.id, t.name, e.far_reference, e.created_at
    from logbook.endorsements e
    join reference.endorsement_types t on t.id = e.endorsement_type_id
    union all
    select m.owner_user_id, m.exam_date, 'medical', m.id, c.name, m.pilots_medical_certificate_number, m.created_at
    from logbook.medicals m
    join reference.medical_classes c on c.id = m.medical_class_id
    union all
    select r.owner_user_id, r.review_date, 'flight_review', r.id, 'Flight review', r.review_type, r.created_at
    from logbook.flight_reviews r
    union all
    select t.owner_user_id, t.test_date, 'practical_test', t.id, t.certificate_or_rating_sought, t.outcome::text, t.created_at
    from logbook.practical_tests t
    union all
    select e.owner_user_id, coalesce(e.actual_end_date, e.actual_start_date, e.planned_start_date), 'training_event', e.id,
      t.name, coalesce(e.provider, e.planned_period_description), e.created_at
    from logbook.training_events e
    join reference.training_event_types t on t.id = e.event_type_id
  ) as e
  order by e.event_date nulls last, e.created_at, e.record_id;

comment on view logbook.v_events_chronological is
  'What is no flight, by day: certificates, endorsements, medicals, reviews, tests, training; what is only planned for some time comes last. Database design 13.4.';
grant select on logbook.v_events_chronological to offblock_gateway;

create view logbook.v_logbook_chronological
with (security_invoker = true) as
  select e.*
  from (
    select f.owner_user_id, f.flight_date as event_date, 'flight' as event_kind, f.flight_id as record_id,
      concat_ws(' ', f.registration, f.places) as title, f.remarks as details, f.total_time, f.block_out, f.created_at
    from logbook.v_flat_flights f
    union all
    select s.owner_user_id, s.session_date, 'training_session', s.id,
      coalesce(d.name, s.location, 'Ground training'), s.remarks, s.total_time, null, s.created_at
    from logbook.training_sessions s
    left join logbook.training_devices d on d.owner_user_id = s.owner_user_id and d.id = s.training_device_id
    where not s.is_erroneous and s.superseded_by_training_session_id is null
    union all
    select v.owner_user_id, v.event_date, v.event_kind, v.record_id, v.title, v.details, null, null, v.created_at
    from logbook.v_events_chronological v
  ) as e
  order by e.event_date nulls last, e.block_out nulls first, e.created_at, e.record_id;

comment on view logbook.v_logbook_chronological is
  'Flights, training sessions and events that count, by day. Database design 13.5.';
grant select on logbook.v_logbook_chronological to offblock_gateway;

create view logbook.v_currency_status_live
with (security_invoker = true) as
  select c.*
  from sync.logbooks b
  cross join lateral logbook.currency_status(b.owner_user_id, current_date) c
  where b.book = 'pilot';

comment on view logbook.v_currency_status_live is
  'How each privilege stands today (UTC): take-offs and landings, instruments, flight review, medicals. Computed when asked. Database design 13.6.';
grant select on logbook.v_currency_status_live to offblock_gateway;

create view logbook.v_expirations_upcoming
with (security_invoker = true) as
  select e.*
  from sync.logbooks b
  cross join lateral logbook.expirations(b.owner_user_id, current_date) e
  where b.book = 'pilot'
  order by e.days_remaining, e.what;

comment on view logbook.v_expirations_upcoming is
  'Everything that ends, with the days that remain as of today (UTC); below zero has ended. Database design 13.7.';
grant select on logbook.v_expirations_upcoming to offblock_gateway;

create view logbook.v_aeronautical_experience_totals
with (security_invoker = true) as
  select
    t.*,
    logbook.hours(t.total_time) as total_hours,
    logbook.hours(t.pic_time) as pic_hours,
    logbook.hours(t.cross_country_time) as cross_country_hours,
    logbook.hours(t.night_time) as night_hours
  from sync.logbooks b
  cross join lateral logbook.experience_totals(b.owner_user_id, current_date) t
  where b.book = 'pilot';

comment on view logbook.v_aeronautical_experience_totals is
  'Career totals up to today (UTC) by what 14 CFR 61.51, 61.65, 61.129 and 61.159 ask for. Database design 13.8.';
grant select on logbook.v_aeronautical_experience_totals to offblock_gateway;

-- A column that is a table's own means what it means there; the others are named here.
do $$
declare
  v_view text;
  v_column text;
  v_own constant jsonb := '{
    "flight_id": "The flight.",
    "aircraft_id": "The aircraft.",
    "entry_status": "current, superseded or erroneous. Only current ones count.",
    "category_code": "Code of the category.",
    "class_code": "Code of the class.",
    "from_airport_id": "Where the first leg began; null: not listed.",
    "from_own_airport_id": "Where the first leg began, an airport of the owner''s own.",
    "to_own_airport_id": "Where the last leg ended, an airport of the owner''s own.",
    "from_place": "Where the first leg began: code, or words.",
    "to_airport_id": "Where the last leg ended; null: not listed.",
    "to_place": "Where the last leg ended: code, or words.",
    "places": "All places in order, e.g. KPAO-KUKI-KPAO.",
    "leg_count": "Number of legs.",
    "distance_nm": "Nautical miles of all legs.",
    "block_time": "Minutes from OUT to IN.",
    "air_time": "Minutes from OFF to ON.",
    "taxi_out": "Minutes from OUT to OFF.",
    "taxi_in": "Minutes from ON to IN.",
    "pic_basis_code": "Why it counts as pilot in command.",
    "day_landings": "Landings by day.",
    "night_landings": "Landings by night.",
    "all_landings": "All landings.",
    "approach_count": "Instrument approaches.",
    "instructor_name": "Instructor, as written, or as listed in the crew.",
    "crew_names": "Who was aboard, with their roles.",
    "tag_names": "Tags on the flight.",
    "signed_by": "Who signed it.",
    "signature_status": "unsigned, cfi_signature or cryptographic_signature.",
    "flight_count": "Number of flights.",
    "leg_id": "The leg.",
    "leg_hours": "Logged time of the leg, in hours and tenths.",
    "event_date": "The day; null: planned, with no day yet.",
    "event_kind": "Kind of the record.",
    "record_id": "The record; null: several.",
    "record_table": "The table of the record; null: several.",
    "title": "What it was.",
    "details": "More of it.",
    "kind": "currency, flight_review, medical, endorsement or certificate.",
    "what": "What ends, in words.",
    "currency": "The rule, as the app names it.",
    "regulation": "The paragraph.",
    "type_code": "The type, where a type rating is required.",
    "operation": "What the privilege is for.",
    "status": "current, grace, needs_ipc, lapsed, never or unknown.",
    "last_event_date": "Day of the last entry that counts.",
    "expires_on": "The last day on which it holds, or held.",
    "grace_ends_on": "The last day on which it can be made up without a check.",
    "days_remaining": "Days to that last day; 0 is today, below zero is past.",
    "takeoffs": "Take-offs.",
    "landings": "Landings.",
    "full_stops": "Landings to a full stop.",
    "night_full_stops": "Landings to a full stop by night.",
    "approaches": "Instrument approaches, in aircraft and devices.",
    "instrument_time": "Minutes of actual and simulated instrument flight.",
    "airplane_time": "Minutes in airplanes.",
    "airplane_pic_time": "Minutes in airplanes as pilot in command.",
    "single_engine_time": "Minutes in single-engine airplanes.",
    "multi_engine_time": "Minutes in multiengine airplanes.",
    "multi_engine_pic_time": "Minutes in multiengine airplanes as pilot in command.",
    "sea_time": "Minutes in seaplanes.",
    "helicopter_time": "Minutes in helicopters.",
    "gyroplane_time": "Minutes in gyroplanes.",
    "glider_time": "Minutes in gliders.",
    "lighter_than_air_time": "Minutes in balloons and airships.",
    "powered_lift_time": "Minutes in powered-lift.",
    "powered_time": "Minutes in powered aircraft: all but gliders without an engine, balloons and those of unknown category.",
    "turbine_time": "Minutes in aircraft with turbines.",
    "turbine_pic_time": "Minutes in aircraft with turbines as pilot in command.",
    "complex_time": "Minutes in complex airplanes, 14 CFR 61.31(e).",
    "high_performance_time": "Minutes in high-performance airplanes, 14 CFR 61.31(f).",
    "tailwheel_time": "Minutes in tailwheel airplanes, 14 CFR 61.31(i).",
    "taa_time": "Minutes in technically advanced airplanes, 14 CFR 61.129(j).",
    "cross_country_pic_time": "Minutes of cross-country (50 NM) as pilot in command: of each flight the smaller of both times.",
    "night_pic_time": "Minutes of night as pilot in command: of each flight the smaller of both times.",
    "device_time": "Minutes in simulators and training devices.",
    "ffs_time": "Minutes in full flight simulators.",
    "ftd_time": "Minutes in flight training devices.",
    "atd_time": "Minutes in aviation training devices.",
    "device_instrument_time": "Minutes of simulated instrument time in devices.",
    "first_flight_date": "Day of the first.",
    "last_flight_date": "Day of the last."
  }';
begin
  for v_view, v_column in
    select c.relname, a.attname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'logbook'::regnamespace and c.relkind = 'v'
      and col_description(c.oid, a.attnum) is null
  loop
    execute format(
      'comment on column logbook.%I.%I is %L',
      v_view,
      v_column,
      coalesce(
        v_own ->> v_column,
        case when v_column ~ '_hours$' then
          'The minutes of ' || case
            when v_column ~ '^dual' then replace(v_column, '_hours', '')
            when v_column ~ 'instrument' then replace(v_column, '_hours', '')
            else replace(v_column, '_hours', '_time')
          end || ', in hours and tenths.'
        end,
        (
          select col_description(a.attrelid, a.attnum)
          from unnest('{flights, flight_legs, aircraft, aircraft_models, training_sessions}'::text[]) with ordinality as t (name, n)
          join pg_attribute a on a.attrelid = format('logbook.%I', t.name)::regclass and a.attname = v_column
          order by t.n
          limit 1
        )
      )
    );
  end loop;
end
$$;

reset role;
