-- Shared, read-only data: the same rows and the same ids on every installation. The loader fills it
-- as the owner; nothing is ever deleted, so a record that refers to an old definition stays readable.

set local role offblock_owner;

create function reference.stable_id(p_code text)
  returns uuid
  language sql
  immutable
  strict
  parallel safe
as $$
  -- RFC 9562 version 8: 16 bytes of SHA-256 with the version and variant bits set.
  select encode(
    set_byte(
      set_byte(h, 6, (get_byte(h, 6) & 15) | 128),
      8,
      (get_byte(h, 8) & 63) | 128
    ),
    'hex'
  )::uuid
  from (select substring(sha256(convert_to('offblock reference ' || p_code, 'UTF8')) for 16)) as s (h)
$$;

comment on function reference.stable_id(text) is
  'The id of a piece of reference data from its stable code, e.g. airport:FAA-PAO: a version 8 UUID of SHA-256.';
grant execute on function reference.stable_id(text) to offblock_gateway;

-- The lookup tables of database design 12.3 have one shape, 12.1, and so one definition.
do $$
declare
  v_table text;
  v_comment text;
begin
  for v_table, v_comment in
    values
      ('aircraft_categories', 'Categories of aircraft, 14 CFR 1.1 and 61.5(b)(1).'),
      ('aircraft_classes', 'Classes of aircraft, 14 CFR 61.5(b)(2) to (4).'),
      ('approach_types', 'Kinds of instrument approach.'),
      ('certificate_levels', 'Levels of airman certificate, 14 CFR 61.5(a).'),
      ('rating_types', 'Ratings on a certificate, 14 CFR 61.5(b).'),
      ('endorsement_types', 'Kinds of instructor endorsement, AC 61-65.'),
      ('medical_classes', 'Classes of medical certificate, 14 CFR 67 and 68.'),
      ('role_on_flight_types', 'What a person did on a flight.'),
      ('training_device_types', 'Kinds of simulator and training device, 14 CFR 60 and AC 61-136.'),
      ('pic_basis_types', 'Why time counts as pilot in command, 14 CFR 61.51(e).'),
      ('training_event_types', 'Kinds of training event.'),
      ('role_qualification_types', 'Roles and qualifications that a person holds.'),
      ('far_citations', 'Paragraphs of regulation that records and rules refer to.')
  loop
    execute format(
      $ddl$
        create table reference.%1$I (
          id uuid primary key,
          code text not null,
          name text not null,
          description text,
          display_order integer not null default 0,
          is_deprecated boolean not null default false,
          effective_from date,
          effective_to date,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now(),
          constraint %2$I unique (code),
          constraint %3$I check (id = reference.stable_id(%4$L || ':' || code)),
          constraint %5$I check (effective_from <= effective_to)
        );
        comment on table reference.%1$I is %6$L;
        comment on column reference.%1$I.id is 'reference.stable_id of the table and the code.';
        comment on column reference.%1$I.code is 'Short stable name in queries and exports.';
        comment on column reference.%1$I.name is 'What people read.';
        comment on column reference.%1$I.description is 'More, where the name does not say it all.';
        comment on column reference.%1$I.display_order is 'Order in choosers.';
        comment on column reference.%1$I.is_deprecated is 'Kept for old records, offered for none.';
        comment on column reference.%1$I.effective_from is 'First day of this definition; null: unknown or always.';
        comment on column reference.%1$I.effective_to is 'Last day of this definition; null: still in force.';
        comment on column reference.%1$I.created_at is 'When this installation first loaded the row.';
        comment on column reference.%1$I.updated_at is 'When the row last changed here.';
        comment on constraint %2$I on reference.%1$I is 'E_CONSTRAINT: the code is there already.';
        comment on constraint %3$I on reference.%1$I is 'E_CONSTRAINT: the id is not the one that the code leads to.';
        comment on constraint %5$I on reference.%1$I is 'E_CONSTRAINT: the definition ends before it begins.';
        grant select on reference.%1$I to offblock_gateway;
      $ddl$,
      v_table,
      v_table || '_code_key',
      v_table || '_id_stable',
      v_table,
      v_table || '_effective_order',
      v_comment
    );
  end loop;
end
$$;

alter table reference.aircraft_classes
  add column category_id uuid references reference.aircraft_categories (id);
comment on column reference.aircraft_classes.category_id is 'The category that the class divides.';
create index aircraft_classes_category_id on reference.aircraft_classes (category_id);

