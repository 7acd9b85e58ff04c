/** What is asked about keys in more than one place. */
import { useState } from "preact/hooks";
import { passphraseProblem } from "../../../shared/signatures/key_backup.ts";
import {
  fingerprintWords,
  type ReadKey,
  readPublicKey,
} from "../../../shared/signatures/public_keys.ts";
import { useApp } from "../../app_context.ts";
import { type KnownKey, signedBefore } from "../../models/key_records.ts";
import { InputField, Problem } from "../../ui/input_field.tsx";
import { CameraView } from "./camera_view.tsx";

/** A passphrase as it is chosen: typed twice. */
export interface ChosenPassphrase {
  text: string;
  again: string;
}

/** Before anything is typed. */
export const noPassphrase: ChosenPassphrase = { text: "", again: "" };

/** Why a passphrase will not do; nothing when it will. */
export function passphraseWrong({ text, again }: ChosenPassphrase): string {
  return passphraseProblem(text) ?? (text === again ? "" : "The two passphrases differ.");
}

interface NewPassphraseProps {
  chosen: ChosenPassphrase;
  /** Given how the one before changes: a password manager fills both lines in at once. */
  onChange: (change: (before: ChosenPassphrase) => ChosenPassphrase) => void;
}

/** A passphrase for a new key, twice. */
export function NewPassphrase({ chosen, onChange }: NewPassphraseProps) {
  return (
    <>
      <InputField
        label="Passphrase"
        type="password"
        autocomplete="new-password"
        hint="At least 12 characters. Four or five words are good."
        value={chosen.text}
        onText={(text) => onChange((before) => ({ ...before, text }))}
      />
      <InputField
        label="Passphrase again"
        type="password"
        autocomplete="new-password"
        value={chosen.again}
        onText={(again) => onChange((before) => ({ ...before, again }))}
      />
    </>
  );
}

/** The key that was typed, or what is to be said of it; what it cannot be read for stands below it. */
export function typedKey(text: string): ReadKey | string {
  if (text.trim() === "") return "The key is missing.";
  const reading = readPublicKey(text);
  return reading.ok ? reading.key : "";
}

interface PublicKeyInputProps {
  label: string;
  text: string;
  onText: (text: string) => void;
}

/** Somebody's public key, typed, pasted or filmed, with the words to compare. */
export function PublicKeyInput({ label, text, onText }: PublicKeyInputProps) {
  const [filming, setFilming] = useState(false);
  const reading = text.trim() === "" ? undefined : readPublicKey(text);
  return (
    <>
      <label class="field">
        <span class="field_label">{label}</span>
        <textarea
          class="input"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
        <span class="hint">The line of an OpenSSH .pub file, or 32 bytes as hex or base64</span>
      </label>
      {filming && (
        <CameraView
          onCode={(code) => {
            onText(code);
            setFilming(false);
          }}
        />
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={() => setFilming(!filming)}>
          {filming ? "Close the camera" : "Read it with the camera"}
        </button>
      </div>
      {reading?.ok === true && (
        <p class="soft">
          Let its owner read these words from their device:{" "}
          <strong>{fingerprintWords(reading.key.bytes)}</strong>
        </p>
      )}
      <Problem>{reading?.ok === false ? reading.reason : ""}</Problem>
    </>
  );
}

const signatures = (count: number) => (count === 1 ? "1 signature" : `${count} signatures`);

/** What becomes of the signatures that a key made, when it is revoked from a moment on (UTC). */
export function EarlierSignatures({ record, from }: { record: KnownKey; from: string }) {
  const { logbook } = useApp();
  const { before, later } = signedBefore(logbook, record, from);
  return (
    <>
      <p>
        {before === 0
          ? "Nothing in this logbook was signed with it before that."
          : `It made ${signatures(before)} in this logbook before that. What it signed before stays valid, and says that the key was revoked later.`}
      </p>
      {later > 0 && (
        <p class="notice wait">
          {signatures(later)} in this logbook {later === 1 ? "says it was" : "say they were"} made
          then or later, and will count no more (KEY_REVOKED).
        </p>
      )}
    </>
  );
}
