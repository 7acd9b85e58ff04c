-- What an import brings that is not of this installation's making: audit logs of installations where
-- the logbook was before, line by line as they were exported, and fields that nobody here knows.

set local role offblock_owner;

create table audit.imported_logs (
  owner_user_id uuid not null,
  id uuid not null,
  logbook_id uuid not null,
  origin_logbook_id uuid not null,
  position integer not null,
  book text not null,
  adopted_audit_count bigint,
  imported_at timestamptz not null default now(),
  primary key (owner_user_id, id),
  constraint imported_logs_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id),
  constraint imported_logs_origin_key unique (owner_user_id, logbook_id, origin_logbook_id)
);
comment on table audit.imported_logs is 'Audit logs that were imported with a logbook, one for each installation where it was.';
comment on column audit.imported_logs.owner_user_id is 'Owner of the logbook.';
comment on column audit.imported_logs.id is 'The imported log.';
comment on column audit.imported_logs.logbook_id is 'The logbook that it was imported into.';
comment on column audit.imported_logs.origin_logbook_id is 'The logbook, elsewhere, whose chain it is.';
comment on column audit.imported_logs.position is 'Order of the installations, the first one 1.';
comment on column audit.imported_logs.book is 'The book, as the file says.';
comment on column audit.imported_logs.adopted_audit_count is
  'How long our own chain was when the logbook was exactly what the file says; while it is no longer, an export is that file again. Null: it never was.';
comment on column audit.imported_logs.imported_at is 'When it was imported first.';

create table audit.imported_lines (
  owner_user_id uuid not null,
  imported_log_id uuid not null,
  part text not null,
  number bigint not null,
  line text not null,
  primary key (owner_user_id, imported_log_id, part, number),
  constraint imported_lines_log_fk foreign key (owner_user_id, imported_log_id)
    references audit.imported_logs (owner_user_id, id),
  constraint imported_lines_part_known check (part in ('audit_log', 'checkpoints'))
)
-- As in audit.audit_log: compressing a line costs more than the rest of it.
with (toast_tuple_target = 8160);
comment on table audit.imported_lines is 'The lines of imported logs, byte for byte. Append-only.';
comment on column audit.imported_lines.owner_user_id is 'Owner of the logbook.';
comment on column audit.imported_lines.imported_log_id is 'The log that the line is of.';
comment on column audit.imported_lines.part is 'audit_log or checkpoints.';
comment on column audit.imported_lines.number is 'chain_number of the entry, or number of the checkpoint.';
comment on column audit.imported_lines.line is 'Canonical JSON, as in the file.';

create table sync.import_extras (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  document_id text not null,
  extras text not null,
  primary key (owner_user_id, logbook_id, document_id),
  constraint import_extras_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.import_extras is 'Fields of imported records that no kind here has: kept for the next export.';
comment on column sync.import_extras.owner_user_id is 'Owner of the logbook.';
comment on column sync.import_extras.logbook_id is 'The logbook.';
comment on column sync.import_extras.document_id is 'The record; empty: members of the file itself.';
comment on column sync.import_extras.extras is 'As shared/formats/oplf_extras.ts takes them off, JSON.';

alter table audit.imported_logs enable row level security;
create policy own_logs on audit.imported_logs
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
grant select, insert on audit.imported_logs to offblock_gateway;

alter table audit.imported_lines enable row level security;
create policy own_lines on audit.imported_lines
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
grant select, insert on audit.imported_lines to offblock_gateway;

-- Part of the records, so whoever may read those reads this.
alter table sync.import_extras enable row level security;
create policy readable on sync.import_extras for select
  using (
    owner_user_id = (select auth.viewed_owner_id())
    and (
      owner_user_id = (select auth.current_user_id())
      or logbook_id = any ((select auth.granted_logbooks(false))::uuid[])
    )
  );
create policy writable_insert on sync.import_extras for insert
  with check (owner_user_id = (select auth.current_user_id()));
create policy writable_update on sync.import_extras for update
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
grant select, insert on sync.import_extras to offblock_gateway;
grant update (adopted_audit_count) on audit.imported_logs to offblock_gateway;
grant update (extras) on sync.import_extras to offblock_gateway;

create trigger append_only
  before update or delete or truncate on audit.imported_lines
  for each statement execute function audit.refuse_change();

reset role;
