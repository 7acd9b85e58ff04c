/** The questions that keys ask: a passphrase to make one, a file to bring one in, why it ends. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import type { RecordOfKind } from "../../../shared/kinds/kinds.ts";
import { publicKeyId } from "../../../shared/signatures/accept_answer.ts";
import { passphraseProblem } from "../../../shared/signatures/key_backup.ts";
import { fingerprintWords, readPublicKey } from "../../../shared/signatures/public_keys.ts";
import { useApp } from "../../app_context.ts";
import { type HeldKey, keyOfBackup, makeKey } from "../../models/signing_keys.ts";
import { ownerOf } from "../../models/signing.ts";
import type { DocumentToSave } from "../../store/messages.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { CameraView } from "./camera_view.tsx";
import { InputField, Problem, SelectField } from "../../ui/input_field.tsx";

interface DialogProps {
  onClose: () => void;
}

interface KeyDialogProps extends DialogProps {
  /** Keeps the key; answers why it cannot be kept, or nothing. */
  onKey: (key: HeldKey) => string;
}

function Buttons({ label, busy, onClose }: DialogProps & { label: string; busy?: boolean }) {
  return (
    <div class="buttons">
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? "This takes a moment …" : label}
      </button>
      <button type="button" class="button" onClick={onClose}>
        Cancel
      </button>
    </div>
  );
}

/** What whoever holds this device is called: in somebody else's logbook, as their account says. */
function useOwnName(): string {
  const { logbook, logbooks } = useApp();
  const entry = logbooks.opened();
  if (entry === undefined || entry.grant === null) return ownerOf(logbook)?.display_name ?? "";
  return entry.account?.user.display_name ?? "";
}

/** Makes a key: Ed25519, sealed under a passphrase that nobody can reset. */
export function MakeKeyDialog({ onClose, onKey }: KeyDialogProps) {
  const [name, setName] = useState(useOwnName());
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const make = async () => {
    const wrong =
      name.trim() === ""
        ? "Your name is missing: it stands beside what you sign."
        : (passphraseProblem(passphrase) ??
          (passphrase === again ? "" : "The two passphrases differ."));
    if (wrong !== "") return setProblem(wrong);
    setBusy(true);
    const refused = onKey(await makeKey(name.trim(), passphrase));
    setBusy(false);
    setProblem(refused);
  };
  return (
    <Dialog title="Make a signing key" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p>
          The key is made on this device and stays here, sealed under your passphrase. Nobody can
          reset the passphrase: without it the key is lost, and what it signed stays valid.
        </p>
        <InputField label="Your name" value={name} onText={setName} />
        <InputField
          label="Passphrase"
          type="password"
          autocomplete="new-password"
          hint="At least 12 characters. Four or five words are good."
          value={passphrase}
          onText={setPassphrase}
        />
        <InputField
          label="Passphrase again"
          type="password"
          autocomplete="new-password"
          value={again}
          onText={setAgain}
        />
        <Problem>{problem}</Problem>
        <Buttons label="Make the key" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Brings a key in from its backup. */
export function ImportKeyDialog({ onClose, onKey }: KeyDialogProps) {
  const [name, setName] = useState(useOwnName());
  const [text, setText] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const bringIn = async () => {
    setBusy(true);
    const key = await keyOfBackup(text, name.trim(), passphrase);
    setBusy(false);
    setProblem(key.ok ? onKey(key.value) : key.reason);
  };
  return (
    <Dialog title="Bring a key in" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void bringIn();
        }}
      >
        <label class="field">
          <span class="field_label">Backup of the key</span>
          <input
            class="input"
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              void file?.text().then(setText);
            }}
          />
        </label>
        <InputField label="Your name" value={name} onText={setName} />
        <InputField
          label="Passphrase"
          type="password"
          autocomplete="current-password"
          value={passphrase}
          onText={setPassphrase}
        />
        <Problem>{problem}</Problem>
        <Buttons label="Bring it in" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Registers somebody's public key, so that what it signs can be checked. */
export function RegisterKeyDialog({ onClose }: DialogProps) {
  const { logbook, clock, toasts } = useApp();
  const people = logbook.all("person");
  const [person_id, setPerson] = useState(people.length === 0 ? "" : uuidOf(people[0]!._id));
  const [text, setText] = useState("");
  const [filming, setFilming] = useState(false);
  const [problem, setProblem] = useState("");
  const reading = text.trim() === "" ? undefined : readPublicKey(text);
  const register = async () => {
    if (reading === undefined) return setProblem("The key is missing.");
    if (!reading.ok) return setProblem(reading.reason);
    const { bytes: _, ...fields } = reading.key;
    const _id = publicKeyId(fields.key_fingerprint);
    const registered_at = clock.now();
    const [result] = await logbook.save([
      { _id, ...fields, person_id, registered_at } as DocumentToSave,
    ]);
    if (result?.ok === true) {
      toasts.show("Key registered");
      return onClose();
    }
    setProblem(
      result?.error === "conflict"
        ? "This key is in the logbook already."
        : `Not kept: ${result?.message ?? ""}`,
    );
  };
  return (
    <Dialog title="Register a public key" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void register();
        }}
      >
        <SelectField
          label="Whose key"
          value={person_id}
          options={people.map((person) => [uuidOf(person._id), person.display_name])}
          onPick={setPerson}
        />
        <label class="field">
          <span class="field_label">Public key</span>
          <textarea
            class="input"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <span class="hint">The line of an OpenSSH .pub file, or 32 bytes as hex or base64</span>
        </label>
        {filming && (
          <CameraView
            onCode={(code) => {
              setText(code);
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
        <Problem>{reading?.ok === false ? reading.reason : problem}</Problem>
        <Buttons label="Register" onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface RevokeDialogProps extends DialogProps {
  record: RecordOfKind<"public_key"> & { _rev: string };
}

/** Revokes a key from a moment on; what it signed before stays valid and says so. */
export function RevokeKeyDialog({ record, onClose }: RevokeDialogProps) {
  const { logbook, clock, toasts } = useApp();
  const [day, setDay] = useState(clock.today());
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const revoke = async () => {
    if (reason.trim() === "") return setProblem("Say why: whoever checks a signature reads it.");
    if (day === "" || day > clock.today()) return setProblem("Give a day that is not to come.");
    const revoked_at = day === clock.today() ? clock.now() : `${day}T00:00:00Z`;
    const [result] = await logbook.save([
      { ...record, revoked_at, revocation_reason: reason.trim() } as unknown as DocumentToSave,
    ]);
    if (result?.ok !== true) return setProblem(`Not kept: ${result?.message ?? ""}`);
    toasts.show("Key revoked");
    onClose();
  };
  return (
    <Dialog title="Revoke this key" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void revoke();
        }}
      >
        <p>
          Nothing that it signs from that day on counts. What it signed before stays valid, and says
          that the key was revoked later.
        </p>
        <InputField label="From" type="date" value={day} onText={setDay} />
        <InputField label="Why" value={reason} onText={setReason} />
        <Problem>{problem}</Problem>
        <Buttons label="Revoke" onClose={onClose} />
      </form>
    </Dialog>
  );
}
