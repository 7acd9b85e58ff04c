-- Who the transaction acts for, accounts, sessions and tokens, sign-in attempts. The gateway cannot
-- read a password or a token hash: it asks the functions at the end.

set local role offblock_owner;

create function auth.uuid_setting(p_name text)
  returns uuid
  language plpgsql
  stable
  parallel safe
as $$
declare
  v_text text := nullif(current_setting(p_name, true), '');
begin
  if v_text is null then
    return null;
  end if;
  if length(v_text) <> 36 or not pg_input_is_valid(v_text, 'uuid') then
    raise exception '% is not a UUID', p_name using errcode = '22023';
  end if;
  return v_text::uuid;
end
$$;

comment on function auth.uuid_setting(text) is
  'A setting of the transaction as a UUID; null when unset or empty; 22023 when it is anything else.';
grant execute on function auth.uuid_setting(text) to offblock_gateway;

create function auth.current_user_id()
  returns uuid
  language plpgsql
  stable
  parallel safe
as $$
begin
  return auth.uuid_setting('app.current_user_id');
end
$$;

comment on function auth.current_user_id() is
  'The account that this transaction acts for, from app.current_user_id; null for nobody. Policies ask it once a statement.';
grant execute on function auth.current_user_id() to offblock_gateway;

create function auth.new_id()
  returns uuid
  language sql
  volatile
  parallel safe
as $$
  -- RFC 9562, section 5.7: 48 bits of milliseconds, the version, then random bits. Version 18 has
  -- it built in, 16 has not.
  select encode(set_byte(b, 6, (get_byte(b, 6) & 15) | 112), 'hex')::uuid
  from (
    select overlay(
      uuid_send(gen_random_uuid())
      placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
      from 1 for 6
    )
  ) as s (b)
$$;

comment on function auth.new_id() is 'A new UUID of version 7, for what no device gave an id. Database design 4.4.';
grant execute on function auth.new_id() to offblock_gateway;

create table auth.users (
  id uuid primary key default auth.new_id(),
  email text not null,
  display_name text not null,
  password_hash text not null,
  is_active boolean not null default true,
  role text not null default 'pilot',
  pilot_certificate_number text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_login_at timestamptz,
  constraint users_email_key unique (email),
  constraint users_email_form check (email = lower(email) and email like '_%@_%' and length(email) <= 320),
  constraint users_display_name_length check (length(display_name) between 1 and 200),
  constraint users_role_known check (role in ('pilot', 'instructor', 'coordinator', 'admin'))
);

comment on table auth.users is 'Accounts. A person in a logbook is not an account: those are logbook.people.';
comment on column auth.users.id is 'The account; owner_user_id of everything that it owns.';
comment on column auth.users.email is 'Address to sign in with, in lower case.';
comment on column auth.users.display_name is 'What the app calls the person.';
comment on column auth.users.password_hash is 'Argon2id, PHC format. Readable by the owner role only.';
comment on column auth.users.is_active is 'Whether the account may sign in.';
comment on column auth.users.role is 'pilot, instructor, coordinator or admin.';
comment on column auth.users.pilot_certificate_number is 'Airman certificate number, for reports.';
comment on column auth.users.created_at is 'When the account was made.';
comment on column auth.users.updated_at is 'When the account last changed.';
comment on column auth.users.last_login_at is 'When a session was last opened.';
comment on constraint users_email_key on auth.users is 'E_EMAIL_TAKEN: an account with this email exists.';
comment on constraint users_email_form on auth.users is 'E_FIELD_FORMAT: an email in lower case.';
comment on constraint users_display_name_length on auth.users is 'E_FIELD_TOO_LONG: a name of 1 to 200 characters.';
comment on constraint users_role_known on auth.users is 'E_FIELD_CHOICE: pilot, instructor, coordinator or admin.';

-- Not forced: signing in reads an account before there is a current user, by the functions below.
alter table auth.users enable row level security;
create policy own_account on auth.users
  using (id = (select auth.current_user_id()))
  with check (id = (select auth.current_user_id()));
