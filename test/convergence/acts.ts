/** What people do on their devices. Every save goes through one place, which keeps the account. */
import { isLockedItself } from "../../shared/kinds/entry_parts.ts";
import { createHash } from "node:crypto";
import { acceptance, type CorrectionRecord, decided } from "../../client/models/corrections.ts";
import type { AnyRecord } from "../../client/models/logbook.ts";
import { withDefaults } from "../../client/models/record_defaults.ts";
import { derivedUuid, uuidOf } from "../../shared/ids.ts";
import type { KindName } from "../../shared/kinds/kinds.ts";
import { stableId } from "../../shared/ids.ts";
import type { Values } from "../../shared/merge.ts";
import { publicKeyOfSeed, signEntry } from "../../shared/signatures/sign_entry.ts";
import { validate } from "../../shared/validate.ts";
import { recordOf } from "../harness/pilots.ts";
import { aFlight, aModel, anAircraft, aPerson, roleId } from "../harness/records.ts";
import type { Account } from "./account.ts";
import type { Device, Document, Stored } from "./device.ts";
import { type Act, type Step, tellStep } from "./steps.ts";

/** A person at a device, doing one step. */
export interface Doing {
  step: Step;
  device: Device;
  account: Account;
}

/** The one instructor of a history signs with this. */
const signerSeed = new Uint8Array(32).fill(7);

type Row = Record<string, unknown> & { id: string };

/** An id that the step alone decides, so that a history can be played again. */
const idOf = (kind: string, step: Step, part = "") =>
  `${kind}:${derivedUuid(`history ${kind} ${step.n} ${part}`, 1_780_000_000_000 + step.n)}`;
const rowIdOf = (step: Step, part: string) => uuidOf(idOf(part, step, "row"));

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list.length === 0 ? undefined : list[at % list.length];
}

/** Saves with the envelope of this device, as the app does. */
async function save({ step, device, account }: Doing, document: Document): Promise<void> {
  const now = device.now();
  const before = await device.get(document._id);
  const whole =
    document["_deleted"] === true
      ? document
      : {
          ...document,
          created_at: document["created_at"] ?? now,
          updated_at: now,
          device_id: device.device_id,
        };
  const rev = await device.put(whole);
  account.note(tellStep(step), device.name, before, { ...whole, _rev: rev });
}

async function edit(doing: Doing, document: Stored | undefined, changes: object): Promise<void> {
  if (document !== undefined) await save(doing, { ...document, ...changes });
}

const rowsIn = (record: Record<string, unknown>, list: string) => (record[list] ?? []) as Row[];

/** Mostly the newest, so that devices meet on it, however many earlier histories have left. */
async function aFlightOn({ device, step }: Doing): Promise<Stored | undefined> {
  const flights = await device.all("flight");
  const among = [flights.length, 2, 1, 1][step.a % 4]!;
  return pick(flights.slice(-among), step.a >> 2);
}

/** Changes one leg of a flight; nothing when there is none. */
async function editLeg(doing: Doing, change: (leg: Row, flight: Stored) => Row): Promise<void> {
  const flight = await aFlightOn(doing);
  if (flight === undefined) return;
  const legs = rowsIn(flight, "flight_legs");
  const chosen = pick(legs, doing.step.b);
  await edit(doing, flight, {
    flight_legs: legs.map((leg) => (leg === chosen ? change(leg, flight) : leg)),
  });
}

const flightTexts = ["remarks", "route", "import_notes", "instructor_name"] as const;
const aircraftTexts = ["notes", "nickname", "equipment_notes"] as const;
const registrations = ["N111AA", "N222BB", "N333CC"] as const;

/** A leg without the ids that a record helper makes at random. */
const aLeg = (step: Step, leg_number: number): Row => ({
  id: rowIdOf(step, "leg"),
  leg_number,
  from_airport_description: `leg ${step.n}`,
});

async function createFlight(doing: Doing): Promise<void> {
  const { step, device } = doing;
  const aircraft = pick(await device.all("aircraft"), step.a);
  if (aircraft === undefined) return;
  const _id = idOf("flight", step);
  const flight_legs = [aLeg(step, 1)];
  const { created_at: _, ...fields } = aFlight(aircraft, { _id, flight_legs });
  await save(doing, { ...fields, remarks: `flight ${step.n}` });
}

