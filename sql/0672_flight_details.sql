-- What flights of one category have beside the others: a table each, at most one row a flight. The
-- four last are the stubs of the database design. Its section 7.

set local role offblock_owner;

create table logbook.helicopter_flight_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  autorotations_to_touchdown logbook.event_count not null default 0,
  hovering_time logbook.minutes not null default 0,
  external_load_operations logbook.event_count not null default 0,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint helicopter_flight_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint helicopter_flight_details_flight_key unique (owner_user_id, flight_id)
);

comment on table logbook.helicopter_flight_details is 'What only flights in a helicopter have, at most one row a flight. Database design section 7.';
comment on column logbook.helicopter_flight_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.helicopter_flight_details.id is 'The row.';
comment on column logbook.helicopter_flight_details.flight_id is 'The flight.';
comment on column logbook.helicopter_flight_details.position is 'Place in the list, from 1.';
comment on column logbook.helicopter_flight_details.autorotations_to_touchdown is 'Autorotations to touchdown.';
comment on column logbook.helicopter_flight_details.hovering_time is 'Minutes of hovering.';
comment on column logbook.helicopter_flight_details.external_load_operations is 'Operations with an external load.';
comment on column logbook.helicopter_flight_details.notes is 'Anything else.';
comment on constraint helicopter_flight_details_flight_fk on logbook.helicopter_flight_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint helicopter_flight_details_flight_key on logbook.helicopter_flight_details is 'E_FIELD_RANGE: at most one row a flight.';

call logbook.guard_row('logbook.helicopter_flight_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.helicopter_flight_details', p_flight => 'r.flight_id');

create table logbook.glider_flight_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  launch_method logbook.line,
  tow_aircraft_id uuid,
  release_altitude_ft integer,
  max_altitude_ft integer,
  soaring_time logbook.minutes not null default 0,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint glider_flight_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint glider_flight_details_flight_key unique (owner_user_id, flight_id),
  constraint glider_flight_details_tow_aircraft_fk foreign key (owner_user_id, tow_aircraft_id)
    references logbook.aircraft (owner_user_id, id),
  constraint glider_flight_details_launch_method_known check (launch_method in ('aerotow', 'winch', 'self_launch', 'bungee')),
  constraint glider_flight_details_release_altitude_range check (release_altitude_ft between -1500 and 100000),
  constraint glider_flight_details_max_altitude_range check (max_altitude_ft between -1500 and 100000)
);

comment on table logbook.glider_flight_details is 'What only flights in a glider have, at most one row a flight. Database design section 7.';
comment on column logbook.glider_flight_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.glider_flight_details.id is 'The row.';
comment on column logbook.glider_flight_details.flight_id is 'The flight.';
comment on column logbook.glider_flight_details.position is 'Place in the list, from 1.';
comment on column logbook.glider_flight_details.launch_method is 'How it was launched, 14 CFR 61.31(j); null: not said.';
comment on column logbook.glider_flight_details.tow_aircraft_id is 'The aircraft that towed.';
comment on column logbook.glider_flight_details.release_altitude_ft is 'Where it was released, in feet above mean sea level.';
comment on column logbook.glider_flight_details.max_altitude_ft is 'The highest point, in feet above mean sea level.';
comment on column logbook.glider_flight_details.soaring_time is 'Minutes of soaring.';
comment on column logbook.glider_flight_details.notes is 'Anything else.';
comment on constraint glider_flight_details_flight_fk on logbook.glider_flight_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint glider_flight_details_flight_key on logbook.glider_flight_details is 'E_FIELD_RANGE: at most one row a flight.';
comment on constraint glider_flight_details_tow_aircraft_fk on logbook.glider_flight_details is 'E_CONSTRAINT: the aircraft that towed is there.';
comment on constraint glider_flight_details_launch_method_known on logbook.glider_flight_details is 'E_FIELD_CHOICE: aerotow, winch, self_launch or bungee.';
comment on constraint glider_flight_details_release_altitude_range on logbook.glider_flight_details is 'E_FIELD_RANGE: -1,500 to 100,000 ft.';
comment on constraint glider_flight_details_max_altitude_range on logbook.glider_flight_details is 'E_FIELD_RANGE: -1,500 to 100,000 ft.';

create index glider_flight_details_tow_aircraft_id on logbook.glider_flight_details (owner_user_id, tow_aircraft_id)
  where tow_aircraft_id is not null;

call logbook.guard_row('logbook.glider_flight_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.glider_flight_details', p_flight => 'r.flight_id');

create table logbook.balloon_flight_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  balloon_type logbook.line,
  launch_site_description logbook.line,
  landing_site_description logbook.line,
  max_altitude_ft integer,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint balloon_flight_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint balloon_flight_details_flight_key unique (owner_user_id, flight_id),
  constraint balloon_flight_details_balloon_type_known check (balloon_type in ('hot_air', 'gas', 'hybrid')),
  constraint balloon_flight_details_max_altitude_range check (max_altitude_ft between -1500 and 100000)
);