create table reference.airports (
  id uuid primary key,
  ident text not null,
  icao_code text,
  iata_code text,
  faa_lid text,
  name text not null,
  municipality text,
  country_code text,
  latitude numeric(9, 6) not null,
  longitude numeric(9, 6) not null,
  elevation_ft integer,
  has_control_tower boolean,
  time_zone text,
  airport_type text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint airports_ident_key unique (ident),
  constraint airports_latitude_range check (latitude between -90 and 90),
  constraint airports_longitude_range check (longitude between -180 and 180)
);

comment on table reference.airports is 'Airports of the world. Codes are not unique: 2,811 of them mean several places.';
comment on column reference.airports.id is 'reference.stable_id of airport:<ident>.';
comment on column reference.airports.ident is 'The stable code that names the row.';
comment on column reference.airports.icao_code is 'ICAO location indicator, e.g. KPAO.';
comment on column reference.airports.iata_code is 'IATA code, e.g. PAO.';
comment on column reference.airports.faa_lid is 'FAA location identifier, e.g. 0B5.';
comment on column reference.airports.name is 'Name in full.';
comment on column reference.airports.municipality is 'Town that it serves.';
comment on column reference.airports.country_code is 'ISO 3166-1 alpha-2.';
comment on column reference.airports.latitude is 'Degrees north, WGS 84.';
comment on column reference.airports.longitude is 'Degrees east, WGS 84.';
comment on column reference.airports.elevation_ft is 'Feet above mean sea level.';
comment on column reference.airports.has_control_tower is 'Today; what was so on the day is kept with the landing. Null: unknown.';
comment on column reference.airports.time_zone is 'IANA name of the zone, e.g. America/Los_Angeles.';
comment on column reference.airports.airport_type is 'large, medium, small, heliport, seaplane base and so on.';
comment on column reference.airports.is_active is 'False once it is closed or no longer in the source.';
comment on column reference.airports.created_at is 'When this installation first loaded the row.';
comment on column reference.airports.updated_at is 'When the row last changed here.';
comment on constraint airports_ident_key on reference.airports is 'E_CONSTRAINT: the ident is there already.';
comment on constraint airports_latitude_range on reference.airports is 'E_FIELD_RANGE: latitude from -90 to 90.';
comment on constraint airports_longitude_range on reference.airports is 'E_FIELD_RANGE: longitude from -180 to 180.';

create index airports_icao_code on reference.airports (icao_code) where icao_code is not null;
create index airports_iata_code on reference.airports (iata_code) where iata_code is not null;
create index airports_faa_lid on reference.airports (faa_lid) where faa_lid is not null;
grant select on reference.airports to offblock_gateway;

create table reference.aircraft_models (
  id uuid primary key,
  code text not null,
  manufacturer text not null,
  model_name text not null,
  icao_type_designator text,
  category_id uuid references reference.aircraft_categories (id),
  class_id uuid references reference.aircraft_classes (id),
  engine_type text,
  engine_count smallint not null default 0,
  gear_type text,
  is_complex boolean not null default false,
  is_high_performance boolean not null default false,
  is_tailwheel boolean not null default false,
  is_pressurized boolean not null default false,
  service_ceiling_ft integer,
  requires_type_rating boolean not null default false,
  type_rating_code text,
  mtow_lbs integer,
  notes text,
  is_deprecated boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint aircraft_models_code_key unique (code),
  constraint aircraft_models_id_stable check (id = reference.stable_id('aircraft_model:' || code))
);

