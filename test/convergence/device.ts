/** A device of a history: a real PouchDB in memory, a network that dies, and a backup. */
import memdown from "memdown";
import PouchDB from "pouchdb-core";
import {
  type Pouch,
  type PouchReplication,
  remoteDatabase,
  replicate,
} from "../../client/store/pouch.ts";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";
import { derivedUuid } from "../../shared/ids.ts";
import type { Fault } from "./steps.ts";

PouchDB.plugin(http).plugin(memory).plugin(replication);

export type Document = Record<string, unknown> & { _id: string; _rev?: string };
export type Stored = Document & { _rev: string };

/** What the ledger did not take, as the outbox remembers it. */
export interface Refused {
  id: string;
  rev: string;
  reason: string;
}

/** Sends a request to the gateway. */
export type Send = (request: Request) => Promise<Response>;

const day_ms = 86_400_000;
const start_ms = Date.parse("2026-06-01T12:00:00Z");

/** Documents as they stand, by id: the revisions of every branch, and the winner. */
export type Standing = ReadonlyMap<string, { leaves: string[]; document: Stored }>;

/** A PouchDB in memory, whole, as it was at some moment. */
export interface Snapshot {
  readonly store: { remove(key: string): unknown };
}

let opened = 0;
/** Where PouchDB keeps the identity of a database: two devices with one would share checkpoints. */
const identity = "ÿmeta-storeÿ_local_uuid";

/** A device at a logbook. */
export class Device {
  readonly name: string;
  readonly device_id: string;
  /** What the ledger refused, until it is mended. */
  refused = new Map<string, Refused>();
  /** Every refusal that there was. */
  readonly refusals: Refused[] = [];
  readonly #skew_days: number;
  #ticks = 0;
  #pouch: PouchDB.Database<any>;
  readonly #remote: Pouch;
  #fault: Fault | undefined;
  #requests = 0;
  #backup:
    | { snapshot: Snapshot; refused: Map<string, Refused>; pushed_seq: number; at: number }
    | undefined;
  #hasUnsent = false;
  #pushed_seq = 0;
  /** How far the last pull got; undefined when that one died. */
  #received_seq: number | undefined;

