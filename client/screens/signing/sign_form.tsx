import { useState } from "preact/hooks";
import { whatItDoesNotProve } from "../../../shared/signatures/check_signature.ts";
import { openKey } from "../../../shared/signatures/key_backup.ts";
import {
  type ReadRequest,
  type SignAnswer,
  signRequest,
} from "../../../shared/signatures/sign_request.ts";
import { useApp } from "../../app_context.ts";
import { isInUse } from "../../models/key_records.ts";
import type { HeldKey } from "../../models/signing_keys.ts";
import { dateWarnings, purposeWords } from "../../models/signing.ts";
import { formatMoment } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";
import { EntryInWords } from "./entry_in_words.tsx";
import { SignOutside } from "./sign_outside.tsx";
import { saysOf, SignerWords, wordsProblem } from "./signer_words.tsx";
import { InputField, Problem, SelectField } from "../../ui/input_field.tsx";
import { useSigningKeys } from "./use_signing_keys.ts";

interface SignFormProps {
  read: ReadRequest;
  onSigned: (answer: SignAnswer) => void;
}

function NoKey({ had_one }: { had_one: boolean }) {
  return (
    <div class="notice">
      <p>
        {had_one
          ? "No key of this device signs any more."
          : "This device holds no signing key yet."}{" "}
        Make one, or bring yours in from a backup.
      </p>
      <a class="button" href="#/keys">
        Signing keys
      </a>
    </div>
  );
}

/** The date that a signature made now would bear, and what is odd about it. */
function SigningDate({ read }: { read: ReadRequest }) {
  const app = useApp();
  const warnings = dateWarnings(app, read);
  return (
    <div class={warnings.length > 0 ? "notice" : "soft"}>
      <p>You sign as of {formatMoment(app.clock.now())}, by the clock of this device.</p>
      {warnings.length > 0 && (
        <p>{warnings.join(" ")} If the clock is wrong, set it right first.</p>
      )}
    </div>
  );
}

/** What is to be signed, in plain words; who signs; and the passphrase that opens the key. */
export function SignForm({ read, onSigned }: SignFormProps) {
  const { clock, logbook } = useApp();
  const keys = useSigningKeys();
  const usable = keys.all.value.filter((key) => isInUse(logbook, key));
  const [chosen, setChosen] = useState<HeldKey | undefined>(usable.at(-1));
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const { purpose, pilot } = read.request;

  const sign = async (key: HeldKey) => {
    const wrong = wordsProblem(key, purpose);
    if (wrong !== "") return setProblem(wrong);
    setProblem("");
    setBusy(true);
    const opened = await openKey(key.backup, passphrase);
    setBusy(false);
    if (!opened.ok) return setProblem(opened.reason);
    keys.put(key);
    onSigned(signRequest(read, saysOf(key, clock.now()), opened.seed));
  };

  return (
    <>
      <p class="lead">
        In the logbook of {pilot}, as: {purposeWords(purpose)}
      </p>
      <EntryInWords read={read} />
      <Section title="You sign">
        <SigningDate read={read} />
        {chosen === undefined && <NoKey had_one={keys.all.value.length > 0} />}
        {chosen !== undefined && (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void sign(chosen);
            }}
          >
            {usable.length > 1 && (
              <SelectField
                label="Key"
                value={chosen.backup.key_fingerprint}
                options={usable.map(({ backup, name }) => [
                  backup.key_fingerprint,
                  `${name}, ${backup.key_fingerprint.slice(0, 15)}…`,
                ])}
                onPick={(fingerprint) =>
                  setChosen(usable.find(({ backup }) => backup.key_fingerprint === fingerprint))
                }
              />
            )}
            <SignerWords
              words={chosen}
              onChange={(part) => setChosen((now) => now && { ...now, ...part })}
            />
            <InputField
              label="Passphrase of the key"
              type="password"
              autocomplete="current-password"
              value={passphrase}
              onText={setPassphrase}
            />
            <Problem>{problem}</Problem>
            <p class="soft small">{whatItDoesNotProve}</p>
            <div class="buttons">
              <button type="submit" class="button primary" disabled={busy}>
                {busy ? "Opening the key …" : "Sign"}
              </button>
            </div>
          </form>
        )}
        <SignOutside read={read} onSigned={onSigned} />
      </Section>
    </>
  );
}
