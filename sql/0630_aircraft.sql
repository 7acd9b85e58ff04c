-- Kind aircraft: one airframe, by its registration. Database design 6.6.

set local role offblock_owner;

create table logbook.aircraft (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  registration logbook.line not null,
  model_id uuid references reference.aircraft_models (id),
  own_model_id uuid,
  serial_number logbook.line,
  year_manufactured smallint,
  nickname logbook.line,
  is_glass_cockpit boolean not null default false,
  is_ifr_certified boolean not null default true,
  equipment_notes logbook.prose,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint aircraft_own_model_fk foreign key (owner_user_id, own_model_id)
    references logbook.aircraft_models (owner_user_id, id),
  constraint aircraft_registration_key unique (owner_user_id, registration),
  constraint aircraft_registration_form check (registration ~ '^[^a-z[:cntrl:]]+$'),
  constraint aircraft_one_model check (num_nonnulls(model_id, own_model_id) = 1),
  constraint aircraft_year_range check (year_manufactured between 1903 and 2200)
);

comment on table logbook.aircraft is 'Airframes that the owner flew. Two owners of one tail number have a row each.';
comment on column logbook.aircraft.owner_user_id is 'Owner of the logbook.';
comment on column logbook.aircraft.id is 'The record, from its document id.';
comment on column logbook.aircraft.registration is 'N12345, G-ABCD.';
comment on column logbook.aircraft.model_id is 'Its model, from the shared reference.';
comment on column logbook.aircraft.own_model_id is 'Its model, from the owner''s own.';
comment on column logbook.aircraft.serial_number is 'Serial number of the airframe.';
comment on column logbook.aircraft.year_manufactured is 'Year built.';
comment on column logbook.aircraft.nickname is 'What the owner calls it.';
comment on column logbook.aircraft.is_glass_cockpit is 'Technically advanced airplane, 14 CFR 61.129(j).';
comment on column logbook.aircraft.is_ifr_certified is 'Certified for flight under instrument flight rules.';
comment on column logbook.aircraft.equipment_notes is 'What is installed.';
comment on column logbook.aircraft.notes is 'Anything else.';
comment on column logbook.aircraft.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.aircraft.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.aircraft.device_id is 'The device that wrote it.';
comment on constraint aircraft_own_model_fk on logbook.aircraft is 'E_CONSTRAINT: the own model is there.';
comment on constraint aircraft_registration_key on logbook.aircraft is 'E_AIRCRAFT_REGISTRATION_TAKEN: this registration is already in the logbook.';
comment on constraint aircraft_registration_form on logbook.aircraft is 'E_FIELD_FORMAT: capital letters, digits and marks.';
comment on constraint aircraft_one_model on logbook.aircraft is 'E_AIRCRAFT_MODEL: an aircraft has one model.';
comment on constraint aircraft_year_range on logbook.aircraft is 'E_FIELD_RANGE: 1903 to 2200.';

create index aircraft_model_id on logbook.aircraft (owner_user_id, model_id);
create index aircraft_own_model_id on logbook.aircraft (owner_user_id, own_model_id);

call logbook.guard('logbook.aircraft', 'pilot');

call logbook.make_writer('aircraft', 'logbook.aircraft');

reset role;
