-- The tables of the CouchDB side of a logbook: documents with their revision trees, every revision as it was
-- sent, what waits for something else, and the checkpoints of replicators.

set local role offblock_owner;

create table sync.documents (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  id text not null,
  kind text not null,
  seq bigint not null,
  tree jsonb not null,
  winning_rev text not null,
  is_deleted boolean not null,
  primary key (owner_user_id, logbook_id, id),
  constraint documents_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id),
  constraint documents_seq_key unique (owner_user_id, logbook_id, seq)
);
comment on table sync.documents is 'One row a document: its tree, its winner, its place in the changes feed.';
comment on column sync.documents.owner_user_id is 'Owner of the logbook.';
comment on column sync.documents.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.documents.id is 'The _id: kind:uuid.';
comment on column sync.documents.kind is 'The part of the _id before the colon.';
comment on column sync.documents.seq is 'Place in the changes feed: that of the last accepted change.';
comment on column sync.documents.tree is 'Revision tree: [rev, index of parent or -1, 1 if deleted], parents first.';
comment on column sync.documents.winning_rev is 'The winning revision by the rule of CouchDB.';
comment on column sync.documents.is_deleted is 'Whether the winning revision is a deletion.';
-- So that the two counts of a database are read off indexes.
create index documents_deleted_idx on sync.documents (owner_user_id, logbook_id) where is_deleted;

