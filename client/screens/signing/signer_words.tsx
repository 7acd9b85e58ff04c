import type { SignerSays } from "../../../shared/signatures/sign_request.ts";
import type { CertificateWords } from "../../models/signing_keys.ts";
import { lengthProblem } from "../../models/text_length.ts";
import { InputField } from "../../ui/input_field.tsx";

/** What signers say of themselves. Empty text: not said. */
export type SignersWords = CertificateWords & { name: string };

const wordsOf = (text: string) => (text.trim() === "" ? null : text.trim());

/** Why a signer's words will not do; 14 CFR 61.51(h)(2) names what an instructor writes. */
export function wordsProblem(key: SignersWords, purpose: string): string {
  if (key.name.trim() === "") return "Your name is missing.";
  const tooLong = lengthProblem(key.name) || lengthProblem(key.certificate_number);
  if (tooLong !== "") return tooLong;
  if (purpose !== "cfi_endorsement_signature") return "";
  if (key.certificate_number.trim() === "") return "Your certificate number is missing.";
  return key.certificate_expiration === "" && key.recent_experience_end === ""
    ? "Give the day your certificate expires, or the end of your recent experience."
    : "";
}

/** What they say, as it is signed. `signed_at`: UTC. */
export function saysOf(words: SignersWords, signed_at: string): SignerSays {
  return {
    name: words.name.trim(),
    certificate_number: wordsOf(words.certificate_number),
    certificate_expiration: wordsOf(words.certificate_expiration),
    recent_experience_end: wordsOf(words.recent_experience_end),
    signed_at,
  };
}

interface WordsProps {
  words: SignersWords;
  onChange: (part: Partial<SignersWords>) => void;
}

/** The lines in which signers say who they are. */
export function SignerWords({ words, onChange }: WordsProps) {
  return (
    <div class="form_grid">
      <InputField label="Your name" value={words.name} onText={(name) => onChange({ name })} />
      <InputField
        label="Certificate number"
        value={words.certificate_number}
        onText={(certificate_number) => onChange({ certificate_number })}
      />
      <InputField
        label="Certificate expires"
        type="date"
        value={words.certificate_expiration}
        onText={(certificate_expiration) => onChange({ certificate_expiration })}
      />
      <InputField
        label="Recent experience ends"
        type="date"
        hint="Instead of an expiration date, 14 CFR 61.51(h)(2), 61.197"
        value={words.recent_experience_end}
        onText={(recent_experience_end) => onChange({ recent_experience_end })}
      />
    </div>
  );
}
