/**
 * The account of everything that anybody ever typed, kept beside the devices and believing none of
 * them. In the end every edit stands, or was replaced by somebody who saw it, or can be found: as a
 * correction, or in the outbox of the device that wrote it.
 */
import { type Atoms, atomsOf, type Change, changesBetween, covers } from "./atoms.ts";

/** One save on one device. */
interface Edit {
  what: string;
  device: string;
  id: string;
  rev: string;
  before: Atoms;
  changes: Change[];
  /** The device was put back to a backup before this had been sent: it never happened. */
  undone: boolean;
}

/** How everything stands in the end. */
export interface Outcome {
  /** Winning documents by id, those of the ledger. */
  winners: ReadonlyMap<string, Record<string, unknown>>;
  /** Revisions that a device still has in its outbox, refused. */
  outbox: readonly { _id: string }[];
}

type Document = Record<string, unknown> & { _id: string };

/** The account of a history. */
export class Account {
  readonly #edits: Edit[];

  /** Goes on from another account, where one is given. */
  constructor(from?: Account) {
    this.#edits = from === undefined ? [] : [...from.#edits];
  }

  /** Notes what somebody saved, over what the device showed them. */
  note(
    what: string,
    device: string,
    before: Document | undefined,
    after: Document & { _rev: string },
  ): void {
    const was = atomsOf(before);
    const changes = changesBetween(was, atomsOf(after));
    const { _id: id, _rev: rev } = after;
    this.#edits.push({ what, device, id, rev, before: was, changes, undone: false });
  }

  /** How many edits there are: a place to come back to. */
  get length(): number {
    return this.#edits.length;
  }

  /** A device goes back to where the account had `length` edits; what was sent has happened. */
  undo(device: string, length: number, wasSent: (id: string, rev: string) => boolean): void {
    for (const edit of this.#edits.slice(length))
      if (edit.device === device && !wasSent(edit.id, edit.rev)) edit.undone = true;
  }

  /** The edits that are nowhere in the end. */
  lost(outcome: Outcome): string[] {
    const standing = new Map([...outcome.winners].map(([id, body]) => [id, atomsOf(body)]));
    const proposals = new Map<string, Atoms[]>();
    const offer = (id: string, atoms: Atoms) =>
      proposals.set(id, [...(proposals.get(id) ?? []), atoms]);
    for (const [id, body] of outcome.winners)
      if (id.startsWith("correction:") && body["_deleted"] !== true)
        offer(String(body["corrects_id"]), atomsOf(body["proposed"] as Document | null));
    for (const document of outcome.outbox) offer(document._id, atomsOf(document));

    const isFound = (at: number, change: Change): boolean => {
      const { id } = this.#edits[at]!;
      if (holds(id, standing.get(id) ?? new Map(), change)) return true;
      if ((proposals.get(id) ?? []).some((proposed) => holds(id, proposed, change))) return true;
      return this.#edits.some(
        (later, i) =>
          i > at &&
          !later.undone &&
          later.id === id &&
          later.before.get(change.path) === change.to &&
          later.changes.some((over) => covers(over, change.path) && isFound(i, over)),
      );
    };
    return this.#edits.flatMap((edit, at) =>
      edit.undone
        ? []
        : edit.changes
            .filter((change) => !isFound(at, change))
            .map(
              ({ path, to }) => `${edit.what}: ${edit.id} ${path || "record"} = ${to ?? "gone"}`,
            ),
    );
  }
}

/** Whether a document says what a change said. */
function holds(id: string, atoms: Atoms, { path, to }: Change): boolean {
  const value = atoms.get(path);
  if (value === to) return true;
  // Of two decisions about one correction one stands, the acceptance; with the notes of both.
  if (!id.startsWith("correction:") || value === undefined || to === undefined) return false;
  if (path === "notes") return value.includes(to.slice(1, -1));
  if (path === "status") return value === '"accepted"';
  return path === "decided_at" || path === "decided_by_device";
}
