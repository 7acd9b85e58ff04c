-- The canonical form of entries that can be signed, version 1: the twin of
-- shared/signatures/canonical_form.ts and statement.ts. docs/oplf/signatures.md publishes both.

set local role offblock_owner;

create function logbook.signed_part(p_row jsonb, p_values text, p_moments text, p_rows jsonb default '{}')
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select coalesce(jsonb_object_agg(f.name, f.value), '{}')
  from (
    select v as name, p_row -> v as value
    from string_to_table(p_values, ' ') as v
    union all
    select m, to_jsonb(audit.moment_text((p_row ->> m)::timestamptz))
    from string_to_table(p_moments, ' ') as m
    union all
    select r.key, r.value
    from jsonb_each(p_rows) as r
  ) as f
  where f.value is not null and f.value <> 'null'
$$;

comment on function logbook.signed_part(jsonb, text, text, jsonb) is
  'The signed fields of one row: values as they are, moments as UTC to the microsecond, lists of rows. What holds nothing is left out.';
grant execute on function logbook.signed_part(jsonb, text, text, jsonb) to offblock_gateway;

create function logbook.signed_approaches(p_owner uuid, p_leg uuid, p_session uuid)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_agg(
    logbook.signed_part(
      to_jsonb(a),
      'approach_type_id airport_id own_airport_id airport_description runway in_imc in_simulated_imc '
      'was_circling was_missed to_landing notes',
      ''
    ) order by a.position
  )
  from logbook.approaches a
  where a.owner_user_id = p_owner and (a.flight_leg_id = p_leg or a.training_session_id = p_session)
$$;

comment on function logbook.signed_approaches(uuid, uuid, uuid) is
  'The signed approaches of a leg or a session.';
grant execute on function logbook.signed_approaches(uuid, uuid, uuid) to offblock_gateway;

create function logbook.signed_people_and_tags(p_owner uuid, p_table text, p_id uuid)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_build_object(
    'flight_crew', (
      select jsonb_agg(
        logbook.signed_part(to_jsonb(c), 'person_id role_on_flight_id seat_position notes', '')
        order by c.position
      )
      from logbook.flight_crew c
      where c.owner_user_id = p_owner
        and case p_table when 'flights' then c.flight_id else c.training_session_id end = p_id
    ),
    'entry_tags', (
      select jsonb_agg(
        logbook.signed_part(to_jsonb(t), 'tag_id numeric_value text_value', '') order by t.position
      )
      from logbook.entry_tags t
      where t.owner_user_id = p_owner and t.owner_table = p_table and t.owner_row_id = p_id
    )
  )
$$;

comment on function logbook.signed_people_and_tags(uuid, text, uuid) is
  'The signed crew and tags of a flight or a session.';
grant execute on function logbook.signed_people_and_tags(uuid, text, uuid) to offblock_gateway;

create function logbook.signed_legs(p_owner uuid, p_flight uuid)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_agg(
    logbook.signed_part(
      to_jsonb(l),
      'leg_number from_airport_id from_own_airport_id from_airport_description to_airport_id '
      'to_own_airport_id to_airport_description distance_nm leg_time day_takeoffs night_takeoffs '
      'day_landings_touch_and_go day_landings_full_stop night_landings_touch_and_go '
      'night_landings_full_stop notes',
      '',
      jsonb_build_object(
        'landings_takeoffs', (
          select jsonb_agg(
            logbook.signed_part(
              to_jsonb(e),
              'airport_id own_airport_id airport_description is_takeoff is_landing is_full_stop '
              'was_at_towered_field runway notes',
              'occurred_at'
            ) order by e.position
          )
          from logbook.landings_takeoffs e
          where e.owner_user_id = p_owner and e.flight_leg_id = l.id
        ),
        'approaches', logbook.signed_approaches(p_owner, l.id, null)
      )
    ) order by l.position
  )
  from logbook.flight_legs l
  where l.owner_user_id = p_owner and l.flight_id = p_flight
$$;

comment on function logbook.signed_legs(uuid, uuid) is 'The signed legs of a flight.';
grant execute on function logbook.signed_legs(uuid, uuid) to offblock_gateway;

create function logbook.signed_details(p_owner uuid, p_flight uuid)
  returns jsonb
  language plpgsql
  stable
