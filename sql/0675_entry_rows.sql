-- Rows that flights and training sessions have in common: approaches, crew, tags. Database design
-- 6.12, 6.14 and 6.24. Then the writers of both kinds, which need all their tables.

set local role offblock_owner;

create table logbook.approaches (
  owner_user_id uuid not null,
  id uuid not null,
  flight_leg_id uuid,
  training_session_id uuid,
  position smallint not null,
  approach_type_id uuid not null references reference.approach_types (id),
  airport_id uuid references reference.airports (id),
  own_airport_id uuid,
  airport_description logbook.line,
  runway logbook.line,
  in_imc boolean,
  in_simulated_imc boolean,
  was_circling boolean,
  was_missed boolean,
  to_landing boolean,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint approaches_flight_leg_fk foreign key (owner_user_id, flight_leg_id)
    references logbook.flight_legs (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint approaches_training_session_fk foreign key (owner_user_id, training_session_id)
    references logbook.training_sessions (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint approaches_own_airport_fk foreign key (owner_user_id, own_airport_id)
    references logbook.airports (owner_user_id, id),
  constraint approaches_one_place check (num_nonnulls(airport_id, own_airport_id) <= 1),
  constraint approaches_one_entry check (num_nonnulls(flight_leg_id, training_session_id) = 1)
);

comment on table logbook.approaches is 'Instrument approaches, 14 CFR 61.51(g)(3) and 61.57(c): of a leg or of a session in a device.';
comment on column logbook.approaches.owner_user_id is 'Owner of the logbook.';
comment on column logbook.approaches.id is 'The row.';
comment on column logbook.approaches.flight_leg_id is 'The leg, in an aircraft.';
comment on column logbook.approaches.training_session_id is 'The session, in a device.';
comment on column logbook.approaches.position is 'Place in the list, from 1.';
comment on column logbook.approaches.approach_type_id is 'ILS, RNAV (GPS), VOR and so on.';
comment on column logbook.approaches.airport_id is 'Where; null: not listed.';
comment on column logbook.approaches.own_airport_id is 'Where, an airport of the owner''s own.';
comment on column logbook.approaches.airport_description is 'Where, in words.';
comment on column logbook.approaches.runway is 'Runway.';
comment on column logbook.approaches.in_imc is 'In actual instrument conditions; null: not said.';
comment on column logbook.approaches.in_simulated_imc is 'In simulated instrument conditions; null: not said.';
comment on column logbook.approaches.was_circling is 'Circling; null: not said.';
comment on column logbook.approaches.was_missed is 'The missed approach was flown; null: not said.';
comment on column logbook.approaches.to_landing is 'It ended in a landing; null: not said.';
comment on column logbook.approaches.notes is 'Anything else.';
comment on constraint approaches_flight_leg_fk on logbook.approaches is 'E_CONSTRAINT: the approach is of a leg that is there.';
comment on constraint approaches_training_session_fk on logbook.approaches is 'E_CONSTRAINT: the approach is of a session that is there.';
comment on constraint approaches_own_airport_fk on logbook.approaches is 'E_CONSTRAINT: the own airport is there.';
comment on constraint approaches_one_place on logbook.approaches is 'E_AIRPORT_TWICE: from the list, or the owner''s own.';
comment on constraint approaches_one_entry on logbook.approaches is 'E_CONSTRAINT: an approach is of a leg or of a session, not both.';

create index approaches_flight_leg_id on logbook.approaches (owner_user_id, flight_leg_id);
create index approaches_training_session_id on logbook.approaches (owner_user_id, training_session_id)
  where training_session_id is not null;
create index approaches_approach_type_id on logbook.approaches (owner_user_id, approach_type_id);
create index approaches_airport_id on logbook.approaches (owner_user_id, airport_id)
  where airport_id is not null;

create index approaches_own_airport_id on logbook.approaches (owner_user_id, own_airport_id)
  where own_airport_id is not null;
-- Those that count for 14 CFR 61.57(c); what was not said counts as flown.
create index approaches_counted on logbook.approaches (owner_user_id, flight_leg_id, training_session_id)
  where was_missed is not true or to_landing;

call logbook.guard_row('logbook.approaches', 'pilot', 'flight_leg_id', 'training_session_id');
call logbook.lock_rows_with_entry(
  'logbook.approaches', p_leg => 'r.flight_leg_id', p_session => 'r.training_session_id'
);

create table logbook.flight_crew (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid,
  training_session_id uuid,
  position smallint not null,
  person_id uuid not null,
  role_on_flight_id uuid not null references reference.role_on_flight_types (id),
  seat_position logbook.line,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint flight_crew_flight_fk foreign key (owner_user_id, flight_id)
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint flight_crew_training_session_fk foreign key (owner_user_id, training_session_id)
    references logbook.training_sessions (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint flight_crew_person_fk foreign key (owner_user_id, person_id)
    references logbook.people (owner_user_id, id),
  constraint flight_crew_one_entry check (num_nonnulls(flight_id, training_session_id) = 1)
);

comment on table logbook.flight_crew is 'Who took part in an entry, in which role.';
comment on column logbook.flight_crew.owner_user_id is 'Owner of the logbook.';
comment on column logbook.flight_crew.id is 'The row.';
comment on column logbook.flight_crew.flight_id is 'The flight.';
comment on column logbook.flight_crew.training_session_id is 'The session.';
comment on column logbook.flight_crew.position is 'Place in the list, from 1.';
comment on column logbook.flight_crew.person_id is 'Who.';
comment on column logbook.flight_crew.role_on_flight_id is 'As what: PIC, safety pilot, passenger.';
comment on column logbook.flight_crew.seat_position is 'Where: left, right, jump seat, cabin.';
comment on column logbook.flight_crew.notes is 'Anything else.';
comment on constraint flight_crew_flight_fk on logbook.flight_crew is 'E_CONSTRAINT: the row is of a flight that is there.';
comment on constraint flight_crew_training_session_fk on logbook.flight_crew is 'E_CONSTRAINT: the row is of a session that is there.';
comment on constraint flight_crew_person_fk on logbook.flight_crew is 'E_CONSTRAINT: the person is there.';
comment on constraint flight_crew_one_entry on logbook.flight_crew is 'E_CONSTRAINT: the row is of a flight or of a session, not both.';

create index flight_crew_flight_id on logbook.flight_crew (owner_user_id, flight_id)
  where flight_id is not null;
create index flight_crew_training_session_id on logbook.flight_crew (owner_user_id, training_session_id)
  where training_session_id is not null;
create index flight_crew_person_id on logbook.flight_crew (owner_user_id, person_id);
create index flight_crew_role_on_flight_id on logbook.flight_crew (owner_user_id, role_on_flight_id);

call logbook.guard_row('logbook.flight_crew', 'pilot', 'flight_id', 'training_session_id');
call logbook.lock_rows_with_entry(
  'logbook.flight_crew', p_flight => 'r.flight_id', p_session => 'r.training_session_id'
);

create table logbook.entry_tags (
  owner_user_id uuid not null,
  id uuid not null,
  owner_table logbook.line not null,
  owner_row_id uuid not null,
  position smallint not null,
  tag_id uuid not null,
  numeric_value logbook.minutes not null default 0,
  text_value logbook.prose,
  primary key (owner_user_id, id),
  constraint entry_tags_tag_fk foreign key (owner_user_id, tag_id)
    references logbook.tags (owner_user_id, id),
  constraint entry_tags_owner_table_known check (owner_table in ('flights', 'training_sessions', 'flight_legs'))
);

comment on table logbook.entry_tags is 'Tags on entries, with the value that the tag''s type asks for.';
comment on column logbook.entry_tags.owner_user_id is 'Owner of the logbook.';
comment on column logbook.entry_tags.id is 'The row.';
comment on column logbook.entry_tags.owner_table is 'The table of what is tagged.';
comment on column logbook.entry_tags.owner_row_id is 'What is tagged. A trigger stands in for the foreign key.';
comment on column logbook.entry_tags.position is 'Place in the list, from 1.';
comment on column logbook.entry_tags.tag_id is 'The tag.';
comment on column logbook.entry_tags.numeric_value is 'Minutes, for a tag that holds a time.';
comment on column logbook.entry_tags.text_value is 'The text, for a tag that holds one.';
comment on constraint entry_tags_tag_fk on logbook.entry_tags is 'E_CONSTRAINT: the tag is there.';
comment on constraint entry_tags_owner_table_known on logbook.entry_tags is 'E_FIELD_CHOICE: flights, training_sessions or flight_legs.';

create index entry_tags_owner_row_id on logbook.entry_tags (owner_user_id, owner_row_id);
create index entry_tags_tag_id on logbook.entry_tags (owner_user_id, tag_id);

call logbook.guard_row('logbook.entry_tags', 'pilot', 'owner_table', 'owner_row_id');
call logbook.lock_rows_with_entry(
  'logbook.entry_tags',
  p_flight => 'case r.owner_table when ''flights'' then r.owner_row_id end',
  p_leg => 'case r.owner_table when ''flight_legs'' then r.owner_row_id end',
  p_session => 'case r.owner_table when ''training_sessions'' then r.owner_row_id end'
);

call logbook.guard_pointer('logbook.entry_tags', 'owner_table', 'owner_row_id');

create function logbook.remove_tags()
  returns trigger
  language plpgsql
as $$
begin
  if not exists (select from old_rows) then
    return null;
  end if;
  -- Planned anew each time, for as many rows as there are.
  execute
    'delete from logbook.entry_tags t using old_rows o '
    'where t.owner_user_id = o.owner_user_id and t.owner_row_id = o.id and t.owner_table = $1'
    using tg_table_name;
  return null;
end
$$;

comment on function logbook.remove_tags() is 'Trigger, once a statement: tags go with what they are on.';

create trigger remove_tags after delete on logbook.flights referencing old table as old_rows
  for each statement execute function logbook.remove_tags();
create trigger remove_tags after delete on logbook.flight_legs referencing old table as old_rows
  for each statement execute function logbook.remove_tags();
create trigger remove_tags after delete on logbook.training_sessions referencing old table as old_rows
  for each statement execute function logbook.remove_tags();

call logbook.make_writer('flight', 'logbook.flights', $$[
  {"table": "flight_legs", "parent": "flight_id"},
  {"table": "landings_takeoffs", "parent": "flight_leg_id", "inside": "flight_legs", "inside_parent": "flight_id"},
  {"table": "approaches", "parent": "flight_leg_id", "inside": "flight_legs", "inside_parent": "flight_id"},
  {"table": "helicopter_flight_details", "parent": "flight_id"},
  {"table": "glider_flight_details", "parent": "flight_id"},
  {"table": "balloon_flight_details", "parent": "flight_id"},
  {"table": "lta_flight_details", "parent": "flight_id"},
  {"table": "powered_lift_details", "parent": "flight_id"},
  {"table": "weight_shift_control_details", "parent": "flight_id"},
  {"table": "powered_parachute_details", "parent": "flight_id"},
  {"table": "flight_crew", "parent": "flight_id"},
  {"table": "entry_tags", "parent": "owner_row_id", "fixed": {"owner_table": "'flights'"}}
]$$);

call logbook.make_writer('training_session', 'logbook.training_sessions', $$[
  {"table": "approaches", "parent": "training_session_id"},
  {"table": "flight_crew", "parent": "training_session_id"},
  {"table": "entry_tags", "parent": "owner_row_id", "fixed": {"owner_table": "'training_sessions'"}}
]$$);

reset role;
