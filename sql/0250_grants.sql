-- Who else may see, or write, somebody's book. A grant is for one book, can be taken back, and may
-- have an end. A transaction looks at the books of one owner: its user's own, unless
-- app.viewed_owner_id names another. So no statement mixes two people's rows, and the policies stay
-- one equality, which indexes serve in their order. They ask the functions below once a statement.

set local role offblock_owner;

create table auth.grants (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null default auth.new_id(),
  book text not null,
  grantee_user_id uuid not null references auth.users (id),
  role text not null,
  granted_at timestamptz not null default now(),
  ends_at timestamptz,
  revoked_at timestamptz,
  primary key (owner_user_id, id),
  constraint grants_book_known check (book in ('pilot', 'remote_pilot', 'driver')),
  constraint grants_role_known check (role in ('viewer', 'instructor', 'coordinator')),
  constraint grants_to_another check (grantee_user_id <> owner_user_id),
  constraint grants_end_after_start check (ends_at > granted_at)
);

comment on table auth.grants is 'To whom an owner opened a book: as viewer, instructor or coordinator. Kept when it has ended.';
comment on column auth.grants.owner_user_id is 'The account whose book it is.';
comment on column auth.grants.id is 'The grant.';
comment on column auth.grants.book is 'pilot, remote_pilot or driver.';
comment on column auth.grants.grantee_user_id is 'The account that it is opened to.';
comment on column auth.grants.role is 'viewer and instructor read. coordinator reads, and writes the remote_pilot and driver books.';
comment on column auth.grants.granted_at is 'When it was granted.';
comment on column auth.grants.ends_at is 'When it ends by itself; null: it does not.';
comment on column auth.grants.revoked_at is 'When the owner took it back.';
comment on constraint grants_book_known on auth.grants is 'E_FIELD_CHOICE: pilot, remote_pilot or driver.';
comment on constraint grants_role_known on auth.grants is 'E_FIELD_CHOICE: viewer, instructor or coordinator.';
comment on constraint grants_to_another on auth.grants is 'E_CONSTRAINT: a grant is to somebody else.';
comment on constraint grants_end_after_start on auth.grants is 'E_CONSTRAINT: a grant ends after it began.';

-- One grant for each of them at a time. What has ended by its date is taken back before the next.
create unique index grants_living on auth.grants (owner_user_id, book, grantee_user_id)
  where revoked_at is null;
create index grants_grantee_user_id on auth.grants (grantee_user_id, book);

-- Not forced: auth.granted_logbooks runs as the owner role.
alter table auth.grants enable row level security;
create policy own_grants on auth.grants
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
create policy grants_to_me on auth.grants for select
  using (grantee_user_id = (select auth.current_user_id()));
grant select, insert, update (ends_at, revoked_at) on auth.grants to offblock_gateway;

create function auth.is_living(p_ends_at timestamptz, p_revoked_at timestamptz)
  returns boolean
  language sql
  stable
  parallel safe
as $$
  select p_revoked_at is null and (p_ends_at is null or p_ends_at > now())
$$;

comment on function auth.is_living(timestamptz, timestamptz) is 'Whether a grant with these ends holds now.';
grant execute on function auth.is_living(timestamptz, timestamptz) to offblock_gateway;

create function auth.may_write(p_role text, p_book text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_role = 'coordinator' and p_book in ('remote_pilot', 'driver')
$$;

comment on function auth.may_write(text, text) is
  'Whether a grant of this role lets its holder write that book. Nobody but the owner writes a pilot book.';
grant execute on function auth.may_write(text, text) to offblock_gateway;

create function auth.viewed_owner_id()
  returns uuid
  language plpgsql
  stable
  parallel safe
as $$
begin
  return coalesce(auth.uuid_setting('app.viewed_owner_id'), auth.current_user_id());
end
$$;

comment on function auth.viewed_owner_id() is
  'Whose books this transaction looks at, from app.viewed_owner_id; unset: those of its user. What may be seen of them, policies say.';
grant execute on function auth.viewed_owner_id() to offblock_gateway;

create function auth.readable_owner(p_book text)
  returns uuid
  language plpgsql
  stable
  parallel safe
as $$
declare
  v_user_id uuid := auth.current_user_id();
  v_owner_id uuid := auth.viewed_owner_id();
begin
  -- Nearly everybody looks at their own, and is asked at each statement: that takes no query.
  if v_owner_id = v_user_id then
    return v_owner_id;
  end if;
  if exists (
    select from auth.grants g
    where g.owner_user_id = v_owner_id
      and g.grantee_user_id = v_user_id
      and g.book = p_book
      and auth.is_living(g.ends_at, g.revoked_at)
  ) or exists (
    select from auth.inspection_links k
    where k.owner_user_id = v_owner_id
      and k.id = v_user_id
      and k.book = p_book
      and auth.is_living(k.ends_at, k.revoked_at)
  ) then
    return v_owner_id;
  end if;
  return null;
end
$$;

comment on function auth.readable_owner(text) is
  'The viewed owner, when the current user may read that book: as its owner, by a living grant, or as a living inspection link. Null otherwise.';
grant execute on function auth.readable_owner(text) to offblock_gateway;

create function auth.writable_owner(p_book text)
  returns uuid
  language plpgsql
  stable
  parallel safe
as $$
declare
  v_user_id uuid := auth.current_user_id();
  v_owner_id uuid := auth.viewed_owner_id();
begin
  if v_owner_id = v_user_id then
    return v_owner_id;
  end if;
  if exists (
    select from auth.grants g
    where g.owner_user_id = v_owner_id
      and g.grantee_user_id = v_user_id
      and g.book = p_book
      and auth.may_write(g.role, g.book)
      and auth.is_living(g.ends_at, g.revoked_at)
  ) then
    return v_owner_id;
  end if;
  return null;
end
$$;

comment on function auth.writable_owner(text) is
  'The viewed owner, when the current user may write that book: as its owner, or as a granted coordinator, who never writes a pilot book. Null otherwise.';
grant execute on function auth.writable_owner(text) to offblock_gateway;

reset role;
