-- The canonical form of entries that can be signed, version 1: the twin of
-- shared/signatures/canonical_form.ts and statement.ts. docs/oplf/signatures.md publishes both.
--
-- Written as text, member by member in canonical order, by one statement for a batch of entries: put
-- together as JSON, sorted and written again, a signature took most of the time of its arrival.

set local role offblock_owner;

create function logbook.signed_text(p_table regclass, p_signed jsonb, p_depth integer)
  returns text
  language plpgsql
  stable
as $$
-- p_signed: {values: the columns, rows: list → the same with `parent`, the column that holds the id
-- of what a row lies in, and `where` if only some rows are meant}. concat_ws leaves out what is null.
declare
  v_members jsonb := '{}';
  v_column record;
  v_list record;
begin
  for v_column in
    select v.name, coalesce(nullif(t.typbasetype, 0), t.oid) as type
    from string_to_table(p_signed ->> 'values', ' ') as v (name)
    left join pg_attribute a on a.attrelid = p_table and a.attname = v.name
    left join pg_type t on t.oid = a.atttypid
  loop
    v_members := v_members || jsonb_build_object(v_column.name, format(
      case v_column.type
        when 'timestamptz'::regtype then 'to_json(audit.moment_text(t%s.%I))::text'
        when 'numeric'::regtype then 'logbook.canonical_json(to_jsonb(t%s.%I))'
        when 'jsonb'::regtype then 'logbook.canonical_json(nullif(t%s.%I, ''null''))'
        else 'to_json(t%s.%I)::text'
      end,
      p_depth,
      (select a.attname from pg_attribute a where a.attrelid = p_table and a.attname = v_column.name)
    ));
  end loop;
  for v_list in select l.key as name, l.value as signed from jsonb_each(p_signed -> 'rows') as l loop
    v_members := v_members || jsonb_build_object(v_list.name, format(
      '''['' || (select string_agg(%1$s, '','' order by t%2$s.position) from logbook.%3$I t%2$s '
      'where t%2$s.owner_user_id = t%4$s.owner_user_id and t%2$s.%5$I = t%4$s.id and %6$s) || '']''',
      logbook.signed_text(format('logbook.%I', v_list.name)::regclass, v_list.signed, p_depth + 1),
      p_depth + 1,
      v_list.name,
      p_depth,
      v_list.signed ->> 'parent',
      coalesce(v_list.signed ->> 'where', 'true')
    ));
  end loop;
  return format(
    '''{'' || concat_ws('','', %s) || ''}''',
    (
      select string_agg(format('%L || %s', to_json(m.key)::text || ':', m.value), ', ' order by m.key collate "C")
      from jsonb_each_text(v_members) as m
    )
  );
end
$$;

comment on function logbook.signed_text(regclass, jsonb, integer) is
  'The expression that writes the signed fields of a row t<depth> as canonical JSON: values as they are, moments as UTC to the microsecond, lists of rows. What holds nothing is left out.';

create procedure logbook.make_canonical_form(p_table text, p_signed jsonb)
  language plpgsql
as $$
begin
  execute format(
    $ddl$
      create function logbook.%1$I(p_owner uuid, p_ids uuid[])
        returns table (id uuid, entry text)
        language plpgsql
        stable
        set enable_seqscan = off
      as $function$
      begin
        return query
          select t0.id, %2$s
          from logbook.%3$I t0
          where t0.owner_user_id = p_owner and t0.id = any (p_ids);
      end
      $function$;
      comment on function logbook.%1$I(uuid, uuid[]) is %4$L;
      grant execute on function logbook.%1$I(uuid, uuid[]) to offblock_gateway;
    $ddl$,
    'canonical_' || p_table,
    logbook.signed_text(format('logbook.%I', p_table)::regclass, p_signed, 0),
    p_table,
    format('The canonical form, as JSON (RFC 8785), of those of these %s that there are.', p_table)
  );
end
$$;

comment on procedure logbook.make_canonical_form(text, jsonb) is
  'Makes logbook.canonical_<table> from what is signed of its rows.';

do $$
declare
  v_approaches constant jsonb := jsonb_build_object('values',
    'approach_type_id airport_id own_airport_id airport_description runway in_imc in_simulated_imc '
    'was_circling was_missed to_landing notes'
  );
  v_crew constant jsonb := jsonb_build_object('values', 'person_id role_on_flight_id seat_position notes');
  v_tags constant jsonb := jsonb_build_object('values', 'tag_id numeric_value text_value', 'parent', 'owner_row_id');
  v_notes constant jsonb := '{"values": "notes", "parent": "flight_id"}';
