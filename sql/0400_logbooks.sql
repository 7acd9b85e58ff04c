-- Logbooks: each is one book of one owner, one CouchDB database, one audit chain. And the account
-- that comes with one.

set local role offblock_owner;

create table sync.logbooks (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  book text not null,
  seq bigint not null default 0,
  audit_count bigint not null default 0,
  audit_head bytea,
  created_at timestamptz not null default now(),
  primary key (owner_user_id, id),
  constraint logbooks_id_key unique (id),
  constraint logbooks_book_key unique (owner_user_id, book),
  constraint logbooks_book_known check (book in ('pilot', 'remote_pilot', 'driver'))
)
-- Updated with every change of the logbook: room on the page keeps those updates in place.
with (fillfactor = 20);

comment on table sync.logbooks is 'Logbooks. The lock of this row is what puts changes of one logbook into one order.';
comment on column sync.logbooks.owner_user_id is 'The account that owns it.';
comment on column sync.logbooks.id is 'The logbook; the name of its database is /db/<id>.';
comment on column sync.logbooks.book is 'pilot, remote_pilot or driver.';
comment on column sync.logbooks.seq is 'Last place given out in the changes feed.';
comment on column sync.logbooks.audit_count is 'Entries in its audit chain.';
comment on column sync.logbooks.audit_head is 'row_hash of the last entry; null while there is none.';
comment on column sync.logbooks.created_at is 'When it came to this installation.';
comment on constraint logbooks_id_key on sync.logbooks is 'E_LOGBOOK_TAKEN: this logbook already belongs to an account.';
comment on constraint logbooks_book_key on sync.logbooks is 'E_CONSTRAINT: the account has such a book already.';
comment on constraint logbooks_book_known on sync.logbooks is 'E_FIELD_CHOICE: pilot, remote_pilot or driver.';

create function auth.granted_logbooks(p_to_write boolean)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select l.id
    from auth.grants g
    join sync.logbooks l on l.owner_user_id = g.owner_user_id and l.book = g.book
    where g.owner_user_id = auth.viewed_owner_id()
      and g.grantee_user_id = auth.current_user_id()
      and g.revoked_at is null
      and (g.ends_at is null or g.ends_at > now())
      and (not p_to_write or (g.role = 'coordinator' and g.book in ('remote_pilot', 'driver')))
  );
end
$$;

comment on function auth.granted_logbooks(boolean) is
  'Logbooks of the viewed owner that a living grant opens to the current user, to read or also to write. Policies ask it once a statement; with the owner''s rights, since the policy of sync.logbooks asks it too.';
grant execute on function auth.granted_logbooks(boolean) to offblock_gateway;

-- Not forced: the audit trigger moves the heads of whichever owners a statement touched.
alter table sync.logbooks enable row level security;
create policy readable on sync.logbooks for select
  using (
    owner_user_id = (select auth.viewed_owner_id())
    and (
      owner_user_id = (select auth.current_user_id())
      or id = any ((select auth.granted_logbooks(false))::uuid[])
    )
  );
create policy writable_update on sync.logbooks for update
  using (
    owner_user_id = (select auth.viewed_owner_id())
    and (
      owner_user_id = (select auth.current_user_id())
      or id = any ((select auth.granted_logbooks(true))::uuid[])
    )
  );
grant select, update (seq) on sync.logbooks to offblock_gateway;

create function auth.sign_up(
  p_email text,
  p_display_name text,
  p_password_hash text,
  p_logbook_id uuid default null,
  p_user_id uuid default null
)
  returns table (user_id uuid, logbook_id uuid)
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := coalesce(p_user_id, gen_random_uuid());
  v_logbook_id uuid := coalesce(p_logbook_id, gen_random_uuid());
begin
  insert into auth.users (id, email, display_name, password_hash)
  values (v_user_id, lower(p_email), p_display_name, p_password_hash);
  insert into sync.logbooks (owner_user_id, id, book)
  values (v_user_id, v_logbook_id, 'pilot');
  return query select v_user_id, v_logbook_id;
end
$$;

comment on function auth.sign_up(text, text, text, uuid, uuid) is
  'Makes an account and its pilot logbook. 23505 by users_email_key or logbooks_id_key when taken.';
grant execute on function auth.sign_up(text, text, text, uuid, uuid) to offblock_gateway;

create function auth.session_by_token(p_token_hash bytea)
  returns table (
    session_id uuid,
    user_id uuid,
    email text,
    display_name text,
    role text,
    logbook_id uuid,
    device_id uuid
  )
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  -- Use prolongs a session by the time that it was given; at most one write a minute.
  update auth.sessions s
  set last_used_at = now(), expires_at = now() + (s.expires_at - s.last_used_at)
  where s.token_hash = p_token_hash
    and s.revoked_at is null
    and s.expires_at > now()
    and s.last_used_at < now() - interval '1 minute'
    and not pg_is_in_recovery();
  return query
    select s.id, u.id, u.email, u.display_name, u.role, l.id, s.device_id
    from auth.sessions s
    join auth.users u on u.id = s.user_id and u.is_active
    join sync.logbooks l on l.owner_user_id = u.id and l.book = 'pilot'
    where s.token_hash = p_token_hash
      and s.revoked_at is null
      and s.expires_at > now();
end
$$;

comment on function auth.session_by_token(bytea) is
  'The account behind a token, by the SHA-256 of the token; no row when it is unknown, revoked or expired.';
grant execute on function auth.session_by_token(bytea) to offblock_gateway;

reset role;