comment on table logbook.balloon_flight_details is 'What only flights in a balloon have, at most one row a flight. Database design section 7.';
comment on column logbook.balloon_flight_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.balloon_flight_details.id is 'The row.';
comment on column logbook.balloon_flight_details.flight_id is 'The flight.';
comment on column logbook.balloon_flight_details.position is 'Place in the list, from 1.';
comment on column logbook.balloon_flight_details.balloon_type is 'hot_air, gas or hybrid; null: not said.';
comment on column logbook.balloon_flight_details.launch_site_description is 'Where it was launched, in words.';
comment on column logbook.balloon_flight_details.landing_site_description is 'Where it landed, in words.';
comment on column logbook.balloon_flight_details.max_altitude_ft is 'The highest point, in feet above mean sea level.';
comment on column logbook.balloon_flight_details.notes is 'Anything else.';
comment on constraint balloon_flight_details_flight_fk on logbook.balloon_flight_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint balloon_flight_details_flight_key on logbook.balloon_flight_details is 'E_FIELD_RANGE: at most one row a flight.';
comment on constraint balloon_flight_details_balloon_type_known on logbook.balloon_flight_details is 'E_FIELD_CHOICE: hot_air, gas or hybrid.';
comment on constraint balloon_flight_details_max_altitude_range on logbook.balloon_flight_details is 'E_FIELD_RANGE: -1,500 to 100,000 ft.';

call logbook.guard_row('logbook.balloon_flight_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.balloon_flight_details', p_flight => 'r.flight_id');

create table logbook.lta_flight_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint lta_flight_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint lta_flight_details_flight_key unique (owner_user_id, flight_id)
);

comment on table logbook.lta_flight_details is 'What only flights in an airship have, at most one row a flight. Database design section 7.';
comment on column logbook.lta_flight_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.lta_flight_details.id is 'The row.';
comment on column logbook.lta_flight_details.flight_id is 'The flight.';
comment on column logbook.lta_flight_details.position is 'Place in the list, from 1.';
comment on column logbook.lta_flight_details.notes is 'Anything else.';
comment on constraint lta_flight_details_flight_fk on logbook.lta_flight_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint lta_flight_details_flight_key on logbook.lta_flight_details is 'E_FIELD_RANGE: at most one row a flight.';

call logbook.guard_row('logbook.lta_flight_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.lta_flight_details', p_flight => 'r.flight_id');

create table logbook.powered_lift_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint powered_lift_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint powered_lift_details_flight_key unique (owner_user_id, flight_id)
);

comment on table logbook.powered_lift_details is 'What only flights in a powered-lift have, at most one row a flight. Database design section 7.';
comment on column logbook.powered_lift_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.powered_lift_details.id is 'The row.';
comment on column logbook.powered_lift_details.flight_id is 'The flight.';
comment on column logbook.powered_lift_details.position is 'Place in the list, from 1.';
comment on column logbook.powered_lift_details.notes is 'Anything else.';
comment on constraint powered_lift_details_flight_fk on logbook.powered_lift_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint powered_lift_details_flight_key on logbook.powered_lift_details is 'E_FIELD_RANGE: at most one row a flight.';

call logbook.guard_row('logbook.powered_lift_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.powered_lift_details', p_flight => 'r.flight_id');

create table logbook.weight_shift_control_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint weight_shift_control_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint weight_shift_control_details_flight_key unique (owner_user_id, flight_id)
);

comment on table logbook.weight_shift_control_details is 'What only flights in a weight-shift-control aircraft have, at most one row a flight. Database design section 7.';
comment on column logbook.weight_shift_control_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.weight_shift_control_details.id is 'The row.';
comment on column logbook.weight_shift_control_details.flight_id is 'The flight.';
comment on column logbook.weight_shift_control_details.position is 'Place in the list, from 1.';
comment on column logbook.weight_shift_control_details.notes is 'Anything else.';
comment on constraint weight_shift_control_details_flight_fk on logbook.weight_shift_control_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint weight_shift_control_details_flight_key on logbook.weight_shift_control_details is 'E_FIELD_RANGE: at most one row a flight.';

call logbook.guard_row('logbook.weight_shift_control_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.weight_shift_control_details', p_flight => 'r.flight_id');

create table logbook.powered_parachute_details (
  owner_user_id uuid not null,
  id uuid not null,
  flight_id uuid not null,
  position smallint not null,
  notes logbook.prose,
  primary key (owner_user_id, id),
  constraint powered_parachute_details_flight_fk foreign key (owner_user_id, flight_id)
   
    references logbook.flights (owner_user_id, id) on delete cascade deferrable initially deferred,
  constraint powered_parachute_details_flight_key unique (owner_user_id, flight_id)
);

comment on table logbook.powered_parachute_details is 'What only flights in a powered parachute have, at most one row a flight. Database design section 7.';
comment on column logbook.powered_parachute_details.owner_user_id is 'Owner of the logbook.';
comment on column logbook.powered_parachute_details.id is 'The row.';
comment on column logbook.powered_parachute_details.flight_id is 'The flight.';
comment on column logbook.powered_parachute_details.position is 'Place in the list, from 1.';
comment on column logbook.powered_parachute_details.notes is 'Anything else.';
comment on constraint powered_parachute_details_flight_fk on logbook.powered_parachute_details is 'E_CONSTRAINT: the details are of a flight that is there.';
comment on constraint powered_parachute_details_flight_key on logbook.powered_parachute_details is 'E_FIELD_RANGE: at most one row a flight.';

call logbook.guard_row('logbook.powered_parachute_details', 'pilot', 'flight_id');
call logbook.lock_rows_with_entry('logbook.powered_parachute_details', p_flight => 'r.flight_id');

reset role;