/** An aircraft, the same on any device that makes it; sometimes before its own new model. */
async function createAircraft(doing: Doing): Promise<void> {
  const { step, device } = doing;
  const registration = pick(registrations, step.a)!;
  const _id = `aircraft:${derivedUuid(`history ${registration}`)}`;
  if ((await device.get(_id)) !== undefined) return;
  const known = pick(await device.all("aircraft_model"), step.b);
  const isNew = known === undefined || step.b % 2 === 0;
  const model = isNew ? { ...aModel(), _id: idOf("aircraft_model", step) } : known;
  await save(doing, { ...anAircraft(model, { _id, registration }), nickname: `craft ${step.n}` });
  if (isNew) await save(doing, model);
}

async function takeRegistration(doing: Doing): Promise<void> {
  const { step, device } = doing;
  const taken = pick(await device.all("aircraft"), step.a);
  if (taken === undefined) return;
  const model = { ...aModel(), _id: idOf("aircraft_model", step) };
  const { registration } = taken;
  await save(doing, anAircraft(model, { _id: idOf("aircraft", step), registration }));
  await save(doing, model);
}

/** Signs what a flight says; nothing when that is no flight as it should be. */
async function signContent(doing: Doing, content: Document | undefined): Promise<void> {
  const { step, device } = doing;
  const key = pick(await device.all("public_key"), step.b);
  if (content === undefined || key === undefined || !validate(content).ok) return;
  const person = String(key["person_id"]);
  const terms = {
    entry_table: "flights",
    entry_id: uuidOf(content._id),
    signer_person_id: person,
    signer_certificate_number: null,
    signer_certificate_expiration: null,
    signer_recent_experience_end: null,
    signed_for_person_id: person,
    signed_with: null,
    signed_at: device.now(),
    signature_purpose: "cfi_endorsement_signature",
  } as const;
  await save(doing, {
    _id: idOf("entry_signature", step),
    public_key_id: uuidOf(key._id),
    ...signEntry(terms, recordOf(content) as Values, signerSeed),
    notes: `signed ${step.n}`,
  });
}

/** Signs what the device showed at some time, though it may show something else now. */
async function signOlder(doing: Doing): Promise<void> {
  const flight = await aFlightOn(doing);
  if (flight === undefined) return;
  await signContent(doing, pick(await doing.device.history(flight._id), doing.step.b));
}

/** Saves the signature before what it is over, so that it may arrive alone. */
async function signAhead(doing: Doing): Promise<void> {
  const flight = await aFlightOn(doing);
  if (flight === undefined) return;
  const changes = { remarks: `signed text ${doing.step.n}` };
  await signContent(doing, { ...flight, ...changes });
  await edit(doing, flight, changes);
}

async function isSigned(device: Device, id: string): Promise<boolean> {
  return (await device.all("entry_signature")).some((one) => one["entry_id"] === uuidOf(id));
}

/** Gives what a client made at random ids that the step decides. */
function settled(value: unknown, step: Step, path: string): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => {
      if (typeof item !== "object" || item === null || !("id" in item)) return item;
      const inner = Object.entries(item).map(([name, field]) => [
        name,
        settled(field, step, `${path}.${i}.${name}`),
      ]);
      return { ...Object.fromEntries(inner), id: rowIdOf(step, `${path}.${i}`) };
    });
  return value;
}

async function decide(doing: Doing, status: "accepted" | "dismissed"): Promise<void> {
  const { step, device } = doing;
  const open = (await device.all("correction")).filter((one) => one["status"] === "open");
  const correction = pick(open, step.a) as unknown as CorrectionRecord | undefined;
  if (correction === undefined) return;
  if (status === "accepted") {
    const id = correction.corrects_id;
    const stored = await device.get(id);
    const kind = id.slice(0, id.indexOf(":")) as KindName;
    const standing = stored && withDefaults(kind, stored as never);
    const is_locked =
      (await isSigned(device, id)) || (standing !== undefined && isLockedItself(standing));
    const accepting = { reason: `accepted ${step.n}`, is_locked };
    const written = acceptance(correction, standing as AnyRecord | undefined, accepting);
    for (const document of written) await save(doing, ownIds(document as never, id, step));
  }
  const document = decided(correction, status, device.now(), device.device_id);
  await save(doing, { ...document, notes: `${status} ${step.n}` } as never);
}

