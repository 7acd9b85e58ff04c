/** Signing keys: those that this device holds, and those that this logbook knows. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import type { RecordOfKind } from "../../../shared/kinds/kinds.ts";
import { publicKeyId } from "../../../shared/signatures/accept_answer.ts";
import { readPublicKey } from "../../../shared/signatures/public_keys.ts";
import { useApp } from "../../app_context.ts";
import { ownerOf } from "../../models/signing.ts";
import type { HeldKey } from "../../models/signing_keys.ts";
import type { DocumentToSave } from "../../store/messages.ts";
import { formatMoment } from "../../ui/moments.ts";
import { Icon } from "../../ui/icon.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import {
  ImportKeyDialog,
  MakeKeyDialog,
  RegisterKeyDialog,
  RevokeKeyDialog,
} from "./key_dialogs.tsx";
import { useSigningKeys } from "./use_signing_keys.ts";

type PublicKey = RecordOfKind<"public_key"> & { _rev: string };

/** Writes the public half of one's own key into one's own logbook, once. */
function useRegisterOwn() {
  const { logbook, clock, may_write, logbooks } = useApp();
  return (public_key: string) => {
    const owner = ownerOf(logbook);
    const reading = readPublicKey(public_key);
    const isOwn = may_write && logbooks.opened()?.grant === null;
    if (!isOwn || owner === undefined || !reading.ok) return;
    const { bytes: _, ...fields } = reading.key;
    const _id = publicKeyId(fields.key_fingerprint);
    if (logbook.record(_id) !== undefined) return;
    const document = {
      _id,
      ...fields,
      person_id: uuidOf(owner._id),
      registered_at: clock.now(),
    };
    void logbook.save([document as DocumentToSave]);
  };
}

function HeldKeys({ keys }: { keys: readonly HeldKey[] }) {
  if (keys.length === 0)
    return (
      <p class="soft">
        None yet. An instructor signs with a key that only they hold; pilots need none to be signed
        for.
      </p>
    );
  return (
    <ul class="rows">
      {keys.map(({ backup, name, public_key, is_backed_up }) => (
        <li key={public_key}>
          <a class="row" href={`#/keys/${public_key}`}>
            <span>
              <span class="row_title">{name}</span>
              <span class="row_more">{backup.key_fingerprint}</span>
              {!is_backed_up && <Status tone="wait">No backup yet</Status>}
            </span>
            <Icon name="forward" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function KnownKey({ record, onRevoke }: { record: PublicKey; onRevoke: () => void }) {
  const { logbook, may_write } = useApp();
  return (
    <li class="row">
      <span>
        <span class="row_title">{logbook.nameOf("person", record.person_id)}</span>
        <span class="row_more">{record.key_fingerprint}</span>
        {record.revoked_at !== null && (
          <span class="row_more">
            <Status tone="bad">Revoked</Status> {formatMoment(record.revoked_at)}:{" "}
            {record.revocation_reason}
          </span>
        )}
      </span>
      {may_write && record.revoked_at === null && (
        <button type="button" class="button" onClick={onRevoke}>
          Revoke
        </button>
      )}
    </li>
  );
}

type Asking = "make" | "import" | "register" | PublicKey | undefined;

/** Every key there is, and what can be done with them. */
export function Keys() {
  const { logbook, router, may_write } = useApp();
  const keys = useSigningKeys();
  const registerOwn = useRegisterOwn();
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const known = logbook.all("public_key");
  const keepKey = (key: HeldKey) => {
    if (!keys.put(key)) return "This browser keeps nothing for this app: free some space first.";
    registerOwn(key.public_key);
    close();
    router.go(`/keys/${key.public_key}`);
    return "";
  };
  return (
    <Page title="Signing keys" onBack={() => router.back("/more")}>
      <Section title="On this device">
        <HeldKeys keys={keys.all.value} />
        <div class="buttons after">
          <button type="button" class="button primary" onClick={() => setAsking("make")}>
            Make a key
          </button>
          <button type="button" class="button" onClick={() => setAsking("import")}>
            Bring one in
          </button>
        </div>
      </Section>
      <Section title="Known to this logbook">
        <ul class="rows">
          {known.map((record) => (
            <KnownKey key={record._id} record={record} onRevoke={() => setAsking(record)} />
          ))}
        </ul>
        {known.length === 0 && (
          <p class="soft">Keys of those who signed come in with their first signature.</p>
        )}
        {may_write && (
          <div class="buttons after">
            <button type="button" class="button" onClick={() => setAsking("register")}>
              Register a public key
            </button>
          </div>
        )}
      </Section>
      {asking === "make" && <MakeKeyDialog onClose={close} onKey={keepKey} />}
      {asking === "import" && <ImportKeyDialog onClose={close} onKey={keepKey} />}
      {asking === "register" && <RegisterKeyDialog onClose={close} />}
      {typeof asking === "object" && <RevokeKeyDialog record={asking} onClose={close} />}
    </Page>
  );
}
