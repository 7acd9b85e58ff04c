-- Logbooks: each is one book of one owner, one CouchDB database, one audit chain. And the account
-- that comes with one.

set local role offblock_owner;

create table sync.logbooks (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null default auth.new_id(),
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
      and auth.is_living(g.ends_at, g.revoked_at)
      and (not p_to_write or auth.may_write(g.role, g.book))
    union all
    select l.id
    from auth.inspection_links k
    join sync.logbooks l on l.owner_user_id = k.owner_user_id and l.book = k.book
    where k.owner_user_id = auth.viewed_owner_id()
      and k.id = auth.current_user_id()
      and auth.is_living(k.ends_at, k.revoked_at)
      and not p_to_write
  );
end
$$;

comment on function auth.granted_logbooks(boolean) is
  'Logbooks of the viewed owner that a living grant opens to the current user, to read or also to write, or that a living inspection link reads. Policies ask it once a statement; with the owner''s rights, since the policy of sync.logbooks asks it too.';
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

create function auth.access_to(p_logbook uuid)
  returns table (
    owner_user_id uuid,
    book text,
    role text,
    may_write boolean,
    ends_in_ms double precision,
    ended_at timestamptz,
    ended_by text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select l.owner_user_id, l.book, 'owner', true, null::double precision, null::timestamptz, null
    from sync.logbooks l
    where l.id = p_logbook and l.owner_user_id = auth.current_user_id();
  if found then
    return;
  end if;
  return query
    select l.owner_user_id, l.book, g.role, auth.may_write(g.role, g.book),
      extract(epoch from g.ends_at - now())::double precision * 1000,
      case when not auth.is_living(g.ends_at, g.revoked_at) then least(g.ends_at, g.revoked_at) end,
      case
        when auth.is_living(g.ends_at, g.revoked_at) then null
        when g.revoked_at < coalesce(g.ends_at, 'infinity') then 'revoked'
        else 'expired'
      end
    from sync.logbooks l
    join auth.grants g on g.owner_user_id = l.owner_user_id and g.book = l.book
    where l.id = p_logbook and g.grantee_user_id = auth.current_user_id()
    order by auth.is_living(g.ends_at, g.revoked_at) desc, g.granted_at desc
    limit 1;
end
$$;

comment on function auth.access_to(uuid) is
  'What the current user may do with a logbook: as owner, by a grant that holds, or no more (ended_at, ended_by revoked or expired). No row for a stranger.';
grant execute on function auth.access_to(uuid) to offblock_gateway;

create function auth.my_grants()
  returns table (
    id uuid,
    given boolean,
    book text,
    role text,
    granted_at timestamptz,
    ends_at timestamptz,
    revoked_at timestamptz,
    is_living boolean,
    other_display_name text,
    other_email text,
    logbook_id uuid
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select g.id, g.owner_user_id = auth.current_user_id(), g.book, g.role, g.granted_at, g.ends_at,
      g.revoked_at, auth.is_living(g.ends_at, g.revoked_at), u.display_name, u.email, l.id
    from auth.grants g
    join auth.users u on u.id <> auth.current_user_id() and u.id in (g.owner_user_id, g.grantee_user_id)
    left join sync.logbooks l on l.owner_user_id = g.owner_user_id and l.book = g.book
    where auth.current_user_id() in (g.owner_user_id, g.grantee_user_id)
    order by g.granted_at desc, g.id;
end
$$;

comment on function auth.my_grants() is
  'Grants that the current user has given (the other is the grantee) and received (the other is the owner), ended ones too, the newest first.';
grant execute on function auth.my_grants() to offblock_gateway;

create function auth.give_grant(p_email text, p_book text, p_role text, p_ends_at timestamptz)
  returns uuid
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner_id uuid := auth.current_user_id();
  v_grantee_id uuid := (select u.id from auth.users u where u.email = lower(p_email) and u.is_active);
  v_id uuid;
begin
  if v_grantee_id is null then
    return null;
  end if;
  -- What has ended by its date is closed, so that it does not stand in the way of the next.
  update auth.grants g
  set revoked_at = now()
  where g.owner_user_id = v_owner_id and g.book = p_book and g.grantee_user_id = v_grantee_id
    and g.revoked_at is null and g.ends_at <= now();
  insert into auth.grants (owner_user_id, book, grantee_user_id, role, ends_at)
  values (v_owner_id, p_book, v_grantee_id, p_role, p_ends_at)
  returning id into v_id;
  return v_id;
end
$$;

comment on function auth.give_grant(text, text, text, timestamptz) is
  'Opens a book of the current user to the account with an email; null when there is none. 23505 by grants_living when it is open to it already.';
grant execute on function auth.give_grant(text, text, text, timestamptz) to offblock_gateway;

-- Who may read has changed: readers that wait look again, on whichever gateway they wait.
create function auth.wake_readers_of_grant()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('offblock_changes', l.id::text)
  from sync.logbooks l
  where l.owner_user_id = new.owner_user_id and l.book = new.book;
  return null;
end
$$;

comment on function auth.wake_readers_of_grant() is 'Trigger: wakes who waits for news of a logbook when a grant to it changed.';

create trigger wake_readers
  after update on auth.grants
  for each row execute function auth.wake_readers_of_grant();

create function auth.wake_readers_of_session()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('offblock_changes', l.id::text)
  from sync.logbooks l
  where l.owner_user_id = new.user_id
    or exists (
      select from auth.grants g
      where g.owner_user_id = l.owner_user_id and g.book = l.book and g.grantee_user_id = new.user_id
    );
  return null;
end
$$;

comment on function auth.wake_readers_of_session() is
  'Trigger: wakes who waits for news of the logbooks that a closed session could read.';

create trigger wake_readers
  after update on auth.sessions
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function auth.wake_readers_of_session();

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
  v_user_id uuid := coalesce(p_user_id, auth.new_id());
  v_logbook_id uuid := coalesce(p_logbook_id, auth.new_id());
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
    device_id uuid,
    ended text
  )
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_unused boolean;
begin
  select s.id, u.id, u.email, u.display_name, u.role, l.id, s.device_id,
    auth.ending_of(u.is_active, s.revoked_at, s.revoked_reason, s.expires_at),
    s.last_used_at < now() - interval '1 minute'
  into session_id, user_id, email, display_name, role, logbook_id, device_id, ended, v_is_unused
  from auth.sessions s
  join auth.users u on u.id = s.user_id
  join sync.logbooks l on l.owner_user_id = u.id and l.book = 'pilot'
  where s.token_hash = p_token_hash;
  if session_id is null then
    return;
  end if;
  -- Use prolongs a session by the time that it was given; at most one write a minute.
  if v_is_unused and ended is null and not pg_is_in_recovery() then
    update auth.sessions s
    set last_used_at = now(), expires_at = now() + (s.expires_at - s.last_used_at)
    where s.id = session_id and s.revoked_at is null;
  end if;
  return next;
end
$$;

comment on function auth.session_by_token(bytea) is
  'The account behind a token, by the SHA-256 of the token, and why it has ended if it has; no row when it is unknown.';
grant execute on function auth.session_by_token(bytea) to offblock_gateway;

reset role;
