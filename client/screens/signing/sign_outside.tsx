import { useState } from "preact/hooks";
import { readPublicKey } from "../../../shared/signatures/public_keys.ts";
import {
  type ReadRequest,
  type SignAnswer,
  type SigningOutside,
  signOutside,
} from "../../../shared/signatures/sign_request.ts";
import { sshNamespace } from "../../../shared/signatures/ssh_signature.ts";
import { useApp } from "../../app_context.ts";
import { InputField, Problem } from "../../ui/input_field.tsx";
import { saveFile } from "../../ui/save_file.ts";
import { saysOf, SignerWords, type SignersWords, wordsProblem } from "./signer_words.tsx";

/** What the file that is signed is called. */
const file_name = "offblock_entry";

const nobody: SignersWords = {
  name: "",
  certificate_number: "",
  certificate_expiration: "",
  recent_experience_end: "",
};

interface OutsideProps {
  read: ReadRequest;
  onSigned: (answer: SignAnswer) => void;
}

/** Signing with a key that is not in the app: its bytes go out as a file, the signature comes back. */
export function SignOutside(props: OutsideProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>With a key outside the app, by ssh-keygen</summary>
      {open && <Steps {...props} />}
    </details>
  );
}

function Steps({ read, onSigned }: OutsideProps) {
  const { clock } = useApp();
  const [line, setLine] = useState("");
  const [words, setWords] = useState(nobody);
  const [prepared, setPrepared] = useState<SigningOutside | undefined>();
  const [problem, setProblem] = useState("");
  const prepare = () => {
    setPrepared(undefined);
    const key = readPublicKey(line);
    if (!key.ok) return setProblem(key.reason);
    const wrong = wordsProblem(words, read.request.purpose);
    setProblem(wrong);
    if (wrong !== "") return;
    const outside = signOutside(read, saysOf(words, clock.now()), key.key);
    saveFile(file_name, [outside.bytes], "application/octet-stream");
    setPrepared(outside);
  };
  const take = async (file: File) => {
    const answer = prepared!.answerWith(await file.text());
    if (answer.ok) onSigned(answer.value);
    else setProblem(answer.reason);
  };
  return (
    <div class="fold_body stack">
      <InputField
        label="Your public key"
        hint="The line of the .pub file of an Ed25519 key"
        value={line}
        onText={setLine}
      />
      <SignerWords words={words} onChange={(part) => setWords((now) => ({ ...now, ...part }))} />
      <Problem>{problem}</Problem>
      <div class="buttons">
        <button type="button" class="button" onClick={prepare}>
          Save what is to be signed
        </button>
      </div>
      {prepared !== undefined && (
        <>
          <p>Sign the file that was saved, and choose the {file_name}.sig that comes of it:</p>
          <p class="pre">
            ssh-keygen -Y sign -n {sshNamespace} -f ~/.ssh/id_ed25519 {file_name}
          </p>
          <label class="button file_button">
            Choose {file_name}.sig
            <input
              type="file"
              class="visually_hidden"
              accept=".sig"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                event.currentTarget.value = "";
                if (file !== undefined) void take(file);
              }}
            />
          </label>
        </>
      )}
    </div>
  );
}
