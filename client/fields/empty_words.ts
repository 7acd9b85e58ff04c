import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";

/** What each kind of record is good for, told where there is none yet. */
const purposes: Partial<Record<KindName, string>> = {
  person: "Instructors, students and crew, to be named in flights, lessons and endorsements.",
  airport:
    "A strip that no list has. It is found like any airport, and counts in route and distance.",
  aircraft_model:
    "A type that the list lacks: its category, class and gear decide what counts where.",
  aircraft: "What you fly. One is made while a flight is typed, or here with all that it says.",
  training_device: "Simulators and trainers. What a device is decides what time in it counts for.",
  tag: "A word of your own on flights and lessons, to find them and to add up what they hold.",
  training_session:
    "Lessons in a simulator or a classroom. They count as simulator and ground time.",
  certificate: "With its ratings and limitations: they decide which rules apply to you.",
  endorsement: "What an instructor has signed for, by the list of AC 61-65, with its edition.",
  medical: "The last day of each privilege is worked out and stands on the home screen.",
  flight_review: "The last one decides until when you may act as PIC, 14 CFR 61.56.",
  practical_test: "Checkrides, passed or not, with what they led to.",
  training_event: "Courses, WINGS phases and checks, done or planned, with or without a date.",
  public_key: "Keys of instructors whose signatures are to be checked on this device.",
  currency_rule: "Rules of a club or an insurer, judged beside those of the law.",
};

/** What a list without a record says. */
export function emptyWords(kind: KindName): string {
  const none = `No ${kindNamed(kind)!.label.toLowerCase()} yet.`;
  const purpose = purposes[kind];
  return purpose === undefined ? none : `${none} ${purpose}`;
}
