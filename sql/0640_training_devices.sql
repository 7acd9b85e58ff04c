-- Kind training_device: one simulator or training device at one place. Database design 6.8.

set local role offblock_owner;

create table logbook.training_devices (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  name logbook.line not null,
  model_id uuid references reference.training_device_models (id),
  device_type_id uuid not null references reference.training_device_types (id),
  device_level logbook.line,
  facility_name logbook.line,
  facility_location logbook.line,
  serial_number logbook.line,
  faa_qualification_letter logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint training_devices_name_filled check (name <> '')
);

comment on table logbook.training_devices is 'Simulators and training devices that the owner trained in.';
comment on column logbook.training_devices.owner_user_id is 'Owner of the logbook.';
comment on column logbook.training_devices.id is 'The record, from its document id.';
comment on column logbook.training_devices.name is 'What the owner calls it.';
comment on column logbook.training_devices.model_id is 'Its model, from the shared reference; null: not listed.';
comment on column logbook.training_devices.device_type_id is 'FFS, FTD, ATD and so on.';
comment on column logbook.training_devices.device_level is 'Level D, Level 7; null for what the era did not say.';
comment on column logbook.training_devices.facility_name is 'Where it stands: the school.';
comment on column logbook.training_devices.facility_location is 'Where it stands: the place.';
comment on column logbook.training_devices.serial_number is 'Serial number.';
comment on column logbook.training_devices.faa_qualification_letter is 'Letter of qualification or authorization.';
comment on column logbook.training_devices.notes is 'Anything else.';
comment on column logbook.training_devices.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.training_devices.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.training_devices.device_id is 'The device that wrote it.';
comment on constraint training_devices_name_filled on logbook.training_devices is 'E_FIELD_REQUIRED: a device has a name.';

create index training_devices_model_id on logbook.training_devices (owner_user_id, model_id);
create index training_devices_device_type_id on logbook.training_devices (owner_user_id, device_type_id);

call logbook.guard('logbook.training_devices', 'pilot');

call logbook.make_writer('training_device', 'logbook.training_devices');

reset role;
