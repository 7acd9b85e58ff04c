-- Kind practical_test: checkrides. Database design 6.21.

set local role offblock_owner;

create type logbook.practical_test_outcome as enum ('pass', 'fail', 'discontinuance', 'notice_of_disapproval');
comment on type logbook.practical_test_outcome is 'How a practical test ended. Database design 12.4.';
grant usage on type logbook.practical_test_outcome to offblock_gateway;

create table logbook.practical_tests (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  test_date date not null,
  examiner_person_id uuid,
  certificate_or_rating_sought logbook.line not null,
  outcome logbook.practical_test_outcome not null,
  aircraft_id uuid,
  training_device_id uuid,
  associated_flight_id uuid,
  associated_training_session_id uuid,
  acs_or_pts_reference logbook.line,
  resulted_in_certificate_id uuid,
  resulted_in_rating_id uuid,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint practical_tests_examiner_person_fk foreign key (owner_user_id, examiner_person_id)
    references logbook.people (owner_user_id, id),
  constraint practical_tests_aircraft_fk foreign key (owner_user_id, aircraft_id)
    references logbook.aircraft (owner_user_id, id),
  constraint practical_tests_training_device_fk foreign key (owner_user_id, training_device_id)
    references logbook.training_devices (owner_user_id, id),
  constraint practical_tests_associated_flight_fk foreign key (owner_user_id, associated_flight_id)
    references logbook.flights (owner_user_id, id),
  constraint practical_tests_associated_training_session_fk foreign key (owner_user_id, associated_training_session_id)
    references logbook.training_sessions (owner_user_id, id),
  constraint practical_tests_resulted_in_certificate_fk foreign key (owner_user_id, resulted_in_certificate_id)
    references logbook.certificates (owner_user_id, id),
  constraint practical_tests_sought_filled check (certificate_or_rating_sought <> '')
);

comment on table logbook.practical_tests is 'Practical tests, 14 CFR 61.43. Database design 6.21.';
comment on column logbook.practical_tests.owner_user_id is 'Owner of the logbook.';
comment on column logbook.practical_tests.id is 'The record, from its document id.';
comment on column logbook.practical_tests.test_date is 'Day of the test.';
comment on column logbook.practical_tests.examiner_person_id is 'The examiner.';
comment on column logbook.practical_tests.certificate_or_rating_sought is 'What it was for.';
comment on column logbook.practical_tests.outcome is 'How it ended.';
comment on column logbook.practical_tests.aircraft_id is 'The aircraft; null: none, as for an oral examination.';
comment on column logbook.practical_tests.training_device_id is 'The device, when it was not an aircraft.';
comment on column logbook.practical_tests.associated_flight_id is 'The flight of the test.';
comment on column logbook.practical_tests.associated_training_session_id is 'The session of the test.';
comment on column logbook.practical_tests.acs_or_pts_reference is 'The standard that it was held to.';
comment on column logbook.practical_tests.resulted_in_certificate_id is 'The certificate that came of it.';
comment on column logbook.practical_tests.resulted_in_rating_id is 'The rating that came of it: a row of logbook.ratings. It may be gone by now, so no foreign key.';
comment on column logbook.practical_tests.notes is 'Anything else.';
comment on column logbook.practical_tests.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.practical_tests.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.practical_tests.device_id is 'The device that wrote it.';
comment on constraint practical_tests_examiner_person_fk on logbook.practical_tests is 'E_CONSTRAINT: the examiner is there.';
comment on constraint practical_tests_aircraft_fk on logbook.practical_tests is 'E_CONSTRAINT: the aircraft is there.';
comment on constraint practical_tests_training_device_fk on logbook.practical_tests is 'E_CONSTRAINT: the training device is there.';
comment on constraint practical_tests_associated_flight_fk on logbook.practical_tests is 'E_CONSTRAINT: the flight is there.';
comment on constraint practical_tests_associated_training_session_fk on logbook.practical_tests is 'E_CONSTRAINT: the session is there.';
comment on constraint practical_tests_resulted_in_certificate_fk on logbook.practical_tests is 'E_CONSTRAINT: the certificate is there.';
comment on constraint practical_tests_sought_filled on logbook.practical_tests is 'E_FIELD_REQUIRED: a test is for something.';

create index practical_tests_test_date on logbook.practical_tests (owner_user_id, test_date desc);
create index practical_tests_examiner_person_id on logbook.practical_tests (owner_user_id, examiner_person_id)
  where examiner_person_id is not null;
create index practical_tests_aircraft_id on logbook.practical_tests (owner_user_id, aircraft_id)
  where aircraft_id is not null;
create index practical_tests_training_device_id on logbook.practical_tests (owner_user_id, training_device_id)
  where training_device_id is not null;
create index practical_tests_associated_flight_id on logbook.practical_tests (owner_user_id, associated_flight_id)
  where associated_flight_id is not null;
create index practical_tests_associated_training_session_id on logbook.practical_tests (owner_user_id, associated_training_session_id)
  where associated_training_session_id is not null;
create index practical_tests_resulted_in_certificate_id on logbook.practical_tests (owner_user_id, resulted_in_certificate_id)
  where resulted_in_certificate_id is not null;

call logbook.guard('logbook.practical_tests', 'pilot');

call logbook.make_writer('practical_test', 'logbook.practical_tests');

reset role;
