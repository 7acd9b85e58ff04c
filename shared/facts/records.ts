/** What the facts are made of: validated records by kind, and what only the reference data knows. */
import type { Envelope } from "../kinds/kind.ts";
import type { RecordOfKind } from "../kinds/kinds.ts";
import type { ModelFields } from "./craft.ts";

export type FlightRecord = RecordOfKind<"flight">;
export type SessionRecord = RecordOfKind<"training_session">;

/** The person who owns the logbook; the birth date decides how long a medical lasts. */
export type PersonRecord = RecordOfKind<"person"> & { date_of_birth?: string | null };

export interface MedicalRecord extends Envelope {
  medical_class_id: string;
  exam_date: string;
  expiration_date_for_class_1_ops: string | null;
  expiration_date_for_class_2_ops: string | null;
  expiration_date_for_class_3_ops: string | null;
  is_special_issuance: boolean;
  basicmed_cmec_date: string | null;
  basicmed_course_date: string | null;
}

export interface CertificateRecord extends Envelope {
  certificate_level_id: string;
  date_of_issuance: string;
  expires_on: string | null;
  recent_experience_end: string | null;
  ratings: { rating_type_id: string; type_code: string | null; date_added: string | null }[];
}

export interface EndorsementRecord extends Envelope {
  endorsement_type_id: string;
  endorsement_date: string;
  expiration_date: string | null;
}

export interface FlightReviewRecord extends Envelope {
  review_date: string;
  review_type: string;
  satisfactorily_completed: boolean | null;
}

export interface PracticalTestRecord extends Envelope {
  test_date: string;
  certificate_or_rating_sought: string;
  outcome: string;
  aircraft_id: string | null;
  associated_flight_id: string | null;
}

export interface TrainingEventRecord extends Envelope {
  event_type_id: string;
  status: string;
  actual_start_date: string | null;
  actual_end_date: string | null;
  aircraft_type: string | null;
  satisfactorily_completed: boolean | null;
}

export interface CurrencyRuleRecord extends Envelope {
  name: string;
  regulation_ref: string | null;
  rule_config: unknown;
  is_active: boolean;
}

export interface OwnAirportRecord extends Envelope {
  latitude: number | null;
  longitude: number | null;
  elevation_ft: number | null;
  time_zone: string | null;
}

/** Records by kind; a kind that is missing has none. */
export interface LogbookRecords {
  person: PersonRecord[];
  aircraft_model: RecordOfKind<"aircraft_model">[];
  aircraft: RecordOfKind<"aircraft">[];
  training_device: RecordOfKind<"training_device">[];
  flight: FlightRecord[];
  training_session: SessionRecord[];
  certificate: CertificateRecord[];
  endorsement: EndorsementRecord[];
  medical: MedicalRecord[];
  flight_review: FlightReviewRecord[];
  practical_test: PracticalTestRecord[];
  training_event: TrainingEventRecord[];
  currency_rule: CurrencyRuleRecord[];
  airport: OwnAirportRecord[];
}

/** What is known of an airport. */
export interface AirportFacts {
  latitude: number;
  longitude: number;
  elevation_ft: number | null;
  time_zone: string | null;
  has_control_tower?: boolean | null;
  /** What people call it: `KPAO`. */
  ident?: string;
}

/** The reference data, asked by id. */
export interface FactsLookups {
  airport: (id: string) => AirportFacts | undefined;
  model: (id: string) => ModelFields | undefined;
  /** Code of the category that a model of training device stands for. */
  device_category: (device_model_id: string) => string | null;
}

/** Sorts validated records by their kind. Kinds that no rule asks about are left out. */
export function recordsByKind(records: Iterable<Envelope>): LogbookRecords {
  const sorted: Record<keyof LogbookRecords, Envelope[]> = {
    person: [],
    aircraft_model: [],
    aircraft: [],
    training_device: [],
    flight: [],
    training_session: [],
    certificate: [],
    endorsement: [],
    medical: [],
    flight_review: [],
    practical_test: [],
    training_event: [],
    currency_rule: [],
    airport: [],
  };
  for (const record of records) {
    const kind = record._id.slice(0, record._id.indexOf(":"));
    if (Object.hasOwn(sorted, kind)) sorted[kind as keyof LogbookRecords].push(record);
  }
  return sorted as unknown as LogbookRecords;
}
