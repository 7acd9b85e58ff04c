-- Kind flight: the flight, its legs, and take-offs and landings one by one. Database design 6.9 to
-- 6.11. Approaches, crew and tags are in 0675_entry_rows.sql, and so is the writer.

set local role offblock_owner;

create table logbook.flights (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  flight_date date not null,
  aircraft_id uuid not null,
  route logbook.line,
  block_out timestamptz,
  block_off timestamptz,
  block_on timestamptz,
  block_in timestamptz,
  on_duty timestamptz,
  off_duty timestamptz,
  total_time logbook.minutes not null default 0,
  pic_time logbook.minutes not null default 0,
  pic_basis_id uuid references reference.pic_basis_types (id),
  sic_time logbook.minutes not null default 0,
  solo_time logbook.minutes not null default 0,
  dual_received logbook.minutes not null default 0,
  dual_given logbook.minutes not null default 0,
  cross_country_time logbook.minutes not null default 0,
  cross_country_50nm_time logbook.minutes not null default 0,
  night_time logbook.minutes not null default 0,
  actual_instrument logbook.minutes not null default 0,
  simulated_instrument logbook.minutes not null default 0,
  ifr_time logbook.minutes not null default 0,
  multi_pilot_time logbook.minutes not null default 0,
  picus_time logbook.minutes not null default 0,
  examiner_time logbook.minutes not null default 0,
  nvg_time logbook.minutes not null default 0,
  nvg_operations logbook.event_count not null default 0,
  holds logbook.event_count not null default 0,
  holding_performed boolean,
  course_intercepting_tracking_performed boolean,
  ground_training_received logbook.minutes not null default 0,
  ground_training_given logbook.minutes not null default 0,
  instructor_name logbook.line,
  instructor_comments logbook.prose,
  is_flight_review boolean not null default false,
  is_ipc boolean not null default false,
  is_checkride boolean not null default false,
  is_6158_check boolean not null default false,
  is_nvg_proficiency_check boolean not null default false,
  hobbs_start numeric(7, 2),
  hobbs_end numeric(7, 2),
  tach_start numeric(7, 2),
  tach_end numeric(7, 2),
  cfi_signature_person_id uuid,
  cfi_signed_at timestamptz,
  corrects_flight_id uuid,
  is_locked boolean not null default false,
  locked_at timestamptz,
  locked_reason logbook.line,
  correction_reason logbook.prose,
  is_erroneous boolean not null default false,
  erroneous_reason logbook.prose,
  marked_erroneous_at timestamptz,
  import_notes logbook.prose,
  remarks logbook.prose,
  superseded_by_flight_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  created_by_user_id uuid references auth.users (id),
  primary key (owner_user_id, id),
  constraint flights_aircraft_fk foreign key (owner_user_id, aircraft_id)
    references logbook.aircraft (owner_user_id, id),
  constraint flights_cfi_signature_person_fk foreign key (owner_user_id, cfi_signature_person_id)
    references logbook.people (owner_user_id, id),
  constraint flights_corrects_flight_fk foreign key (owner_user_id, corrects_flight_id)
    references logbook.flights (owner_user_id, id),
  constraint flights_superseded_by_flight_fk foreign key (owner_user_id, superseded_by_flight_id)
    references logbook.flights (owner_user_id, id) on delete set null (superseded_by_flight_id),
  constraint flights_date_range check (flight_date between date '1903-12-17' and date '9999-12-31'),
  -- Neighbours on the ground may share a minute, since clocks are read to the minute.
  constraint flights_block_order check (
    block_off >= block_out
    and block_on > block_out
    and block_in > block_out
    and block_on > block_off
    and block_in > block_off
    and block_in >= block_on
  ),
  -- Not all of them add up: a pilot in command may receive instruction for the whole flight. Each by
  -- itself fits into the whole, with a tenth of an hour for rounding.
  constraint flights_part_within_total check (
    greatest(
      pic_time, sic_time, solo_time, dual_received, dual_given, cross_country_time,
      cross_country_50nm_time, night_time, actual_instrument, simulated_instrument, ifr_time,
      multi_pilot_time, picus_time, examiner_time, nvg_time
    ) <= total_time + 6
  ),
  -- The upper bounds are there for NaN, which PostgreSQL holds to be greater than every number.
  constraint flights_hobbs_range check (hobbs_start between 0 and 99999.99 and hobbs_end between 0 and 99999.99),
  constraint flights_tach_range check (tach_start between 0 and 99999.99 and tach_end between 0 and 99999.99),
  constraint flights_locked_reason_known check (
    locked_reason in ('user_locked', 'cfi_signature', 'cryptographic_signature')
  ),
  constraint flights_correction_other check (corrects_flight_id <> id),
  constraint flights_correction_reason check (
    corrects_flight_id is null or coalesce(correction_reason, '') <> ''
  ),
  constraint flights_erroneous_reason check (not is_erroneous or coalesce(erroneous_reason, '') <> '')
);

