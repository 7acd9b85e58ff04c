-- Roles, schemas and what nobody gets by default. Roles belong to the whole cluster, so they may be
-- there already. Runs as the administrator: a superuser, or a role with CREATEROLE that owns the
-- database.

do $$
begin
  -- Another database of the cluster may be making them in this moment.
  begin
    create role offblock_owner nologin;
  exception when duplicate_object or unique_violation then
    null;
  end;
  begin
    create role offblock_gateway login;
  exception when duplicate_object or unique_violation then
    null;
  end;
  -- Since version 16 a role that CREATEROLE made is not yet one that its maker may act as.
  if not pg_has_role(current_user, 'offblock_owner', 'set') then
    execute format('grant offblock_owner to %I with inherit true, set true', current_user);
  end if;
  execute format('grant create on database %I to offblock_owner', current_database());
  execute format('grant connect on database %I to offblock_gateway', current_database());
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

revoke create on schema public from public;

set local role offblock_owner;

-- What a function may be called by is written under the function.
alter default privileges revoke execute on functions from public;

create schema reference;
create schema auth;
create schema sync;
create schema audit;
create schema logbook;

comment on schema reference is 'Shared, read-only data: airports, models, lookup tables. The same ids on every installation.';
comment on schema auth is 'Accounts, sessions, and who the current transaction acts for.';
comment on schema sync is 'Logbooks as databases of documents: what was received, in which order.';
comment on schema audit is 'The append-only, hash-chained log of every change.';
comment on schema logbook is 'The records, one table a kind or row list; each row belongs to one owner.';

grant usage on schema reference, auth, sync, audit, logbook to offblock_gateway;

reset role;
