-- Links by which somebody without an account reads a book until a day, 14 CFR 61.51(i). A link acts
-- as itself: a transaction in its name is nobody's account, and row level security lets it read the
-- one book that it is for, as it does a grantee. Its token is kept as a hash, like that of a session.

set local role offblock_owner;

create table auth.inspection_links (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null default auth.new_id(),
  book text not null,
  label text not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  use_count integer not null default 0,
  primary key (owner_user_id, id),
  constraint inspection_links_id_key unique (id),
  constraint inspection_links_token_hash_key unique (token_hash),
  constraint inspection_links_token_hash_length check (length(token_hash) = 32),
  constraint inspection_links_book_known check (book in ('pilot', 'remote_pilot', 'driver')),
  constraint inspection_links_label_length check (length(label) between 1 and 200),
  constraint inspection_links_end_after_start check (ends_at > created_at)
);

comment on table auth.inspection_links is 'Links by which somebody without an account reads a book until a day. Kept when they have ended.';
comment on column auth.inspection_links.owner_user_id is 'The account whose book it is.';
comment on column auth.inspection_links.id is 'The link, and who it acts as. Not a secret.';
comment on column auth.inspection_links.book is 'pilot, remote_pilot or driver.';
comment on column auth.inspection_links.label is 'For whom it is, in the words of the owner.';
comment on column auth.inspection_links.token_hash is 'SHA-256 of the token in the link; the token itself is kept nowhere.';
comment on column auth.inspection_links.created_at is 'When it was made.';
comment on column auth.inspection_links.ends_at is 'When it ends by itself; every link does.';
comment on column auth.inspection_links.revoked_at is 'When the owner took it back.';
comment on column auth.inspection_links.last_used_at is 'When it was last opened.';
comment on column auth.inspection_links.use_count is 'How often it was opened.';
comment on constraint inspection_links_id_key on auth.inspection_links is 'E_CONSTRAINT: a link is named once.';
comment on constraint inspection_links_token_hash_key on auth.inspection_links is 'E_CONSTRAINT: this token is already in use.';
comment on constraint inspection_links_token_hash_length on auth.inspection_links is 'E_CONSTRAINT: a SHA-256 hash has 32 bytes.';
comment on constraint inspection_links_book_known on auth.inspection_links is 'E_FIELD_CHOICE: pilot, remote_pilot or driver.';
comment on constraint inspection_links_label_length on auth.inspection_links is 'E_FIELD_TOO_LONG: a line of text.';
comment on constraint inspection_links_end_after_start on auth.inspection_links is 'E_CONSTRAINT: a link ends after it was made.';

-- Not forced: the functions below run as the owner role.
alter table auth.inspection_links enable row level security;
create policy own_links on auth.inspection_links
  using (owner_user_id = (select auth.current_user_id()))
  with check (owner_user_id = (select auth.current_user_id()));
create policy link_itself on auth.inspection_links for select
  using (id = (select auth.current_user_id()));
grant
  select (owner_user_id, id, book, label, created_at, ends_at, revoked_at, last_used_at, use_count),
  insert (id, owner_user_id, book, label, token_hash, ends_at),
  update (revoked_at)
  on auth.inspection_links to offblock_gateway;

create function auth.open_inspection(p_token_hash bytea, p_counts boolean)
  returns table (
    id uuid,
    owner_user_id uuid,
    owner_name text,
    logbook_id uuid,
    book text,
    ends_at timestamptz,
    ended_at timestamptz,
    ended_by text
  )
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update auth.inspection_links k
  set last_used_at = now(), use_count = k.use_count + 1
  where p_counts and k.token_hash = p_token_hash and auth.is_living(k.ends_at, k.revoked_at);
  return query
    select k.id, k.owner_user_id, u.display_name, l.id, k.book, k.ends_at,
      case when not auth.is_living(k.ends_at, k.revoked_at) then least(k.ends_at, k.revoked_at) end,
      case
        when auth.is_living(k.ends_at, k.revoked_at) then null
        when k.revoked_at < k.ends_at then 'revoked'
        else 'expired'
      end
    from auth.inspection_links k
    join auth.users u on u.id = k.owner_user_id and u.is_active
    join sync.logbooks l on l.owner_user_id = k.owner_user_id and l.book = k.book
    where k.token_hash = p_token_hash;
end
$$;

comment on function auth.open_inspection(bytea, boolean) is
  'What the link with this token opens, living or ended (ended_at, ended_by revoked or expired), and counts its use when asked to. No row for a token that is nobody''s.';
grant execute on function auth.open_inspection(bytea, boolean) to offblock_gateway;

reset role;