comment on table logbook.flights is 'Flights in an aircraft, of one or more legs, 14 CFR 61.51(b). Times are whole minutes.';
comment on column logbook.flights.owner_user_id is 'Owner of the logbook.';
comment on column logbook.flights.id is 'The record, from its document id.';
comment on column logbook.flights.flight_date is 'The day that it is logged on.';
comment on column logbook.flights.aircraft_id is 'The aircraft flown.';
comment on column logbook.flights.route is 'Route as flown, in words.';
comment on column logbook.flights.block_out is 'OUT: start of movement.';
comment on column logbook.flights.block_off is 'OFF: wheels off.';
comment on column logbook.flights.block_on is 'ON: wheels on.';
comment on column logbook.flights.block_in is 'IN: end of movement.';
comment on column logbook.flights.on_duty is 'Start of duty.';
comment on column logbook.flights.off_duty is 'End of duty.';
comment on column logbook.flights.total_time is 'The logged time of the flight, in minutes.';
comment on column logbook.flights.pic_time is 'Minutes as pilot in command, 14 CFR 61.51(e).';
comment on column logbook.flights.pic_basis_id is 'Why it counts as pilot in command.';
comment on column logbook.flights.sic_time is 'Minutes as second in command, 14 CFR 61.51(f).';
comment on column logbook.flights.solo_time is 'Minutes as sole occupant, 14 CFR 61.51(d).';
comment on column logbook.flights.dual_received is 'Minutes of training received, 14 CFR 61.51(h).';
comment on column logbook.flights.dual_given is 'Minutes of training given, as an instructor.';
comment on column logbook.flights.cross_country_time is 'Minutes of cross-country, the plain definition, 14 CFR 61.1(b).';
comment on column logbook.flights.cross_country_50nm_time is 'Minutes of cross-country with a landing more than 50 NM away, 14 CFR 61.1(b).';
comment on column logbook.flights.night_time is 'Minutes of night: end of evening to beginning of morning civil twilight, 14 CFR 1.1.';
comment on column logbook.flights.actual_instrument is 'Minutes in actual instrument conditions, 14 CFR 61.51(g).';
comment on column logbook.flights.simulated_instrument is 'Minutes under a view-limiting device, 14 CFR 61.51(g).';
comment on column logbook.flights.ifr_time is 'Minutes under instrument flight rules.';
comment on column logbook.flights.multi_pilot_time is 'Minutes in multi-pilot operation, AMC1 FCL.050.';
comment on column logbook.flights.picus_time is 'Minutes as pilot in command under supervision, AMC1 FCL.050.';
comment on column logbook.flights.examiner_time is 'Minutes as examiner.';
comment on column logbook.flights.nvg_time is 'Minutes with night-vision goggles, 14 CFR 61.57(f).';
comment on column logbook.flights.nvg_operations is 'Night-vision goggle operations, 14 CFR 61.57(f).';
comment on column logbook.flights.holds is 'Holds flown.';
comment on column logbook.flights.holding_performed is 'Whether holding was done, 14 CFR 61.57(c)(1); null: not said.';
comment on column logbook.flights.course_intercepting_tracking_performed is 'Whether courses were intercepted and tracked, 14 CFR 61.57(c)(1); null: not said.';
comment on column logbook.flights.ground_training_received is 'Minutes of ground training with the flight, received.';
comment on column logbook.flights.ground_training_given is 'Minutes of ground training with the flight, given.';
comment on column logbook.flights.instructor_name is 'Instructor, by name.';
comment on column logbook.flights.instructor_comments is 'What the instructor wrote.';
comment on column logbook.flights.is_flight_review is 'It was a flight review, 14 CFR 61.56.';
comment on column logbook.flights.is_ipc is 'It was an instrument proficiency check, 14 CFR 61.57(d).';
comment on column logbook.flights.is_checkride is 'It was a practical test.';
comment on column logbook.flights.is_6158_check is 'It was a pilot-in-command proficiency check, 14 CFR 61.58.';
comment on column logbook.flights.is_nvg_proficiency_check is 'It was a goggle proficiency check, 14 CFR 61.57(g).';
comment on column logbook.flights.hobbs_start is 'Hobbs meter at the start, hours.';
comment on column logbook.flights.hobbs_end is 'Hobbs meter at the end, hours.';
comment on column logbook.flights.tach_start is 'Tachometer at the start, hours.';
comment on column logbook.flights.tach_end is 'Tachometer at the end, hours.';
comment on column logbook.flights.cfi_signature_person_id is 'The instructor who signed it off.';
comment on column logbook.flights.cfi_signed_at is 'When the instructor signed.';
comment on column logbook.flights.corrects_flight_id is 'The flight that this one corrects.';
comment on column logbook.flights.is_locked is 'A locked entry is corrected by another, never changed.';
comment on column logbook.flights.locked_at is 'When it was locked.';
comment on column logbook.flights.locked_reason is 'user_locked, cfi_signature or cryptographic_signature.';
comment on column logbook.flights.correction_reason is 'Why it corrects another.';
comment on column logbook.flights.is_erroneous is 'It should not have been; kept, and left out of totals.';
comment on column logbook.flights.erroneous_reason is 'Why it should not have been.';
comment on column logbook.flights.marked_erroneous_at is 'When it was marked as an error.';
comment on column logbook.flights.import_notes is 'Cells of an imported file that have no column here, as they were.';
comment on column logbook.flights.remarks is 'The pilot''s own words.';
comment on column logbook.flights.superseded_by_flight_id is 'The correction that counts instead of it. Kept by trigger.';
comment on column logbook.flights.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.flights.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.flights.device_id is 'The device that wrote it.';
comment on column logbook.flights.created_by_user_id is 'The account that brought it in; usually the owner.';
comment on constraint flights_aircraft_fk on logbook.flights is 'E_CONSTRAINT: the aircraft is there.';
comment on constraint flights_cfi_signature_person_fk on logbook.flights is 'E_CONSTRAINT: the person who signed is there.';
comment on constraint flights_corrects_flight_fk on logbook.flights is 'E_CONSTRAINT: the flight that it corrects is there.';
comment on constraint flights_superseded_by_flight_fk on logbook.flights is 'E_CONSTRAINT: the flight that superseded it is there.';
comment on constraint flights_date_range on logbook.flights is 'E_DATE_RANGE: no flight is older than the first powered one.';
comment on constraint flights_block_order on logbook.flights is 'E_FLIGHT_BLOCK_ORDER: OUT, OFF, ON and IN follow each other.';
comment on constraint flights_part_within_total on logbook.flights is 'E_FLIGHT_PART_OVER_TOTAL: a part is at most the whole and a tenth of an hour.';
comment on constraint flights_hobbs_range on logbook.flights is 'E_FIELD_RANGE: 0 to 99,999.99 hours.';
comment on constraint flights_tach_range on logbook.flights is 'E_FIELD_RANGE: 0 to 99,999.99 hours.';
comment on constraint flights_locked_reason_known on logbook.flights is 'E_FIELD_CHOICE: user_locked, cfi_signature or cryptographic_signature.';
comment on constraint flights_correction_other on logbook.flights is 'E_CONSTRAINT: a flight does not correct itself.';
comment on constraint flights_correction_reason on logbook.flights is 'E_CORRECTION_REASON: a correction says why.';
comment on constraint flights_erroneous_reason on logbook.flights is 'E_ERRONEOUS_REASON: an entry marked as an error says why.';

