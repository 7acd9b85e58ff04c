-- Kind airport: a place that no list has. Architecture overview, "add custom airport".

set local role offblock_owner;

create table logbook.airports (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  code logbook.line,
  name logbook.line not null,
  municipality logbook.line,
  country_code logbook.line,
  latitude numeric(9, 6) not null,
  longitude numeric(9, 6) not null,
  elevation_ft integer,
  time_zone logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint airports_name_filled check (name <> ''),
  constraint airports_country_code_form check (country_code ~ '^[A-Z]{2}$'),
  constraint airports_latitude_range check (latitude between -90 and 90),
  constraint airports_longitude_range check (longitude between -180 and 180),
  constraint airports_elevation_range check (elevation_ft between -1500 and 20000)
);

comment on table logbook.airports is 'Airports that the owner added: a farm strip, a private field. Usable at once and offline.';
comment on column logbook.airports.owner_user_id is 'Owner of the logbook.';
comment on column logbook.airports.id is 'The record, from its document id.';
comment on column logbook.airports.code is 'What the owner writes in the logbook for it.';
comment on column logbook.airports.name is 'Name in full.';
comment on column logbook.airports.municipality is 'Town that it serves.';
comment on column logbook.airports.country_code is 'ISO 3166-1 alpha-2.';
comment on column logbook.airports.latitude is 'Degrees north, WGS 84.';
comment on column logbook.airports.longitude is 'Degrees east, WGS 84.';
comment on column logbook.airports.elevation_ft is 'Feet above mean sea level.';
comment on column logbook.airports.time_zone is 'IANA name of the zone, e.g. America/Los_Angeles.';
comment on column logbook.airports.notes is 'Anything else.';
comment on column logbook.airports.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.airports.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.airports.device_id is 'The device that wrote it.';
comment on constraint airports_name_filled on logbook.airports is 'E_FIELD_REQUIRED: an airport has a name.';
comment on constraint airports_country_code_form on logbook.airports is 'E_FIELD_FORMAT: two capital letters.';
comment on constraint airports_latitude_range on logbook.airports is 'E_FIELD_RANGE: -90 to 90 degrees.';
comment on constraint airports_longitude_range on logbook.airports is 'E_FIELD_RANGE: -180 to 180 degrees.';
comment on constraint airports_elevation_range on logbook.airports is 'E_FIELD_RANGE: -1,500 to 20,000 ft.';

create index airports_code on logbook.airports (owner_user_id, code)
  where code is not null;

call logbook.guard('logbook.airports', 'pilot');

call logbook.make_writer('airport', 'logbook.airports');

reset role;
