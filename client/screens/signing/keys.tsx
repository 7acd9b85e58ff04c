/** Signing keys: those that this device holds, and those that this logbook knows. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { readPublicKey } from "../../../shared/signatures/public_keys.ts";
import { useApp } from "../../app_context.ts";
import { isInUse, keyDocument, type KnownKey, knownKey } from "../../models/key_records.ts";
import { ownerOf } from "../../models/signing.ts";
import type { HeldKey } from "../../models/signing_keys.ts";
import { formatMoment } from "../../ui/moments.ts";
import { LinkRow } from "../../ui/link_row.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { ImportKeyDialog, MakeKeyDialog } from "./key_dialogs.tsx";
import { RegisterKeyDialog, ReplaceKnownDialog, RevokeKeyDialog } from "./known_key_dialogs.tsx";
import { useOwnLogbook, useSigningKeys } from "./use_signing_keys.ts";

/** Writes the public half of one's own key into one's own logbook, once. */
function useRegisterOwn() {
  const { logbook, clock } = useApp();
  const isOwn = useOwnLogbook();
  return (public_key: string) => {
    const owner = ownerOf(logbook);
    const reading = readPublicKey(public_key);
    if (!isOwn || owner === undefined || !reading.ok) return;
    if (knownKey(logbook, reading.key.key_fingerprint) !== undefined) return;
    void logbook.save([keyDocument(reading.key, uuidOf(owner._id), clock.now())]);
  };
}

function HeldKeys({ keys }: { keys: readonly HeldKey[] }) {
  const { logbook } = useApp();
  if (keys.length === 0)
    return (
      <p class="soft">
        None yet. An instructor signs with a key that only they hold; pilots need none to be signed
        for.
      </p>
    );
  return (
    <ul class="rows">
      {keys.map((key) => (
        <LinkRow
          key={key.public_key}
          href={`#/keys/${key.public_key}`}
          title={key.name}
          more={key.backup.key_fingerprint}
          end={
            isInUse(logbook, key) ? (
              !key.is_backed_up && <Status tone="wait">No backup yet</Status>
            ) : (
              <Status tone="bad">Signs no more</Status>
            )
          }
        />
      ))}
    </ul>
  );
}

interface KnownRowProps {
  record: KnownKey;
  /** Whether this device holds it: then its own page replaces it. */
  is_held: boolean;
  onAsk: (asking: Asking) => void;
}

function KnownRow({ record, is_held, onAsk }: KnownRowProps) {
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
        <span class="buttons">
          {!is_held && (
            <button type="button" class="button" onClick={() => onAsk({ replace: record })}>
              Replace
            </button>
          )}
          <button type="button" class="button" onClick={() => onAsk({ revoke: record })}>
            Revoke
          </button>
        </span>
      )}
    </li>
  );
}

type Asking = "make" | "import" | "register" | { replace: KnownKey } | { revoke: KnownKey };

/** Every key there is, and what can be done with them. */
export function Keys() {
  const { logbook, router, may_write } = useApp();
  const keys = useSigningKeys();
  const registerOwn = useRegisterOwn();
  const [asking, setAsking] = useState<Asking | undefined>();
  const close = () => setAsking(undefined);
  const known = logbook.all("public_key");
  const held = new Set(keys.all.value.map(({ backup }) => backup.key_fingerprint));
  const open = (key: HeldKey) => {
    registerOwn(key.public_key);
    close();
    router.go(`/keys/${key.public_key}`);
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
            <KnownRow
              key={record._id}
              record={record}
              is_held={held.has(record.key_fingerprint)}
              onAsk={setAsking}
            />
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
      {asking === "make" && <MakeKeyDialog keys={keys} onClose={close} onKey={open} />}
      {asking === "import" && <ImportKeyDialog keys={keys} onClose={close} onKey={open} />}
      {asking === "register" && <RegisterKeyDialog onClose={close} />}
      {typeof asking === "object" && "revoke" in asking && (
        <RevokeKeyDialog record={asking.revoke} onClose={close} />
      )}
      {typeof asking === "object" && "replace" in asking && (
        <ReplaceKnownDialog record={asking.replace} onClose={close} />
      )}
    </Page>
  );
}