create index flights_flight_date on logbook.flights (owner_user_id, flight_date desc);
create index flights_current on logbook.flights (owner_user_id, flight_date desc)
  where not is_erroneous and superseded_by_flight_id is null;
create index flights_aircraft_id on logbook.flights (owner_user_id, aircraft_id);
create index flights_pic_basis_id on logbook.flights (owner_user_id, pic_basis_id)
  where pic_basis_id is not null;
create index flights_cfi_signature_person_id on logbook.flights (owner_user_id, cfi_signature_person_id)
  where cfi_signature_person_id is not null;
create index flights_corrects_flight_id on logbook.flights (owner_user_id, corrects_flight_id)
  where corrects_flight_id is not null;
create index flights_superseded_by_flight_id on logbook.flights (owner_user_id, superseded_by_flight_id)
  where superseded_by_flight_id is not null;
create index flights_erroneous on logbook.flights (owner_user_id, flight_date) where is_erroneous;
create index flights_checks on logbook.flights (owner_user_id, flight_date)
  where is_flight_review or is_6158_check or is_checkride;

call logbook.guard_entry('logbook.flights', 'pilot', 'corrects_flight_id', 'superseded_by_flight_id');

create table logbook.flight_legs (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  leg_number smallint not null,
  from_airport_id uuid references reference.airports (id),
  from_own_airport_id uuid,
  from_airport_description logbook.line,
  to_airport_id uuid references reference.airports (id),
  to_own_airport_id uuid,
  to_airport_description logbook.line,
  distance_nm numeric(7, 2),
  leg_time logbook.minutes not null default 0,
  day_takeoffs logbook.event_count not null default 0,
  night_takeoffs logbook.event_count not null default 0,
  day_landings_touch_and_go logbook.event_count not null default 0,
  day_landings_full_stop logbook.event_count not null default 0,
  night_landings_touch_and_go logbook.event_count not null default 0,
  night_landings_full_stop logbook.event_count not null default 0,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint flight_legs_flight_fk foreign key (owner_user_id, flight_id)
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint flight_legs_from_own_airport_fk foreign key (owner_user_id, from_own_airport_id)
    references logbook.airports (owner_user_id, id),
  constraint flight_legs_to_own_airport_fk foreign key (owner_user_id, to_own_airport_id)
    references logbook.airports (owner_user_id, id),
  -- Judged at the end of a statement, so that two legs can change places in one.
  constraint flight_legs_leg_number_key unique (owner_user_id, flight_id, leg_number)
    deferrable initially immediate,
  constraint flight_legs_leg_number_range check (leg_number between 1 and 999),
  constraint flight_legs_from_one_place check (num_nonnulls(from_airport_id, from_own_airport_id) <= 1),
  constraint flight_legs_to_one_place check (num_nonnulls(to_airport_id, to_own_airport_id) <= 1),
  constraint flight_legs_distance_range check (distance_nm between 0 and 25000)
);

