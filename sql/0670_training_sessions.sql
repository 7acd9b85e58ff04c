-- Kind training_session: a lesson in a training device or on the ground. Database design 6.13.
-- Approaches, crew and tags are in 0675_entry_rows.sql, and so is the writer.

set local role offblock_owner;

create table logbook.training_sessions (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  session_date date not null,
  session_type logbook.line not null default 'ground',
  training_device_id uuid,
  location logbook.line,
  total_time logbook.minutes not null default 0,
  instrument_time_simulated logbook.minutes not null default 0,
  dual_received logbook.minutes not null default 0,
  dual_given logbook.minutes not null default 0,
  holds logbook.event_count not null default 0,
  holding_performed boolean,
  course_intercepting_tracking_performed boolean,
  instructor_person_id uuid,
  instructor_name logbook.line,
  instructor_comments logbook.prose,
  is_ipc boolean not null default false,
  cfi_signature_person_id uuid,
  cfi_signed_at timestamptz,
  corrects_training_session_id uuid,
  is_locked boolean not null default false,
  locked_at timestamptz,
  locked_reason logbook.line,
  correction_reason logbook.prose,
  is_erroneous boolean not null default false,
  erroneous_reason logbook.prose,
  marked_erroneous_at timestamptz,
  import_notes logbook.prose,
  remarks logbook.prose,
  superseded_by_training_session_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  created_by_user_id uuid references auth.users (id),
  primary key (owner_user_id, id),
  constraint training_sessions_device_fk foreign key (owner_user_id, training_device_id)
    references logbook.training_devices (owner_user_id, id),
  constraint training_sessions_instructor_person_fk foreign key (owner_user_id, instructor_person_id)
    references logbook.people (owner_user_id, id),
  constraint training_sessions_cfi_signature_person_fk foreign key (owner_user_id, cfi_signature_person_id)
    references logbook.people (owner_user_id, id),
  constraint training_sessions_corrects_fk foreign key (owner_user_id, corrects_training_session_id)
    references logbook.training_sessions (owner_user_id, id),
  constraint training_sessions_superseded_by_fk foreign key (owner_user_id, superseded_by_training_session_id)
    references logbook.training_sessions (owner_user_id, id)
    on delete set null (superseded_by_training_session_id),
  constraint training_sessions_date_range check (session_date between date '1903-12-17' and date '9999-12-31'),
  constraint training_sessions_type_known check (session_type in ('device', 'ground')),
  constraint training_sessions_device_named check (session_type <> 'device' or training_device_id is not null),
  constraint training_sessions_part_within_total check (
    greatest(instrument_time_simulated, dual_received, dual_given) <= total_time + 6
  ),
  constraint training_sessions_locked_reason_known check (
    locked_reason in ('user_locked', 'cfi_signature', 'cryptographic_signature')
  ),
  constraint training_sessions_correction_other check (corrects_training_session_id <> id),
  constraint training_sessions_correction_reason check (
    corrects_training_session_id is null or coalesce(correction_reason, '') <> ''
  ),
  constraint training_sessions_erroneous_reason check (
    not is_erroneous or coalesce(erroneous_reason, '') <> ''
  )
);