  /** `skew_days`: how far its clock is off. `start`: what is on it, nothing by default. */
  constructor(at: { name: string; skew_days: number; url: string; send: Send; start?: Snapshot }) {
    const { name, skew_days, url, send, start } = at;
    this.name = name;
    this.device_id = derivedUuid(`device ${name}`);
    this.#skew_days = skew_days;
    this.#pouch = this.#open(start && { store: start.store.remove(identity) as never });
    this.#remote = remoteDatabase(url, (input, init) =>
      this.#ask(new Request(input, { ...init, credentials: "omit" }), send),
    );
  }

  #open(snapshot?: Snapshot): PouchDB.Database<any> {
    const name = `history-${process.pid}-${opened++}`;
    if (snapshot !== undefined) memdown(name)._store[`$${name}`] = snapshot.store;
    return new PouchDB(name, { adapter: "memory" });
  }

  /** A copy of everything on the device, checkpoints included. Its trees are never changed. */
  snapshot(): Snapshot {
    const { name } = this.#pouch;
    return { store: memdown(name)._store[`$${name}`] as Snapshot["store"] };
  }

  async #ask(request: Request, send: Send): Promise<Response> {
    const dies = this.#fault?.request === this.#requests++ ? this.#fault.when : undefined;
    if (dies === "before") throw new TypeError("Failed to fetch");
    const answer = await send(request);
    if (dies === "after") throw new TypeError("Failed to fetch");
    // On Node PouchDB reads files by the method that node-fetch adds to a response.
    return Object.assign(answer, { buffer: async () => Buffer.from(await answer.arrayBuffer()) });
  }

  /** The moment by this device's clock, which may be days off. */
  now(): string {
    return new Date(start_ms + this.#skew_days * day_ms + this.#ticks++ * 1000).toISOString();
  }

  /** The document as the device shows it; undefined when it is not there, or deleted. */
  async get(id: string): Promise<Stored | undefined> {
    return await this.#pouch.get(id).catch(() => undefined);
  }

  /** The body of a revision, whatever wins. */
  async revision(id: string, rev: string): Promise<Stored | undefined> {
    return await this.#pouch.get(id, { rev }).catch(() => undefined);
  }

  /** What a document said on this device, from now back to the first that it still has. */
  async history(id: string): Promise<Stored[]> {
    const { _revs_info } = (await this.#pouch.get(id, { revs_info: true })) as {
      _revs_info: { rev: string; status: string }[];
    };
    const kept = _revs_info.filter(({ status }) => status === "available");
    return await Promise.all(kept.map(({ rev }) => this.#pouch.get(id, { rev })));
  }

  /** Live documents of a kind, in the order of their ids. */
  async all(kind: string): Promise<Stored[]> {
    const { rows } = await this.#pouch.allDocs({
      include_docs: true,
      startkey: `${kind}:`,
      endkey: `${kind};`,
    });
    return rows.map((row) => row.doc as Stored);
  }

  /** Saves as the app does; answers the revision. */
  async put(document: Document): Promise<string> {
    const { rev } = await this.#pouch.put(document);
    this.#hasUnsent = true;
    if (this.refused.get(document._id)?.rev === document._rev) this.refused.delete(document._id);
    return rev;
  }

  /** Pushes as the app does; false when the network died. What is refused is remembered. */
  async push(batch_size: number, fault?: Fault): Promise<boolean> {
    if (!this.#hasUnsent && fault === undefined) return true;
    const denied: Promise<void>[] = [];
    const since = this.#pushed_seq;
    const run = replicate(this.#pouch, this.#remote, { live: false, batch_size, since });
    void run.on("denied", (error: unknown) => denied.push(this.#noteDenied(error)));
    void run.on("change", (info) => (this.#pushed_seq = Number(info.last_seq)));
    const last_seq = await this.#end(run, fault);
    await Promise.all(denied);
    if (last_seq === undefined) return false;
    this.#pushed_seq = last_seq;
    this.#hasUnsent = false;
    return true;
  }

  /** Pulls; false when the network died. */
  async pull(batch_size: number, { fault }: { fault?: Fault } = {}): Promise<boolean> {
    const run = replicate(this.#remote, this.#pouch, { live: false, batch_size });
    this.#received_seq = await this.#end(run, fault);
    return this.#received_seq !== undefined;
  }

  /**
   * Brings what is still missing; `seq`: how far the ledger is. After a pull that got through, it goes
   * on from there by itself, which spares half of the requests; after one that died, by the checkpoints.
   */
  async catchUp(batch_size: number, seq: number): Promise<void> {
    const since = this.#received_seq;
    if (since === undefined) await this.pull(batch_size);
    if (since === undefined || since === seq) return;
    const on = { batch_size, since, checkpoint: "target" as const };
    this.#received_seq = Number((await PouchDB.replicate(this.#remote, this.#pouch, on)).last_seq);
  }

  /** Where a replication got to; undefined when the network died, as it was told to. */
  async #end(run: PouchReplication, fault: Fault | undefined): Promise<number | undefined> {
    this.#fault = fault;
    this.#requests = 0;
    // PouchDB would go on behind a failed request, and note as received what it has dropped.
    void run.on("error", () => run.cancel());
    try {
      return Number((await run).last_seq);
    } catch (error) {
      if (fault === undefined) throw error;
      return undefined;
    } finally {
      this.#fault = undefined;
    }
  }

  async #noteDenied(error: unknown): Promise<void> {
    const told = (error as { doc?: { id?: string; reason?: string; rev?: string } }).doc ?? error;
    const { id = "", reason = "", rev } = told as { id?: string; reason?: string; rev?: string };
    const refused = { id, rev: rev ?? (await this.get(id))?._rev ?? "", reason };
    this.refused.set(id, refused);
    this.refusals.push(refused);
  }

  /** Everything on the device, deleted documents included. */
  async standing(): Promise<Standing> {
    const { results } = await this.#pouch.changes({ style: "all_docs", include_docs: true });
    return new Map(
      results.map(({ id, changes, doc }) => [
        id,
        { leaves: changes.map(({ rev }) => rev).toSorted(), document: doc as Stored },
      ]),
    );
  }

  /** Keeps a copy of the device. `at` is the caller's. */
  backUp(at: number): void {
    const [snapshot, refused] = [this.snapshot(), new Map(this.refused)];
    this.#backup = { snapshot, refused, pushed_seq: this.#pushed_seq, at };
  }

  /** Puts the device back to its backup; answers that one's `at`, undefined when there is none. */
  async restore(): Promise<number | undefined> {
    if (this.#backup === undefined) return undefined;
    await this.#pouch.destroy();
    this.#pouch = this.#open(this.#backup.snapshot);
    this.refused = new Map(this.#backup.refused);
    this.#pushed_seq = this.#backup.pushed_seq;
    this.#hasUnsent = true;
    this.#received_seq = undefined;
    return this.#backup.at;
  }

  /** Every document with its ancestors, as a replication would send it. */
  async everything(): Promise<Document[]> {
    const { rows } = await this.#pouch.allDocs();
    const docs = rows.map((row) => this.#pouch.get(row.id, { revs: true }));
    return (await Promise.all(docs)) as Document[];
  }

  /** Lets the memory go. */
  async close(): Promise<void> {
    await this.#pouch.destroy();
    await this.#remote.close();
  }
}
