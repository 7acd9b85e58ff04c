/** What is done with the public keys that a logbook knows: registered, revoked, replaced. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { isDay } from "../../../shared/validate.ts";
import { useApp } from "../../app_context.ts";
import { keyDocument, type KnownKey, replacement, revokedKey } from "../../models/key_records.ts";
import { saveChecked } from "../../models/save_checked.ts";
import { FormDialog } from "../../ui/form_dialog.tsx";
import { InputField, SelectField } from "../../ui/input_field.tsx";
import { EarlierSignatures, PublicKeyInput, typedKey } from "./key_inputs.tsx";

interface DialogProps {
  onClose: () => void;
}

interface KnownKeyProps extends DialogProps {
  record: KnownKey;
}

/** Registers somebody's public key, so that what it signs can be checked. */
export function RegisterKeyDialog({ onClose }: DialogProps) {
  const app = useApp();
  const { logbook, clock, toasts } = app;
  const people = logbook.all("person");
  const [person_id, setPerson] = useState(people.length === 0 ? "" : uuidOf(people[0]!._id));
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const register = async () => {
    const key = typedKey(text);
    if (typeof key === "string") return setProblem(key);
    const refusal = await saveChecked(app, [keyDocument(key, person_id, clock.now())]);
    if (refusal === undefined) {
      toasts.show("Key registered");
      return onClose();
    }
    const isKnown = refusal.error === "conflict";
    setProblem(isKnown ? "This key is in the logbook already." : `Not kept: ${refusal.message}`);
  };
  return (
    <FormDialog
      title="Register a public key"
      submit="Register"
      problem={problem}
      onSubmit={register}
      onClose={onClose}
    >
      <SelectField
        label="Whose key"
        value={person_id}
        options={people.map((person) => [uuidOf(person._id), person.display_name])}
        onPick={setPerson}
      />
      <PublicKeyInput label="Public key" text={text} onText={setText} />
    </FormDialog>
  );
}

/** Revokes a key from a moment on; what it signed before stays valid and says so. */
export function RevokeKeyDialog({ record, onClose }: KnownKeyProps) {
  const app = useApp();
  const { clock, toasts } = app;
  const [day, setDay] = useState(clock.today());
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const from = day === clock.today() ? clock.now() : `${day}T00:00:00Z`;
  const revoke = async () => {
    if (reason.trim() === "") return setProblem("Say why: whoever checks a signature reads it.");
    if (!isDay(day) || day > clock.today()) return setProblem("Give a day that is not to come.");
    const refusal = await saveChecked(app, [revokedKey(record, from, reason.trim())]);
    if (refusal !== undefined) return setProblem(`Not kept: ${refusal.message}`);
    toasts.show("Key revoked");
    onClose();
  };
  return (
    <FormDialog
      title="Revoke this key"
      submit="Revoke"
      problem={problem}
      onSubmit={revoke}
      onClose={onClose}
    >
      <p>Nothing that it signs from that day on counts.</p>
      {day !== "" && <EarlierSignatures record={record} from={from} />}
      <InputField label="From" type="date" value={day} onText={setDay} />
      <InputField label="Why" value={reason} onText={setReason} />
    </FormDialog>
  );
}

/** Registers a key that was made elsewhere in the place of another, which is revoked. */
export function ReplaceKnownDialog({ record, onClose }: KnownKeyProps) {
  const app = useApp();
  const { logbook, clock, toasts } = app;
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const name = logbook.nameOf("person", record.person_id);
  const replace = async () => {
    const key = typedKey(text);
    if (typeof key === "string") return setProblem(key);
    const replaced = replacement(logbook, record, key, clock.now());
    if (!replaced.ok) return setProblem(replaced.reason);
    const refusal = await saveChecked(app, replaced.value);
    if (refusal !== undefined) return setProblem(`Not kept: ${refusal.message}`);
    toasts.show("Key replaced");
    onClose();
  };
  return (
    <FormDialog
      title={`Replace the key of ${name}`}
      submit="Replace the key"
      problem={problem}
      onSubmit={replace}
      onClose={onClose}
    >
      <p>
        The new key is registered for {name}. The old one is revoked from now on, as replaced:
        nothing more that it signs counts.
      </p>
      <EarlierSignatures record={record} from={clock.now()} />
      <PublicKeyInput label="The new public key" text={text} onText={setText} />
    </FormDialog>
  );
}