create table sync.revisions (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  document_id text not null,
  rev text not null,
  is_deleted boolean not null,
  body text not null,
  received_at timestamptz not null default now(),
  -- The key leads to the document without a foreign key to it: sync.store writes both, and checking
  -- a thousand of them by plans made for an empty table took longer than everything else.
  primary key (owner_user_id, logbook_id, document_id, rev),
  constraint revisions_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.revisions is 'Every revision as it was sent. Never changed, never removed.';
comment on column sync.revisions.owner_user_id is 'Owner of the logbook.';
comment on column sync.revisions.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.revisions.document_id is 'The document.';
comment on column sync.revisions.rev is 'The revision.';
comment on column sync.revisions.is_deleted is 'Whether this revision is a deletion.';
comment on column sync.revisions.body is 'The JSON text of the document, without _rev and _revisions.';
comment on column sync.revisions.received_at is 'When the gateway took it in.';

create table sync.waiting (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  document_id text not null,
  kind text not null,
  record jsonb not null,
  "references" jsonb not null,
  since timestamptz not null default now(),
  problem text,
  primary key (owner_user_id, logbook_id, document_id),
  constraint waiting_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.waiting is 'Documents that refer to what is not here yet, and signatures over what is not here yet.';
comment on column sync.waiting.owner_user_id is 'Owner of the logbook.';
comment on column sync.waiting.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.waiting.document_id is 'The document that waits.';
comment on column sync.waiting.kind is 'The part of its id before the colon.';
comment on column sync.waiting.record is 'Its validated record, ready to be applied.';
comment on column sync.waiting."references" is 'All that it refers to: [{target, name, uuid, ids}], ids being its own.';
comment on column sync.waiting.since is 'Since when it waits.';
comment on column sync.waiting.problem is 'What the ledger said when all that it refers to had come and it could still not be applied; null: it waits for what it refers to.';

create index waiting_kind_idx on sync.waiting (owner_user_id, logbook_id, kind);
create index waiting_problem_idx on sync.waiting (owner_user_id, logbook_id)
  where problem is not null;

create table sync.awaited (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  reference text not null,
  document_id text not null,
  target text not null,
  primary key (owner_user_id, logbook_id, reference, document_id),
  constraint awaited_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.awaited is
  'What each waiting document lacked when it was last tried; one with a problem lacks nothing.';
comment on column sync.awaited.owner_user_id is 'Owner of the logbook.';
comment on column sync.awaited.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.awaited.reference is 'What is awaited, name:uuid: for a record its document''s id.';
comment on column sync.awaited.document_id is 'The document that waits.';
comment on column sync.awaited.target is 'What it is, as shared/references.ts names it.';
create index awaited_document_idx on sync.awaited (owner_user_id, logbook_id, document_id);
create index awaited_reference_data_idx on sync.awaited (owner_user_id, logbook_id, reference)
  where target <> 'record';

create table sync.local_documents (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  user_id uuid not null,
  id text not null,
  rev integer not null,
  body text not null,
  primary key (owner_user_id, logbook_id, user_id, id),
  constraint local_documents_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.local_documents is 'Documents that do not replicate: the checkpoints of replicators (_local/…).';
comment on column sync.local_documents.owner_user_id is 'Owner of the logbook.';
comment on column sync.local_documents.logbook_id is 'The CouchDB database that holds the document.';
comment on column sync.local_documents.user_id is 'Whose replicator it is. Everybody who may read the logbook has some, and nobody sees another''s.';
comment on column sync.local_documents.id is 'The id, without _local/.';
comment on column sync.local_documents.rev is 'N of the revision 0-N.';
comment on column sync.local_documents.body is 'The JSON text of the document.';

create table sync.attachments (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  digest text not null,
  sha256 bytea not null,
  length bigint not null,
  received_at timestamptz not null default now(),
  primary key (owner_user_id, logbook_id, digest),
  constraint attachments_logbook_fk foreign key (owner_user_id, logbook_id)
    references sync.logbooks (owner_user_id, id)
);
comment on table sync.attachments is 'Which files a logbook has. The bytes lie in the blob store, once by SHA-256.';
comment on column sync.attachments.owner_user_id is 'Owner of the logbook.';
comment on column sync.attachments.logbook_id is 'The CouchDB database that the file was sent to.';
comment on column sync.attachments.digest is 'md5- and base64: what CouchDB calls the bytes.';
comment on column sync.attachments.sha256 is 'SHA-256 of the bytes, their name in the blob store.';
comment on column sync.attachments.length is 'In bytes.';
comment on column sync.attachments.received_at is 'When the gateway took it in.';

alter table sync.attachments enable row level security;
alter table sync.awaited enable row level security;
alter table sync.documents enable row level security;
alter table sync.revisions enable row level security;
alter table sync.waiting enable row level security;
alter table sync.local_documents enable row level security;
-- By one list: the owner, or whoever holds a grant for the book of the logbook.
do $$
declare
  v_table text;
  v_may constant text := 'owner_user_id = (select auth.viewed_owner_id()) and ( '
    'owner_user_id = (select auth.current_user_id()) '
    'or logbook_id = any ((select auth.granted_logbooks(%L))::uuid[]) )';
begin
  foreach v_table in array '{attachments, awaited, documents, revisions, waiting}'::text[] loop
    execute format(
      'create policy readable on sync.%1$I for select using (%2$s); '
      'create policy writable_insert on sync.%1$I for insert with check (%3$s); '
      'create policy writable_update on sync.%1$I for update using (%3$s) with check (%3$s); '
      'create policy writable_delete on sync.%1$I for delete using (%3$s);',
      v_table, format(v_may, false), format(v_may, true)
    );
  end loop;
end
$$;
create policy own_checkpoints on sync.local_documents
  using (
    owner_user_id = (select auth.viewed_owner_id())
    and user_id = (select auth.current_user_id())
    and (
      owner_user_id = (select auth.current_user_id())
      or logbook_id = any ((select auth.granted_logbooks(false))::uuid[])
    )
  );
grant select, insert on sync.attachments to offblock_gateway;
grant select, insert, update on sync.documents to offblock_gateway;
grant select, insert on sync.revisions to offblock_gateway;
grant select, insert, update, delete on sync.waiting to offblock_gateway;
grant select, insert, delete on sync.awaited to offblock_gateway;
grant select, insert, update, delete on sync.local_documents to offblock_gateway;

reset role;
