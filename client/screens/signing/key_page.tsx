import { hexToBytes } from "@noble/hashes/utils.js";
import { useState } from "preact/hooks";
import { fingerprintWords, sshWireKey } from "../../../shared/signatures/public_keys.ts";
import { toBase64 } from "../../../shared/signatures/wire.ts";
import { useApp } from "../../app_context.ts";
import { isInUse, knownKey } from "../../models/key_records.ts";
import type { HeldKey } from "../../models/signing_keys.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatMoment } from "../../ui/moments.ts";
import { Page, Section } from "../../ui/page.tsx";
import { saveFile } from "../../ui/save_file.ts";
import { Status } from "../../ui/status.tsx";
import { QrPicture } from "./qr_picture.tsx";
import { ReplaceHeldDialog } from "./key_dialogs.tsx";
import { useOwnLogbook, useSigningKeys } from "./use_signing_keys.ts";

interface RemoveProps {
  held: HeldKey;
  onRemove: () => void;
  onClose: () => void;
}

function RemoveDialog({ held, onRemove, onClose }: RemoveProps) {
  return (
    <Dialog title="Remove this key from the device?" onClose={onClose}>
      <p>
        {held.is_backed_up
          ? "Its backup and the passphrase bring it back. What it signed stays valid."
          : "There is no backup: the key would be gone for good. Save a backup first."}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="button danger"
          disabled={!held.is_backed_up}
          onClick={onRemove}
        >
          Remove it
        </button>
        <button type="button" class="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}

function Fingerprint({ held }: { held: HeldKey }) {
  const bytes = hexToBytes(held.public_key);
  const line = `ssh-ed25519 ${toBase64(sshWireKey(bytes))}`;
  return (
    <Section title="Fingerprint">
      <p class="public_line">{held.backup.key_fingerprint}</p>
      <ol class="fingerprint_words" aria-label="Fingerprint in words">
        {fingerprintWords(bytes)
          .split(" ")
          .map((word, i) => (
            <li key={i}>{word}</li>
          ))}
      </ol>
      <p class="soft small">
        Read the words to whoever registers your key: theirs must be the same. The code holds the
        public key, which may be seen by anybody.
      </p>
      <div class="qr_box">
        <QrPicture text={line} label="Public key" />
      </div>
      <p class="soft small public_line">{line}</p>
    </Section>
  );
}

/** How a key of this device stands: in use and backed up or not, or replaced, or revoked. */
function Standing({ held }: { held: HeldKey }) {
  const { logbook } = useApp();
  const record = knownKey(logbook, held.backup.key_fingerprint);
  const ended_at = record?.revoked_at ?? held.retired_at;
  return (
    <p class="lead">
      {ended_at !== null ? (
        <>
          <Status tone="bad">Signs no more</Status> Since {formatMoment(ended_at)}.{" "}
          {record?.revocation_reason} What it signed before stays valid.
        </>
      ) : held.is_backed_up ? (
        <Status tone="good">Backed up</Status>
      ) : (
        <Status tone="wait">No backup yet: losing this device would lose the key</Status>
      )}
    </p>
  );
}

/** One key of this device: how to recognise it, its backup, what replaces it, its end. */
export function KeyPage({ public_key }: { public_key: string }) {
  const { router, logbook } = useApp();
  const keys = useSigningKeys();
  const isOwn = useOwnLogbook();
  const [asking, setAsking] = useState<"remove" | "replace" | undefined>();
  const close = () => setAsking(undefined);
  const held = keys.all.value.find((key) => key.public_key === public_key);
  const back = () => router.back("/keys");
  if (held === undefined)
    return (
      <Page title="Signing key" onBack={back}>
        <p>This device does not hold this key.</p>
      </Page>
    );
  const { key_fingerprint } = held.backup;
  const inUse = isInUse(logbook, held);
  const record = isOwn ? knownKey(logbook, key_fingerprint) : undefined;
  const saveBackup = () => {
    const name = key_fingerprint.slice(7, 15).replaceAll(/[^A-Za-z0-9]/g, "");
    saveFile(`offblock_key_${name}.json`, `${JSON.stringify(held.backup, null, 2)}\n`);
    keys.put({ ...held, is_backed_up: true });
  };
  return (
    <Page title={held.name} onBack={back}>
      <Standing held={held} />
      <div class="buttons after">
        <button
          type="button"
          class={held.is_backed_up ? "button" : "button primary"}
          onClick={saveBackup}
        >
          Save a backup
        </button>
        {inUse && (
          <a class="button" href="#/sign">
            Sign for a student
          </a>
        )}
        {inUse && record !== undefined && (
          <button type="button" class="button" onClick={() => setAsking("replace")}>
            Replace this key
          </button>
        )}
      </div>
      <p class="soft small after">
        The backup is sealed under the same passphrase.
        {inUse && record === undefined && " The key is replaced in your own logbook: open that."}
      </p>
      <Fingerprint held={held} />
      <Section title="Remove">
        <button type="button" class="button danger" onClick={() => setAsking("remove")}>
          Remove it from this device
        </button>
      </Section>
      {asking === "replace" && record !== undefined && (
        <ReplaceHeldDialog
          held={held}
          record={record}
          keys={keys}
          onClose={close}
          onKey={(key) => {
            close();
            router.replace(`/keys/${key.public_key}`);
          }}
        />
      )}
      {asking === "remove" && (
        <RemoveDialog
          held={held}
          onClose={close}
          onRemove={() => {
            keys.forget(key_fingerprint);
            back();
          }}
        />
      )}
    </Page>
  );
}
