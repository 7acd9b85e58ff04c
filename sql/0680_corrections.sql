-- Kind correction: an edit that could not simply be applied, kept whole until its owner decides.

set local role offblock_owner;

create table logbook.corrections (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  corrects_id logbook.line not null,
  corrects_rev logbook.line,
  proposed_rev logbook.line,
  proposed jsonb,
  differing_fields text[] not null default '{}',
  reason logbook.line not null,
  written_by_device logbook.line,
  written_at timestamptz,
  status logbook.line not null default 'open',
  decided_at timestamptz,
  decided_by_device logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint corrections_corrects_id_filled check (corrects_id <> ''),
  constraint corrections_reason_known check (
    reason in ('signed_elsewhere', 'edited_on_two_devices', 'still_referenced', 'requested')
  ),
  constraint corrections_status_known check (status in ('open', 'accepted', 'dismissed'))
);

comment on table logbook.corrections is 'Edits that wait for a decision, and those that were decided.';
comment on column logbook.corrections.owner_user_id is 'Owner of the logbook.';
comment on column logbook.corrections.id is 'The record, from its document id.';
comment on column logbook.corrections.corrects_id is 'The document that it would change, e.g. flight:<uuid>. It may be gone by now, so no foreign key.';
comment on column logbook.corrections.corrects_rev is 'The revision that stands.';
comment on column logbook.corrections.proposed_rev is 'The revision that proposes.';
comment on column logbook.corrections.proposed is 'The whole proposed entry; null proposes to delete it.';
comment on column logbook.corrections.differing_fields is 'The fields that differ.';
comment on column logbook.corrections.reason is 'Why it arose: signed_elsewhere, edited_on_two_devices, still_referenced or requested.';
comment on column logbook.corrections.written_by_device is 'The device that wrote the edit.';
comment on column logbook.corrections.written_at is 'When it was written.';
comment on column logbook.corrections.status is 'open, accepted or dismissed.';
comment on column logbook.corrections.decided_at is 'When it was decided.';
comment on column logbook.corrections.decided_by_device is 'The device that it was decided on.';
comment on column logbook.corrections.notes is 'Anything else.';
comment on column logbook.corrections.created_at is 'When the record was first written.';
comment on column logbook.corrections.updated_at is 'When this state of it was written.';
comment on column logbook.corrections.device_id is 'The device that wrote it.';
comment on constraint corrections_corrects_id_filled on logbook.corrections is 'E_FIELD_REQUIRED: a correction names what it corrects.';
comment on constraint corrections_reason_known on logbook.corrections is 'E_FIELD_CHOICE: one of the reasons.';
comment on constraint corrections_status_known on logbook.corrections is 'E_FIELD_CHOICE: open, accepted or dismissed.';

create index corrections_corrects_id on logbook.corrections (owner_user_id, corrects_id);
create index corrections_open on logbook.corrections (owner_user_id) where status = 'open';

call logbook.guard('logbook.corrections', 'pilot');

call logbook.make_writer('correction', 'logbook.corrections');

reset role;
