/**
 * Checks an export with nothing but itself, as it is read: every audit chain, every checkpoint, each
 * record against its kind and against the log, every signature, and the file's own SHA-256.
 */
import { type ChainHead, entryProblems, genesisHead } from "../audit_chain.ts";
import { type Checkpoint, verifyCheckpoints } from "../checkpoints.ts";
import { uuidOf } from "../ids.ts";
import { kindNamed, type RecordOfKind } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";
import { reasonOf } from "../problems.ts";
import {
  canonicalEntryText,
  type SignableTable,
  signedFields,
} from "../signatures/canonical_form.ts";
import {
  checkSignatureAside,
  type SignatureCheck,
  type SignatureSurroundings,
} from "../signatures/check_signature.ts";
import { dayOfEntry } from "../signatures/dating.ts";
import { type Primitives, portablePrimitives } from "../signatures/primitives.ts";
import { validate } from "../validate.ts";
import type { OplfAuditEntry, OplfLogbook } from "./oplf.ts";
import { splitExtras } from "./oplf_extras.ts";
import { type OplfListener, oplfReader } from "./oplf_reader.ts";
import { Replay } from "./oplf_replay.ts";

/** One signature and what its check said. */
export interface CheckedSignature extends SignatureCheck {
  _id: string;
  /** Table and id of what it is over. */
  over: string;
}

/** What a check found: how much it looked at, and everything that is wrong, in the order of the file. */
export interface Verification {
  logbook: OplfLogbook | undefined;
  records: number;
  waiting: number;
  audit_entries: number;
  /** Logbook ids of the chains: of earlier installations, then the logbook's own. */
  chains: string[];
  checkpoints: number;
  signatures: CheckedSignature[];
  /** The files that the records speak of; their bytes lie beside the export. */
  files: { _id: string; sha256: string }[];
  /** At most `problemsMax`. */
  problems: string[];
  problem_count: number;
  /** What somebody should know who reads VALID. */
  notes: string[];
}

/** Problems that are kept; a lost page of a file has one for each line on it. */
const problemsMax = 1000;

interface Chain {
  head: ChainHead;
  /** `row_hash` by chain_number - 1. */
  hashes: string[];
}

type Signature = RecordOfKind<"entry_signature">;

const entryKey = (table: unknown, id: unknown) => `${String(table)} ${String(id)}`;

/** Whether an entry has the form of one, so that it can be hashed. */
function isEntry(entry: OplfAuditEntry): boolean {
  const texts = ["logbook_id", "table_name", "row_id", "prev_hash", "row_hash"] as const;
  const values = [entry.old_values, entry.new_values];
  return (
    texts.every((name) => typeof entry[name] === "string") &&
    Number.isInteger(entry.chain_number) &&
    values.every((value) => value === null || typeof value === "string")
  );
}

/**
 * Checks signatures as they are read: what they are over, and their keys, stand before them. `begun`
 * are checks under way on other threads; at most so many as a piece of the file holds.
 */
function signatureDesk(primitives: Primitives, checked: CheckedSignature[]) {
  const entries = new Map<string, Pick<SignatureSurroundings, "entry" | "entry_day">>();
  const keys = new Map<string, RecordOfKind<"public_key">>();
  let owner: string | null = null;
  let begun: Promise<void>[] = [];
  let count = 0;

  function check(signature: Signature): void {
    const over = entryKey(signature.entry_table, signature.entry_id);
    const surroundings = {
      ...(entries.get(over) ?? { entry: undefined, entry_day: null }),
      key: keys.get(signature.public_key_id),
      logbook_person_id: owner,
    };
    const place = count++;
    const keep = (found: SignatureCheck) =>
      void (checked[place] = { _id: signature._id, over, ...found });
    begun.push(checkSignatureAside(signature, surroundings, primitives).then(keep));
  }

  return {
    /** `wanted`: the entries that are signed; undefined when that is not known before. */
    take(table: string, uuid: string, record: Values, wanted: ReadonlySet<string> | undefined) {
      if (table === "people" && record["is_logbook_owner"] === true) owner = uuid;
      if (table === "public_keys") keys.set(uuid, record as never);
      if (table === "entry_signatures") check(record as never);
      const key = entryKey(table, uuid);
      if (Object.hasOwn(signedFields, table) && (wanted === undefined || wanted.has(key)))
        entries.set(key, {
          entry: canonicalEntryText(table as SignableTable, record),
          entry_day: dayOfEntry(table, record),
        });
    },
    async settle(): Promise<void> {
      await Promise.all(begun);
      begun = [];
    },
  };
}

