/** Signatures by account: the instructors whom one can ask, and what waits for one's own signature. */
import { useEffect, useState } from "preact/hooks";
import { kindOfTable } from "../../../shared/kinds/kinds.ts";
import type { SignRequest } from "../../../shared/signatures/sign_request.ts";
import { useApp } from "../../app_context.ts";
import { type GivenGrant, openGrants } from "../../models/grants.ts";
import {
  followRequests,
  type OpenRequest,
  openSignatureRequests,
} from "../../models/signature_requests.ts";
import { formatMoment } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { Problem } from "../../ui/input_field.tsx";

/** Whether the open logbook is one's own, with an account. */
function useOwnAccount(): boolean {
  const entry = useApp().logbooks.opened();
  return entry !== undefined && entry.account !== null && entry.grant === null;
}

/** Asks an instructor to whom the logbook is open. Nothing where there is none, or no network. */
export function AskByAccount({ request }: { request: SignRequest }) {
  const { network, sync } = useApp();
  const isOwn = useOwnAccount();
  const [instructors, setInstructors] = useState<readonly GivenGrant[]>([]);
  const [asked, setAsked] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!isOwn) return;
    void openGrants(network)
      .list()
      .then((answer) => {
        if (!answer.ok) return;
        const living = answer.value.given.filter(
          ({ role, book, is_living }) => role === "instructor" && book === "pilot" && is_living,
        );
        setInstructors(living);
      });
  }, [network, isOwn]);
  useEffect(() => setAsked([]), [request]);
  const ask = async ({ id }: GivenGrant) => {
    const answer = await openSignatureRequests(network).ask(id, request);
    setProblem(answer.ok ? "" : answer.message);
    if (!answer.ok) return;
    setAsked([...asked, id]);
    // From now on an answer is waited for.
    sync.nudge();
  };
  if (instructors.length === 0) return null;
  return (
    <Section title="Or ask by account">
      <p class="soft after">
        It shows in their app. What they sign comes back by itself, and locks the entry.
      </p>
      <Problem>{problem}</Problem>
      <ul class="rows">
        {instructors.map((grant) => {
          const name = grant.grantee.display_name || grant.grantee.email;
          return (
            <li key={grant.id} class="row">
              <span>
                <span class="row_title">{name}</span>
                <span class="row_more">{grant.grantee.email}</span>
              </span>
              {asked.includes(grant.id) ? (
                <Status tone="good">Asked</Status>
              ) : (
                <button type="button" class="button" onClick={() => void ask(grant)}>
                  Ask {name}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** What others have asked this account to sign. Nothing where nobody has, or there is no network. */
export function WaitingForMe({ onOpen }: { onOpen: (open: OpenRequest) => void }) {
  const { network, logbooks } = useApp();
  const hasAccount = (logbooks.opened()?.account ?? null) !== null;
  const [waiting, setWaiting] = useState<readonly OpenRequest[]>([]);
  useEffect(() => {
    let isOver = !hasAccount;
    if (!isOver)
      void followRequests(network, (open) => {
        if (!isOver) setWaiting(open.filter((one) => !one.is_mine && one.answer === null));
        return !isOver;
      });
    return () => {
      isOver = true;
    };
  }, [network, hasAccount]);
  const decline = async ({ id }: OpenRequest) => {
    await openSignatureRequests(network).settle(id, "declined");
    setWaiting(waiting.filter((one) => one.id !== id));
  };
  if (waiting.length === 0) return null;
  return (
    <Section title="Waiting for your signature">
      <ul class="rows">
        {waiting.map((one) => (
          <li key={one.id} class="stack after">
            <span>
              <span class="row_title block">
                {kindOfTable(one.request.entry_table)?.label} of {one.request.pilot}
              </span>
              <span class="row_more">
                Asked by {one.other_name}, {formatMoment(one.asked_at)}
              </span>
            </span>
            <span class="buttons">
              <button type="button" class="button primary" onClick={() => onOpen(one)}>
                Read and sign
              </button>
              <button type="button" class="button" onClick={() => void decline(one)}>
                Decline
              </button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
