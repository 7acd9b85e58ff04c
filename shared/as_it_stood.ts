/** A logbook as it stood at the end of a day (UTC), told by its audit log alone. */

/** A flight as it stood, and what became of it since. Times in minutes. */
export interface StoodFlight {
  id: string;
  flight_date: string;
  /** The registration as it was then. */
  aircraft: string | null;
  total_time: number;
  remarks: string | null;
  /** Neither marked as an error nor superseded then. */
  counts: boolean;
  since: "same" | "changed" | "deleted";
}

/** A logbook as it stood. */
export interface AsItStood {
  /** UTC. */
  as_of: string;
  /** Entries of the audit log up to then. */
  audit_entries: number;
  /** The hash of the last of them; null when there was none. */
  audit_head: string | null;
  /** When the log begins; null while it is empty. */
  begins_at: string | null;
  /** What is wrong with the log, which then proves nothing; null when it is whole, or was not checked again. */
  problem: string | null;
  totals: { flights: number; total_time: number; pic_time: number; night_time: number };
  /** Some of the flights, the newest first. */
  flights: StoodFlight[];
  /** How many there were in all. */
  flight_count: number;
}