comment on table logbook.flight_legs is 'Legs of flights. What was taken off and landed is counted here.';
comment on column logbook.flight_legs.owner_user_id is 'Owner of the logbook.';
comment on column logbook.flight_legs.id is 'The row.';
comment on column logbook.flight_legs.flight_id is 'The flight.';
comment on column logbook.flight_legs.position is 'Place in the list, from 1.';
comment on column logbook.flight_legs.leg_number is 'Order in the flight, from 1.';
comment on column logbook.flight_legs.from_airport_id is 'Where it began; null: off airport, or not listed.';
comment on column logbook.flight_legs.from_own_airport_id is 'Where it began, an airport of the owner''s own.';
comment on column logbook.flight_legs.from_airport_description is 'Where it began, in words.';
comment on column logbook.flight_legs.to_airport_id is 'Where it ended; null: off airport, or not listed.';
comment on column logbook.flight_legs.to_own_airport_id is 'Where it ended, an airport of the owner''s own.';
comment on column logbook.flight_legs.to_airport_description is 'Where it ended, in words.';
comment on column logbook.flight_legs.distance_nm is 'Nautical miles.';
comment on column logbook.flight_legs.leg_time is 'Logged time of the leg, in minutes.';
comment on column logbook.flight_legs.day_takeoffs is 'Take-offs by day.';
comment on column logbook.flight_legs.night_takeoffs is 'Take-offs by night, as for recency: 14 CFR 61.57(b).';
comment on column logbook.flight_legs.day_landings_touch_and_go is 'Landings by day that were no full stop.';
comment on column logbook.flight_legs.day_landings_full_stop is 'Landings by day to a full stop.';
comment on column logbook.flight_legs.night_landings_touch_and_go is 'Landings by night that were no full stop.';
comment on column logbook.flight_legs.night_landings_full_stop is 'Landings by night to a full stop, 14 CFR 61.57(b).';
comment on column logbook.flight_legs.notes is 'Anything else.';
comment on constraint flight_legs_flight_fk on logbook.flight_legs is 'E_CONSTRAINT: the leg is of a flight that is there.';
comment on constraint flight_legs_from_own_airport_fk on logbook.flight_legs is 'E_CONSTRAINT: the own airport is there.';
comment on constraint flight_legs_to_own_airport_fk on logbook.flight_legs is 'E_CONSTRAINT: the own airport is there.';
comment on constraint flight_legs_from_one_place on logbook.flight_legs is 'E_AIRPORT_TWICE: from the list, or the owner''s own.';
comment on constraint flight_legs_to_one_place on logbook.flight_legs is 'E_AIRPORT_TWICE: from the list, or the owner''s own.';
comment on constraint flight_legs_leg_number_key on logbook.flight_legs is 'E_ROW_DUPLICATE: a flight has one leg of a number.';
comment on constraint flight_legs_leg_number_range on logbook.flight_legs is 'E_FIELD_RANGE: legs count from 1.';
comment on constraint flight_legs_distance_range on logbook.flight_legs is 'E_FIELD_RANGE: 0 to 25,000 NM.';

