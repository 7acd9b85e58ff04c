-- Kind tag: the pilot's own marks. Where they are put is logbook.entry_tags. Database design 6.24.

set local role offblock_owner;

create table logbook.tags (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  tag_name logbook.line not null,
  tag_value_type logbook.line not null default 'boolean',
  tag_color logbook.line,
  description logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint tags_tag_name_filled check (tag_name <> ''),
  constraint tags_value_type_known check (tag_value_type in ('boolean', 'numeric_hours', 'text')),
  constraint tags_color_form check (tag_color ~ '^#[0-9a-f]{6}$')
);

comment on table logbook.tags is 'The owner''s own marks on entries, with what each holds.';
comment on column logbook.tags.owner_user_id is 'Owner of the logbook.';
comment on column logbook.tags.id is 'The record, from its document id.';
comment on column logbook.tags.tag_name is 'Name of the tag; one of its name in a logbook, whatever the case.';
comment on column logbook.tags.tag_value_type is 'boolean: it is there or not. numeric_hours: a time. text: a text.';
comment on column logbook.tags.tag_color is 'Like #3366cc.';
comment on column logbook.tags.description is 'What it is for.';
comment on column logbook.tags.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.tags.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.tags.device_id is 'The device that wrote it.';
comment on constraint tags_tag_name_filled on logbook.tags is 'E_FIELD_REQUIRED: a tag has a name.';
comment on constraint tags_value_type_known on logbook.tags is 'E_FIELD_CHOICE: boolean, numeric_hours or text.';
comment on constraint tags_color_form on logbook.tags is 'E_FIELD_FORMAT: a colour like #3366cc.';

create unique index tags_tag_name_key on logbook.tags (owner_user_id, lower(btrim(tag_name)));
comment on index logbook.tags_tag_name_key is 'E_TAG_NAME_TAKEN: this tag is already in the logbook.';

call logbook.guard('logbook.tags', 'pilot');

call logbook.make_writer('tag', 'logbook.tags');

reset role;