begin
  call logbook.make_canonical_form('flights', jsonb_build_object(
    'values', 'flight_date aircraft_id route total_time pic_time pic_basis_id sic_time solo_time '
      'dual_received dual_given cross_country_time cross_country_50nm_time night_time '
      'actual_instrument simulated_instrument ifr_time multi_pilot_time picus_time examiner_time '
      'nvg_time nvg_operations holds holding_performed course_intercepting_tracking_performed '
      'ground_training_received ground_training_given instructor_name instructor_comments '
      'is_flight_review is_ipc is_checkride is_6158_check is_nvg_proficiency_check hobbs_start '
      'hobbs_end tach_start tach_end cfi_signature_person_id corrects_flight_id '
      'correction_reason import_notes remarks '
      'block_out block_off block_on block_in on_duty off_duty cfi_signed_at',
    'rows', jsonb_build_object(
      'flight_legs', jsonb_build_object(
        'parent', 'flight_id',
        'values', 'leg_number from_airport_id from_own_airport_id from_airport_description '
          'to_airport_id to_own_airport_id to_airport_description distance_nm leg_time day_takeoffs '
          'night_takeoffs day_landings_touch_and_go day_landings_full_stop '
          'night_landings_touch_and_go night_landings_full_stop notes',
        'rows', jsonb_build_object(
          'landings_takeoffs', jsonb_build_object(
            'parent', 'flight_leg_id',
            'values', 'airport_id own_airport_id airport_description is_takeoff is_landing '
              'is_full_stop was_at_towered_field runway notes occurred_at'
          ),
          'approaches', v_approaches || '{"parent": "flight_leg_id"}'
        )
      ),
      'helicopter_flight_details', v_notes
        || '{"values": "autorotations_to_touchdown hovering_time external_load_operations notes"}',
      'glider_flight_details', v_notes
        || '{"values": "launch_method tow_aircraft_id release_altitude_ft max_altitude_ft soaring_time notes"}',
      'balloon_flight_details', v_notes
        || '{"values": "balloon_type launch_site_description landing_site_description max_altitude_ft notes"}',
      'lta_flight_details', v_notes,
      'powered_lift_details', v_notes,
      'weight_shift_control_details', v_notes,
      'powered_parachute_details', v_notes,
      'flight_crew', v_crew || '{"parent": "flight_id"}',
      'entry_tags', v_tags || '{"where": "owner_table = ''flights''"}'
    )
  ));
  call logbook.make_canonical_form('training_sessions', jsonb_build_object(
    'values', 'session_date session_type training_device_id location total_time '
      'instrument_time_simulated dual_received dual_given holds holding_performed '
      'course_intercepting_tracking_performed instructor_person_id instructor_name '
      'instructor_comments is_ipc cfi_signature_person_id corrects_training_session_id '
      'correction_reason import_notes remarks cfi_signed_at',
    'rows', jsonb_build_object(
      'approaches', v_approaches || '{"parent": "training_session_id"}',
      'flight_crew', v_crew || '{"parent": "training_session_id"}',
      'entry_tags', v_tags || '{"where": "owner_table = ''training_sessions''"}'
    )
  ));
  call logbook.make_canonical_form('endorsements', jsonb_build_object(
    'values', 'endorsement_type_id endorsement_date endorsing_cfi_person_id '
      'cfi_certificate_number_at_time cfi_certificate_expiration_at_time '
      'cfi_recent_experience_end_at_time far_reference ac_edition ac_id endorsement_text '
      'aircraft_model_id own_model_id expiration_date notes'
  ));
  call logbook.make_canonical_form('flight_reviews', jsonb_build_object(
    'values', 'review_date review_type instructor_person_id associated_flight_id '
      'aircraft_or_device_description satisfactorily_completed endorsement_id notes'
  ));
  call logbook.make_canonical_form('book_reports', jsonb_build_object(
    'values', 'as_of_date report_type report_data is_attested attested_by_person_id attestation_text '
      'generated_at attested_at'
  ));
end
$$;

create function logbook.canonical_entries(p_owner uuid, p_table text, p_ids uuid[])
  returns table (id uuid, entry text)
  language plpgsql
  stable
as $$
begin
  return query execute format('select c.id, c.entry from logbook.%I($1, $2) c', 'canonical_' || p_table)
    using p_owner, p_ids;
end
$$;

comment on function logbook.canonical_entries(uuid, text, uuid[]) is
  'The canonical form of entries of a table, as JSON (RFC 8785); of those that there are.';
grant execute on function logbook.canonical_entries(uuid, text, uuid[]) to offblock_gateway;