/** Starts to check an export that comes in pieces. `end` answers what was found. Wait for each call. */
export function oplfVerifier(primitives: Primitives = portablePrimitives) {
  const found: Verification = {
    logbook: undefined,
    records: 0,
    waiting: 0,
    audit_entries: 0,
    chains: [],
    checkpoints: 0,
    signatures: [],
    files: [],
    problems: [],
    problem_count: 0,
    notes: [],
  };
  const chains = new Map<string, Chain>();
  const checkpoints = new Map<string, Checkpoint[]>();
  const replay = new Replay();
  const desk = signatureDesk(primitives, found.signatures);
  let signed: Set<string> | undefined;
  /** Records that no log here knows, and so none that would tell of a second one of the same id. */
  const unlogged = new Set<string>();
  let with_extras = 0;

  const say = (problem: string) => {
    found.problem_count++;
    if (found.problems.length < problemsMax) found.problems.push(problem);
  };
  const ownId = () => found.logbook!.id;
  const ofChain = (id: string) => (id === ownId() ? "" : ` of logbook ${id}`);

  function auditEntry(entry: OplfAuditEntry): void {
    const { logbook_id: id, chain_number, row_hash } = entry;
    found.audit_entries++;
    if (!isEntry(entry))
      return say(`audit entry ${found.audit_entries} is not written as entries are`);
    let chain = chains.get(id);
    if (chain === undefined) {
      chains.set(id, (chain = { head: genesisHead(id), hashes: [] }));
      found.chains.push(id);
    }
    if (found.chains.at(-1) !== id)
      say(`audit entry ${chain_number}${ofChain(id)} is out of place`);
    for (const problem of entryProblems(id, chain.head, entry, primitives.sha256))
      say(`audit entry ${chain_number}${ofChain(id)} ${problem}`);
    chain.head = { chain_number, row_hash };
    chain.hashes[chain_number - 1] = row_hash;
    if (id === ownId()) replay.take(entry);
  }

  /** Checkpoints stand between log and records. */
  function checkCheckpoints(): void {
    for (const [id, list] of checkpoints)
      for (const problem of verifyCheckpoints(id, list, (n) => chains.get(id)?.hashes[n - 1]))
        say(`${problem}${ofChain(id)}`);
    checkpoints.clear();
  }

  function takeUnlogged(id: string): void {
    if (unlogged.has(id)) say(`${id} is there twice`);
    unlogged.add(id);
  }

  function record(kindName: string, given: Values): void {
    checkCheckpoints();
    found.records++;
    const id = String(given["_id"]);
    const kind = kindNamed(kindName);
    if (kind === undefined) return say(`${id}: there is no such kind`);
    const [known, extras] = splitExtras(kindName, given);
    if (extras !== undefined) with_extras++;
    const checked = validate(known);
    if (!checked.ok)
      return checked.problems.forEach((problem) => say(`${id}: ${reasonOf(problem)}`));
    const uuid = uuidOf(id);
    if (chains.has(ownId()))
      signed ??= new Set(
        [...replay.rows("entry_signatures")].map((row) =>
          entryKey(row["entry_table"], row["entry_id"]),
        ),
      );
    const values = checked.value.record as unknown as Values;
    if (kindName === "attachment")
      found.files.push({ _id: id, sha256: String(values["sha256_hash"]) });
    desk.take(kind.table, uuid, values, signed);
    if (signed === undefined) return takeUnlogged(id);
    const is_signed = signed.has(entryKey(kind.table, uuid));
    for (const problem of replay.problems(kind, uuid, values, is_signed)) say(`${id}: ${problem}`);
  }

  function waiting(given: Values): void {
    found.waiting++;
    const id = String(given["_id"]);
    takeUnlogged(id);
    const checked = validate(splitExtras(id.slice(0, id.indexOf(":")), given)[0]);
    if (!checked.ok) checked.problems.forEach((problem) => say(`${id}: ${reasonOf(problem)}`));
  }

  const listener: OplfListener = {
    logbook: (logbook) => (found.logbook = logbook),
    auditEntry,
    checkpoint(checkpoint) {
      found.checkpoints++;
      const list = checkpoints.get(checkpoint.logbook_id) ?? [];
      checkpoints.set(checkpoint.logbook_id, [...list, checkpoint]);
    },
    record,
    waiting,
    extra(name, value) {
      const members =
        name === "logbook" ? Object.keys(value as object).map((m) => `${name}.${m}`) : [name];
      for (const member of members)
        found.notes.push(`The member ${member} is not known here; it is not checked.`);
    },
  };
  const reader = oplfReader(listener, primitives);

  function finish(): void {
    checkCheckpoints();
    for (const problem of replay.left()) say(problem);
    for (const { _id, over, verdict, why, notes } of found.signatures) {
      if (verdict !== "VALID") say(`${_id} over ${over}: ${verdict}. ${why}`);
      found.notes.push(...notes.map((note) => `${_id}: ${note}`));
    }
    if (with_extras > 0)
      found.notes.push(
        `${with_extras} records hold fields that are not known here; those are not checked.`,
      );
    if (found.audit_entries === 0)
      found.notes.push(
        "There is no audit log: nothing vouches for the records but their signatures.",
      );
  }

  return {
    /** Answers what makes the file unreadable; then there is nothing more to push. */
    async push(bytes: Uint8Array): Promise<string | undefined> {
      const unreadable = reader.push(bytes);
      await desk.settle();
      return unreadable;
    },
    /** Logbook id → the row_hash of every entry of its chain, first to last. */
    chains: (): ReadonlyMap<string, readonly string[]> =>
      new Map([...chains].map(([id, { hashes }]) => [id, hashes])),
    async end(): Promise<Verification> {
      const unreadable = reader.end();
      await desk.settle();
      if (found.logbook !== undefined) finish();
      if (unreadable !== undefined) say(unreadable);
      return found;
    },
  };
}
