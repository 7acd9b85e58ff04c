-- Kind saved_report: a report that its owner wants again. Architecture overview, saved_reports.

set local role offblock_owner;

create table logbook.saved_reports (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  name logbook.line not null,
  description logbook.prose,
  report_type logbook.line not null default 'custom',
  config jsonb,
  is_quick_access boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint saved_reports_name_filled check (name <> ''),
  constraint saved_reports_report_type_known check (report_type in ('summary', 'detailed', '8710', 'medical', 'currency', 'custom'))
);

comment on table logbook.saved_reports is 'Reports that the owner wants again: filters, grouping, columns.';
comment on column logbook.saved_reports.owner_user_id is 'Owner of the logbook.';
comment on column logbook.saved_reports.id is 'The record, from its document id.';
comment on column logbook.saved_reports.name is 'What the owner calls it.';
comment on column logbook.saved_reports.description is 'What it is for.';
comment on column logbook.saved_reports.report_type is 'What it reports.';
comment on column logbook.saved_reports.config is 'Range, filters, grouping, columns.';
comment on column logbook.saved_reports.is_quick_access is 'On the home screen.';
comment on column logbook.saved_reports.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.saved_reports.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.saved_reports.device_id is 'The device that wrote it.';
comment on constraint saved_reports_name_filled on logbook.saved_reports is 'E_FIELD_REQUIRED: a report has a name.';
comment on constraint saved_reports_report_type_known on logbook.saved_reports is 'E_FIELD_CHOICE: summary, detailed, 8710, medical, currency or custom.';

call logbook.guard('logbook.saved_reports', 'pilot');

call logbook.make_writer('saved_report', 'logbook.saved_reports');

reset role;
