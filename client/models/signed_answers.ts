/**
 * What was signed here for somebody else's logbook, until its pilot has it: a signature cannot be
 * made again as it was, and whoever made it may be gone. With no network nobody tells when it has
 * arrived, so the signer says so.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { kindOfTable } from "../../shared/kinds/kinds.ts";
import { limits } from "../../shared/limits.ts";
import type { SignAnswer, SignRequest } from "../../shared/signatures/sign_request.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** A signature on its way back. */
export interface KeptAnswer {
  /** What it is over, in words: `Flight of Amelia Vaughn`. */
  title: string;
  answer: SignAnswer;
}

/** The signatures of this device that are on their way back. */
export interface SignedAnswers {
  /** The newest first. */
  all: ReadonlySignal<readonly KeptAnswer[]>;
  /** Keeps what answers a request; false when the device has no room, or keeps as many as it may. */
  put(request: SignRequest, answer: SignAnswer): boolean;
  putAway(answer: SignAnswer): void;
}

const shelfKey = "offblock.signed_answers";

const idOf = ({ signature }: SignAnswer) => signature.canonical_data_hash;

/** Whether an answer is to a request, as far as the entry goes and as what it is signed. */
export function answers({ signature }: SignAnswer, request: SignRequest): boolean {
  return (
    signature.entry_id === request.entry_id &&
    signature.signature_purpose === request.purpose &&
    signature.signed_for_person_id === request.signed_for_person_id
  );
}

/** Reads what this device keeps. */
export function openSignedAnswers(shelf: Shelf): SignedAnswers {
  const kept = () => readKept<KeptAnswer[]>(shelf, shelfKey) ?? [];
  const all = signal<readonly KeptAnswer[]>(kept());
  const write = (some: readonly KeptAnswer[]) => {
    const isKept = keep(shelf, shelfKey, some);
    if (isKept) all.value = some;
    return isKept;
  };
  // Read anew: another tab may have signed since.
  const others = (answer: SignAnswer) => kept().filter((one) => idOf(one.answer) !== idOf(answer));
  return {
    all,
    put(request, answer) {
      const title = `${kindOfTable(request.entry_table)!.label} of ${request.pilot}`;
      const before = others(answer);
      return before.length < limits.signed_answers_kept && write([{ title, answer }, ...before]);
    },
    putAway: (answer) => void write(others(answer)),
  };
}