function ownIds(document: Document, corrects_id: string, step: Step): Document {
  if (document._id === corrects_id) return document;
  const fields = Object.entries(document).map(([name, field]) => [
    name,
    settled(field, step, name),
  ]);
  const kind = document._id.slice(0, document._id.indexOf(":"));
  return { ...Object.fromEntries(fields), _id: idOf(kind, step) };
}

async function attach(doing: Doing): Promise<void> {
  const { step } = doing;
  const flight = await aFlightOn(doing);
  if (flight === undefined) return;
  const text = `a scan ${step.n}`;
  await save(doing, {
    _id: idOf("attachment", step),
    owner_table: "flights",
    owner_row_id: uuidOf(flight._id),
    filename: `scan ${step.n}.txt`,
    mime_type: "text/plain",
    file_size_bytes: text.length,
    sha256_hash: createHash("sha256").update(text).digest("hex"),
    _attachments: { file: { content_type: "text/plain", data: btoa(text) } },
  });
}

async function remove(doing: Doing, kinds: readonly string[]): Promise<void> {
  const { step, device } = doing;
  const document = pick(await device.all(pick(kinds, step.b)!), step.a);
  if (document === undefined) return;
  await save(doing, { _id: document._id, _rev: document._rev, _deleted: true });
}

const at = "2026-06-02T08:00:00Z";
const lockedByOwner = { is_locked: true, locked_at: at, locked_reason: "user_locked" };
const unlocked = { is_locked: false, locked_at: null, locked_reason: null };

/** Every act that writes. One that finds nothing to act on does nothing. */
export const acts: { [name in Act]?: (doing: Doing) => Promise<void> } = {
  create_flight: createFlight,
  create_aircraft: createAircraft,
  create_person: (doing) =>
    save(doing, { ...aPerson(), _id: idOf("person", doing.step), notes: `person ${doing.step.n}` }),
  edit_text: async (doing) =>
    edit(doing, await aFlightOn(doing), {
      [pick(flightTexts, doing.step.b)!]: `text ${doing.step.n}`,
    }),
  edit_number: async (doing) =>
    edit(doing, await aFlightOn(doing), {
      [doing.step.b % 2 === 0 ? "hobbs_start" : "tach_start"]: 1000 + doing.step.n,
    }),
  edit_aircraft: async (doing) =>
    edit(doing, pick(await doing.device.all("aircraft"), doing.step.a), {
      [pick(aircraftTexts, doing.step.b)!]: `craft ${doing.step.n}`,
    }),
  async add_leg(doing) {
    const flight = await aFlightOn(doing);
    if (flight === undefined) return;
    const legs = rowsIn(flight, "flight_legs");
    const highest = Math.max(0, ...legs.map((leg) => Number(leg["leg_number"])));
    await edit(doing, flight, { flight_legs: [...legs, aLeg(doing.step, highest + 1)] });
  },
  edit_leg: (doing) =>
    editLeg(doing, (leg) => ({
      ...leg,
      [doing.step.b % 2 === 0 ? "notes" : "to_airport_description"]: `leg ${doing.step.n}`,
    })),
  async remove_leg(doing) {
    const flight = await aFlightOn(doing);
    const legs = rowsIn(flight ?? {}, "flight_legs");
    if (legs.length < 2) return;
    const gone = pick(legs, doing.step.b);
    await edit(doing, flight, { flight_legs: legs.filter((leg) => leg !== gone) });
  },
  add_approach: (doing) =>
    editLeg(doing, (leg) => ({
      ...leg,
      approaches: [
        ...rowsIn(leg, "approaches"),
        {
          id: rowIdOf(doing.step, "approach"),
          approach_type_id: stableId("approach_types:ILS"),
          notes: `approach ${doing.step.n}`,
        },
      ],
    })),
  edit_approach: (doing) =>
    editLeg(doing, (leg) => ({
      ...leg,
      approaches: rowsIn(leg, "approaches").map((row, i) =>
        i === doing.step.b % 2 ? { ...row, runway: `${doing.step.n}` } : row,
      ),
    })),
  async add_crew(doing) {
    const flight = await aFlightOn(doing);
    const person = pick(await doing.device.all("person"), doing.step.b);
    if (flight === undefined || person === undefined) return;
    const row = {
      id: rowIdOf(doing.step, "crew"),
      person_id: uuidOf(person._id),
      role_on_flight_id: roleId("PIC"),
      notes: `crew ${doing.step.n}`,
    };
    await edit(doing, flight, { flight_crew: [...rowsIn(flight, "flight_crew"), row] });
  },
  delete_flight: (doing) => remove(doing, ["flight"]),
  delete_other: (doing) => remove(doing, ["aircraft", "person", "aircraft_model", "attachment"]),
  lock: async (doing) => edit(doing, await aFlightOn(doing), lockedByOwner),
  async unlock(doing) {
    const flight = await aFlightOn(doing);
    if (flight?.["is_locked"] === true) await edit(doing, flight, unlocked);
  },
  mark_erroneous: async (doing) =>
    edit(doing, await aFlightOn(doing), {
      is_erroneous: true,
      erroneous_reason: `error ${doing.step.n}`,
    }),
  sign: async (doing) => signContent(doing, await aFlightOn(doing)),
  sign_older: signOlder,
  sign_ahead: signAhead,
  async correct(doing) {
    const flight = await aFlightOn(doing);
    if (flight === undefined) return;
    const { _rev, created_at: _, ...fields } = flight;
    await save(doing, {
      ...ownIds(fields as Document, "", doing.step),
      ...unlocked,
      corrects_flight_id: uuidOf(flight._id),
      correction_reason: `corrected ${doing.step.n}`,
    });
  },
  accept: (doing) => decide(doing, "accepted"),
  dismiss: (doing) => decide(doing, "dismissed"),
  attach,
  edit_attachment: async (doing) =>
    edit(doing, pick(await doing.device.all("attachment"), doing.step.a), {
      description: `scan ${doing.step.n}`,
    }),
  spoil: async (doing) =>
    edit(doing, await aFlightOn(doing), {
      total_time: 0,
      pic_time: 60 + doing.step.n,
      remarks: `spoiled ${doing.step.n}`,
    }),
  take_registration: takeRegistration,
};

