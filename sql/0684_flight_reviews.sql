-- Kind flight_review: flight reviews and what counts as one. Database design 6.20.

set local role offblock_owner;

create table logbook.flight_reviews (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  review_date date not null,
  review_type logbook.line not null default 'flight_review',
  instructor_person_id uuid,
  associated_flight_id uuid,
  aircraft_or_device_description logbook.line,
  satisfactorily_completed boolean,
  endorsement_id uuid,
  is_locked boolean not null default false,
  locked_at timestamptz,
  locked_reason logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint flight_reviews_instructor_person_fk foreign key (owner_user_id, instructor_person_id)
    references logbook.people (owner_user_id, id),
  constraint flight_reviews_associated_flight_fk foreign key (owner_user_id, associated_flight_id)
    references logbook.flights (owner_user_id, id),
  constraint flight_reviews_endorsement_fk foreign key (owner_user_id, endorsement_id)
    references logbook.endorsements (owner_user_id, id),
  constraint flight_reviews_locked_reason_known check (locked_reason in ('user_locked', 'cfi_signature', 'cryptographic_signature')),
  constraint flight_reviews_review_type_known check (
    review_type in ('flight_review', 'new_rating', 'IPC_combined', 'WINGS_phase', 'proficiency_check')
  )
);

comment on table logbook.flight_reviews is 'Flight reviews and their equivalents, 14 CFR 61.56. Database design 6.20.';
comment on column logbook.flight_reviews.owner_user_id is 'Owner of the logbook.';
comment on column logbook.flight_reviews.id is 'The record, from its document id.';
comment on column logbook.flight_reviews.review_date is 'Day on which it was completed.';
comment on column logbook.flight_reviews.review_type is 'A review, or what takes its place.';
comment on column logbook.flight_reviews.instructor_person_id is 'The instructor.';
comment on column logbook.flight_reviews.associated_flight_id is 'The flight of the review.';
comment on column logbook.flight_reviews.aircraft_or_device_description is 'What it was flown in, in words.';
comment on column logbook.flight_reviews.satisfactorily_completed is 'Whether it was satisfactory; null: not said.';
comment on column logbook.flight_reviews.endorsement_id is 'The endorsement that says so.';
comment on column logbook.flight_reviews.is_locked is 'Whether it stays as it is.';
comment on column logbook.flight_reviews.locked_at is 'Since when.';
comment on column logbook.flight_reviews.locked_reason is 'user_locked, cfi_signature or cryptographic_signature.';
comment on column logbook.flight_reviews.notes is 'Anything else.';
comment on column logbook.flight_reviews.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.flight_reviews.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.flight_reviews.device_id is 'The device that wrote it.';
comment on constraint flight_reviews_instructor_person_fk on logbook.flight_reviews is 'E_CONSTRAINT: the instructor is there.';
comment on constraint flight_reviews_associated_flight_fk on logbook.flight_reviews is 'E_CONSTRAINT: the flight is there.';
comment on constraint flight_reviews_endorsement_fk on logbook.flight_reviews is 'E_CONSTRAINT: the endorsement is there.';
comment on constraint flight_reviews_locked_reason_known on logbook.flight_reviews is 'E_FIELD_CHOICE: user_locked, cfi_signature or cryptographic_signature.';
comment on constraint flight_reviews_review_type_known on logbook.flight_reviews is 'E_FIELD_CHOICE: flight_review, new_rating, IPC_combined, WINGS_phase or proficiency_check.';

create index flight_reviews_review_date on logbook.flight_reviews (owner_user_id, review_date desc);
create index flight_reviews_instructor_person_id on logbook.flight_reviews (owner_user_id, instructor_person_id)
  where instructor_person_id is not null;
create index flight_reviews_associated_flight_id on logbook.flight_reviews (owner_user_id, associated_flight_id)
  where associated_flight_id is not null;
create index flight_reviews_endorsement_id on logbook.flight_reviews (owner_user_id, endorsement_id)
  where endorsement_id is not null;

call logbook.guard('logbook.flight_reviews', 'pilot');
call logbook.guard_lock('logbook.flight_reviews');

call logbook.make_writer('flight_review', 'logbook.flight_reviews');

reset role;
