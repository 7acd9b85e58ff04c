import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import type { Account as AccountData } from "../models/accounts.ts";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { AccountForm } from "./account_form.tsx";
import { JoinDialog } from "./join_dialog.tsx";
import { SignedInDevices } from "./signed_in_devices.tsx";
import { SignOutDialog } from "./sign_out_dialog.tsx";

function OtherLogbooks() {
  const { logbooks } = useApp();
  const others = logbooks.all.value.filter((entry) => entry.id !== logbooks.open_id.value);
  if (others.length === 0) return null;
  return (
    <Section title="Other logbooks on this device">
      <ul class="rows">
        {others.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              class="row"
              onClick={() => {
                logbooks.open_id.value = entry.id;
              }}
            >
              <span>
                <span class="row_title">{entry.owner_name || "Logbook"}</span>
                <span class="row_more">
                  {entry.account === null ? "On this device only" : entry.account.user.email}
                </span>
              </span>
              <span>Open</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function NoAccount({ onAccount }: { onAccount: (account: AccountData) => void }) {
  const { logbook, logbooks } = useApp();
  const [isNew, setNew] = useState(true);
  return (
    <>
      <p class="lead">
        With an account your logbook is also kept in the ledger, and appears on your other devices.
        Without one it works just the same, on this device.
      </p>
      <fieldset class="segments after">
        <legend class="visually_hidden">New here, or signing in</legend>
        <label>
          <input type="radio" name="entry" checked={isNew} onChange={() => setNew(true)} />
          New account
        </label>
        <label>
          <input type="radio" name="entry" checked={!isNew} onChange={() => setNew(false)} />I have
          one
        </label>
      </fieldset>
      <AccountForm
        key={String(isNew)}
        isNew={isNew}
        display_name={logbooks.opened()?.owner_name ?? ""}
        logbook_id={logbook.id}
        onAccount={onAccount}
      />
    </>
  );
}

/** The account of the open logbook: sign up, sign in, sign out. */
export function Account() {
  const { logbook, logbooks, router, sync, toasts } = useApp();
  const [joining, setJoining] = useState<AccountData | undefined>(undefined);
  const [leaving, setLeaving] = useState(false);
  const account = logbooks.opened()?.account ?? null;

  const enter = (entered: AccountData) => {
    const isReader = logbooks.opened()?.grant != null && entered.user.id === account?.user.id;
    if (!isReader && entered.logbook.id !== logbook.id) return setJoining(entered);
    if (!isReader) logbooks.join(entered);
    sync.start();
    toasts.show("Signed in: your logbook is being kept in the ledger");
    // The answer may come when the pilot has gone on already.
    if (router.path.peek()[0] === "account") router.replace("/sync");
  };
  return (
    <Page title="Account" onBack={() => router.back("/more")}>
      {logbooks.opened()?.is_sample === true && (
        <p>
          The sample logbook has no account and is never sent anywhere. Throw it away, or open your
          own logbook, to make one.
        </p>
      )}
      {account === null && logbooks.opened()?.is_sample !== true && <NoAccount onAccount={enter} />}
      {account !== null && (
        <>
          <p class="lead">{account.user.display_name ?? account.user.email}</p>
          <p class="soft">{account.user.email}</p>
          {sync.report.value.phase === "signed_out" ? (
            <Section title="Sign in again">
              <p>
                <Status tone="bad">Signed out</Status> Nothing is lost. Everything that you log is
                kept here and sent after you sign in.
              </p>
              <AccountForm
                isNew={false}
                display_name=""
                email={account.user.email}
                onAccount={enter}
              />
              {sync.report.value.other_ledger_at !== null && logbooks.opened()?.grant === null && (
                <details class="after">
                  <summary>The ledger has been set up anew and has no account of yours</summary>
                  <p class="soft">
                    Create the account again. This logbook becomes its logbook, and all of it is
                    sent.
                  </p>
                  <AccountForm
                    isNew={true}
                    display_name={account.user.display_name ?? ""}
                    email={account.user.email}
                    logbook_id={logbook.id}
                    onAccount={enter}
                  />
                </details>
              )}
            </Section>
          ) : (
            <>
              <div class="buttons after">
                <button type="button" class="button" onClick={() => setLeaving(true)}>
                  Sign out
                </button>
              </div>
              <SignedInDevices />
            </>
          )}
        </>
      )}
      <OtherLogbooks />
      {joining !== undefined && (
        <JoinDialog account={joining} onClose={() => setJoining(undefined)} />
      )}
      {leaving && <SignOutDialog onClose={() => setLeaving(false)} />}
    </Page>
  );
}
