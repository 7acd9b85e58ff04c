-- Kind book_report: what the logbook said on a day, computed once and kept. Database design 6.27 and 14.

set local role offblock_owner;

create table logbook.book_reports (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  generated_at timestamptz not null,
  as_of_date date not null,
  report_type logbook.line not null,
  report_data jsonb,
  is_attested boolean not null default false,
  attested_at timestamptz,
  attested_by_person_id uuid,
  attestation_text logbook.prose,
  attestation_signature_id uuid,
  is_locked boolean not null default true,
  locked_at timestamptz,
  locked_reason logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint book_reports_attested_by_person_fk foreign key (owner_user_id, attested_by_person_id)
    references logbook.people (owner_user_id, id),
  constraint book_reports_report_type_known check (
    report_type in ('currency_summary', 'next_due', 'totals', 'pre_flight_check', 'experience_summary')
  ),
  constraint book_reports_attestation check (
    not is_attested or (attested_at is not null and coalesce(attestation_text, '') <> '')
  ),
  constraint book_reports_locked_from_start check (is_locked),
  constraint book_reports_locked_reason_known check (locked_reason in ('user_locked', 'cfi_signature', 'cryptographic_signature'))
);

comment on table logbook.book_reports is 'Reports as they were made on a day. Only attesting to one changes it. Database design 6.27.';
comment on column logbook.book_reports.owner_user_id is 'Owner of the logbook.';
comment on column logbook.book_reports.id is 'The record, from its document id.';
comment on column logbook.book_reports.generated_at is 'When it was computed.';
comment on column logbook.book_reports.as_of_date is 'The day that it speaks of.';
comment on column logbook.book_reports.report_type is 'What it reports.';
comment on column logbook.book_reports.report_data is 'Its contents.';
comment on column logbook.book_reports.is_attested is 'Whether the owner attested to it.';
comment on column logbook.book_reports.attested_at is 'When.';
comment on column logbook.book_reports.attested_by_person_id is 'Who: the owner, as a person of the logbook.';
comment on column logbook.book_reports.attestation_text is 'The statement attested to.';
comment on column logbook.book_reports.attestation_signature_id is 'The signature under it: a row of logbook.entry_signatures, which points here. No foreign key, or each would wait for the other.';
comment on column logbook.book_reports.is_locked is 'A locked entry is corrected by another, never changed.';
comment on column logbook.book_reports.locked_at is 'When it was locked.';
comment on column logbook.book_reports.locked_reason is 'user_locked, cfi_signature or cryptographic_signature.';
comment on column logbook.book_reports.notes is 'Anything else.';
comment on column logbook.book_reports.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.book_reports.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.book_reports.device_id is 'The device that wrote it.';
comment on constraint book_reports_attested_by_person_fk on logbook.book_reports is 'E_CONSTRAINT: the person who attested is there.';
comment on constraint book_reports_report_type_known on logbook.book_reports is 'E_FIELD_CHOICE: currency_summary, next_due, totals, pre_flight_check or experience_summary.';
comment on constraint book_reports_attestation on logbook.book_reports is 'E_FIELD_REQUIRED: an attested report says when and to what.';
comment on constraint book_reports_locked_from_start on logbook.book_reports is 'E_ENTRY_LOCKED: a report is locked from the start.';
comment on constraint book_reports_locked_reason_known on logbook.book_reports is 'E_FIELD_CHOICE: user_locked, cfi_signature or cryptographic_signature.';

create index book_reports_as_of_date on logbook.book_reports (owner_user_id, as_of_date desc);
create index book_reports_attested_by_person_id on logbook.book_reports (owner_user_id, attested_by_person_id)
  where attested_by_person_id is not null;

call logbook.guard('logbook.book_reports', 'pilot');
call logbook.guard_fixed(
  'logbook.book_reports',
  'is_attested', 'attested_at', 'attested_by_person_id', 'attestation_text', 'attestation_signature_id',
  'locked_at', 'locked_reason', 'notes'
);

call logbook.make_writer('book_report', 'logbook.book_reports');

reset role;
