-- Book reports, database design 14: what one holds, and the making of one. A report is a record like
-- any other, so it is made as a document and enters by the one way in.

set local role offblock_owner;

create function logbook.book_report_totals(p_user_id uuid, p_as_of_date date)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_object_agg(e.key, e.value)
  from logbook.experience_totals(p_user_id, p_as_of_date) t
  cross join lateral jsonb_each(to_jsonb(t)) as e
  where e.key = any (string_to_array(
    'flight_count total_time pic_time sic_time solo_time dual_received dual_given '
    'cross_country_time night_time actual_instrument simulated_instrument takeoffs landings '
    'full_stops night_takeoffs night_landings night_full_stops airplane_time single_engine_time '
    'multi_engine_time helicopter_time glider_time turbine_time complex_time tailwheel_time',
    ' '
  ))
$$;

comment on function logbook.book_report_totals(uuid, date) is
  'Totals of a user up to a day as book reports hold them; the device makes them of the same names.';
grant execute on function logbook.book_report_totals(uuid, date) to offblock_gateway;

create function logbook.book_report_data(p_user_id uuid, p_as_of_date date, p_report_type text)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_report jsonb := jsonb_build_object('as_of_date', p_as_of_date, 'report_type', p_report_type);
  v_currency jsonb;
  v_upcoming jsonb;
begin
  if p_user_id is null or p_as_of_date is null then
    raise exception 'E_FIELD_REQUIRED: a report is of somebody, and as of a day' using errcode = '22004';
  end if;
  if p_report_type in ('currency_summary', 'pre_flight_check') then
    select coalesce(
        jsonb_agg(
          jsonb_strip_nulls(to_jsonb(c) - '{owner_user_id,last_event_date}'::text[])
          order by c.currency, c.category_code, c.class_code, c.type_code, c.is_tailwheel, c.operation
        ),
        '[]'
      )
      into v_currency
      from logbook.currency_status(p_user_id, p_as_of_date) c;
  end if;
  if p_report_type in ('next_due', 'pre_flight_check') then
    select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(e) - 'owner_user_id') order by e.days_remaining, e.what), '[]')
      into v_upcoming
      from logbook.expirations(p_user_id, p_as_of_date) e
      where e.days_remaining >= 0 and (p_report_type = 'next_due' or e.days_remaining <= 90);
  end if;

  case p_report_type
    when 'currency_summary' then
      return v_report || jsonb_build_object('currency', v_currency);
    when 'next_due' then
      return v_report || jsonb_build_object(
        'upcoming_expirations', v_upcoming,
        'expired', (
          select coalesce(
            jsonb_agg(jsonb_strip_nulls(to_jsonb(e) - 'owner_user_id') order by e.days_remaining desc, e.what),
            '[]'
          )
          from logbook.expirations(p_user_id, p_as_of_date) e
          where e.days_remaining < 0
        )
      );
    when 'totals' then
      return v_report || jsonb_build_object(
        'totals', logbook.book_report_totals(p_user_id, p_as_of_date),
        'by_class', (
          select coalesce(jsonb_agg(to_jsonb(g) order by g.category_code nulls last, g.class_code nulls last), '[]')
          from (
            select k.category_code, k.class_code, count(*) as flight_count, sum(f.total_time) as total_time,
              sum(f.pic_time) as pic_time, sum(f.night_time) as night_time,
              sum(f.cross_country_time) as cross_country_time
            from logbook.flights f
            left join logbook.v_crafts k on k.owner_user_id = f.owner_user_id and k.aircraft_id = f.aircraft_id
            where f.owner_user_id = p_user_id
              and f.flight_date <= p_as_of_date
              and not f.is_erroneous
              and f.superseded_by_flight_id is null
            group by k.category_code, k.class_code
          ) as g
        )
      );
    when 'experience_summary' then
      return v_report || jsonb_build_object(
        'experience', logbook.book_report_totals(p_user_id, p_as_of_date),
        'certificates', (
          select coalesce(
            jsonb_agg(
              jsonb_build_object(
                'certificate', l.code,
                'issued_on', c.date_of_issuance,
                'ratings', (
                  select coalesce(jsonb_agg(concat_ws(' ', t.code, r.type_code) order by r.position), '[]')
                  from logbook.ratings r
                  join reference.rating_types t on t.id = r.rating_type_id
                  where r.owner_user_id = c.owner_user_id and r.certificate_id = c.id
                )
              )
              order by c.date_of_issuance, c.id
            ),
            '[]'
          )
          from logbook.certificates c
          join reference.certificate_levels l on l.id = c.certificate_level_id
          where c.owner_user_id = p_user_id and c.date_of_issuance <= p_as_of_date
        )
      );
    when 'pre_flight_check' then
      return v_report || jsonb_build_object(
        'medical_status', (
          select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(v_currency) as c where c ->> 'currency' = 'faa_61_23'
        ),
        'flight_review', (
          select c from jsonb_array_elements(v_currency) as c where c ->> 'currency' = 'faa_61_56'
        ),
        'currency_passenger_day', (
          select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(v_currency) as c where c ->> 'currency' = 'faa_61_57_a'
        ),
        'currency_passenger_night', (
          select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(v_currency) as c where c ->> 'currency' = 'faa_61_57_b'
        ),
        'currency_ifr', (
          select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(v_currency) as c where c ->> 'currency' = 'faa_61_57_c'
        ),
        'endorsements_current', (
          select coalesce(
            jsonb_agg(
              jsonb_strip_nulls(jsonb_build_object(
                'endorsement', t.name, 'date', e.endorsement_date, 'far_reference', e.far_reference, 'record_id', e.id
              ))
              order by e.endorsement_date, e.id
            ),
            '[]'
          )
          from logbook.endorsements e
          join reference.endorsement_types t on t.id = e.endorsement_type_id
          where e.owner_user_id = p_user_id
            and e.endorsement_date <= p_as_of_date
            and not exists (
              select from logbook.expirations(p_user_id, p_as_of_date) x
              where x.record_id = e.id and x.days_remaining < 0
            )
        ),
        'upcoming_expirations', v_upcoming
      );
    else
      raise exception 'E_FIELD_CHOICE: there is no report %', p_report_type using errcode = '22023';
  end case;
