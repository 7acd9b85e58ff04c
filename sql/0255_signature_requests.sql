-- Requests for a signature to an instructor who has a grant, and what they answered. They lie here
-- until the owner's device has checked the answer and saved it: nobody but the owner writes a pilot
-- book. Neither is believed: both are the payloads of docs/oplf/signing.md, checked by the devices.

set local role offblock_owner;

create table auth.signature_requests (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null default auth.new_id(),
  grantee_user_id uuid not null references auth.users (id),
  request text not null,
  asked_at timestamptz not null default now(),
  answer text,
  answered_at timestamptz,
  settled_at timestamptz,
  outcome text,
  primary key (owner_user_id, id),
  constraint signature_requests_size check (length(request) <= 1048576 and length(answer) <= 1048576),
  constraint signature_requests_answered check ((answer is null) = (answered_at is null)),
  constraint signature_requests_settled check ((outcome is null) = (settled_at is null)),
  constraint signature_requests_outcome_known
    check (outcome in ('taken', 'refused', 'withdrawn', 'declined'))
);

comment on table auth.signature_requests is 'Requests for a signature to instructors who have a grant, and their answers on the way back.';
comment on column auth.signature_requests.owner_user_id is 'The account whose entry it is.';
comment on column auth.signature_requests.id is 'The request.';
comment on column auth.signature_requests.grantee_user_id is 'The instructor''s account.';
comment on column auth.signature_requests.request is 'What is to be signed, JSON.';
comment on column auth.signature_requests.asked_at is 'When it was asked.';
comment on column auth.signature_requests.answer is 'The signature, JSON.';
comment on column auth.signature_requests.answered_at is 'When it was answered.';
comment on column auth.signature_requests.settled_at is 'When it came to an end.';
comment on column auth.signature_requests.outcome is 'taken: saved by the owner''s device. refused: it did not hold. withdrawn by the owner, declined by the instructor.';
comment on constraint signature_requests_size on auth.signature_requests is 'E_FIELD_TOO_LONG: at most 1 MiB each.';
comment on constraint signature_requests_answered on auth.signature_requests is 'E_CONSTRAINT: an answer has its time.';
comment on constraint signature_requests_settled on auth.signature_requests is 'E_CONSTRAINT: an outcome has its time.';
comment on constraint signature_requests_outcome_known on auth.signature_requests is 'E_FIELD_CHOICE: taken, refused, withdrawn or declined.';

create index signature_requests_grantee_user_id on auth.signature_requests (grantee_user_id)
  where settled_at is null;

create function auth.signs_for(p_owner uuid, p_grantee uuid)
  returns boolean
  language sql
  stable
  parallel safe
as $$
  select exists (
    select from auth.grants g
    where g.owner_user_id = p_owner
      and g.grantee_user_id = p_grantee
      and g.book = 'pilot'
      and g.role = 'instructor'
      and auth.is_living(g.ends_at, g.revoked_at)
  )
$$;

comment on function auth.signs_for(uuid, uuid) is
  'Whether an account is an instructor to whom the owner''s pilot book is open now.';
grant execute on function auth.signs_for(uuid, uuid) to offblock_gateway;

create function auth.pilots_of_mine()
  returns uuid[]
  language sql
  stable
  parallel safe
as $$
  select array(
    select g.owner_user_id
    from auth.grants g
    where g.grantee_user_id = auth.current_user_id()
      and g.book = 'pilot'
      and g.role = 'instructor'
      and auth.is_living(g.ends_at, g.revoked_at)
  )
$$;

comment on function auth.pilots_of_mine() is
  'The owners who have opened their pilot book to the current user as an instructor, now. Policies ask it once a statement.';
grant execute on function auth.pilots_of_mine() to offblock_gateway;

-- Not forced: the functions below run as the owner role.
alter table auth.signature_requests enable row level security;
create policy own_requests on auth.signature_requests for select
  using (owner_user_id = (select auth.current_user_id()));
create policy asked_of_me on auth.signature_requests for select
  using (
    grantee_user_id = (select auth.current_user_id())
    and owner_user_id = any ((select auth.pilots_of_mine())::uuid[])
  );
