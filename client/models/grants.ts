/** Who else may see one's logbook, and whose one may see: asked of the ledger, never kept here. */
import { isDay } from "../../shared/validate.ts";

/** The books of a logbook that can be opened to others. */
export type Book = "pilot" | "remote_pilot" | "driver";

/** What a grant lets its holder do. */
export type GrantRole = "viewer" | "instructor" | "coordinator";

/** A person as grants name one. */
interface Other {
  display_name: string;
  email: string;
}

/** What every grant says: as what, for which book, until when. */
export interface Grant {
  id: string;
  book: Book;
  role: GrantRole;
  /** UTC, like the two that follow. */
  granted_at: string;
  /** Null: no end. */
  ends_at: string | null;
  revoked_at: string | null;
  is_living: boolean;
}

/** A grant that the account gave. */
export interface GivenGrant extends Grant {
  grantee: Other;
}

/** A grant that the account received; without a logbook while its owner has no such book yet. */
export interface ReceivedGrant extends Grant {
  owner: Other;
  logbook: { id: string } | null;
}

/** Grants given and received, ended ones too. */
export interface GrantLists {
  given: GivenGrant[];
  received: ReceivedGrant[];
}

/** What is to be given. `ends_at`: UTC, or null for no end. */
export interface GrantWish {
  email: string;
  book: Book;
  role: GrantRole;
  ends_at: string | null;
}

/** An answer of the ledger, or why there is none, in words. */
export type GrantAnswer<T> = { ok: true; value: T } | { ok: false; message: string };

/** The grants at the ledger. */
export interface Grants {
  list(): Promise<GrantAnswer<GrantLists>>;
  give(wish: GrantWish): Promise<GrantAnswer<GivenGrant>>;
  /** Ends a grant that the account gave. */
  revoke(id: string): Promise<GrantAnswer<null>>;
}

/** The last moment of a day where the device is, UTC; undefined when the calendar has no such day. */
export function endOfDay(day: string): string | undefined {
  return isDay(day) ? new Date(`${day}T23:59:59`).toISOString() : undefined;
}

const unreachable = {
  ok: false,
  message: "The ledger cannot be reached. Who may see a logbook is known there only.",
} as const;

/** Asks the ledger at the page's own address, below `/api/v1`. */
export function asker(network: typeof fetch) {
  return async <T>(path: string, method: string, body?: object): Promise<GrantAnswer<T>> => {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const options = { method, headers, credentials: "same-origin", ...content } as const;
    const response = await network(`/api/v1/${path}`, options).catch(() => undefined);
    if (response === undefined) return unreachable;
    if (response.status === 204) return { ok: true, value: null as T };
    const answer: unknown = await response.json().catch(() => undefined);
    if (answer === undefined) return unreachable;
    if (response.ok) return { ok: true, value: answer as T };
    const { title, detail } = answer as { title?: string; detail?: string };
    return { ok: false, message: [title, detail].filter(Boolean).join(" ") };
  };
}

/** The grants of the account that is signed in. */
export function openGrants(network: typeof fetch): Grants {
  const ask = asker(network);
  return {
    list: () => ask("grants", "GET"),
    give: (wish) => ask("grants", "POST", wish),
    revoke: (id) => ask(`grants/${id}`, "DELETE"),
  };
}