comment on table logbook.training_sessions is 'Lessons in a training device or on the ground, 14 CFR 61.51(b)(1). No landing here counts for recency.';
comment on column logbook.training_sessions.owner_user_id is 'Owner of the logbook.';
comment on column logbook.training_sessions.id is 'The record, from its document id.';
comment on column logbook.training_sessions.session_date is 'The day that it is logged on.';
comment on column logbook.training_sessions.session_type is 'device or ground.';
comment on column logbook.training_sessions.training_device_id is 'The device; always there when session_type is device.';
comment on column logbook.training_sessions.location is 'Where it took place, 14 CFR 61.51(b)(1)(iii).';
comment on column logbook.training_sessions.total_time is 'Lesson time, in minutes.';
comment on column logbook.training_sessions.instrument_time_simulated is 'Minutes of instrument time in the device, 14 CFR 61.51(g).';
comment on column logbook.training_sessions.dual_received is 'Minutes of training received.';
comment on column logbook.training_sessions.dual_given is 'Minutes of training given, as an instructor.';
comment on column logbook.training_sessions.holds is 'Holds flown.';
comment on column logbook.training_sessions.holding_performed is 'Whether holding was done, 14 CFR 61.57(c); null: not said.';
comment on column logbook.training_sessions.course_intercepting_tracking_performed is 'Whether courses were intercepted and tracked, 14 CFR 61.57(c); null: not said.';
comment on column logbook.training_sessions.instructor_person_id is 'The instructor, as a person of the logbook.';
comment on column logbook.training_sessions.instructor_name is 'The instructor, by name.';
comment on column logbook.training_sessions.instructor_comments is 'What the instructor wrote.';
comment on column logbook.training_sessions.is_ipc is 'It was an instrument proficiency check, 14 CFR 61.57(d).';
comment on column logbook.training_sessions.cfi_signature_person_id is 'The instructor who signed it off.';
comment on column logbook.training_sessions.cfi_signed_at is 'When the instructor signed.';
comment on column logbook.training_sessions.corrects_training_session_id is 'The session that this one corrects.';
comment on column logbook.training_sessions.is_locked is 'A locked entry is corrected by another, never changed.';
comment on column logbook.training_sessions.locked_at is 'When it was locked.';
comment on column logbook.training_sessions.locked_reason is 'user_locked, cfi_signature or cryptographic_signature.';
comment on column logbook.training_sessions.correction_reason is 'Why it corrects another.';
comment on column logbook.training_sessions.is_erroneous is 'It should not have been; kept, and left out of totals.';
comment on column logbook.training_sessions.erroneous_reason is 'Why it should not have been.';
comment on column logbook.training_sessions.marked_erroneous_at is 'When it was marked as an error.';
comment on column logbook.training_sessions.import_notes is 'Cells of an imported file that have no column here, as they were.';
comment on column logbook.training_sessions.remarks is 'The pilot''s own words.';
comment on column logbook.training_sessions.superseded_by_training_session_id is 'The correction that counts instead of it. Kept by trigger.';
comment on column logbook.training_sessions.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.training_sessions.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.training_sessions.device_id is 'The tablet or phone that wrote it; the training device is training_device_id.';
comment on column logbook.training_sessions.created_by_user_id is 'The account that brought it in; usually the owner.';
comment on constraint training_sessions_device_fk on logbook.training_sessions is 'E_CONSTRAINT: the training device is there.';
comment on constraint training_sessions_instructor_person_fk on logbook.training_sessions is 'E_CONSTRAINT: the instructor is there.';
comment on constraint training_sessions_cfi_signature_person_fk on logbook.training_sessions is 'E_CONSTRAINT: the person who signed is there.';
comment on constraint training_sessions_corrects_fk on logbook.training_sessions is 'E_CONSTRAINT: the session that it corrects is there.';
comment on constraint training_sessions_superseded_by_fk on logbook.training_sessions is 'E_CONSTRAINT: the session that superseded it is there.';
comment on constraint training_sessions_date_range on logbook.training_sessions is 'E_DATE_RANGE: no entry is older than the first powered flight.';
comment on constraint training_sessions_type_known on logbook.training_sessions is 'E_FIELD_CHOICE: device or ground.';
comment on constraint training_sessions_device_named on logbook.training_sessions is 'E_FIELD_REQUIRED: a session in a device names the device.';
comment on constraint training_sessions_part_within_total on logbook.training_sessions is 'E_TRAINING_SESSION_PART_OVER_TOTAL: a part is at most the whole and a tenth of an hour.';
comment on constraint training_sessions_locked_reason_known on logbook.training_sessions is 'E_FIELD_CHOICE: user_locked, cfi_signature or cryptographic_signature.';
comment on constraint training_sessions_correction_other on logbook.training_sessions is 'E_CONSTRAINT: a session does not correct itself.';
comment on constraint training_sessions_correction_reason on logbook.training_sessions is 'E_CORRECTION_REASON: a correction says why.';
comment on constraint training_sessions_erroneous_reason on logbook.training_sessions is 'E_ERRONEOUS_REASON: an entry marked as an error says why.';

create index training_sessions_session_date on logbook.training_sessions (owner_user_id, session_date desc);
create index training_sessions_current on logbook.training_sessions (owner_user_id, session_date desc)
  where not is_erroneous and superseded_by_training_session_id is null;
create index training_sessions_training_device_id on logbook.training_sessions (owner_user_id, training_device_id);
create index training_sessions_instructor_person_id on logbook.training_sessions (owner_user_id, instructor_person_id);
create index training_sessions_cfi_signature_person_id on logbook.training_sessions (owner_user_id, cfi_signature_person_id)
  where cfi_signature_person_id is not null;
create index training_sessions_corrects on logbook.training_sessions (owner_user_id, corrects_training_session_id)
  where corrects_training_session_id is not null;
create index training_sessions_superseded_by on logbook.training_sessions (owner_user_id, superseded_by_training_session_id)
  where superseded_by_training_session_id is not null;

call logbook.guard_entry(
  'logbook.training_sessions', 'pilot', 'corrects_training_session_id', 'superseded_by_training_session_id'
);

reset role;
