/** Times that do not fit each other, the date, or the law. */
import { instantOf } from "../calendar.ts";
import { lookupById } from "../reference/lookups.ts";
import { advise, type Check, roundingMinutes } from "./advice.ts";

const dates: Check = (flight, { as_of, birth }) => [
  ...(flight.flight_date > as_of
    ? advise("date_in_future", "flight_date", `${flight.flight_date} has not come yet.`)
    : []),
  ...(birth !== null && flight.flight_date < birth
    ? advise(
        "date_before_birth",
        "flight_date",
        `${flight.flight_date} is before the pilot was born.`,
      )
    : []),
];

/** Parts that exclude each other cannot be longer together than the flight. */
const parts: Check = (flight) => {
  const { total_time, pic_time, sic_time, solo_time, dual_received } = flight;
  const most = total_time + roundingMinutes;
  return [
    ...(pic_time + sic_time > most
      ? advise(
          "total_below_parts",
          "total_time",
          `PIC and SIC are ${pic_time + sic_time} min of a flight of ${total_time}.`,
          "14 CFR 61.51(e), (f)",
        )
      : []),
    ...(flight.actual_instrument + flight.simulated_instrument > most
      ? advise(
          "total_below_parts",
          "total_time",
          "Actual and simulated instrument time are longer than the flight.",
          "14 CFR 61.51(g)",
        )
      : []),
    ...(solo_time > 0 && dual_received > 0 && solo_time + dual_received > most
      ? advise(
          "solo_and_dual",
          "solo_time",
          "Solo and with an instructor at the same time.",
          "14 CFR 61.51(d)",
        )
      : []),
    ...(flight.nvg_time > flight.night_time + roundingMinutes
      ? advise(
          "nvg_beyond_night",
          "nvg_time",
          "More time with night-vision goggles than night time.",
          "14 CFR 61.57(f)",
        )
      : []),
  ];
};

const solo: Check = (flight, { owner_id }) => {
  const others = flight.flight_crew.filter(({ person_id }) => person_id !== owner_id);
  return flight.solo_time > 0 && flight.solo_time >= flight.total_time && others.length > 0
    ? advise(
        "solo_with_others",
        "solo_time",
        "Solo is as the sole occupant, and others are listed aboard.",
        "14 CFR 61.51(d)",
      )
    : [];
};

const pic: Check = (flight, { is_student }) => {
  const { pic_time, dual_received, total_time } = flight;
  if (pic_time === 0) return [];
  const both = dual_received > 0 && pic_time + dual_received > total_time + roundingMinutes;
  return [
    ...(flight.pic_basis_id === null
      ? advise(
          "pic_basis_missing",
          "pic_basis_id",
          "On what ground PIC time is logged is not said.",
          "14 CFR 61.51(e)(1)",
        )
      : []),
    ...(both && is_student === true
      ? advise(
          "pic_and_dual_of_student",
          "pic_time",
          "A student logs PIC time only as the sole occupant, and this is training.",
          "14 CFR 61.51(e)(4)",
        )
      : []),
  ];
};

const clocks: Check = (flight) => {
  const { block_out, block_in, total_time, hobbs_start, hobbs_end } = flight;
  const found = [];
  if (block_out !== null && block_in !== null && total_time > 0) {
    const minutes = Math.round((instantOf(block_in) - instantOf(block_out)) / 60_000);
    if (Math.abs(minutes - total_time) > roundingMinutes)
      found.push(
        ...advise(
          "block_time_differs",
          "total_time",
          `OUT to IN is ${minutes} min, the total is ${total_time}.`,
        ),
      );
  }
  if (hobbs_start !== null && hobbs_end !== null && total_time > 0) {
    const minutes = Math.round((hobbs_end - hobbs_start) * 60);
    if (minutes < 0 || Math.abs(minutes - total_time) > 2 * roundingMinutes)
      found.push(
        ...advise(
          "meter_differs",
          "hobbs_end",
          `The Hobbs meter ran ${minutes} min, the total is ${total_time}.`,
        ),
      );
  }
  return found;
};

const training: Check = (flight) => {
  const roles = flight.flight_crew.map(
    ({ role_on_flight_id }) => lookupById("role_on_flight_types", role_on_flight_id)?.code,
  );
  const has_instructor =
    flight.instructor_name !== null ||
    flight.cfi_signature_person_id !== null ||
    roles.includes("CFI_giving");
  const watched = has_instructor || flight.dual_given > 0 || roles.includes("safety_pilot");
  return [
    ...(flight.dual_received > 0 && !has_instructor
      ? advise(
          "dual_without_instructor",
          "instructor_name",
          "Training without the name of who gave it.",
          "14 CFR 61.51(h)(2)",
        )
      : []),
    ...(flight.simulated_instrument > 0 && !watched
      ? advise(
          "instrument_without_safety_pilot",
          "flight_crew",
          "Simulated instrument flight without a safety pilot's name.",
          "14 CFR 61.51(b)(1)(v), 91.109(c)",
        )
      : []),
  ];
};

/** Checks of the times of a flight. */
export const timeChecks: readonly Check[] = [dates, parts, solo, pic, clocks, training];
