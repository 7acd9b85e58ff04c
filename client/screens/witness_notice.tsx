import { useApp } from "../app_context.ts";

/** Over every screen, for as long as the ledger's past is not what this device saw. */
export function WitnessNotice() {
  const { witness } = useApp();
  if (witness.alarm.value === null) return null;
  return (
    <div role="alert">
      <a class="witness_notice" href="#/witness">
        <strong>■ The ledger’s past was changed.</strong>
        <span>It is not what this device saw before. Go on logging; read what to do.</span>
      </a>
    </div>
  );
}
