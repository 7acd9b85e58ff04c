-- Kind entry_signature: a signature over the canonical bytes of an entry, which it locks. Database
-- design 6.26, 10.1 and 11.

set local role offblock_owner;

create table logbook.entry_signatures (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  entry_table logbook.line not null,
  entry_id uuid not null,
  signer_person_id uuid not null,
  public_key_id uuid not null,
  signer_certificate_number logbook.line,
  signer_certificate_expiration date,
  signer_recent_experience_end date,
  signed_for_person_id uuid,
  signed_with jsonb,
  canonical_form_version logbook.line not null,
  canonical_data_hash logbook.line not null,
  signature_data logbook.prose not null,
  signed_at timestamptz not null,
  signature_purpose logbook.line not null,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint entry_signatures_signer_person_fk foreign key (owner_user_id, signer_person_id)
    references logbook.people (owner_user_id, id),
  constraint entry_signatures_public_key_fk foreign key (owner_user_id, public_key_id)
    references logbook.public_keys (owner_user_id, id),
  constraint entry_signatures_signed_for_person_fk foreign key (owner_user_id, signed_for_person_id)
    references logbook.people (owner_user_id, id),
  constraint entry_signatures_entry_table_known check (
    entry_table in ('flights', 'training_sessions', 'endorsements', 'flight_reviews', 'book_reports')
  ),
  constraint entry_signatures_canonical_form_version_filled check (canonical_form_version <> ''),
  constraint entry_signatures_hash_form check (canonical_data_hash ~ '^[0-9a-f]{64}$'),
  constraint entry_signatures_signature_filled check (signature_data <> ''),
  constraint entry_signatures_purpose_known check (
    signature_purpose in ('cfi_endorsement_signature', 'student_acknowledgment', 'report_attestation', 'examiner_signature', 'other')
  )
);

comment on table logbook.entry_signatures is 'Signatures over entries, Ed25519 or what the key says. A signature is never changed or removed. Database design 6.26.';
comment on column logbook.entry_signatures.owner_user_id is 'Owner of the logbook.';
comment on column logbook.entry_signatures.id is 'The record, from its document id.';
comment on column logbook.entry_signatures.entry_table is 'The table of what is signed.';
comment on column logbook.entry_signatures.entry_id is 'What is signed. Triggers stand in for the foreign key.';
comment on column logbook.entry_signatures.signer_person_id is 'Who signed.';
comment on column logbook.entry_signatures.public_key_id is 'The key to check it with.';
comment on column logbook.entry_signatures.signer_certificate_number is 'Number of the signer''s certificate, 14 CFR 61.51(h)(2).';
comment on column logbook.entry_signatures.signer_certificate_expiration is 'End of the signer''s certificate, 14 CFR 61.51(h)(2).';
comment on column logbook.entry_signatures.signer_recent_experience_end is 'End of the signer''s recent experience, 14 CFR 61.51(h)(2).';
comment on column logbook.entry_signatures.signed_for_person_id is 'The owner of the logbook that it was made for; it counts in no other.';
comment on column logbook.entry_signatures.signed_with is 'What the signer was shown beside the entry: names, registration. Part of what is signed.';
comment on column logbook.entry_signatures.canonical_form_version is 'Which canonical form of the entry was signed.';
comment on column logbook.entry_signatures.canonical_data_hash is 'SHA-256 of the signed bytes, in hex.';
comment on column logbook.entry_signatures.signature_data is 'The signature.';
comment on column logbook.entry_signatures.signed_at is 'When, by the signer''s clock.';
comment on column logbook.entry_signatures.signature_purpose is 'As what it was signed.';
comment on column logbook.entry_signatures.notes is 'Anything else.';
comment on column logbook.entry_signatures.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.entry_signatures.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.entry_signatures.device_id is 'The device that wrote it.';
comment on constraint entry_signatures_signer_person_fk on logbook.entry_signatures is 'E_CONSTRAINT: the signer is there.';
comment on constraint entry_signatures_public_key_fk on logbook.entry_signatures is 'E_CONSTRAINT: the key is there.';
comment on constraint entry_signatures_signed_for_person_fk on logbook.entry_signatures is 'E_CONSTRAINT: whom it was signed for is there.';
comment on constraint entry_signatures_entry_table_known on logbook.entry_signatures is 'E_FIELD_CHOICE: flights, training_sessions, endorsements, flight_reviews or book_reports.';
comment on constraint entry_signatures_canonical_form_version_filled on logbook.entry_signatures is 'E_FIELD_REQUIRED: a signature says which canonical form it is over.';
comment on constraint entry_signatures_hash_form on logbook.entry_signatures is 'E_FIELD_FORMAT: 64 hexadecimal digits.';
comment on constraint entry_signatures_signature_filled on logbook.entry_signatures is 'E_FIELD_REQUIRED: a signature is there.';
comment on constraint entry_signatures_purpose_known on logbook.entry_signatures is 'E_FIELD_CHOICE: cfi_endorsement_signature, student_acknowledgment, report_attestation, examiner_signature or other.';

create index entry_signatures_entry_id on logbook.entry_signatures (owner_user_id, entry_id);
create index entry_signatures_signer_person_id on logbook.entry_signatures (owner_user_id, signer_person_id);
create index entry_signatures_public_key_id on logbook.entry_signatures (owner_user_id, public_key_id);
create index entry_signatures_signed_for_person_id on logbook.entry_signatures (owner_user_id, signed_for_person_id)
  where signed_for_person_id is not null;

call logbook.guard('logbook.entry_signatures', 'pilot');
call logbook.guard_fixed('logbook.entry_signatures', 'notes');
call logbook.guard_pointer('logbook.entry_signatures', 'entry_table', 'entry_id');

create function logbook.lock_signed()
  returns trigger
  language plpgsql
as $$
declare
  v_table text;
begin
  for v_table in select distinct n.entry_table from new_rows n loop
    execute format(
      'update logbook.%I e '
      'set is_locked = true, locked_at = s.signed_at, locked_reason = ''cryptographic_signature'' '
      'from ( '
      '  select n.owner_user_id, n.entry_id, min(n.signed_at) as signed_at '
      '  from new_rows n where n.entry_table = $1 group by 1, 2 '
      ') as s '
      'where e.owner_user_id = s.owner_user_id and e.id = s.entry_id '
      -- The owner's own lock can be taken back, so it gives way; an instructor's stays as it is.
      'and (not e.is_locked or coalesce(e.locked_reason, ''user_locked'') = ''user_locked'')',
      v_table
    ) using v_table;
  end loop;
  return null;
end
$$;

comment on function logbook.lock_signed() is
  'Trigger, once a statement: a signature locks its entry, for good. Database design 10.1.';

create trigger lock_signed after insert on logbook.entry_signatures referencing new table as new_rows
  for each statement execute function logbook.lock_signed();

call logbook.make_writer('entry_signature', 'logbook.entry_signatures');

reset role;
