/** What is kept of each flight, held against the rows that it follows from. */
import type { Queryable } from "../../server/postgres/database.ts";

/**
 * Answers which rows of logbook.flight_counts are not what the flight's rows add up to: worked out
 * here in other words, leg by leg from the views, the sun asked for each event.
 */
export async function countsAgainstRows(admin: Queryable): Promise<string[]> {
  // Small as a test's logbook is, the planner would read the airports of the world for it, four times.
  await admin.query("set enable_seqscan = off");
  const rows = await admin.query<{ what: string }>(
    `with events as (
       select e.owner_user_id, e.flight_leg_id as leg_id,
         count(*) filter (where is_takeoff) as takeoffs,
         count(*) filter (where is_landing) as landings,
         count(*) filter (where is_full_stop) as full_stops,
         count(*) filter (where is_takeoff and is_night_per_part1) as night_takeoffs,
         count(*) filter (where is_landing and is_night_per_part1) as night_landings,
         count(*) filter (where is_full_stop and is_night_per_part1) as night_full_stops,
         count(*) filter (where is_takeoff and is_night_per_6157) as recency_takeoffs,
         count(*) filter (where is_full_stop and is_night_per_6157) as recency_full_stops,
         count(*) filter (where is_takeoff and is_night_per_6157 is null) as unplaced_takeoffs,
         count(*) filter (where is_full_stop and is_night_per_6157 is null) as unplaced_full_stops
       from logbook.v_events_placed e group by 1, 2
     ), approaches as (
       select a.owner_user_id, a.flight_leg_id as leg_id, count(*) as n,
         count(*) filter (where t.code not in ('visual', 'contact') and (in_imc or in_simulated_imc)) as said,
         count(*) filter (where t.code not in ('visual', 'contact') and (in_imc or in_simulated_imc) is null) as unsaid
       from logbook.approaches a join reference.approach_types t on t.id = a.approach_type_id group by 1, 2
     ), legs as (
       select l.*, p.from_place, p.to_place, p.distance_nm as miles,
         l.day_takeoffs + l.night_takeoffs as takeoffs_logged,
         l.day_landings_full_stop + l.night_landings_full_stop as full_stops_logged,
         row_number() over (partition by l.owner_user_id, l.flight_id order by l.leg_number) = 1 as is_first,
         row_number() over (partition by l.owner_user_id, l.flight_id order by l.leg_number desc) = 1 as is_last
       from logbook.flight_legs l
       join logbook.v_legs_placed p on p.owner_user_id = l.owner_user_id and p.id = l.id
     ), expected as (
       select f.owner_user_id, f.id, jsonb_strip_nulls(jsonb_build_object(
         'leg_count', count(l.id), 'leg_time', coalesce(sum(l.leg_time), 0), 'distance_nm', sum(l.miles),
         'from_airport_id', max(l.from_airport_id::text) filter (where is_first),
         'from_own_airport_id', max(l.from_own_airport_id::text) filter (where is_first),
         'from_place', max(l.from_place) filter (where is_first),
         'to_airport_id', max(l.to_airport_id::text) filter (where is_last),
         'to_own_airport_id', max(l.to_own_airport_id::text) filter (where is_last),
         'to_place', max(l.to_place) filter (where is_last),
         'places', case when count(l.id) > 0 then
           concat_ws('-', max(l.from_place) filter (where is_first), string_agg(l.to_place, '-' order by l.leg_number)) end,
         'day_takeoffs', coalesce(sum(l.day_takeoffs), 0),
         'night_takeoffs', coalesce(sum(l.night_takeoffs), 0),
         'day_landings_touch_and_go', coalesce(sum(l.day_landings_touch_and_go), 0),
         'day_landings_full_stop', coalesce(sum(l.day_landings_full_stop), 0),
         'night_landings_touch_and_go', coalesce(sum(l.night_landings_touch_and_go), 0),
         'night_landings_full_stop', coalesce(sum(l.night_landings_full_stop), 0),
         'counted_takeoffs', coalesce(sum(greatest(takeoffs_logged, e.takeoffs)), 0),
         'counted_landings', coalesce(sum(greatest(full_stops_logged
           + l.day_landings_touch_and_go + l.night_landings_touch_and_go, e.landings)), 0),
         'counted_full_stops', coalesce(sum(greatest(full_stops_logged, e.full_stops)), 0),
         'counted_night_takeoffs', coalesce(sum(greatest(l.night_takeoffs, e.night_takeoffs)), 0),
         'counted_night_landings', coalesce(sum(greatest(
           l.night_landings_touch_and_go + l.night_landings_full_stop, e.night_landings)), 0),
         'counted_night_full_stops', coalesce(sum(greatest(l.night_landings_full_stop, e.night_full_stops)), 0),
         'recency_night_takeoffs', coalesce(sum(coalesce(e.recency_takeoffs, 0) + case
           when coalesce(e.unplaced_takeoffs, 0) = 0 and e.takeoffs >= takeoffs_logged then 0
           else greatest(l.night_takeoffs - coalesce(e.night_takeoffs, 0), 0) end), 0),
         'recency_night_full_stops', coalesce(sum(coalesce(e.recency_full_stops, 0) + case
           when coalesce(e.unplaced_full_stops, 0) = 0 and e.full_stops >= full_stops_logged then 0
           else greatest(l.night_landings_full_stop - coalesce(e.night_full_stops, 0), 0) end), 0),
         'approach_count', coalesce(sum(a.n), 0),
         'instrument_approaches', coalesce(sum(a.said), 0),
         'unsaid_approaches', coalesce(sum(a.unsaid), 0)
       )) as counts
       from logbook.flights f
       left join legs l on l.owner_user_id = f.owner_user_id and l.flight_id = f.id
       left join events e on e.owner_user_id = f.owner_user_id and e.leg_id = l.id
       left join approaches a on a.owner_user_id = f.owner_user_id and a.leg_id = l.id
       group by 1, 2
     )
     select format('what flight %s adds up to is %s, its rows say %s',
         coalesce(x.id, c.id), to_jsonb(c) - 'owner_user_id' - 'id', x.counts) as what
       from expected x
       full join logbook.flight_counts c on c.owner_user_id = x.owner_user_id and c.id = x.id
      where jsonb_strip_nulls(to_jsonb(c) - 'owner_user_id' - 'id') is distinct from x.counts`,
  );
  await admin.query("reset enable_seqscan");
  return rows.map((row) => row.what);
}
