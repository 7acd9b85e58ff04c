import { useState } from "preact/hooks";
import { limits } from "../../shared/limits.ts";
import type { Device } from "../app_context.ts";
import { openAccounts, type Account } from "../models/accounts.ts";
import { useDevice } from "../device_context.ts";
import { InputField } from "../ui/input_field.tsx";

interface AccountFormProps {
  isNew: boolean;
  display_name: string;
  email?: string;
  /** The logbook that a new account is for: the one on this device, so that nothing is renamed. */
  logbook_id?: string;
  onAccount: (account: Account) => void;
}

/** Asks the ledger for a new account, or to be let in. */
async function ask(device: Device, isNew: boolean, said: Said, logbook_id: string | undefined) {
  const { email, password, display_name } = said;
  const accounts = openAccounts(device);
  if (!isNew) return accounts.signIn({ email, password });
  const name = display_name.trim() === "" ? {} : { display_name: display_name.trim() };
  const logbook = logbook_id === undefined ? {} : { logbook_id };
  return accounts.signUp({ email, password, ...name, ...logbook });
}

interface Said {
  email: string;
  password: string;
  display_name: string;
}

/** Email and password, for a new account or an old one. What is wrong is said in words. */
export function AccountForm(props: AccountFormProps) {
  const { isNew, logbook_id, onAccount } = props;
  const device = useDevice();
  const [said, setSaid] = useState<Said>({
    email: props.email ?? "",
    password: "",
    display_name: props.display_name,
  });
  const [problem, setProblem] = useState("");
  const [asking, setAsking] = useState(false);
  // A password manager fills all of it in at once, before the form is drawn again.
  const set = (part: Partial<Said>) => setSaid((now) => ({ ...now, ...part }));
  const submit = async () => {
    setAsking(true);
    const answer = await ask(device, isNew, { ...said, email: said.email.trim() }, logbook_id);
    setAsking(false);
    if (answer.ok) onAccount(answer.account);
    else setProblem(answer.message);
  };
  return (
    <form
      class="account_form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isNew && (
        <InputField
          label="Your name"
          autocomplete="name"
          value={said.display_name}
          onText={(display_name) => set({ display_name })}
        />
      )}
      <InputField
        label="Email"
        type="email"
        autocomplete="username"
        value={said.email}
        onText={(email) => set({ email })}
      />
      <InputField
        label="Password"
        type="password"
        autocomplete={isNew ? "new-password" : "current-password"}
        value={said.password}
        {...(isNew ? { hint: `At least ${limits.password_characters_min} characters` } : {})}
        onText={(password) => set({ password })}
      />
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="button primary large" disabled={asking}>
        {isNew ? "Create account" : "Sign in"}
      </button>
    </form>
  );
}
