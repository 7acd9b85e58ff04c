import type { ComponentChildren } from "preact";
import {
  type Verdict,
  verdicts,
  whatItDoesNotProve,
} from "../../shared/signatures/check_signature.ts";
import { useApp } from "../app_context.ts";
import { signaturesOf } from "../models/locks.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { purposeWords, signableTable, verdictOf } from "../models/signing.ts";
import { formatDay, formatMoment } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { Status, type Tone } from "../ui/status.tsx";

type Signature = ReturnType<typeof signaturesOf>[number];

/** How each verdict looks. */
export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  VALID: "good",
  HASH_MISMATCH: "bad",
  SIGNATURE_INVALID: "bad",
  KEY_REVOKED: "bad",
  KEY_UNKNOWN: "wait",
};

/** A signer's certificate in words, 14 CFR 61.51(h)(2). */
function certificateWords(signature: Signature): string {
  const { signer_certificate_number, signer_certificate_expiration } = signature;
  const { signer_recent_experience_end } = signature;
  return [
    signer_certificate_number && `certificate ${signer_certificate_number}`,
    signer_certificate_expiration && `expires ${formatDay(signer_certificate_expiration)}`,
    signer_recent_experience_end &&
      `recent experience ends ${formatDay(signer_recent_experience_end)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

interface SignatureLineProps {
  signature: Signature;
  /** What it is over, where that is not plain. */
  children?: ComponentChildren;
}

/** One signature: its verdict and why, who signed as what, and with which certificate. */
export function SignatureLine({ signature, children }: SignatureLineProps) {
  const { logbook } = useApp();
  const check = verdictOf(logbook, signature);
  const words = certificateWords(signature);
  return (
    <li class="signature">
      <Status tone={verdictTones[check.verdict]}>{check.verdict}</Status>
      {children !== undefined && <span class="row_title block">{children}</span>}
      <span class="row_title block">
        by {logbook.nameOf("person", signature.signer_person_id)},{" "}
        {formatMoment(signature.signed_at)}
      </span>
      <span class="row_more">
        {purposeWords(signature.signature_purpose)}
        {words !== "" && `: ${words}`}
      </span>
      <span class="row_more">
        {check.verdict === "VALID" ? check.why : `${verdicts[check.verdict]} ${check.why}`}
      </span>
      {check.notes.map((note) => (
        <span key={note} class="row_more">
          {note}
        </span>
      ))}
    </li>
  );
}

/** The signatures over a record, each checked here and now; and the ways to get one. */
export function Signatures({ record }: { record: AnyRecord }) {
  const { logbook, logbooks, may_write } = useApp();
  const isInstructor = logbooks.opened()?.grant?.role === "instructor";
  if (signableTable(record) === undefined) return null;
  const signatures = signaturesOf(logbook, record);
  const [kind, uuid] = record._id.split(":");
  const own = kind === "book_report" ? "attest" : "acknowledge";
  return (
    <Section title="Signatures">
      <ul class="record_lines">
        {signatures.map((signature) => (
          <SignatureLine key={signature._id} signature={signature} />
        ))}
      </ul>
      {signatures.length > 0 && (
        <details class="fold more_rows">
          <summary>What a signature does not prove</summary>
          <p class="soft">{whatItDoesNotProve}</p>
        </details>
      )}
      {signatures.length > 0 && <p class="on_paper small after">{whatItDoesNotProve}</p>}
      {may_write && (
        <div class="buttons after">
          <a class="button" href={`#/sign/ask/${kind}/${uuid}`}>
            Ask for a signature
          </a>
          <a class="button plain" href={`#/sign/own/${kind}/${uuid}/${own}`}>
            {own === "attest" ? "Attest with your key" : "Acknowledge with your key"}
          </a>
        </div>
      )}
      {isInstructor && (
        <div class="buttons after">
          <a class="button" href={`#/sign/granted/${kind}/${uuid}`}>
            Sign this entry
          </a>
        </div>
      )}
    </Section>
  );
}