/** The kinds of refusal that histories ask for, with the mending that their owner would do. */
export const mendings: Readonly<Record<string, (n: number) => object>> = {
  E_FLIGHT_PART_OVER_TOTAL: () => ({ total_time: 600, pic_time: 60 }),
  E_AIRCRAFT_REGISTRATION_TAKEN: (n) => ({ registration: `N9${n}XX` }),
};

/** Mends what a device has in its outbox; answers the refusals that nothing here explains. */
export async function mend(device: Device, account: Account, n: number): Promise<string[]> {
  const strange: string[] = [];
  for (const { id, rev, reason } of [...device.refused.values()]) {
    const mending = mendings[/^E_[A-Z_]+/.exec(reason)?.[0] ?? ""];
    if (mending === undefined) strange.push(`${device.name} ${id} ${rev}: ${reason}`);
    const standing = await device.get(id);
    // The ledger's own branch may have won meanwhile: then the refused one stays in the outbox.
    if (mending === undefined || standing?._rev !== rev) continue;
    const step: Step = { n, device: 0, act: "spoil", a: 0, b: 0 };
    await edit({ step, device, account }, standing, mending(n));
  }
  return strange;
}

/** The logbook that every history begins with. */
export async function firstRecords(doing: Doing): Promise<void> {
  const { step } = doing;
  const model = { ...aModel(), _id: idOf("aircraft_model", step) };
  const aircraft = anAircraft(model, { _id: idOf("aircraft", step), registration: "N512SR" });
  const person = { ...aPerson(), _id: idOf("person", step) };
  const key = {
    _id: idOf("public_key", step),
    person_id: uuidOf(person._id),
    ...publicKeyOfSeed(signerSeed),
    registered_at: at,
  };
  const flight = aFlight(aircraft, {
    _id: idOf("flight", step),
    flight_legs: [aLeg(step, 1)],
    remarks: "as flown",
  });
  for (const document of [model, aircraft, person, key, flight]) await save(doing, document);
}
