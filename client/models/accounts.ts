/** What the ledger's accounts answer, and the calls that ask. */

/** Who is signed in, and which logbook is theirs. */
export interface Account {
  user: { id: string; email: string; display_name: string | null };
  logbook: { id: string; database_url: string };
}

/** The answer of an account call. `offline`: nobody answered, or somebody else did. */
type AccountAnswer =
  | { ok: true; account: Account }
  | { ok: false; offline: boolean; status: number; message: string };

interface SignUp {
  email: string;
  password: string;
  display_name?: string;
  logbook_id?: string;
}

/** A device, or a program with a token, that is let in at the account. Moments are UTC. */
export interface SignedIn {
  id: string;
  kind: "session" | "token";
  name: string | null;
  device_name: string | null;
  created_at: string;
  last_used_at: string;
  /** It is this device. */
  is_current: boolean;
}

/** The accounts of the ledger, as far as a device asks for them. */
export interface Accounts {
  signUp(request: SignUp): Promise<AccountAnswer>;
  signIn(request: { email: string; password: string }): Promise<AccountAnswer>;
  /** False when the ledger could not be reached; the session then lives on there. */
  signOut(): Promise<boolean>;
  /** Who is signed in at the account, the last used first; undefined when nobody answers. */
  signedIn(): Promise<SignedIn[] | undefined>;
  /** Signs another device out; false when nobody answered. */
  revoke(id: string): Promise<boolean>;
}

interface AccountsContext {
  network: typeof fetch;
  /** The id of the device, and what its sessions are called. */
  id: string;
  name: string;
}

const unreachable = {
  ok: false,
  offline: true,
  status: 0,
  message: "The ledger cannot be reached. Your logbook is safe on this device; try again later.",
} as const;

/** The account calls of this device. */
export function openAccounts({ network, id, name }: AccountsContext): Accounts {
  const ask = (path: string, body?: object, method = "POST") =>
    network(`/api/v1/auth/${path}`, {
      method,
      credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => undefined);
  const enter = async (path: string, request: object): Promise<AccountAnswer> => {
    const response = await ask(path, { ...request, device_id: id, device_name: name });
    const type = response?.headers.get("content-type") ?? "";
    if (response === undefined || !type.includes("json")) return unreachable;
    const body: unknown = await response.json().catch(() => undefined);
    if (body === undefined) return unreachable;
    if (response.ok) return { ok: true, account: body as Account };
    const { detail, title } = body as { detail?: string; title?: string };
    const said = [title, detail].filter(Boolean).join(" ");
    const message = said || "The ledger refused without saying why.";
    return { ok: false, offline: false, status: response.status, message };
  };
  return {
    signUp: (request) => enter("signup", request),
    signIn: (request) => enter("login", request),
    async signOut() {
      return (await ask("logout", {})) !== undefined;
    },
    async signedIn() {
      const response = await ask("sessions", undefined, "GET");
      const body: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
      return (body as { sessions?: SignedIn[] } | undefined)?.sessions;
    },
    async revoke(id) {
      const response = await ask(`sessions/${id}`, undefined, "DELETE");
      // 404: it was signed out already.
      return response?.status === 204 || response?.status === 404;
    },
  };
}