as $$
-- The tables are written out, so that the plan is kept: a logbook has thousands of signed flights.
begin
  return (
    with
    details (name, position, detail) as (
      select 'helicopter_flight_details', d.position, to_jsonb(d)
        from logbook.helicopter_flight_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'glider_flight_details', d.position, to_jsonb(d)
        from logbook.glider_flight_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'balloon_flight_details', d.position, to_jsonb(d)
        from logbook.balloon_flight_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'lta_flight_details', d.position, to_jsonb(d)
        from logbook.lta_flight_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'powered_lift_details', d.position, to_jsonb(d)
        from logbook.powered_lift_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'weight_shift_control_details', d.position, to_jsonb(d)
        from logbook.weight_shift_control_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
      union all select 'powered_parachute_details', d.position, to_jsonb(d)
        from logbook.powered_parachute_details d where d.owner_user_id = p_owner and d.flight_id = p_flight
    ),
    signed (name, fields) as (
      values
        ('helicopter_flight_details', 'autorotations_to_touchdown hovering_time external_load_operations notes'),
        ('glider_flight_details', 'launch_method tow_aircraft_id release_altitude_ft max_altitude_ft soaring_time notes'),
        ('balloon_flight_details', 'balloon_type launch_site_description landing_site_description max_altitude_ft notes'),
        ('lta_flight_details', 'notes'),
        ('powered_lift_details', 'notes'),
        ('weight_shift_control_details', 'notes'),
        ('powered_parachute_details', 'notes')
    )
    select coalesce(jsonb_object_agg(k.name, k.list), '{}')
    from (
      select d.name, jsonb_agg(logbook.signed_part(d.detail, s.fields, '') order by d.position) as list
      from details d
      join signed s on s.name = d.name
      group by d.name
    ) as k
  );
end
$$;

comment on function logbook.signed_details(uuid, uuid) is
  'The signed details that only flights of some category have.';
grant execute on function logbook.signed_details(uuid, uuid) to offblock_gateway;

create function logbook.canonical_entry(p_owner uuid, p_table text, p_id uuid)
  returns text
  language plpgsql
  stable
as $$
declare
  v_row jsonb;
  v_values text;
  v_moments text := '';
  v_rows jsonb := '{}';
begin
  -- By far the most of what is signed are flights: their plan is kept.
  if p_table = 'flights' then
    select to_jsonb(e) into v_row from logbook.flights e where e.owner_user_id = p_owner and e.id = p_id;
  else
    execute format('select to_jsonb(e) from logbook.%I e where e.owner_user_id = $1 and e.id = $2', p_table)
      into v_row using p_owner, p_id;
  end if;
  if v_row is null then
    return null;
  end if;
  case p_table
    when 'flights' then
      v_values := 'flight_date aircraft_id route total_time pic_time pic_basis_id sic_time solo_time '
        'dual_received dual_given cross_country_time cross_country_50nm_time night_time '
        'actual_instrument simulated_instrument ifr_time multi_pilot_time picus_time examiner_time '
        'nvg_time nvg_operations holds holding_performed course_intercepting_tracking_performed '
        'ground_training_received ground_training_given instructor_name instructor_comments '
        'is_flight_review is_ipc is_checkride is_6158_check is_nvg_proficiency_check hobbs_start '
        'hobbs_end tach_start tach_end cfi_signature_person_id corrects_flight_id '
        'correction_reason import_notes remarks';
      v_moments := 'block_out block_off block_on block_in on_duty off_duty cfi_signed_at';
      v_rows := jsonb_build_object('flight_legs', logbook.signed_legs(p_owner, p_id))
        || logbook.signed_details(p_owner, p_id)
        || logbook.signed_people_and_tags(p_owner, p_table, p_id);
    when 'training_sessions' then
      v_values := 'session_date session_type training_device_id location total_time '
        'instrument_time_simulated dual_received dual_given holds holding_performed '
        'course_intercepting_tracking_performed instructor_person_id instructor_name '
        'instructor_comments is_ipc cfi_signature_person_id corrects_training_session_id '
        'correction_reason import_notes remarks';
      v_moments := 'cfi_signed_at';
      v_rows := jsonb_build_object('approaches', logbook.signed_approaches(p_owner, null, p_id))
        || logbook.signed_people_and_tags(p_owner, p_table, p_id);
    when 'endorsements' then
      v_values := 'endorsement_type_id endorsement_date endorsing_cfi_person_id '
        'cfi_certificate_number_at_time cfi_certificate_expiration_at_time '
        'cfi_recent_experience_end_at_time far_reference ac_edition ac_id endorsement_text '
        'aircraft_model_id own_model_id expiration_date notes';
    when 'flight_reviews' then
      v_values := 'review_date review_type instructor_person_id associated_flight_id '
        'aircraft_or_device_description satisfactorily_completed endorsement_id notes';
    when 'book_reports' then
      v_values := 'as_of_date report_type report_data is_attested attested_by_person_id attestation_text';
      v_moments := 'generated_at attested_at';
  end case;
  return logbook.canonical_json(logbook.signed_part(v_row, v_values, v_moments, v_rows));
