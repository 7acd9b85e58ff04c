import { useMemo } from "preact/hooks";
import { useApp } from "../../app_context.ts";
import { openSigningKeys, type SigningKeys } from "../../models/signing_keys.ts";

/** The signing keys of this device, read once a screen. */
export function useSigningKeys(): SigningKeys {
  const { shelf } = useApp();
  return useMemo(() => openSigningKeys(shelf), [shelf]);
}
