/** Who may see this logbook, and whose logbooks this account may see. */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import {
  endOfDay,
  openGrants,
  type Book,
  type GivenGrant,
  type GrantLists,
  type GrantRole,
  type GrantWish,
  type ReceivedGrant,
} from "../models/grants.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FormDialog } from "../ui/form_dialog.tsx";
import { formatMoment, latest_day } from "../ui/moments.ts";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { InspectionLinkSection } from "./inspection_links.tsx";

const bookWords: Record<Book, string> = {
  pilot: "Pilot logbook",
  remote_pilot: "Remote pilot logbook",
  driver: "Driver logbook",
};

const roleWords: Record<GrantRole, string> = {
  viewer: "Viewer: may read it",
  instructor: "Instructor: may read it, and sign what they are shown",
  coordinator: "Coordinator: may read it, and write drone and driver books",
};

/** A grant's state, and until when. */
function GrantState({ grant }: { grant: GivenGrant | ReceivedGrant }) {
  if (grant.revoked_at !== null)
    return <Status tone="quiet">Ended {formatMoment(grant.revoked_at)}</Status>;
  if (!grant.is_living) return <Status tone="quiet">Ended {formatMoment(grant.ends_at!)}</Status>;
  return (
    <Status tone="good">
      {grant.ends_at === null ? "Open, no end" : `Open until ${formatMoment(grant.ends_at)}`}
    </Status>
  );
}

const roleName = (role: GrantRole) => roleWords[role].split(":")[0]!;

interface GivenProps {
  grants: readonly GivenGrant[];
  onEnd: (grant: GivenGrant) => void;
}