create function logbook.signed_bytes(p_owner uuid, p_signatures logbook.entry_signatures[])
  returns table (signature_id uuid, bytes bytea)
  language plpgsql
  stable
-- The sizes are not known beforehand, and a nested loop over a thousand signatures is a million steps.
set enable_nestloop = off
as $$
declare
  v_table text;
begin
  for v_table in select distinct s.entry_table from unnest(p_signatures) as s loop
    return query
      -- What was shown beside the entries is nearly always the same: written once, not for each.
      with shown as materialized (
        select w.signed_with, logbook.canonical_json(w.signed_with) as text
        from (
          select distinct u.signed_with from unnest(p_signatures) as u
          where u.entry_table = v_table and u.signed_with <> 'null'
        ) as w
      )
      select s.id, convert_to(
        'offblock entry 1' || chr(10) || '{' || concat_ws(
          ',',
          '"entry":' || e.entry,
          '"entry_id":' || to_json(s.entry_id)::text,
          '"entry_table":' || to_json(s.entry_table)::text,
          '"key_fingerprint":' || to_json(k.key_fingerprint)::text,
          '"signature_purpose":' || to_json(s.signature_purpose)::text,
          '"signed_at":' || to_json(audit.moment_text(s.signed_at))::text,
          '"signed_for_person_id":' || to_json(s.signed_for_person_id)::text,
          '"signed_with":' || w.text,
          '"signer_certificate_expiration":' || to_json(s.signer_certificate_expiration)::text,
          '"signer_certificate_number":' || to_json(s.signer_certificate_number)::text,
          '"signer_person_id":' || to_json(s.signer_person_id)::text,
          '"signer_recent_experience_end":' || to_json(s.signer_recent_experience_end)::text
        ) || '}',
        'UTF8'
      )
      from unnest(p_signatures) as s
      join logbook.public_keys k on k.owner_user_id = p_owner and k.id = s.public_key_id
      left join shown w on w.signed_with = s.signed_with
      left join logbook.canonical_entries(
        p_owner, v_table, array(select u.entry_id from unnest(p_signatures) as u where u.entry_table = v_table)
      ) e on e.id = s.entry_id
      where s.entry_table = v_table and s.canonical_form_version = '1';
  end loop;
end
$$;

comment on function logbook.signed_bytes(uuid, logbook.entry_signatures[]) is
  'The bytes that these signatures would be over, of their entries as they are now; none for a canonical form or a key that is not known.';
grant execute on function logbook.signed_bytes(uuid, logbook.entry_signatures[]) to offblock_gateway;

create function logbook.signatures_over_other_content(p_owner uuid, p_records jsonb)
  returns uuid[]
  language plpgsql
  stable
as $$
declare
  v_signatures logbook.entry_signatures[] :=
    array(select r from jsonb_populate_recordset(null::logbook.entry_signatures, p_records) as r);
  v_right uuid[] := array(
    select b.signature_id
    from logbook.signed_bytes(p_owner, v_signatures) as b
    join unnest(v_signatures) as s on s.id = b.signature_id
    where encode(sha256(b.bytes), 'hex') = s.canonical_data_hash
  );
  v_known uuid[] := array(
    select k.id from logbook.entry_signatures k
    where k.owner_user_id = p_owner and k.id = any (array(select s.id from unnest(v_signatures) as s))
  );
begin
  return array(select s.id from unnest(v_signatures) as s except select unnest(v_right || v_known));
end
$$;

comment on function logbook.signatures_over_other_content(uuid, jsonb) is
  'Which of these signatures, as records, are over something else than their entries say now. One that locks its entry already is none of them.';
grant execute on function logbook.signatures_over_other_content(uuid, jsonb) to offblock_gateway;

create function logbook.differing_signatures(p_owner uuid)
  returns table (signature_id uuid, entry_table text, entry_id uuid)
  language sql
  stable
set enable_nestloop = off
as $$
  select s.id, s.entry_table, s.entry_id
  from logbook.entry_signatures s
  left join logbook.signed_bytes(
    p_owner, array(select o from logbook.entry_signatures o where o.owner_user_id = p_owner)
  ) b on b.signature_id = s.id
  where s.owner_user_id = p_owner
    and encode(sha256(b.bytes), 'hex') is distinct from s.canonical_data_hash
$$;

comment on function logbook.differing_signatures(uuid) is
  'Signatures whose entry, or whose terms, are not what was signed: HASH_MISMATCH.';
grant execute on function logbook.differing_signatures(uuid) to offblock_gateway;

reset role;