grant
  select (id, email, display_name, is_active, role, pilot_certificate_number, created_at, updated_at, last_login_at),
  update (display_name, pilot_certificate_number, updated_at)
  on auth.users to offblock_gateway;

create table auth.sessions (
  id uuid primary key default auth.new_id(),
  user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null,
  kind text not null,
  name text,
  device_id uuid,
  device_name text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  constraint sessions_token_hash_key unique (token_hash),
  constraint sessions_token_hash_length check (length(token_hash) = 32),
  constraint sessions_kind_known check (kind in ('session', 'token')),
  constraint sessions_revoked_reason_known
    check (revoked_reason in ('signed_out', 'revoked', 'replaced', 'password_changed', 'restored'))
);

comment on table auth.sessions is 'Open and closed sign-ins: one a device, and tokens for programs.';
comment on column auth.sessions.id is 'The session, as lists name it. Not a secret.';
comment on column auth.sessions.user_id is 'The account that signed in.';
comment on column auth.sessions.token_hash is 'SHA-256 of the token; the token itself is kept nowhere.';
comment on column auth.sessions.kind is 'session: a device. token: a program.';
comment on column auth.sessions.name is 'What the user calls the token.';
comment on column auth.sessions.device_id is 'The UUID that the device made for itself.';
comment on column auth.sessions.device_name is 'What the user calls the device.';
comment on column auth.sessions.created_at is 'When it was opened.';
comment on column auth.sessions.last_used_at is 'When it was last used, to the minute.';
comment on column auth.sessions.expires_at is 'When it ends unless it is used; use moves it.';
comment on column auth.sessions.revoked_at is 'When it was closed.';
comment on column auth.sessions.revoked_reason is 'signed_out, revoked, replaced, password_changed, restored (the ledger, from a backup).';
comment on constraint sessions_token_hash_key on auth.sessions is 'E_CONSTRAINT: this token is already in use.';
comment on constraint sessions_token_hash_length on auth.sessions is 'E_CONSTRAINT: a SHA-256 hash has 32 bytes.';
comment on constraint sessions_kind_known on auth.sessions is 'E_FIELD_CHOICE: session or token.';

comment on constraint sessions_revoked_reason_known on auth.sessions is 'E_FIELD_CHOICE: why a session was closed.';

create index sessions_user_id on auth.sessions (user_id);

alter table auth.sessions enable row level security;
create policy own_sessions on auth.sessions
  using (user_id = (select auth.current_user_id()))
  with check (user_id = (select auth.current_user_id()));
grant
  select (id, user_id, kind, name, device_id, device_name, created_at, last_used_at, expires_at, revoked_at, revoked_reason),
  update (name, device_name, revoked_at, revoked_reason)
  on auth.sessions to offblock_gateway;

-- Worked out within the query that asks: it is asked at every request.
create function auth.ending_of(p_is_active boolean, p_revoked_at timestamptz, p_revoked_reason text, p_expires_at timestamptz)
  returns text
  language sql
  stable
  parallel safe
return case
  when p_is_active is not true then 'account_closed'
  when p_revoked_at is not null then p_revoked_reason
  when p_expires_at <= now() then 'expired'
end;

comment on function auth.ending_of(boolean, timestamptz, text, timestamptz) is
  'Why a session of an account is over, as auth.why_ended says it; null while it is open.';

create function auth.why_ended(p_user_id uuid, p_session_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select auth.ending_of(u.is_active, s.revoked_at, s.revoked_reason, s.expires_at)
    from (select) nobody
    left join auth.users u on u.id = p_user_id
    left join auth.sessions s on s.id = p_session_id and s.user_id = u.id
  );
end
$$;

comment on function auth.why_ended(uuid, uuid) is
  'Why a session is over: signed_out, revoked, replaced, password_changed, restored, expired, account_closed. Null while it is open; without a session, while the account is.';
grant execute on function auth.why_ended(uuid, uuid) to offblock_gateway;

