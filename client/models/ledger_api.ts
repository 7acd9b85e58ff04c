/** What the app asks of the ledger beside the sync: histories and the chain of the audit log. */
import type { AsItStood } from "../../shared/as_it_stood.ts";
import type { AuditEntry, ChainHead } from "../../shared/audit_chain.ts";
import type { FieldChange } from "../../shared/history.ts";

/** One change of a record in the ledger: who, when, on which device, why, and what. */
export interface LedgerChange {
  chain_number: number;
  /** UTC, by the ledger's clock. */
  changed_at: string;
  changed_by: string;
  device_id: string | null;
  device_name: string | null;
  change_reason: string | null;
  operation: "INSERT" | "UPDATE" | "DELETE";
  /** The table of the row, without its schema. */
  table: string;
  row_id: string;
  changes: FieldChange[];
}

/** An entry that the ledger has, and cannot apply yet. */
export interface WaitingEntry {
  /** The document's id. */
  id: string;
  /** UTC. */
  since: string;
  /** What it refers to and the ledger has not; empty when it waits for something else. */
  needs: { target: string; name: string; uuid: string }[];
  /** Why it could not be applied though all that it refers to is there; null: it waits for that. */
  problem: string | null;
}

/** The questions to the ledger about one logbook. Each answers undefined when nobody answers. */
export interface LedgerApi {
  history(logbook_id: string, document_id: string): Promise<LedgerChange[] | undefined>;
  waiting(logbook_id: string): Promise<WaitingEntry[] | undefined>;
  /** `from`: the place of the first flight in the list, counted from 1. */
  asItStood(logbook_id: string, day: string, from: number): Promise<AsItStood | undefined>;
  head(logbook_id: string): Promise<ChainHead | undefined>;
  entries(logbook_id: string, from: number): Promise<AuditEntry[] | undefined>;
}

/** Asks the ledger at the page's own address. What is not JSON is not the ledger's. */
export function openLedgerApi(network: typeof fetch): LedgerApi {
  const ask = async <T>(path: string): Promise<T | undefined> => {
    try {
      const response = await network(`/api/v1/logbooks/${path}`, {
        credentials: "same-origin",
        headers: { accept: "application/json" },
      });
      const type = response.headers.get("content-type") ?? "";
      if (!response.ok || !type.includes("json")) return undefined;
      return (await response.json()) as T;
    } catch {
      return undefined;
    }
  };
  const listed = async <T>(path: string) => (await ask<{ entries: T[] }>(path))?.entries;
  return {
    history: (logbook_id, document_id) =>
      listed(`${logbook_id}/history/${encodeURIComponent(document_id)}`),
    waiting: (logbook_id) => listed(`${logbook_id}/waiting`),
    asItStood: (logbook_id, day, from) =>
      ask(`${logbook_id}/audit/as_it_stood?day=${day}&from=${from}`),
    head: (logbook_id) => ask(`${logbook_id}/audit/head`),
    entries: (logbook_id, from) => listed(`${logbook_id}/audit/entries?from=${from}`),
  };
}