end
$$;

comment on function logbook.canonical_entry(uuid, text, uuid) is
  'The canonical form of an entry, as JSON (RFC 8785); null when there is no such entry.';
grant execute on function logbook.canonical_entry(uuid, text, uuid) to offblock_gateway;

create function logbook.signed_bytes_of(p_owner uuid, p_signature jsonb)
  returns bytea
  language sql
  stable
as $$
  select convert_to(
    'offblock entry 1' || chr(10) || logbook.canonical_json(
      logbook.signed_part(
        p_signature,
        'entry_table entry_id signer_person_id signer_certificate_number signer_certificate_expiration '
        'signer_recent_experience_end signed_for_person_id signature_purpose',
        'signed_at',
        jsonb_build_object(
          'entry', logbook.canonical_entry(
            p_owner, p_signature ->> 'entry_table', (p_signature ->> 'entry_id')::uuid
          )::jsonb,
          'key_fingerprint', k.key_fingerprint,
          'signed_with', p_signature -> 'signed_with'
        )
      )
    ),
    'UTF8'
  )
  from logbook.public_keys k
  where k.owner_user_id = p_owner and k.id = (p_signature ->> 'public_key_id')::uuid
    and p_signature ->> 'canonical_form_version' = '1'
$$;

comment on function logbook.signed_bytes_of(uuid, jsonb) is
  'The bytes that a signature, as a record, would be over, of the entry as it is now; null for a canonical form or a key that is not known.';
grant execute on function logbook.signed_bytes_of(uuid, jsonb) to offblock_gateway;

create function logbook.signed_bytes(p_owner uuid, p_signature uuid)
  returns bytea
  language sql
  stable
as $$
  select logbook.signed_bytes_of(p_owner, to_jsonb(s))
  from logbook.entry_signatures s
  where s.owner_user_id = p_owner and s.id = p_signature
$$;

comment on function logbook.signed_bytes(uuid, uuid) is
  'The bytes that a signature is over, of the entry as it is now; null for a canonical form that is not known.';
grant execute on function logbook.signed_bytes(uuid, uuid) to offblock_gateway;

create function logbook.signatures_over_other_content(p_owner uuid, p_records jsonb)
  returns uuid[]
  language sql
  stable
as $$
  select coalesce(array_agg((r ->> 'id')::uuid), '{}')
  from jsonb_array_elements(p_records) as r
  where encode(sha256(logbook.signed_bytes_of(p_owner, r)), 'hex')
      is distinct from r ->> 'canonical_data_hash'
    and not exists (
      select from logbook.entry_signatures s
      where s.owner_user_id = p_owner and s.id = (r ->> 'id')::uuid
    )
$$;

comment on function logbook.signatures_over_other_content(uuid, jsonb) is
  'Which of these signatures, as records, are over something else than their entries say now. One that locks its entry already is none of them.';
grant execute on function logbook.signatures_over_other_content(uuid, jsonb) to offblock_gateway;

create function logbook.differing_signatures(p_owner uuid)
  returns table (signature_id uuid, entry_table text, entry_id uuid)
  language sql
  stable
as $$
  select s.id, s.entry_table, s.entry_id
  from logbook.entry_signatures s
  where s.owner_user_id = p_owner
    and encode(sha256(logbook.signed_bytes(p_owner, s.id)), 'hex') is distinct from s.canonical_data_hash
$$;

comment on function logbook.differing_signatures(uuid) is
  'Signatures whose entry, or whose terms, are not what was signed: HASH_MISMATCH.';
grant execute on function logbook.differing_signatures(uuid) to offblock_gateway;

reset role;
