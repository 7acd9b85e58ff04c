/** A signature that was made here, on its way back to the pilot. */
import { useMemo } from "preact/hooks";
import type { SignAnswer, SignRequest } from "../../../shared/signatures/sign_request.ts";
import { useApp } from "../../app_context.ts";
import {
  answers,
  type KeptAnswer,
  openSignedAnswers,
  type SignedAnswers,
} from "../../models/signed_answers.ts";
import { purposeWords } from "../../models/signing.ts";
import { formatMoment } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { ShowPayload } from "./show_payload.tsx";

/** The signatures that this device keeps until their pilots have them. */
export function useSignedAnswers(): SignedAnswers {
  const { shelf } = useApp();
  return useMemo(() => openSignedAnswers(shelf), [shelf]);
}

/** A signature that was made: by account it is there already, else by what is shown here. */
export interface Made {
  answer: SignAnswer;
  is_sent: boolean;
  /** Whether it lies on this device until it is put away. */
  is_kept: boolean;
}

interface SignedProps extends Made {
  /** The pilot has it. */
  onPutAway: () => void;
}

/** What was signed, to be handed over. */
export function Signed({ answer, is_sent, is_kept, onPutAway }: SignedProps) {
  return (
    <div class="stack">
      {is_sent ? (
        <p class="lead">
          <Status tone="good">Signed and sent</Status> It goes into the pilot’s logbook by itself.
        </p>
      ) : (
        <>
          <p class="lead">
            <Status tone="good">Signed</Status> Hold this up to the pilot’s device, which reads it.
          </p>
          <ShowPayload value={answer} what="The signature" file_name="signature.json" />
          <p class={is_kept ? "soft" : "notice bad"}>
            {is_kept
              ? "It is kept on this device, under More, Sign for a student, until you put it away."
              : "This device has no room to keep it: do not leave this page before the pilot has it."}
          </p>
          <div class="buttons">
            <button type="button" class="button" onClick={onPutAway}>
              The pilot has it
            </button>
          </div>
        </>
      )}
      <p class="soft small">
        What you signed is in the pilot’s logbook only. Instructors keep records of their own of
        endorsements and recommendations for three years, 14 CFR 61.189.
      </p>
    </div>
  );
}

interface KeptProps {
  kept: SignedAnswers;
  onShow: (answer: SignAnswer) => void;
}

function moreOf({ answer: { signature } }: KeptAnswer): string {
  return `${purposeWords(signature.signature_purpose)}, signed ${formatMoment(signature.signed_at)}`;
}

/** What was signed here and not put away. Nothing where there is none. */
export function NotHandedOver({ kept, onShow }: KeptProps) {
  if (kept.all.value.length === 0) return null;
  return (
    <Section title="Signed, until the pilot has it">
      <ul class="rows">
        {kept.all.value.map((one) => (
          <li key={one.answer.signature.canonical_data_hash} class="stack after">
            <span>
              <span class="row_title block">{one.title}</span>
              <span class="row_more">{moreOf(one)}</span>
            </span>
            <span class="buttons">
              <button type="button" class="button" onClick={() => onShow(one.answer)}>
                Show it again
              </button>
              <button type="button" class="button" onClick={() => kept.putAway(one.answer)}>
                The pilot has it
              </button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Says that what is asked for was signed here already, and shows that again. */
export function SignedBefore({ kept, onShow, request }: KeptProps & { request: SignRequest }) {
  const before = kept.all.value.find(({ answer }) => answers(answer, request));
  if (before === undefined) return null;
  return (
    <div class="notice">
      <p>You signed this entry here already: {moreOf(before)}.</p>
      <button type="button" class="button" onClick={() => onShow(before.answer)}>
        Show it again
      </button>
    </div>
  );
}
