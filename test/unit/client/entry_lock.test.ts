import { describe, expect, test } from "vitest";
import { lockOf, waitingSignatures } from "../../../client/models/entry_lock.ts";
import { withDefaults } from "../../../client/models/record_defaults.ts";
import { aSigner, signedBy } from "../../harness/signed.ts";
import { anyRecord, flight } from "./records.ts";

/** A logbook that holds these records. */
function logbookOf(...records: object[]) {
  const held = records as { _id: string }[];
  return {
    all: ((kind: string) => held.filter(({ _id }) => _id.startsWith(`${kind}:`))) as never,
    record: (id: string) => held.find(({ _id }) => _id === id) as never,
  };
}

const signer = aSigner();
const entry = flight({ remarks: "as signed" });
const signature = withDefaults("entry_signature", {
  ...signedBy(signer, entry as never),
  _rev: "1-a",
} as never);

describe("a signature locks an entry on the device", () => {
  test("at once, when the entry says what was signed", () => {
    const logbook = logbookOf(signer.key, signature);
    expect(lockOf(logbook, anyRecord(entry))).toBe("signature");
    expect(waitingSignatures(logbook, anyRecord(entry))).toEqual([]);
  });
  test("not while it is over something else than the entry says: it waits", () => {
    const logbook = logbookOf(signer.key, signature);
    const edited = anyRecord({ ...entry, remarks: "edited since" });
    expect(lockOf(logbook, edited)).toBe(undefined);
    expect(waitingSignatures(logbook, edited)).toEqual([signature]);
  });
  test("not before its key is there", () => {
    expect(lockOf(logbookOf(signature), anyRecord(entry))).toBe(undefined);
  });
  test("an owner's own lock stands beside one that waits", () => {
    const locked = anyRecord({
      ...entry,
      remarks: "edited since",
      is_locked: true,
      locked_at: "2026-05-01T10:00:00Z",
      locked_reason: "user_locked",
    });
    expect(lockOf(logbookOf(signer.key, signature), locked)).toBe("owner");
  });
});
