/** How a key comes onto this device: made here, brought in from its backup, or instead of another. */
import { useState } from "preact/hooks";
import { readPublicKey } from "../../../shared/signatures/public_keys.ts";
import { useApp } from "../../app_context.ts";
import { type KnownKey, replacement } from "../../models/key_records.ts";
import { ownerOf } from "../../models/signing.ts";
import { lengthProblem } from "../../models/text_length.ts";
import { type HeldKey, keyOfBackup, makeKey, type SigningKeys } from "../../models/signing_keys.ts";
import { saveChecked } from "../../models/save_checked.ts";
import { FormDialog } from "../../ui/form_dialog.tsx";
import { InputField } from "../../ui/input_field.tsx";
import { EarlierSignatures, NewPassphrase, noPassphrase, passphraseWrong } from "./key_inputs.tsx";

const noRoom = "This browser keeps nothing for this app: free some space first.";
const takesAMoment = "This takes a moment …";

interface DialogProps {
  onClose: () => void;
}

interface KeyDialogProps extends DialogProps {
  keys: SigningKeys;
  /** The key is kept. */
  onKey: (key: HeldKey) => void;
}

/** What whoever holds this device is called: in somebody else's logbook, as their account says. */
function useOwnName(): string {
  const { logbook, logbooks } = useApp();
  const entry = logbooks.opened();
  if (entry === undefined || entry.grant === null) return ownerOf(logbook)?.display_name ?? "";
  return entry.account?.user.display_name ?? "";
}

/** Makes a key: Ed25519, sealed under a passphrase that nobody can reset. */
export function MakeKeyDialog({ onClose, keys, onKey }: KeyDialogProps) {
  const [name, setName] = useState(useOwnName());
  const [passphrase, setPassphrase] = useState(noPassphrase);
  const [problem, setProblem] = useState("");
  const make = async (signal: AbortSignal) => {
    const wrong =
      name.trim() === ""
        ? "Your name is missing: it stands beside what you sign."
        : lengthProblem(name) || passphraseWrong(passphrase);
    setProblem(wrong);
    if (wrong !== "") return;
    const key = await makeKey(name.trim(), passphrase.text);
    if (signal.aborted) return;
    if (!keys.put(key)) return setProblem(noRoom);
    onKey(key);
  };
  return (
    <FormDialog
      title="Make a signing key"
      submit="Make the key"
      under_way={takesAMoment}
      problem={problem}
      onSubmit={make}
      onClose={onClose}
    >
      <p>
        The key is made on this device and stays here, sealed under your passphrase. Nobody can
        reset the passphrase: without it the key is lost, and what it signed stays valid.
      </p>
      <InputField label="Your name" value={name} onText={setName} />
      <NewPassphrase chosen={passphrase} onChange={setPassphrase} />
    </FormDialog>
  );
}

/** Brings a key in from its backup. */
export function ImportKeyDialog({ onClose, keys, onKey }: KeyDialogProps) {
  const [name, setName] = useState(useOwnName());
  const [text, setText] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState("");
  const bringIn = async (signal: AbortSignal) => {
    const wrong = lengthProblem(name);
    if (wrong !== "") return setProblem(wrong);
    const key = await keyOfBackup(text, name.trim(), passphrase);
    if (signal.aborted) return;
    if (!key.ok) return setProblem(key.reason);
    if (!keys.put(key.value)) return setProblem(noRoom);
    onKey(key.value);
  };
  return (
    <FormDialog
      title="Bring a key in"
      submit="Bring it in"
      under_way={takesAMoment}
      problem={problem}
      onSubmit={bringIn}
      onClose={onClose}
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
    </FormDialog>
  );
}

interface ReplaceProps extends KeyDialogProps {
  held: HeldKey;
  /** What the open logbook knows of it. */
  record: KnownKey;
}

/** Makes a key in the place of another of this device: registered, and the old one revoked. */
export function ReplaceHeldDialog({ held, record, keys, onKey, onClose }: ReplaceProps) {
  const app = useApp();
  const { logbook, clock, toasts } = app;
  const [passphrase, setPassphrase] = useState(noPassphrase);
  const [problem, setProblem] = useState("");
  const replace = async (signal: AbortSignal) => {
    const wrong = passphraseWrong(passphrase);
    setProblem(wrong);
    if (wrong !== "") return;
    const { backup, public_key } = await makeKey(held.name, passphrase.text);
    if (signal.aborted) return;
    const made = { ...held, backup, public_key, is_backed_up: false };
    const reading = readPublicKey(public_key);
    if (!reading.ok) return setProblem(reading.reason);
    const now = clock.now();
    const replaced = replacement(logbook, record, reading.key, now);
    if (!replaced.ok) return setProblem(replaced.reason);
    // The key first: one that a logbook knows and nobody holds could sign nothing.
    if (!keys.put(made)) return setProblem(noRoom);
    const refusal = await saveChecked(app, replaced.value);
    if (refusal !== undefined) return setProblem(`Not kept: ${refusal.message}`);
    keys.put({ ...held, retired_at: now });
    toasts.show("Key replaced");
    onKey(made);
  };
  return (
    <FormDialog
      title="Replace this key"
      submit="Replace the key"
      under_way={takesAMoment}
      problem={problem}
      onSubmit={replace}
      onClose={onClose}
    >
      <p>
        A new key is made on this device, sealed under a passphrase of its own, and registered in
        your logbook. The old one is revoked from now on, as replaced: it signs nothing more.
      </p>
      <EarlierSignatures record={record} from={clock.now()} />
      <p class="soft small">
        Logbooks of others that know the old key go on taking it until their owners replace or
        revoke it there. When somebody else may have had it, revoke it from that day instead.
      </p>
      <NewPassphrase chosen={passphrase} onChange={setPassphrase} />
    </FormDialog>
  );
}
