import { useEffect, useState } from "preact/hooks";
import { useDevice } from "../device_context.ts";
import type { Account } from "../models/accounts.ts";
import { lengthProblem } from "../models/text_length.ts";
import { FieldProblem } from "../ui/input_field.tsx";
import { Later } from "./later.tsx";

/** A browser that does not tell its databases has none to show. */
const ignore = () => undefined;

/** What was typed on the page before the app was there, which is the same screen without its script. */
function typedEarly(): string {
  if (typeof document === "undefined") return "";
  return document.querySelector<HTMLInputElement>(".first_run input")?.value ?? "";
}

/** The first screen of a device: a new logbook in one tap, or the one that the ledger has. */
export function FirstRun() {
  const { logbooks, router } = useDevice();
  const [name, setName] = useState(typedEarly);
  const [signingIn, setSigningIn] = useState(false);
  useEffect(() => {
    if (logbooks.all.value.length > 0) return;
    void import("../models/found_logbooks.ts")
      .then(({ findLogbooks }) => findLogbooks(() => indexedDB.databases()))
      .then((found) => {
        if (logbooks.all.value.length === 0) logbooks.all.value = found;
      }, ignore);
  }, [logbooks]);
  const open = (id: string) => {
    // What somebody sent by link is read in the new logbook; else it begins at home.
    if (router.path.value[0] !== "sign") router.replace("/");
    logbooks.open_id.value = id;
  };
  const problem = lengthProblem(name);
  const create = () => problem !== "" || open(logbooks.create(name.trim()));
  const enter = (account: Account) => {
    logbooks.join(account);
    open(account.logbook.id);
  };
  return (
    <main class="first_run">
      <div>
        <p class="wordmark">Offblock</p>
        <h1>A logbook of record that works where there is no signal.</h1>
      </div>
      {!signingIn && (
        <form
          class="account_form"
          onSubmit={(event) => {
            event.preventDefault();
            create();
          }}
        >
          <label class="field">
            <span class="field_label">Your name, as it stands in your logbook</span>
            <input
              class="input"
              autocomplete="name"
              autocapitalize="words"
              dir="auto"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            {problem === "" ? (
              <span class="hint">You can leave it empty and say it later.</span>
            ) : (
              <FieldProblem>{problem}</FieldProblem>
            )}
          </label>
          <button type="submit" class="button primary large">
            Start a logbook
          </button>
          <p class="soft small">
            No account is needed. Everything stays on this device, and an account can be added at
            any time without losing anything.
          </p>
          <div class="buttons">
            <button type="button" class="button" onClick={() => setSigningIn(true)}>
              I have an account: sign in
            </button>
            <button type="button" class="button" onClick={() => logbooks.openSample()}>
              Try a sample logbook
            </button>
          </div>
        </form>
      )}
      {signingIn && (
        <>
          <Later
            show={({ AccountForm }) => (
              <AccountForm isNew={false} display_name="" onAccount={enter} />
            )}
          />
          <button type="button" class="button plain" onClick={() => setSigningIn(false)}>
            Start without an account
          </button>
        </>
      )}
      {logbooks.all.value.length > 0 && (
        <section class="section">
          <h2>Logbooks on this device</h2>
          <ul class="rows">
            {logbooks.all.value.map((entry) => (
              <li key={entry.id}>
                <button type="button" class="row" onClick={() => open(entry.id)}>
                  <span class="row_title">{entry.owner_name || "Logbook"}</span>
                  <span class="soft">Open</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
