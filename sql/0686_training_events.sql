-- Kind training_event: training of any kind, planned ones without a date included. Database design
-- 6.22.

set local role offblock_owner;

create type logbook.training_event_status as enum ('planned', 'scheduled', 'in_progress', 'completed', 'cancelled');
comment on type logbook.training_event_status is 'How far training has come. Database design 12.4.';
grant usage on type logbook.training_event_status to offblock_gateway;

create table logbook.training_events (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  event_type_id uuid not null references reference.training_event_types (id),
  status logbook.training_event_status not null default 'planned',
  planned_period_description logbook.line,
  planned_start_date date,
  planned_end_date date,
  actual_start_date date,
  actual_end_date date,
  provider logbook.line,
  location logbook.line,
  aircraft_type logbook.line,
  satisfactorily_completed boolean,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id)
);

comment on table logbook.training_events is 'Training: recurrent, type ratings, ground school, 14 CFR 61.55 familiarization. Database design 6.22.';
comment on column logbook.training_events.owner_user_id is 'Owner of the logbook.';
comment on column logbook.training_events.id is 'The record, from its document id.';
comment on column logbook.training_events.event_type_id is 'What kind of training.';
comment on column logbook.training_events.status is 'How far it has come.';
comment on column logbook.training_events.planned_period_description is 'When, in words, while no day is known: April 2027.';
comment on column logbook.training_events.planned_start_date is 'First day, as planned.';
comment on column logbook.training_events.planned_end_date is 'Last day, as planned.';
comment on column logbook.training_events.actual_start_date is 'First day, as it was.';
comment on column logbook.training_events.actual_end_date is 'Last day, as it was.';
comment on column logbook.training_events.provider is 'Who gives it: a school, an employer.';
comment on column logbook.training_events.location is 'Where.';
comment on column logbook.training_events.aircraft_type is 'For which aircraft.';
comment on column logbook.training_events.satisfactorily_completed is 'Whether it was satisfactory; null: not said.';
comment on column logbook.training_events.notes is 'Anything else.';
comment on column logbook.training_events.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.training_events.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.training_events.device_id is 'The device that wrote it.';

create index training_events_event_type_id on logbook.training_events (owner_user_id, event_type_id);
create index training_events_actual_start_date on logbook.training_events (owner_user_id, actual_start_date desc);

call logbook.guard('logbook.training_events', 'pilot');

call logbook.make_writer('training_event', 'logbook.training_events');

reset role;