create index flight_legs_from_airport_id on logbook.flight_legs (owner_user_id, from_airport_id);
create index flight_legs_to_airport_id on logbook.flight_legs (owner_user_id, to_airport_id);
create index flight_legs_from_own_airport_id on logbook.flight_legs (owner_user_id, from_own_airport_id)
  where from_own_airport_id is not null;
create index flight_legs_to_own_airport_id on logbook.flight_legs (owner_user_id, to_own_airport_id)
  where to_own_airport_id is not null;

call logbook.guard_row('logbook.flight_legs', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.flight_legs', p_flight => 'r.flight_id');

create table logbook.landings_takeoffs (
  owner_user_id uuid not null,
  id uuid not null,
  flight_leg_id uuid not null,
  position smallint not null,
  airport_id uuid references reference.airports (id),
  own_airport_id uuid,
  airport_description logbook.line,
  occurred_at timestamptz,
  is_takeoff boolean not null default false,
  is_landing boolean not null default false,
  is_full_stop boolean,
  was_at_towered_field boolean,
  runway logbook.line,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint landings_takeoffs_flight_leg_fk foreign key (owner_user_id, flight_leg_id)
    references logbook.flight_legs (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint landings_takeoffs_own_airport_fk foreign key (owner_user_id, own_airport_id)
    references logbook.airports (owner_user_id, id),
  constraint landings_takeoffs_one_place check (num_nonnulls(airport_id, own_airport_id) <= 1),
  constraint landings_takeoffs_some_event check (is_takeoff or is_landing),
  constraint landings_takeoffs_full_stop check (is_full_stop is null or is_landing)
);

comment on table logbook.landings_takeoffs is 'Take-offs and landings one by one, where their time and place are known. A touch-and-go is one row.';
comment on column logbook.landings_takeoffs.owner_user_id is 'Owner of the logbook.';
comment on column logbook.landings_takeoffs.id is 'The row.';
comment on column logbook.landings_takeoffs.flight_leg_id is 'The leg.';
comment on column logbook.landings_takeoffs.position is 'Place in the list, from 1.';
comment on column logbook.landings_takeoffs.airport_id is 'Where; null: off airport, or not listed.';
comment on column logbook.landings_takeoffs.own_airport_id is 'Where, an airport of the owner''s own.';
comment on column logbook.landings_takeoffs.airport_description is 'Where, in words.';
comment on column logbook.landings_takeoffs.occurred_at is 'When; day or night follows from time and place.';
comment on column logbook.landings_takeoffs.is_takeoff is 'It was a take-off.';
comment on column logbook.landings_takeoffs.is_landing is 'It was a landing.';
comment on column logbook.landings_takeoffs.is_full_stop is 'A landing to a full stop; null: not said, or no landing.';
comment on column logbook.landings_takeoffs.was_at_towered_field is 'A tower was in operation then; null: not said.';
comment on column logbook.landings_takeoffs.runway is 'Runway.';
comment on column logbook.landings_takeoffs.notes is 'Anything else.';
comment on constraint landings_takeoffs_flight_leg_fk on logbook.landings_takeoffs is 'E_CONSTRAINT: the event is of a leg that is there.';
comment on constraint landings_takeoffs_own_airport_fk on logbook.landings_takeoffs is 'E_CONSTRAINT: the own airport is there.';
comment on constraint landings_takeoffs_one_place on logbook.landings_takeoffs is 'E_AIRPORT_TWICE: from the list, or the owner''s own.';
comment on constraint landings_takeoffs_some_event on logbook.landings_takeoffs is 'E_FIELD_REQUIRED: an event is a take-off, a landing, or both.';
comment on constraint landings_takeoffs_full_stop on logbook.landings_takeoffs is 'E_FIELD_CHOICE: only a landing can be to a full stop.';

create index landings_takeoffs_flight_leg_id on logbook.landings_takeoffs (owner_user_id, flight_leg_id);
create index landings_takeoffs_airport_id on logbook.landings_takeoffs (owner_user_id, airport_id);
create index landings_takeoffs_own_airport_id on logbook.landings_takeoffs (owner_user_id, own_airport_id)
  where own_airport_id is not null;
create index landings_takeoffs_full_stop_landings on logbook.landings_takeoffs (owner_user_id, occurred_at desc)
  where is_landing and is_full_stop;

call logbook.guard_row('logbook.landings_takeoffs', 'pilot', 'flight_leg_id');
call logbook.lock_rows_with_entry('logbook.landings_takeoffs', p_leg => 'r.flight_leg_id');

create type logbook.landing_full_stop_type as enum ('full_stop', 'touch_and_go', 'stop_and_go');
comment on type logbook.landing_full_stop_type is 'How a landing ended. Database design 12.4.';
grant usage on type logbook.landing_full_stop_type to offblock_gateway;

create function logbook.full_stop_type(p_event logbook.landings_takeoffs)
  returns logbook.landing_full_stop_type
  language sql
  immutable
  parallel safe
as $$
  select case
    when not p_event.is_landing or p_event.is_full_stop is null then null
    when not p_event.is_full_stop then 'touch_and_go'
    when p_event.is_takeoff then 'stop_and_go'
    else 'full_stop'
  end::logbook.landing_full_stop_type
$$;

comment on function logbook.full_stop_type(logbook.landings_takeoffs) is
  'How a landing ended, of the facts of its row; null: no landing, or not said.';
grant execute on function logbook.full_stop_type(logbook.landings_takeoffs) to offblock_gateway;

reset role;