end
$$;

comment on function logbook.book_report_data(uuid, date, text) is
  'The contents of a book report of a user as of a day: currency_summary, next_due, totals, pre_flight_check or experience_summary. Times are minutes.';
grant execute on function logbook.book_report_data(uuid, date, text) to offblock_gateway;

create function logbook.generate_book_report(p_user_id uuid, p_as_of_date date, p_report_type text)
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid := auth.new_id();
  v_document_id text := 'book_report:' || v_id;
  v_now text := to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  v_logbook uuid := (
    select l.id from sync.logbooks l where l.owner_user_id = p_user_id and l.book = 'pilot'
  );
  v_fields jsonb := jsonb_build_object(
    'created_at', v_now, 'updated_at', v_now, 'generated_at', v_now,
    'as_of_date', p_as_of_date, 'report_type', p_report_type,
    'report_data', logbook.book_report_data(p_user_id, p_as_of_date, p_report_type)
  );
  v_body text := (jsonb_build_object('_id', v_document_id) || v_fields)::text;
  v_rev text := '1-' || md5(v_body);
begin
  if v_logbook is null then
    raise exception 'E_NOT_YOURS: no pilot logbook of this user is open to you' using errcode = '42501';
  end if;
  perform sync.store(
    v_logbook,
    '{}',
    jsonb_build_array(jsonb_build_object(
      'id', v_document_id, 'position', 1, 'tree', jsonb_build_array(jsonb_build_array(v_rev, -1, 0)),
      'winning_rev', v_rev, 'is_deleted', false
    )),
    json_build_array(json_build_object(
      'document_id', v_document_id, 'rev', v_rev, 'is_deleted', false, 'body', v_body
    )),
    jsonb_build_object('book_report', jsonb_build_array(
      v_fields || jsonb_build_object('id', v_id, 'is_attested', false, 'is_locked', true)
    )),
    '{}',
    '{}',
    '{book_report}'
  );
  return v_id;
end
$$;

comment on function logbook.generate_book_report(uuid, date, text) is
  'Makes a book report of a user as of a day and keeps it: row, document, audit entry and place in the feed, so that every device gets it. Answers its id. Database design 14.1.';
grant execute on function logbook.generate_book_report(uuid, date, text) to offblock_gateway;

reset role;
