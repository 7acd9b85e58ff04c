/**
 * Every limit of the product, with its unit in its name. A limit that a user can meet is named in
 * the error that refuses.
 */
export const limits = {
  /** One request body, in bytes. A batch of 1,000 flights with remarks is about 3 MB. */
  body_bytes: 64 * 1024 * 1024,
  /** Seconds in which a whole request has to arrive: 408 after that. Answers may take longer. */
  request_seconds: 300,
  /** One document as JSON text, in bytes, attachments left out. */
  document_bytes: 1024 * 1024,
  /** One attached file, in bytes. */
  attachment_bytes: 40 * 1024 * 1024,
  /** Documents in one `_bulk_docs`, `_revs_diff` or `_bulk_get` request. */
  batch_documents: 10_000,
  /** The id of a document or of a `_local` document, in bytes of UTF-8: what an index entry can hold. */
  id_bytes: 2000,
  /** One `_local` document, in bytes. CouchDB's replicator keeps fifty sessions in one, some 30 kB. */
  local_document_bytes: 64 * 1024,
  /** `_local` documents of one person in one logbook: two for each device that ever replicated. */
  local_documents: 1000,
  /** Characters in one line of text: a name, a registration. */
  text_characters: 200,
  /** Characters in a remark. */
  long_text_characters: 20_000,
  /** Minutes in one entry: 999 h 59 min. */
  minutes: 59_999,
  /** Take-offs, landings, holds: in one leg. */
  count: 999,
  /** Legs, crew, approaches, events, tags: rows of one list inside one record. */
  rows: 500,
  /** Days after which a change of an entry says why. */
  settled_entry_days: 30,
  /** Nesting of a JSON document. */
  json_depth: 32,
  /** Revisions kept of a branch (CouchDB's `_revs_limit`). */
  revs: 1000,
  /** Seconds that a long-poll may wait before it answers with nothing. */
  longpoll_seconds: 60,
  /** Flights of a logbook as it stood on a day, in one answer. */
  flights_as_it_stood: 1000,
  /** Entries of the audit log in one answer. */
  audit_entries: 1000,
  /** Entries that wait, in one answer. */
  waiting_entries: 500,
  /** Minutes between checkpoints of the audit chains, while something changes. */
  checkpoint_minutes: 10,
  /** Rows in one `_all_docs` answer, and so in memory at once. `_changes` goes on page by page. */
  all_docs_rows: 100_000,
  /** Failed sign-ins for one email in a window. */
  sign_in_attempts: 10,
  /** Failed sign-ins from one address in a window: a crew room shares one. */
  sign_in_attempts_address: 100,
  /** The window of failed sign-ins and of unknown emails, in seconds. */
  sign_in_window_seconds: 15 * 60,
  /** Accounts made from one address in a window: a classroom makes its own in one lesson. */
  sign_ups_address: 50,
  /** The window of `sign_ups_address`, in seconds. */
  sign_up_window_seconds: 60 * 60,
  /** Emails that nobody has, in grants of one account in a window. */
  grantees_unknown: 20,
  /** Requests for a signature that one instructor has from one pilot at a time. */
  signature_requests: 50,
  /** Days that an inspection link may last. */
  inspection_days: 366,
  /** Inspection links of one account that are open at a time. */
  inspection_links: 50,
  /** How often one inspection link may be opened in a window. */
  inspections: 100,
  /** How many files may be fetched by one inspection link in a window. */
  inspection_files: 1000,
  /** Inspection links that are nobody's, tried from one address in a window. */
  inspections_unknown: 30,
  /** The window of `inspections`, `inspection_files` and `inspections_unknown`, in seconds. */
  inspection_window_seconds: 60 * 60,
  /** Characters of a password. */
  password_characters_min: 10,
  password_characters_max: 512,
  /** Characters of the passphrase of a signing key. */
  passphrase_characters_min: 12,
  /** A request for a signature, or an answer to one, in bytes before it is packed. */
  signing_payload_bytes: 1024 * 1024,
  /** Signatures that a device keeps until their pilots have them. */
  signed_answers_kept: 100,
  /** Days that a session lives after it was last used: a tablet may be offline for a year. */
  session_days: 400,
  /** A whole OPLF file, in bytes: checking one holds its rows in memory. 30,000 signed flights: 200 MB. */
  oplf_bytes: 1024 * 1024 * 1024,
  /** One element of an OPLF file (a record, an entry of the audit log), in bytes. */
  oplf_element_bytes: 16 * 1024 * 1024,
  /** A CSV or other file given to import, in bytes. */
  import_bytes: 64 * 1024 * 1024,
} as const;
