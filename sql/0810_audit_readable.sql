-- The log for people. Database design 13.10.

set local role offblock_owner;

create function auth.display_name_of(p_user uuid)
  returns text
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select u.display_name
  from auth.users u
  where u.id = p_user
    and (
      u.id = auth.current_user_id()
      or exists (
        select from auth.grants g
        where (g.owner_user_id, g.grantee_user_id) in ((u.id, auth.current_user_id()), (auth.current_user_id(), u.id))
      )
    )
$$;

comment on function auth.display_name_of(uuid) is
  'What an account is called, if it is the current user''s or one that a grant ever connected with it; null otherwise.';
grant execute on function auth.display_name_of(uuid) to offblock_gateway;

create view audit.v_audit_log_readable
with (security_invoker = true) as
  select
    a.owner_user_id,
    a.logbook_id,
    a.chain_number,
    a.changed_at,
    a.changed_by_user_id,
    coalesce(auth.display_name_of(a.changed_by_user_id), a."session_user") as changed_by,
    a.device_id,
    (
      select s.device_name
      from auth.sessions s
      where s.user_id = a.changed_by_user_id and s.device_id = a.device_id
      order by s.created_at desc
      limit 1
    ) as device_name,
    a.table_name,
    a.row_id,
    a.operation,
    a.change_reason,
    changed.fields as changes,
    concat_ws(
      ' ',
      case a.operation when 'INSERT' then 'added to' when 'UPDATE' then 'changed in' else 'removed from' end,
      replace(split_part(a.table_name, '.', 2), '_', ' ') || ':',
      changed.summary
    ) as summary
  from audit.audit_log a
  cross join lateral (
    select
      jsonb_agg(jsonb_build_object('field', k.name, 'from', v.old_value, 'to', v.new_value) order by k.name) as fields,
      string_agg(
        concat(k.name, ' ', v.old_value #>> '{}', ' → ', coalesce(v.new_value #>> '{}', 'nothing')), ', '
        order by k.name
      ) as summary
    from jsonb_object_keys(coalesce(a.new_values, a.old_values)::jsonb) as k (name)
    cross join lateral (
      select nullif(a.old_values::jsonb -> k.name, 'null'), nullif(a.new_values::jsonb -> k.name, 'null')
    ) as v (old_value, new_value)
    where v.old_value is distinct from v.new_value and k.name not in ('owner_user_id', 'id')
  ) as changed;

comment on view audit.v_audit_log_readable is
  'The log with names, devices and what changed from and to. For reading: the log itself is what is hashed. Database design 13.10.';
comment on column audit.v_audit_log_readable.owner_user_id is 'Owner of the changed row.';
comment on column audit.v_audit_log_readable.logbook_id is 'The logbook whose chain holds the entry.';
comment on column audit.v_audit_log_readable.chain_number is 'Place in the chain.';
comment on column audit.v_audit_log_readable.changed_at is 'When it was written, by the clock of the server.';
comment on column audit.v_audit_log_readable.changed_by_user_id is 'The account that changed it; null: an administrator, outside the app.';
comment on column audit.v_audit_log_readable.changed_by is 'Its name; without one, the role that was logged in to PostgreSQL.';
comment on column audit.v_audit_log_readable.device_id is 'The device that sent the change.';
comment on column audit.v_audit_log_readable.device_name is 'What its user calls it.';
comment on column audit.v_audit_log_readable.table_name is 'The changed table.';
comment on column audit.v_audit_log_readable.row_id is 'The changed row.';
comment on column audit.v_audit_log_readable.operation is 'INSERT, UPDATE or DELETE.';
comment on column audit.v_audit_log_readable.change_reason is 'Why, in the words of who changed it.';
comment on column audit.v_audit_log_readable.changes is 'What changed: [{field, from, to}].';
comment on column audit.v_audit_log_readable.summary is 'The same in a line.';
grant select on audit.v_audit_log_readable to offblock_gateway;

reset role;
