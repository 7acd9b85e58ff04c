import { describe, expect, test } from "vitest";
import {
  acceptance,
  decided,
  differencesOf,
  type CorrectionRecord,
} from "../../../client/models/corrections.ts";
import { withDefaults } from "../../../client/models/record_defaults.ts";
import type { AnyRecord } from "../../../client/models/logbook.ts";
import { uuidOf } from "../../../shared/ids.ts";
import { validate } from "../../../shared/validate.ts";
import { flight, stored } from "./records.ts";

const now = "2026-05-02T10:00:00Z";

function correctionOf(entry: AnyRecord, proposed: object | null, fields: string[]) {
  const document = stored("correction", {
    corrects_id: entry._id,
    proposed,
    differing_fields: fields,
    reason: "edited_on_two_devices",
  });
  return withDefaults("correction", document) as unknown as CorrectionRecord;
}

describe("accepting a correction", () => {
  const open = { reason: "", is_locked: false };
  const standing = flight({ remarks: "this", total_time: 60 }) as unknown as AnyRecord;
  test("takes the proposed fields and leaves what was edited since alone", () => {
    const correction = correctionOf(standing, { ...standing, remarks: "that" }, ["remarks"]);
    const since = { ...standing, total_time: 66, _rev: "3-c" } as AnyRecord;
    const [document] = acceptance(correction, since, open);
    expect(document).toMatchObject({
      _id: standing._id,
      _rev: "3-c",
      remarks: "that",
      total_time: 66,
    });
    expect(validate({ ...document, updated_at: now }).ok).toBe(true);
  });
  test("takes some of the proposed fields when told which", () => {
    const proposed = { ...standing, remarks: "that", total_time: 72 };
    const correction = correctionOf(standing, proposed, ["remarks", "total_time"]);
    const [document] = acceptance(correction, standing, { ...open, names: ["total_time"] });
    expect(document).toMatchObject({ remarks: "this", total_time: 72 });
  });
  test("of a deletion deletes", () => {
    const correction = correctionOf(standing, null, []);
    expect(acceptance(correction, standing, open)).toEqual([
      { _id: standing._id, _rev: standing._rev, _deleted: true },
    ]);
  });
  test("of a locked entry writes an entry that supersedes it, with the reason", () => {
    const locked = { ...standing, is_locked: true, locked_reason: "user_locked" } as AnyRecord;
    const correction = correctionOf(locked, { ...locked, remarks: "that" }, ["remarks"]);
    const [document] = acceptance(correction, locked, {
      reason: "The wrong day",
      is_locked: true,
    });
    expect(document!._id).not.toBe(locked._id);
    expect(document).toMatchObject({
      corrects_flight_id: uuidOf(locked._id),
      correction_reason: "The wrong day",
      remarks: "that",
      is_locked: false,
    });
    const result = validate({ ...document, created_at: now, updated_at: now });
    expect(result).toMatchObject({ ok: true });
  });
  test("of an entry that an instructor signed off writes one that nobody has signed", () => {
    const off = { ...standing, cfi_signed_at: now, cfi_signature_person_id: null } as AnyRecord;
    const correction = correctionOf(off, { ...off, remarks: "that" }, ["remarks"]);
    const [document] = acceptance(correction, off, { reason: "The wrong day", is_locked: true });
    expect(document).toMatchObject({
      corrects_flight_id: uuidOf(off._id),
      cfi_signed_at: null,
      remarks: "that",
    });
  });
  test("of an entry that says the same by now has nothing to show", () => {
    const correction = correctionOf(standing, { ...standing }, ["remarks"]);
    expect(differencesOf(correction, standing)).toEqual([]);
  });
  test("is noted in the correction, which stays as history", () => {
    const correction = correctionOf(standing, { ...standing, remarks: "that" }, ["remarks"]);
    const document = decided(correction, "accepted", now, "018f0000-0000-7000-8000-000000000000");
    expect(validate({ ...document }).ok).toBe(true);
    expect(document).toMatchObject({ status: "accepted", decided_at: now });
  });
});
