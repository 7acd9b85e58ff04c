/** The devices that are signed in at the account, and signing one out that was lost. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { openAccounts, type SignedIn } from "../models/accounts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { formatAgo } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";

interface SignOutProps {
  device: SignedIn;
  onClose: () => void;
  onDone: () => void;
}

function nameOf({ kind, name, device_name }: SignedIn): string {
  return device_name ?? name ?? (kind === "token" ? "A program with a token" : "A device");
}

function SignOutOther({ device, onClose, onDone }: SignOutProps) {
  const app = useApp();
  const [problem, setProblem] = useState("");
  const signOut = async () => {
    if (await openAccounts(app).revoke(device.id)) onDone();
    else setProblem("The ledger cannot be reached, so nobody was signed out. Try again later.");
  };
  return (
    <Dialog title={`Sign out ${nameOf(device)}?`} onClose={onClose}>
      <p>
        It stops to sync at once and says why. What was logged on it and never sent stays on it, and
        is sent if somebody signs in there again.
      </p>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button danger" onClick={() => void signOut()}>
          Sign it out
        </button>
        <button type="button" class="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}

/** Who is signed in at the account: asked of the ledger, so it is empty without a network. */
export function SignedInDevices() {
  const app = useApp();
  const { clock, toasts } = app;
  const [devices, setDevices] = useState<readonly SignedIn[] | undefined>([]);
  const [leaving, setLeaving] = useState<SignedIn | undefined>(undefined);
  const asked = useRef(0);
  const read = () => {
    const mine = ++asked.current;
    const answering = openAccounts(app).signedIn();
    void answering.then((found) => mine === asked.current && setDevices(found));
  };
  useEffect(read, [app.network]);
  const done = () => {
    setLeaving(undefined);
    toasts.show("It was signed out");
    read();
  };
  return (
    <Section title="Signed in">
      {devices === undefined && (
        <p class="soft">The ledger cannot be reached. Who is signed in is known there only.</p>
      )}
      <ul class="rows after">
        {devices?.map((device) => (
          <li key={device.id}>
            <span class="row">
              <span>
                <span class="row_title">{nameOf(device)}</span>
                <span class="row_more">
                  Last used {formatAgo(device.last_used_at, clock.now())}
                </span>
              </span>
              {device.is_current && <Status tone="quiet">This device</Status>}
            </span>
            {!device.is_current && (
              <button type="button" class="button" onClick={() => setLeaving(device)}>
                Sign it out
              </button>
            )}
          </li>
        ))}
      </ul>
      {leaving !== undefined && (
        <SignOutOther device={leaving} onClose={() => setLeaving(undefined)} onDone={done} />
      )}
    </Section>
  );
}
