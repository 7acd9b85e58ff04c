import { useMemo } from "preact/hooks";
import { useApp } from "../../app_context.ts";
import { openSigningKeys, type SigningKeys } from "../../models/signing_keys.ts";

/** Whether the open logbook is one's own, to write in: there one's keys are registered. */
export function useOwnLogbook(): boolean {
  const { may_write, logbooks } = useApp();
  return may_write && logbooks.opened()?.grant === null;
}

/** The signing keys of this device, read once a screen. */
export function useSigningKeys(): SigningKeys {
  const { shelf } = useApp();
  return useMemo(() => openSigningKeys(shelf), [shelf]);
}