create function auth.change_password(p_password_hash text, p_session_id uuid)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update auth.users u
  set password_hash = p_password_hash, updated_at = now()
  where u.id = auth.current_user_id();
  update auth.sessions s
  set revoked_at = now(), revoked_reason = 'password_changed'
  where s.user_id = auth.current_user_id()
    and s.id is distinct from p_session_id
    and s.revoked_at is null;
end
$$;

comment on function auth.change_password(text, uuid) is
  'Gives the current user another password and ends all sessions and tokens but one.';
grant execute on function auth.change_password(text, uuid) to offblock_gateway;

create table auth.sign_in_attempts (
  id bigint generated always as identity primary key,
  key_hash bytea not null,
  attempted_at timestamptz not null default now()
);

comment on table auth.sign_in_attempts is 'Failed sign-ins, and sign-ups, of the last day, to slow down guessing and filling.';
comment on column auth.sign_in_attempts.id is 'Order of arrival.';
comment on column auth.sign_in_attempts.key_hash is 'SHA-256 of what is counted: of an email, an address, an account. No personal data.';
comment on column auth.sign_in_attempts.attempted_at is 'When it happened.';

create index sign_in_attempts_key on auth.sign_in_attempts (key_hash, attempted_at);

-- No policy: nobody but the functions below sees an attempt.
alter table auth.sign_in_attempts enable row level security;

create function auth.find_for_sign_in(p_email text)
  returns table (id uuid, password_hash text, is_active boolean, display_name text, email text)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select u.id, u.password_hash, u.is_active, u.display_name, u.email
  from auth.users u
  where u.email = lower(p_email)
$$;

comment on function auth.find_for_sign_in(text) is
  'The account with an email and its password hash, to check a password against. No row when there is none.';
grant execute on function auth.find_for_sign_in(text) to offblock_gateway;

create function auth.open_session(
  p_id uuid,
  p_user_id uuid,
  p_token_hash bytea,
  p_kind text,
  p_lifetime interval,
  p_name text default null,
  p_device_id uuid default null,
  p_device_name text default null
)
  returns timestamptz
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_expires_at timestamptz := now() + p_lifetime;
begin
  -- One session a device: the one before it ends here.
  update auth.sessions s
  set revoked_at = now(), revoked_reason = 'replaced'
  where s.user_id = p_user_id
    and p_kind = 'session'
    and s.kind = 'session'
    and s.device_id = p_device_id
    and s.revoked_at is null;
  insert into auth.sessions (id, user_id, token_hash, kind, name, device_id, device_name, expires_at)
  values (p_id, p_user_id, p_token_hash, p_kind, p_name, p_device_id, p_device_name, v_expires_at);
  update auth.users set last_login_at = now() where id = p_user_id;
  return v_expires_at;
end
$$;

comment on function auth.open_session(uuid, uuid, bytea, text, interval, text, uuid, text) is
  'Opens a session or token of an account and answers when it ends. A new session of a device ends the one before it.';
grant execute on function auth.open_session(uuid, uuid, bytea, text, interval, text, uuid, text) to offblock_gateway;

create function auth.record_attempt(p_key text)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from auth.sign_in_attempts where attempted_at < now() - interval '1 day';
  insert into auth.sign_in_attempts (key_hash) values (sha256(convert_to(p_key, 'UTF8')));
end
$$;

comment on function auth.record_attempt(text) is
  'Counts an attempt for a key, such as an email or an address. Kept for a day, as a hash.';
grant execute on function auth.record_attempt(text) to offblock_gateway;

create function auth.attempts_in_window(p_key text, p_seconds integer)
  returns integer
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select count(*)::integer
  from auth.sign_in_attempts a
  where a.key_hash = sha256(convert_to(p_key, 'UTF8'))
    and a.attempted_at > now() - make_interval(secs => p_seconds)
$$;

comment on function auth.attempts_in_window(text, integer) is
  'How many attempts were counted for a key in the last seconds.';
grant execute on function auth.attempts_in_window(text, integer) to offblock_gateway;

reset role;
