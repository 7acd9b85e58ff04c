/** Reading a logbook by an inspection link: nothing of it is kept on the device. */
import { uuidOf } from "../../shared/ids.ts";
import type { App, Device } from "../app_context.ts";
import { oplfBatches } from "../oplf/read_oplf.ts";
import type { StoredDocument } from "../store/messages.ts";
import { openPlaces } from "./places.ts";
import { openRecords } from "./records.ts";
import { openStanding } from "./standing.ts";

/** A logbook that a link opened. */
export interface Inspected {
  /** What the view of an inspector reads of an app, over the records that came. */
  app: App;
  /** UTC. */
  ends_at: string;
}

/** What a link led to, or why to nothing, in words. */
export type Inspecting = { ok: true; value: Inspected } | { ok: false; message: string };

const unreachable = {
  ok: false,
  message: "The ledger cannot be reached. The logbook is shown from there, so try again later.",
} as const;

async function refusalOf(response: Response): Promise<Inspecting> {
  const said = (await response.json().catch(() => undefined)) as
    | { title?: string; detail?: string }
    | undefined;
  const words = [said?.title, said?.detail].filter(Boolean).join(" ");
  return words === "" ? unreachable : { ok: false, message: words };
}

/** Asks the ledger in the name of a link, and as nobody else. */
function askByLink(network: typeof fetch, token: string, path = ""): Promise<Response> {
  return network(`/api/v1/inspection${path}`, {
    headers: { authorization: `Bearer ${token}` },
    credentials: "omit",
    cache: "no-store",
  });
}

/** Asks the ledger for what a link opens, and makes of it what the view of an inspector reads. */
export async function openByLink(device: Device, token: string): Promise<Inspecting> {
  const response = await askByLink(device.network, token).catch(() => undefined);
  if (response === undefined) return unreachable;
  if (!response.ok) return await refusalOf(response);
  const file = await response.blob().catch(() => undefined);
  if (file === undefined) return unreachable;
  const documents: StoredDocument[] = [];
  let ends_at = "";
  for await (const { records, extras } of oplfBatches(file, "records")) {
    for (const record of records) documents.push({ ...record, _rev: "" } as StoredDocument);
    for (const [name, value] of extras)
      if (name === "inspection") ({ ends_at } = value as { ends_at: string });
  }
  // Places, and the nights at them, are worked out as records are taken in.
  await Promise.all([device.airports.settled, device.models.read]);
  return { ok: true, value: { app: appOver(device, documents, token), ends_at } };
}

/** The bytes of an attached file, by the link. Fails when the ledger does not give them. */
async function fileByLink({ network }: Device, token: string, id: string): Promise<Blob> {
  const response = await askByLink(network, token, `/files/${uuidOf(id)}`);
  if (!response.ok) throw new Error(`The ledger answered ${response.status}.`);
  return await response.blob();
}

function appOver(device: Device, documents: readonly StoredDocument[], token: string): App {
  const records = openRecords();
  const standing = openStanding(device);
  standing.take(records.take(documents));
  records.tell();
  standing.tell();
  const places = openPlaces(device.airports, records);
  // The view reads these of an app; nothing in it writes, syncs or keeps drafts.
  const logbook = { ...records, file: (id: string) => fileByLink(device, token, id) };
  return { ...device, logbook, places, standing, may_write: false } as unknown as App;
}
