-- Kind aircraft_model: a model that the shared reference lacks. Columns of database design 6.5.

set local role offblock_owner;

create table logbook.aircraft_models (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  manufacturer logbook.line,
  model_name logbook.line not null,
  icao_type_designator logbook.line,
  category_id uuid references reference.aircraft_categories (id),
  class_id uuid references reference.aircraft_classes (id),
  engine_type logbook.line,
  engine_count logbook.event_count not null default 0,
  gear_type logbook.line,
  is_complex boolean not null default false,
  is_high_performance boolean not null default false,
  is_tailwheel boolean not null default false,
  is_pressurized boolean not null default false,
  service_ceiling_ft integer,
  requires_type_rating boolean not null default false,
  type_rating_code logbook.line,
  mtow_lbs integer,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint aircraft_models_model_name_filled check (model_name <> ''),
  constraint aircraft_models_engine_type_known check (
    engine_type in ('piston', 'radial', 'diesel', 'turboprop', 'turboshaft', 'turbojet', 'turbofan', 'electric', 'none')
  ),
  constraint aircraft_models_engine_count_range check (engine_count <= 12),
  constraint aircraft_models_gear_type_known check (
    gear_type in (
      'fixed_tricycle', 'fixed_tailwheel', 'retractable_tricycle', 'retractable_tailwheel',
      'amphibious', 'floats', 'skids', 'skis', 'none'
    )
  ),
  constraint aircraft_models_service_ceiling_range check (service_ceiling_ft between 0 and 100000),
  constraint aircraft_models_mtow_range check (mtow_lbs between 0 and 2000000)
);

comment on table logbook.aircraft_models is 'Models of aircraft that the owner added, usable at once and offline.';
comment on column logbook.aircraft_models.owner_user_id is 'Owner of the logbook.';
comment on column logbook.aircraft_models.id is 'The record, from its document id.';
comment on column logbook.aircraft_models.manufacturer is 'Who builds it.';
comment on column logbook.aircraft_models.model_name is 'Name of the model.';
comment on column logbook.aircraft_models.icao_type_designator is 'ICAO Doc 8643, e.g. C172.';
comment on column logbook.aircraft_models.category_id is 'Category, 14 CFR 61.5(b)(1).';
comment on column logbook.aircraft_models.class_id is 'Class, 14 CFR 61.5(b)(2) to (4).';
comment on column logbook.aircraft_models.engine_type is 'Kind of engine; null: unknown.';
comment on column logbook.aircraft_models.engine_count is 'Number of engines.';
comment on column logbook.aircraft_models.gear_type is 'Landing gear; null: unknown.';
comment on column logbook.aircraft_models.is_complex is '14 CFR 61.31(e).';
comment on column logbook.aircraft_models.is_high_performance is '14 CFR 61.31(f).';
comment on column logbook.aircraft_models.is_tailwheel is '14 CFR 61.31(i).';
comment on column logbook.aircraft_models.is_pressurized is 'With the ceiling: 14 CFR 61.31(g).';
comment on column logbook.aircraft_models.service_ceiling_ft is 'Feet.';
comment on column logbook.aircraft_models.requires_type_rating is '14 CFR 61.31(a).';
comment on column logbook.aircraft_models.type_rating_code is 'As on the certificate.';
comment on column logbook.aircraft_models.mtow_lbs is 'Maximum take-off weight in pounds.';
comment on column logbook.aircraft_models.notes is 'Anything else.';
comment on column logbook.aircraft_models.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.aircraft_models.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.aircraft_models.device_id is 'The device that wrote it.';
comment on constraint aircraft_models_model_name_filled on logbook.aircraft_models is 'E_FIELD_REQUIRED: a model has a name.';
comment on constraint aircraft_models_engine_type_known on logbook.aircraft_models is 'E_FIELD_CHOICE: one of the engine types.';
comment on constraint aircraft_models_engine_count_range on logbook.aircraft_models is 'E_FIELD_RANGE: at most 12 engines.';
comment on constraint aircraft_models_gear_type_known on logbook.aircraft_models is 'E_FIELD_CHOICE: one of the gear types.';
comment on constraint aircraft_models_service_ceiling_range on logbook.aircraft_models is 'E_FIELD_RANGE: 0 to 100,000 ft.';
comment on constraint aircraft_models_mtow_range on logbook.aircraft_models is 'E_FIELD_RANGE: 0 to 2,000,000 lb.';

create index aircraft_models_category_id on logbook.aircraft_models (owner_user_id, category_id);
create index aircraft_models_class_id on logbook.aircraft_models (owner_user_id, class_id);

call logbook.guard('logbook.aircraft_models', 'pilot');

call logbook.make_writer('aircraft_model', 'logbook.aircraft_models');

reset role;
