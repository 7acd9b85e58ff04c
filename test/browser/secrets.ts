/** Where the secret of a signing key could be found, and what it would look like there. */
import { expect } from "vitest";
import type { Queryable } from "../../server/postgres/database.ts";
import { type KeyBackup, openKey } from "../../shared/signatures/key_backup.ts";
import type { Device } from "./devices.ts";

/** The one place on a device that holds its keys, sealed. */
const shelfKey = "offblock.signing_keys";

/** Everything that a device keeps but its keys: documents, drafts, settings. */
export function keptOn({ page }: Device): Promise<string> {
  return page.evaluate(async (keys) => {
    const texts = Object.entries(localStorage)
      .filter(([name]) => name !== keys)
      .map((entry) => entry.join());
    const answerOf = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await answerOf(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        texts.push(JSON.stringify(await answerOf(all)));
      }
      database.close();
    }
    return texts.join("\n");
  }, shelfKey);
}

/** Every row of the ledger, the audit log, the documents and the accounts. */
export async function ledgerText(admin: Queryable): Promise<string> {
  const tables = await admin.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('logbook', 'sync', 'audit', 'auth', 'public')`,
  );
  const texts: string[] = [];
  for (const { name } of tables)
    for (const { row } of await admin.query<{ row: string }>(
      `select t::text as row from ${name} t`,
    ))
      texts.push(row);
  return texts.join("\n");
}

/** The sealed keys of devices, what seals them, and the seed of the first key, as text may have it. */
export async function secretsOf(devices: readonly Device[], passphrase: string): Promise<string[]> {
  const held: { backup: KeyBackup }[] = [];
  for (const { page } of devices) {
    const kept = await page.evaluate((keys) => localStorage.getItem(keys), shelfKey);
    held.push(...(JSON.parse(kept!) as typeof held));
  }
  const key = await openKey(held[0]!.backup, passphrase);
  if (!key.ok) expect.fail(key.reason);
  const seed = Buffer.from(key.seed);
  return [
    passphrase,
    ...held.flatMap(({ backup }) => [backup.box, backup.salt, backup.nonce]),
    ...(["hex", "base64", "base64url"] as const).map((form) => seed.toString(form)),
  ];
}
