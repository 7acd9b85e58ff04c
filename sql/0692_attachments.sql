-- Kind attachment: a file that belongs to a record. The bytes are the document's one CouchDB
-- attachment; the blob store keeps them once by SHA-256. Database design 6.23.

set local role offblock_owner;

create table logbook.attachments (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  owner_table logbook.line not null,
  owner_row_id uuid not null,
  filename logbook.line not null,
  mime_type logbook.line not null,
  file_size_bytes integer not null,
  sha256_hash logbook.line not null,
  description logbook.prose,
  uploaded_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint attachments_owner_table_known check (
    owner_table in ('flights', 'training_sessions', 'certificates', 'endorsements', 'medicals', 'flight_reviews', 'practical_tests', 'training_events', 'book_reports', 'people', 'aircraft', 'training_devices')
  ),
  constraint attachments_filename_filled check (filename <> ''),
  constraint attachments_mime_type_filled check (mime_type <> ''),
  constraint attachments_file_size_range check (file_size_bytes between 0 and 1000000000),
  constraint attachments_sha256_form check (sha256_hash ~ '^[0-9a-f]{64}$')
);

comment on table logbook.attachments is 'Files that belong to records: what each is, and the hash of its bytes. Database design 6.23.';
comment on column logbook.attachments.owner_user_id is 'Owner of the logbook.';
comment on column logbook.attachments.id is 'The record, from its document id.';
comment on column logbook.attachments.owner_table is 'The table of what it belongs to.';
comment on column logbook.attachments.owner_row_id is 'What it belongs to. Triggers stand in for the foreign key.';
comment on column logbook.attachments.filename is 'Its name.';
comment on column logbook.attachments.mime_type is 'Its media type.';
comment on column logbook.attachments.file_size_bytes is 'Its size in bytes.';
comment on column logbook.attachments.sha256_hash is 'SHA-256 of the bytes, in hex: their name in the blob store.';
comment on column logbook.attachments.description is 'What it shows.';
comment on column logbook.attachments.uploaded_at is 'When it was added.';
comment on column logbook.attachments.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.attachments.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.attachments.device_id is 'The device that wrote it.';
comment on constraint attachments_owner_table_known on logbook.attachments is 'E_FIELD_CHOICE: flights, training_sessions, certificates, endorsements, medicals, flight_reviews, practical_tests, training_events, book_reports, people, aircraft or training_devices.';
comment on constraint attachments_filename_filled on logbook.attachments is 'E_FIELD_REQUIRED: a file has a name.';
comment on constraint attachments_mime_type_filled on logbook.attachments is 'E_FIELD_REQUIRED: a file has a type.';
comment on constraint attachments_file_size_range on logbook.attachments is 'E_FIELD_RANGE: 0 to 1,000,000,000 bytes.';
comment on constraint attachments_sha256_form on logbook.attachments is 'E_FIELD_FORMAT: 64 hexadecimal digits.';

create index attachments_owner_row_id on logbook.attachments (owner_user_id, owner_row_id);

call logbook.guard('logbook.attachments', 'pilot');
call logbook.guard_pointer('logbook.attachments', 'owner_table', 'owner_row_id');

call logbook.make_writer('attachment', 'logbook.attachments');

create function logbook.keep_attached()
  returns trigger
  language plpgsql
as $$
declare
  v_id uuid;
begin
  if not exists (select from old_rows) then
    return null;
  end if;
  -- Planned anew each time, for as many rows as there are.
  execute
    'select a.owner_row_id from logbook.attachments a '
    'join old_rows o on o.owner_user_id = a.owner_user_id and o.id = a.owner_row_id '
    'where a.owner_table = $1 limit 1'
    into v_id using tg_table_name;
  if v_id is not null then
    raise exception 'E_CONSTRAINT: a file belongs to row % of %', v_id, tg_table_name
      using errcode = '23503', table = 'attachments', constraint = 'attachments_owner_row_fk';
  end if;
  return null;
end
$$;

comment on function logbook.keep_attached() is
  'Trigger, once a statement: what files belong to is not removed from under them.';

do $$
declare
  v_table text;
begin
  foreach v_table in array '{
    flights, training_sessions, certificates, endorsements, medicals, flight_reviews, practical_tests,
    training_events, book_reports, people, aircraft, training_devices
  }'::text[] loop
    execute format(
      'create trigger keep_attached after delete on logbook.%I referencing old table as old_rows '
      'for each statement execute function logbook.keep_attached()',
      v_table
    );
  end loop;
end
$$;

reset role;
