import { hexToBytes } from "@noble/hashes/utils.js";
import { useState } from "preact/hooks";
import { fingerprintWords, sshWireKey } from "../../../shared/signatures/public_keys.ts";
import { toBase64 } from "../../../shared/signatures/wire.ts";
import { useApp } from "../../app_context.ts";
import type { HeldKey } from "../../models/signing_keys.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { saveFile } from "../../ui/save_file.ts";
import { Status } from "../../ui/status.tsx";
import { QrPicture } from "./qr_picture.tsx";
import { useSigningKeys } from "./use_signing_keys.ts";

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
      <p class="pre">{held.backup.key_fingerprint}</p>
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

/** One key of this device: how to recognise it, its backup, its end. */
export function KeyPage({ public_key }: { public_key: string }) {
  const { router } = useApp();
  const keys = useSigningKeys();
  const [removing, setRemoving] = useState(false);
  const held = keys.all.value.find((key) => key.public_key === public_key);
  const back = () => router.back("/keys");
  if (held === undefined)
    return (
      <Page title="Signing key" onBack={back}>
        <p>This device does not hold this key.</p>
      </Page>
    );
  const { key_fingerprint } = held.backup;
  const saveBackup = () => {
    const name = key_fingerprint.slice(7, 15).replaceAll(/[^A-Za-z0-9]/g, "");
    saveFile(`offblock_key_${name}.json`, `${JSON.stringify(held.backup, null, 2)}\n`);
    keys.put({ ...held, is_backed_up: true });
  };
  return (
    <Page title={held.name} onBack={back}>
      <p class="lead">
        {held.is_backed_up ? (
          <Status tone="good">Backed up</Status>
        ) : (
          <Status tone="wait">No backup yet: losing this device would lose the key</Status>
        )}
      </p>
      <div class="buttons after">
        <button
          type="button"
          class={held.is_backed_up ? "button" : "button primary"}
          onClick={saveBackup}
        >
          Save a backup
        </button>
        <a class="button" href="#/sign">
          Sign for a student
        </a>
      </div>
      <p class="soft small after">
        The backup is sealed under the same passphrase. To replace a key, make a new one, and revoke
        this one in every logbook that knows it.
      </p>
      <Fingerprint held={held} />
      <Section title="Remove">
        <button type="button" class="button danger" onClick={() => setRemoving(true)}>
          Remove it from this device
        </button>
      </Section>
      {removing && (
        <RemoveDialog
          held={held}
          onClose={() => setRemoving(false)}
          onRemove={() => {
            keys.forget(key_fingerprint);
            back();
          }}
        />
      )}
    </Page>
  );
}
