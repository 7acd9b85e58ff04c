-- Kind certificate: airman certificates with their ratings and limitations. Database design 6.15 to
-- 6.17.

set local role offblock_owner;

create table logbook.certificates (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  certificate_level_id uuid not null references reference.certificate_levels (id),
  certificate_number logbook.line,
  date_of_issuance date not null,
  date_of_first_issuance date,
  issuing_authority logbook.line,
  expires_on date,
  recent_experience_end date,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id)
);

comment on table logbook.certificates is 'Airman certificates of the owner, 14 CFR 61.5. Database design 6.15.';
comment on column logbook.certificates.owner_user_id is 'Owner of the logbook.';
comment on column logbook.certificates.id is 'The record, from its document id.';
comment on column logbook.certificates.certificate_level_id is 'Student, Private, Commercial, ATP, Flight Instructor and so on.';
comment on column logbook.certificates.certificate_number is 'Number on the certificate.';
comment on column logbook.certificates.date_of_issuance is 'Day on which this one was issued.';
comment on column logbook.certificates.date_of_first_issuance is 'Day of the first, when this one is a reissue.';
comment on column logbook.certificates.issuing_authority is 'Who issued it; null: the FAA.';
comment on column logbook.certificates.expires_on is 'Last day of a certificate that expires, 14 CFR 61.19.';
comment on column logbook.certificates.recent_experience_end is 'End of recent experience of a flight instructor, 14 CFR 61.197.';
comment on column logbook.certificates.notes is 'Anything else.';
comment on column logbook.certificates.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.certificates.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.certificates.device_id is 'The device that wrote it.';

create index certificates_certificate_level_id on logbook.certificates (owner_user_id, certificate_level_id);
create index certificates_certificate_number on logbook.certificates (owner_user_id, certificate_number)
  where certificate_number is not null;

call logbook.guard('logbook.certificates', 'pilot');

create table logbook.ratings (
  owner_user_id uuid not null,
  id uuid not null,
  certificate_id uuid not null,
  position smallint not null,
  rating_type_id uuid not null references reference.rating_types (id),
  type_code logbook.line,
  date_added date,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint ratings_certificate_fk foreign key (owner_user_id, certificate_id)
   
    references logbook.certificates (owner_user_id, id) on delete cascade deferrable initially deferred
);

comment on table logbook.ratings is 'Ratings on a certificate, 14 CFR 61.5(b). Database design 6.16.';
comment on column logbook.ratings.owner_user_id is 'Owner of the logbook.';
comment on column logbook.ratings.id is 'The row.';
comment on column logbook.ratings.certificate_id is 'The certificate.';
comment on column logbook.ratings.position is 'Place in the list, from 1.';
comment on column logbook.ratings.rating_type_id is 'Instrument, multi-engine, type and so on.';
comment on column logbook.ratings.type_code is 'The type of a type rating, as on the certificate, e.g. CE-525S.';
comment on column logbook.ratings.date_added is 'Day on which it was added.';
comment on column logbook.ratings.notes is 'Anything else.';
comment on constraint ratings_certificate_fk on logbook.ratings is 'E_CONSTRAINT: the rating is on a certificate that is there.';

create index ratings_certificate_id on logbook.ratings (owner_user_id, certificate_id);
create index ratings_rating_type_id on logbook.ratings (owner_user_id, rating_type_id);

call logbook.guard_row('logbook.ratings', 'pilot', 'certificate_id');

create table logbook.certificate_limitations (
  owner_user_id uuid not null,
  id uuid not null,
  certificate_id uuid not null,
  position smallint not null,
  limitation_text logbook.prose not null,
  date_added date,
  date_removed date,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint certificate_limitations_certificate_fk foreign key (owner_user_id, certificate_id)
   
    references logbook.certificates (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint certificate_limitations_text_filled check (limitation_text <> '')
);

comment on table logbook.certificate_limitations is 'Limitations on a certificate. Database design 6.17.';
comment on column logbook.certificate_limitations.owner_user_id is 'Owner of the logbook.';
comment on column logbook.certificate_limitations.id is 'The row.';
comment on column logbook.certificate_limitations.certificate_id is 'The certificate.';
comment on column logbook.certificate_limitations.position is 'Place in the list, from 1.';
comment on column logbook.certificate_limitations.limitation_text is 'The limitation, in the words of the certificate.';
comment on column logbook.certificate_limitations.date_added is 'Day on which it was put on.';
comment on column logbook.certificate_limitations.date_removed is 'Day on which it was taken off; null: it holds.';
comment on column logbook.certificate_limitations.notes is 'Anything else.';
comment on constraint certificate_limitations_certificate_fk on logbook.certificate_limitations is 'E_CONSTRAINT: the limitation is on a certificate that is there.';
comment on constraint certificate_limitations_text_filled on logbook.certificate_limitations is 'E_FIELD_REQUIRED: a limitation says what it limits.';

create index certificate_limitations_certificate_id on logbook.certificate_limitations (owner_user_id, certificate_id);

call logbook.guard_row('logbook.certificate_limitations', 'pilot', 'certificate_id');

call logbook.make_writer('certificate', 'logbook.certificates', $$[
  {"table": "ratings", "parent": "certificate_id"},
  {"table": "certificate_limitations", "parent": "certificate_id"}
]$$);

reset role;