grant select on auth.signature_requests to offblock_gateway;

create function auth.ask_signature(p_grant_id uuid, p_request text, p_open_max integer)
  returns uuid
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := auth.current_user_id();
  v_grant auth.grants;
  v_id uuid;
begin
  select g.* into v_grant from auth.grants g
  where g.id = p_grant_id and v_user_id in (g.owner_user_id, g.grantee_user_id);
  if v_grant.id is null or not auth.signs_for(v_grant.owner_user_id, v_grant.grantee_user_id) then
    return null;
  end if;
  if (
    select count(*) from auth.signature_requests r
    where r.owner_user_id = v_grant.owner_user_id
      and r.grantee_user_id = v_grant.grantee_user_id
      and r.settled_at is null
  ) >= p_open_max then
    return null;
  end if;
  insert into auth.signature_requests (owner_user_id, grantee_user_id, request)
  values (v_grant.owner_user_id, v_grant.grantee_user_id, p_request)
  returning id into v_id;
  perform pg_notify('offblock_changes', v_grant.grantee_user_id::text);
  return v_id;
end
$$;

comment on function auth.ask_signature(uuid, text, integer) is
  'Lays a request before the instructor of a grant: by its owner, or by the instructor, who then answers it. Null when the current user is neither, when the grant is over or no instructor''s, or when so many are open. Wakes the instructor.';
grant execute on function auth.ask_signature(uuid, text, integer) to offblock_gateway;

create function auth.answer_signature(p_id uuid, p_answer text)
  returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner_user_id uuid;
begin
  update auth.signature_requests r
  set answer = p_answer, answered_at = now()
  where r.id = p_id
    and r.grantee_user_id = auth.current_user_id()
    and auth.signs_for(r.owner_user_id, r.grantee_user_id)
    and r.answer is null
    and r.settled_at is null
  returning r.owner_user_id into v_owner_user_id;
  if v_owner_user_id is null then
    return false;
  end if;
  perform pg_notify('offblock_changes', v_owner_user_id::text);
  return true;
end
$$;

comment on function auth.answer_signature(uuid, text) is
  'Answers a request that was laid before the current user. False when there is none that waits. Wakes the owner.';
grant execute on function auth.answer_signature(uuid, text) to offblock_gateway;

create function auth.settle_signature(p_id uuid, p_outcome text)
  returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := auth.current_user_id();
begin
  update auth.signature_requests r
  set outcome = p_outcome, settled_at = now()
  where r.id = p_id
    and r.settled_at is null
    and case p_outcome
      when 'declined' then r.grantee_user_id = v_user_id and r.answer is null
      when 'withdrawn' then r.owner_user_id = v_user_id and r.answer is null
      else r.owner_user_id = v_user_id and r.answer is not null
    end;
  return found;
end
$$;

comment on function auth.settle_signature(uuid, text) is
  'Ends a request: the owner took or refused the answer, or withdrew it; the instructor declined. False when it is over, or not the current user''s to end so.';
grant execute on function auth.settle_signature(uuid, text) to offblock_gateway;

create function auth.open_signature_requests()
  returns table (
    id uuid,
    is_mine boolean,
    request text,
    asked_at timestamptz,
    answer text,
    other_name text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select r.id, r.owner_user_id = auth.current_user_id(), r.request, r.asked_at, r.answer,
      coalesce(nullif(u.display_name, ''), u.email)
    from auth.signature_requests r
    join auth.users u
      on u.id = case when r.owner_user_id = auth.current_user_id() then r.grantee_user_id else r.owner_user_id end
    where r.settled_at is null
      and (
        r.owner_user_id = auth.current_user_id()
        or r.grantee_user_id = auth.current_user_id() and auth.signs_for(r.owner_user_id, r.grantee_user_id)
      )
    order by r.asked_at, r.id
    limit 100;
end
$$;

comment on function auth.open_signature_requests() is
  'Requests of the current user and those laid before the current user that have not come to an end, the oldest first, at most 100.';
grant execute on function auth.open_signature_requests() to offblock_gateway;

reset role;
