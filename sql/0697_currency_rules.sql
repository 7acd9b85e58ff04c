-- Kind currency_rule: a rule of the owner's own, as data. Architecture overview, currency_rules.

set local role offblock_owner;

create table logbook.currency_rules (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  name logbook.line not null,
  regulation_ref logbook.line,
  rule_config jsonb,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint currency_rules_name_filled check (name <> '')
);

comment on table logbook.currency_rules is 'Currency rules of the owner''s own, judged by the same machinery as those of the law.';
comment on column logbook.currency_rules.owner_user_id is 'Owner of the logbook.';
comment on column logbook.currency_rules.id is 'The record, from its document id.';
comment on column logbook.currency_rules.name is 'What the owner calls it.';
comment on column logbook.currency_rules.regulation_ref is 'The paragraph that it follows, if any.';
comment on column logbook.currency_rules.rule_config is 'Lookback, needs, filter.';
comment on column logbook.currency_rules.is_active is 'Whether it is judged.';
comment on column logbook.currency_rules.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.currency_rules.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.currency_rules.device_id is 'The device that wrote it.';
comment on constraint currency_rules_name_filled on logbook.currency_rules is 'E_FIELD_REQUIRED: a rule has a name.';

call logbook.guard('logbook.currency_rules', 'pilot');

call logbook.make_writer('currency_rule', 'logbook.currency_rules');

reset role;
