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

/** The accounts of the ledger, as far as a device asks for them. */
export interface Accounts {
  signUp(request: SignUp): Promise<AccountAnswer>;
  signIn(request: { email: string; password: string }): Promise<AccountAnswer>;
  /** False when the ledger could not be reached; the session then lives on there. */
  signOut(): Promise<boolean>;
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
  const ask = async (path: string, body: object): Promise<Response | undefined> => {
    try {
      return await network(`/api/v1/auth/${path}`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      return undefined;
    }
  };
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
  };
}
