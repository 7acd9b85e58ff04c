-- Kind public_key: keys of those who sign entries. Database design 6.25 and 11.2.

set local role offblock_owner;

create table logbook.public_keys (
  owner_user_id uuid not null references auth.users (id),
  id uuid not null,
  person_id uuid not null,
  key_fingerprint logbook.line not null,
  key_algorithm logbook.line not null,
  public_key_data logbook.prose not null,
  key_format logbook.line not null,
  registered_at timestamptz not null,
  revoked_at timestamptz,
  revocation_reason logbook.prose,
  notes logbook.prose,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  device_id uuid,
  primary key (owner_user_id, id),
  constraint public_keys_person_fk foreign key (owner_user_id, person_id)
    references logbook.people (owner_user_id, id),
  constraint public_keys_key_fingerprint_key unique (owner_user_id, key_fingerprint),
  constraint public_keys_key_fingerprint_filled check (key_fingerprint <> ''),
  constraint public_keys_public_key_data_filled check (public_key_data <> ''),
  constraint public_keys_revocation_reason check (
    revoked_at is null or coalesce(revocation_reason, '') <> ''
  ),
  constraint public_keys_key_algorithm_known check (key_algorithm in ('ed25519', 'rsa', 'ecdsa', 'pgp')),
  constraint public_keys_key_format_known check (key_format in ('raw', 'openssh', 'pgp_armored', 'x509_pem'))
);

comment on table logbook.public_keys is 'Public keys of people who sign entries. The private halves are never here. Database design 6.25.';
comment on column logbook.public_keys.owner_user_id is 'Owner of the logbook.';
comment on column logbook.public_keys.id is 'The record, from its document id.';
comment on column logbook.public_keys.person_id is 'Whose key it is.';
comment on column logbook.public_keys.key_fingerprint is 'Fingerprint, one of each in a logbook.';
comment on column logbook.public_keys.key_algorithm is 'ed25519, rsa, ecdsa or pgp.';
comment on column logbook.public_keys.public_key_data is 'The key, in its format.';
comment on column logbook.public_keys.key_format is 'raw, openssh, pgp_armored or x509_pem.';
comment on column logbook.public_keys.registered_at is 'When it was registered.';
comment on column logbook.public_keys.revoked_at is 'When it was revoked; null: it is good.';
comment on column logbook.public_keys.revocation_reason is 'Why it was revoked.';
comment on column logbook.public_keys.notes is 'Anything else.';
comment on column logbook.public_keys.created_at is 'When the record was first written, by the device''s clock.';
comment on column logbook.public_keys.updated_at is 'When this state of it was written, by the device''s clock.';
comment on column logbook.public_keys.device_id is 'The device that wrote it.';
comment on constraint public_keys_person_fk on logbook.public_keys is 'E_CONSTRAINT: the person is there.';
comment on constraint public_keys_key_fingerprint_key on logbook.public_keys is 'E_PUBLIC_KEY_TAKEN: this key is already in the logbook.';
comment on constraint public_keys_key_fingerprint_filled on logbook.public_keys is 'E_FIELD_REQUIRED: a key has a fingerprint.';
comment on constraint public_keys_public_key_data_filled on logbook.public_keys is 'E_FIELD_REQUIRED: a key is there to check with.';
comment on constraint public_keys_revocation_reason on logbook.public_keys is 'E_FIELD_REQUIRED: a revoked key says why.';
comment on constraint public_keys_key_algorithm_known on logbook.public_keys is 'E_FIELD_CHOICE: ed25519, rsa, ecdsa or pgp.';
comment on constraint public_keys_key_format_known on logbook.public_keys is 'E_FIELD_CHOICE: raw, openssh, pgp_armored or x509_pem.';

create index public_keys_person_id on logbook.public_keys (owner_user_id, person_id);

call logbook.guard('logbook.public_keys', 'pilot');

call logbook.make_writer('public_key', 'logbook.public_keys');

reset role;