comment on table reference.aircraft_models is 'Common models of aircraft. What is missing a user adds as an own model. Database design 6.5.';
comment on column reference.aircraft_models.id is 'reference.stable_id of aircraft_model:<code>.';
comment on column reference.aircraft_models.code is 'Stable name of the model.';
comment on column reference.aircraft_models.manufacturer is 'Cessna, Cirrus, Boeing.';
comment on column reference.aircraft_models.model_name is '172S Skyhawk, SR22T G6, 737-800.';
comment on column reference.aircraft_models.icao_type_designator is 'ICAO Doc 8643, e.g. C172.';
comment on column reference.aircraft_models.category_id is 'Category, 14 CFR 61.5(b)(1).';
comment on column reference.aircraft_models.class_id is 'Class, 14 CFR 61.5(b)(2) to (4).';
comment on column reference.aircraft_models.engine_type is 'piston, turboprop, turbofan and so on; null: unknown.';
comment on column reference.aircraft_models.engine_count is 'Number of engines.';
comment on column reference.aircraft_models.gear_type is 'Landing gear; null: unknown.';
comment on column reference.aircraft_models.is_complex is '14 CFR 61.31(e).';
comment on column reference.aircraft_models.is_high_performance is '14 CFR 61.31(f).';
comment on column reference.aircraft_models.is_tailwheel is '14 CFR 61.31(i).';
comment on column reference.aircraft_models.is_pressurized is 'With the ceiling: 14 CFR 61.31(g).';
comment on column reference.aircraft_models.service_ceiling_ft is 'Feet.';
comment on column reference.aircraft_models.requires_type_rating is '14 CFR 61.31(a).';
comment on column reference.aircraft_models.type_rating_code is 'As on the certificate, e.g. CE-525S.';
comment on column reference.aircraft_models.mtow_lbs is 'Maximum take-off weight in pounds.';
comment on column reference.aircraft_models.notes is 'Anything else.';
comment on column reference.aircraft_models.is_deprecated is 'Kept for old records, offered for none.';
comment on column reference.aircraft_models.created_at is 'When this installation first loaded the row.';
comment on column reference.aircraft_models.updated_at is 'When the row last changed here.';
comment on constraint aircraft_models_code_key on reference.aircraft_models is 'E_CONSTRAINT: the code is there already.';
comment on constraint aircraft_models_id_stable on reference.aircraft_models is 'E_CONSTRAINT: the id is not the one that the code leads to.';

create index aircraft_models_category_id on reference.aircraft_models (category_id);
create index aircraft_models_class_id on reference.aircraft_models (class_id);
grant select on reference.aircraft_models to offblock_gateway;

create table reference.training_device_models (
  id uuid primary key,
  code text not null,
  manufacturer text not null,
  model_name text not null,
  device_type_id uuid not null references reference.training_device_types (id),
  device_level text,
  aircraft_model_simulated_id uuid references reference.aircraft_models (id),
  notes text,
  is_deprecated boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint training_device_models_code_key unique (code),
  constraint training_device_models_id_stable check (id = reference.stable_id('training_device_model:' || code))
);

comment on table reference.training_device_models is 'Common models of simulator and training device. Database design 6.7.';
comment on column reference.training_device_models.id is 'reference.stable_id of training_device_model:<code>.';
comment on column reference.training_device_models.code is 'Stable name of the model.';
comment on column reference.training_device_models.manufacturer is 'Redbird, Frasca, CAE.';
comment on column reference.training_device_models.model_name is 'FMX, 142, 7000XR.';
comment on column reference.training_device_models.device_type_id is 'FFS, FTD, ATD and so on.';
comment on column reference.training_device_models.device_level is 'Level D, Level 7; null for what the era did not say.';
comment on column reference.training_device_models.aircraft_model_simulated_id is 'The aircraft it stands for; many stand for none in particular.';
comment on column reference.training_device_models.notes is 'Anything else.';
comment on column reference.training_device_models.is_deprecated is 'Kept for old records, offered for none.';
comment on column reference.training_device_models.created_at is 'When this installation first loaded the row.';
comment on column reference.training_device_models.updated_at is 'When the row last changed here.';
comment on constraint training_device_models_code_key on reference.training_device_models is 'E_CONSTRAINT: the code is there already.';
comment on constraint training_device_models_id_stable on reference.training_device_models is 'E_CONSTRAINT: the id is not the one that the code leads to.';

create index training_device_models_device_type_id on reference.training_device_models (device_type_id);
create index training_device_models_aircraft_model_simulated_id on reference.training_device_models (aircraft_model_simulated_id);
grant select on reference.training_device_models to offblock_gateway;

create table reference.data_versions (
  name text primary key,
  sha256 text not null,
  loaded_at timestamptz not null default now(),
  constraint data_versions_sha256_form check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table reference.data_versions is 'Which packed file each part of the reference was loaded from.';
comment on column reference.data_versions.name is 'The part, e.g. airports.';
comment on column reference.data_versions.sha256 is 'SHA-256 of the file, in hex.';
comment on column reference.data_versions.loaded_at is 'When it was loaded.';
comment on constraint data_versions_sha256_form on reference.data_versions is 'E_CONSTRAINT: 64 hex digits.';
grant select on reference.data_versions to offblock_gateway;

reset role;
