-- Kind person: anyone who appears in the logbook, with the roles that each held. Database design
-- 6.2 and 6.3.

set local role offblock_owner;

create table logbook.people (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  display_name logbook.line not null,
  first_name logbook.line,
  middle_name logbook.line,
  last_name logbook.line,
  is_logbook_owner boolean not null default false,
  faa_certificate_number logbook.line,
  date_of_birth date,
  email logbook.line,
  phone logbook.line,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint people_display_name_filled check (display_name <> '')
);

comment on table logbook.people is 'Anyone who appears in a logbook, its owner included. Not accounts.';
comment on column logbook.people.owner_user_id is 'Owner of the logbook.';
comment on column logbook.people.id is 'The record, from its document id.';
comment on column logbook.people.display_name is 'The name as the logbook shows it.';
comment on column logbook.people.first_name is 'First name.';
comment on column logbook.people.middle_name is 'Middle name.';
comment on column logbook.people.last_name is 'Last name.';
comment on column logbook.people.is_logbook_owner is 'The one person whom this logbook is of.';
comment on column logbook.people.faa_certificate_number is 'Airman certificate number.';
comment on column logbook.people.date_of_birth is 'Day of birth; medicals end by age, 14 CFR 61.23(d).';
comment on column logbook.people.email is 'Email address.';
comment on column logbook.people.phone is 'Telephone number.';
comment on column logbook.people.notes is 'Anything else.';
comment on column logbook.people.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.people.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.people.device_id is 'The device that wrote it.';
comment on constraint people_display_name_filled on logbook.people is 'E_FIELD_REQUIRED: a person has a name.';

create index people_faa_certificate_number on logbook.people (owner_user_id, faa_certificate_number)
  where faa_certificate_number is not null;
create unique index one_owner_per_user on logbook.people (owner_user_id) where is_logbook_owner;
comment on index logbook.one_owner_per_user is 'E_OWNER_TAKEN: the logbook already has its owner.';

call logbook.guard('logbook.people', 'pilot');

create table logbook.person_roles (
  owner_user_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  position smallint not null,
  role_type_id uuid not null references reference.role_qualification_types (id),
  identifier logbook.line,
  valid_from date,
  valid_to date,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint person_roles_person_fk foreign key (owner_user_id, person_id)
    references logbook.people (owner_user_id, id) on delete cascade deferrable initially deferred
);

comment on table logbook.person_roles is 'Roles and qualifications that a person held, from when to when.';
comment on column logbook.person_roles.owner_user_id is 'Owner of the logbook.';
comment on column logbook.person_roles.id is 'The row.';
comment on column logbook.person_roles.person_id is 'Whose role it is.';
comment on column logbook.person_roles.position is 'Place in the list, from 1.';
comment on column logbook.person_roles.role_type_id is 'Which role: CFI, ATP, examiner.';
comment on column logbook.person_roles.identifier is 'Number of the qualification, e.g. of the instructor certificate.';
comment on column logbook.person_roles.valid_from is 'First day; null: unknown, and before anything seen.';
comment on column logbook.person_roles.valid_to is 'Last day; null: held still, or no end known.';
comment on column logbook.person_roles.notes is 'Anything else.';
comment on constraint person_roles_person_fk on logbook.person_roles is 'E_CONSTRAINT: the role is of a person that is there.';

create index person_roles_person_id on logbook.person_roles (owner_user_id, person_id);
create index person_roles_role_type_id on logbook.person_roles (owner_user_id, role_type_id);

call logbook.guard_row('logbook.person_roles', 'pilot', 'person_id');

call logbook.make_writer('person', 'logbook.people', '[{"table": "person_roles", "parent": "person_id"}]');

reset role;
