-- Kind medical: medical certificates, BasicMed, special issuances. Database design 6.19.

set local role offblock_owner;

create table logbook.medicals (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  medical_class_id uuid not null references reference.medical_classes (id),
  exam_date date not null,
  ame_person_id uuid,
  expiration_date_for_class_1_ops date,
  expiration_date_for_class_2_ops date,
  expiration_date_for_class_3_ops date,
  is_special_issuance boolean not null default false,
  special_issuance_conditions logbook.prose,
  basicmed_cmec_date date,
  basicmed_course_date date,
  pilots_medical_certificate_number logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint medicals_ame_person_fk foreign key (owner_user_id, ame_person_id)
    references logbook.people (owner_user_id, id)
);

comment on table logbook.medicals is 'Medical certificates of the owner, 14 CFR 61.23, 67 and 68. Database design 6.19.';
comment on column logbook.medicals.owner_user_id is 'Owner of the logbook.';
comment on column logbook.medicals.id is 'The record, from its document id.';
comment on column logbook.medicals.medical_class_id is 'First, second or third class, BasicMed and so on.';
comment on column logbook.medicals.exam_date is 'Day of the examination.';
comment on column logbook.medicals.ame_person_id is 'The examiner.';
comment on column logbook.medicals.expiration_date_for_class_1_ops is 'Last day for first-class privileges, 14 CFR 61.23(d).';
comment on column logbook.medicals.expiration_date_for_class_2_ops is 'Last day for second-class privileges, 14 CFR 61.23(d).';
comment on column logbook.medicals.expiration_date_for_class_3_ops is 'Last day for third-class privileges, 14 CFR 61.23(d).';
comment on column logbook.medicals.is_special_issuance is 'Authorization for special issuance, 14 CFR 67.401.';
comment on column logbook.medicals.special_issuance_conditions is 'Its conditions.';
comment on column logbook.medicals.basicmed_cmec_date is 'Day of the comprehensive medical examination checklist, 14 CFR 68.7.';
comment on column logbook.medicals.basicmed_course_date is 'Day of the medical education course, 14 CFR 61.23(c)(3).';
comment on column logbook.medicals.pilots_medical_certificate_number is 'Number on the certificate.';
comment on column logbook.medicals.notes is 'Anything else.';
comment on column logbook.medicals.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.medicals.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.medicals.device_id is 'The device that wrote it.';
comment on constraint medicals_ame_person_fk on logbook.medicals is 'E_CONSTRAINT: the examiner is there.';

create index medicals_exam_date on logbook.medicals (owner_user_id, exam_date desc);
create index medicals_medical_class_id on logbook.medicals (owner_user_id, medical_class_id);
create index medicals_ame_person_id on logbook.medicals (owner_user_id, ame_person_id)
  where ame_person_id is not null;

call logbook.guard('logbook.medicals', 'pilot');

call logbook.make_writer('medical', 'logbook.medicals');

reset role;
