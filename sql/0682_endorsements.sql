-- Kind endorsement: what an instructor wrote, word for word. Database design 6.18, AC 61-65.

set local role offblock_owner;

create table logbook.endorsements (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  endorsement_type_id uuid not null references reference.endorsement_types (id),
  endorsement_date date not null,
  endorsing_cfi_person_id uuid,
  cfi_certificate_number_at_time logbook.line,
  cfi_certificate_expiration_at_time date,
  cfi_recent_experience_end_at_time date,
  far_reference logbook.line,
  ac_edition logbook.line,
  ac_id logbook.line,
  endorsement_text logbook.prose,
  aircraft_model_id uuid references reference.aircraft_models (id),
  own_model_id uuid,
  expiration_date date,
  is_locked boolean not null default false,
  locked_at timestamptz,
  locked_reason logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint endorsements_endorsing_cfi_person_fk foreign key (owner_user_id, endorsing_cfi_person_id)
    references logbook.people (owner_user_id, id),
  constraint endorsements_own_model_fk foreign key (owner_user_id, own_model_id)
    references logbook.aircraft_models (owner_user_id, id),
  constraint endorsements_one_model check (num_nonnulls(aircraft_model_id, own_model_id) <= 1),
  constraint endorsements_locked_reason_known check (locked_reason in ('user_locked', 'cfi_signature', 'cryptographic_signature'))
);

comment on table logbook.endorsements is 'Endorsements that the owner received, 14 CFR 61.31, 61.39, 61.56, 61.57. Database design 6.18.';
comment on column logbook.endorsements.owner_user_id is 'Owner of the logbook.';
comment on column logbook.endorsements.id is 'The record, from its document id.';
comment on column logbook.endorsements.endorsement_type_id is 'High performance, solo, flight review and so on.';
comment on column logbook.endorsements.endorsement_date is 'Day on which it was given.';
comment on column logbook.endorsements.endorsing_cfi_person_id is 'The instructor.';
comment on column logbook.endorsements.cfi_certificate_number_at_time is 'Number of the instructor''s certificate on that day.';
comment on column logbook.endorsements.cfi_certificate_expiration_at_time is 'End of the instructor''s certificate, as it was on that day.';
comment on column logbook.endorsements.cfi_recent_experience_end_at_time is 'End of the instructor''s recent experience, 14 CFR 61.197, as it was on that day.';
comment on column logbook.endorsements.far_reference is 'The paragraph, e.g. 14 CFR 61.31(i).';
comment on column logbook.endorsements.ac_edition is 'Edition of AC 61-65 that the words come from, e.g. AC 61-65K.';
comment on column logbook.endorsements.ac_id is 'Number in that edition, e.g. A.75.';
comment on column logbook.endorsements.endorsement_text is 'The words as the instructor wrote them.';
comment on column logbook.endorsements.aircraft_model_id is 'The model that it is for, from the shared reference; null: none in particular.';
comment on column logbook.endorsements.own_model_id is 'The model that it is for, from the owner''s own.';
comment on column logbook.endorsements.expiration_date is 'Last day of an endorsement that ends.';
comment on column logbook.endorsements.is_locked is 'A locked entry is corrected by another, never changed.';
comment on column logbook.endorsements.locked_at is 'When it was locked.';
comment on column logbook.endorsements.locked_reason is 'user_locked, cfi_signature or cryptographic_signature.';
comment on column logbook.endorsements.notes is 'Anything else.';
comment on column logbook.endorsements.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.endorsements.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.endorsements.device_id is 'The device that wrote it.';
comment on constraint endorsements_endorsing_cfi_person_fk on logbook.endorsements is 'E_CONSTRAINT: the instructor is there.';
comment on constraint endorsements_own_model_fk on logbook.endorsements is 'E_CONSTRAINT: the own model is there.';
comment on constraint endorsements_one_model on logbook.endorsements is 'E_AIRCRAFT_MODEL: an endorsement is for one model, or for none in particular.';
comment on constraint endorsements_locked_reason_known on logbook.endorsements is 'E_FIELD_CHOICE: user_locked, cfi_signature or cryptographic_signature.';

create index endorsements_endorsement_date on logbook.endorsements (owner_user_id, endorsement_date desc);
create index endorsements_endorsement_type_id on logbook.endorsements (owner_user_id, endorsement_type_id);
create index endorsements_endorsing_cfi_person_id on logbook.endorsements (owner_user_id, endorsing_cfi_person_id)
  where endorsing_cfi_person_id is not null;
create index endorsements_aircraft_model_id on logbook.endorsements (owner_user_id, aircraft_model_id)
  where aircraft_model_id is not null;
create index endorsements_own_model_id on logbook.endorsements (owner_user_id, own_model_id)
  where own_model_id is not null;
create index endorsements_expiration_date on logbook.endorsements (owner_user_id, expiration_date)
  where expiration_date is not null;

call logbook.guard('logbook.endorsements', 'pilot');
call logbook.guard_lock('logbook.endorsements');

call logbook.make_writer('endorsement', 'logbook.endorsements');

reset role;