function Given({ grants, onEnd }: GivenProps) {
  if (grants.length === 0) return <p class="soft">Nobody but you.</p>;
  return (
    <ul class="rows after">
      {grants.map((grant) => (
        <li key={grant.id} class="row">
          <span>
            <span class="row_title">{grant.grantee.display_name || grant.grantee.email}</span>
            <span class="row_more">
              {grant.grantee.email} · {bookWords[grant.book]} · {roleName(grant.role)}
            </span>
            <GrantState grant={grant} />
          </span>
          {grant.is_living && (
            <button type="button" class="button" onClick={() => onEnd(grant)}>
              End
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Received({ grants }: { grants: readonly ReceivedGrant[] }) {
  const { logbooks, router } = useApp();
  const account = logbooks.opened()?.account ?? null;
  if (grants.length === 0) return <p class="soft">None.</p>;
  const open = (grant: ReceivedGrant) => {
    const { logbook } = grant;
    if (logbook === null || account === null) return;
    router.replace("/");
    logbooks.receive({ ...grant, logbook }, account);
  };
  return (
    <ul class="rows after">
      {grants.map((grant) => (
        <li key={grant.id} class="row">
          <span>
            <span class="row_title">{grant.owner.display_name || grant.owner.email}</span>
            <span class="row_more">
              {bookWords[grant.book]} · {roleName(grant.role)}
            </span>
            <GrantState grant={grant} />
            {grant.logbook === null && <span class="row_more">It has no entry yet.</span>}
          </span>
          {grant.is_living && grant.logbook !== null && (
            <button type="button" class="button" onClick={() => open(grant)}>
              Open
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface GiveDialogProps {
  onClose: () => void;
  onGiven: () => void;
}

function GiveDialog({ onClose, onGiven }: GiveDialogProps) {
  const { network, today } = useApp();
  const [wish, setWish] = useState<Omit<GrantWish, "ends_at">>({
    email: "",
    book: "pilot",
    role: "viewer",
  });
  const [last_day, setLastDay] = useState("");
  const [problem, setProblem] = useState("");
  const give = async () => {
    const ends_at = last_day === "" ? null : endOfDay(last_day);
    if (ends_at === undefined) return setProblem("The calendar has no such day.");
    const email = wish.email.trim();
    const answer = await openGrants(network).give({ ...wish, email, ends_at });
    if (answer.ok) onGiven();
    else setProblem(answer.message);
  };
  return (
    <FormDialog
      title="Let somebody see it"
      submit="Let them see it"
      problem={problem}
      onSubmit={give}
      onClose={onClose}
    >
      <label class="field">
        <span class="field_label">Email of their account</span>
        <input
          class="input"
          type="email"
          value={wish.email}
          onInput={(event) => setWish({ ...wish, email: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field_label">Book</span>
        <select
          class="input"
          value={wish.book}
          onChange={(event) => setWish({ ...wish, book: event.currentTarget.value as Book })}
        >
          {Object.entries(bookWords).map(([book, words]) => (
            <option key={book} value={book}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field_label">Role</span>
        <select
          class="input"
          value={wish.role}
          onChange={(event) => setWish({ ...wish, role: event.currentTarget.value as GrantRole })}
        >
          {Object.entries(roleWords).map(([role, words]) => (
            <option key={role} value={role}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field_label">Last day</span>
        <input
          class="input"
          type="date"
          min={today.value}
          max={latest_day}
          value={last_day}
          onInput={(event) => setLastDay(event.currentTarget.value)}
        />
        <span class="hint">Empty: until you end it.</span>
      </label>
    </FormDialog>
  );
}

interface EndDialogProps {
  grant: GivenGrant;
  onClose: () => void;
  onEnded: () => void;
}

function EndDialog({ grant, onClose, onEnded }: EndDialogProps) {
  const { network } = useApp();
  const [problem, setProblem] = useState("");
  const end = async () => {
    const answer = await openGrants(network).revoke(grant.id);
    if (answer.ok) onEnded();
    else setProblem(answer.message);
  };
  return (
    <Dialog title="End this access?" onClose={onClose}>
      <p>
        {grant.grantee.display_name || grant.grantee.email} receives nothing more from now on. Their
        device is told to remove what it has; what somebody has read or copied cannot be taken back.
      </p>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button danger" onClick={() => void end()}>
          End it
        </button>
        <button type="button" class="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}

/** Asks the ledger for the grants, again after each change. */
function useLists(problem: Signal<string>): [GrantLists | undefined, () => void] {
  const { network } = useApp();
  const lists = useSignal<GrantLists | undefined>(undefined);
  const asked = useRef(0);
  const read = () => {
    const mine = ++asked.current;
    const answering = openGrants(network).list();
    void answering.then((answer) => {
      // Two answers may come in another order than they were asked for.
      if (mine !== asked.current) return;
      problem.value = answer.ok ? "" : answer.message;
      if (answer.ok) lists.value = answer.value;
    });
  };
  useEffect(read, [network]);
  return [lists.value, read];
}

/** Grants: who may see this logbook, and which ones are open to this account. */
export function Grants() {
  const { logbooks, router, toasts } = useApp();
  const problem = useSignal("");
  const [lists, read] = useLists(problem);
  const [giving, setGiving] = useState(false);
  const [ending, setEnding] = useState<GivenGrant | undefined>(undefined);
  const done = (words: string) => {
    setGiving(false);
    setEnding(undefined);
    toasts.show(words);
    read();
  };
  return (
    <Page title="Who may see it" onBack={() => router.back("/more")}>
      {logbooks.opened()?.account === null && (
        <p>
          This logbook lives on this device alone, so nobody else can see it.{" "}
          <a href="#/account">Sign up</a> to let an instructor or a coordinator read it.
        </p>
      )}
      {problem.value !== "" && (
        <p class="notice" role="alert">
          {problem.value}
        </p>
      )}
      {lists !== undefined && (
        <>
          <Section title="Open to others">
            <Given grants={lists.given} onEnd={setEnding} />
            <button type="button" class="button" onClick={() => setGiving(true)}>
              Let somebody see it
            </button>
          </Section>
          <InspectionLinkSection />
          <Section title="Open to you">
            <Received grants={lists.received} />
          </Section>
        </>
      )}
      {giving && (
        <GiveDialog
          onClose={() => setGiving(false)}
          onGiven={() => done("They can see it from now on")}
        />
      )}
      {ending !== undefined && (
        <EndDialog
          grant={ending}
          onClose={() => setEnding(undefined)}
          onEnded={() => done("The access has ended")}
        />
      )}
    </Page>
  );
}
