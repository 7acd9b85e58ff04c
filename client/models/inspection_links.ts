/** The links by which somebody without an account may read this logbook: known to the ledger only. */
import { asker, type GrantAnswer } from "./grants.ts";

/** A link that was made. Moments are UTC. */
export interface InspectionLink {
  id: string;
  /** For whom it is. */
  label: string;
  ends_at: string;
  revoked_at: string | null;
  is_living: boolean;
  last_used_at: string | null;
  use_count: number;
}

/** The links at the ledger. */
export interface InspectionLinks {
  list(): Promise<GrantAnswer<{ links: InspectionLink[] }>>;
  /** The token is told this once. */
  make(wish: {
    label: string;
    ends_at: string;
  }): Promise<GrantAnswer<InspectionLink & { token: string }>>;
  revoke(id: string): Promise<GrantAnswer<null>>;
}

/** The address that a link opens. The token stands behind `#`, which no server is told. */
export function inspectionAddress(origin: string, token: string): string {
  return `${origin}/#/inspect/${token}`;
}

/** The links of the account that is signed in. */
export function openInspectionLinks(network: typeof fetch): InspectionLinks {
  const ask = asker(network);
  return {
    list: () => ask("inspection_links", "GET"),
    make: (wish) => ask("inspection_links", "POST", wish),
    revoke: (id) => ask(`inspection_links/${id}`, "DELETE"),
  };
}
