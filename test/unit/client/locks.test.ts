import { describe, expect, test } from "vitest";
import { reasonAsked } from "../../../client/models/change_reason.ts";
import { correctionStart, counted, supersessions } from "../../../client/models/locks.ts";
import { openRecords } from "../../../client/models/records.ts";
import { otherVersions } from "../../../client/models/versions.ts";
import type { StoredDocument } from "../../../client/store/messages.ts";
import { uuidOf } from "../../../shared/ids.ts";
import { validate } from "../../../shared/validate.ts";
import { anyRecord, flight } from "./records.ts";

const corrects = (entry: ReturnType<typeof flight>) => entry.corrects_flight_id;
const counting = (...flights: ReturnType<typeof flight>[]) => counted(flights, corrects);

describe("which entries count", () => {
  const original = flight({ total_time: 96 });
  const correcting = (fields: object = {}) =>
    flight({ corrects_flight_id: uuidOf(original._id), correction_reason: "why", ...fields });

  test("neither one marked as an error nor one that is corrected", () => {
    const correction = correcting();
    const error = flight({ is_erroneous: true });
    expect(counting(original, correction, error)).toEqual([correction]);
  });
  test("of two corrections of one entry the later one alone, in whatever order they come", () => {
    const early = correcting({ created_at: "2026-05-01T10:00:00Z" });
    const late = correcting({ created_at: "2026-05-02T10:00:00Z" });
    expect(counting(original, early, late)).toEqual([late]);
    expect(counting(late, early, original)).toEqual([late]);
    expect(supersessions([original, early, late], corrects).get(uuidOf(early._id))).toBe(
      uuidOf(late._id),
    );
  });
  test("the original again, once its correction is marked as an error", () => {
    const error = correcting({ is_erroneous: true });
    expect(counting(original, error)).toEqual([original]);
  });
  test("the last of a chain of corrections", () => {
    const first = correcting();
    const second = flight({ corrects_flight_id: uuidOf(first._id) });
    expect(counting(original, first, second)).toEqual([second]);
  });
});

describe("the other versions of an entry", () => {
  test("are all that it corrects and that corrects it, however far, the first one first", () => {
    const at = (day: number, fields: object = {}) =>
      flight({ created_at: `2026-05-0${day}T10:00:00Z`, ...fields });
    const original = at(1);
    const correcting = (day: number, { _id }: { _id: string }) =>
      at(day, { corrects_flight_id: uuidOf(_id), correction_reason: "why" });
    const first = correcting(2, original);
    const beside = correcting(3, original);
    const second = correcting(4, first);
    const all = [second, at(5), beside, original, first];
    const logbook = openRecords();
    logbook.take([...all, original].map((entry) => entry as object as StoredDocument));
    expect(otherVersions(logbook, second)).toEqual([original, first, beside]);
    expect(otherVersions(logbook, original)).toEqual([first, beside, second]);
    expect(otherVersions(logbook, all[1]!)).toEqual([]);
    expect(otherVersions(logbook, { _id: "person:x" })).toEqual([]);
  });
});

describe("a correction entry begins", () => {
  test("with all that the entry says, unlocked, unsigned, with rows of its own", () => {
    const locked = flight({
      is_locked: true,
      locked_reason: "user_locked",
      cfi_signed_at: "2026-05-01T10:00:00Z",
      remarks: "as flown",
    });
    const start = correctionStart(anyRecord(locked));
    expect(start).toMatchObject({
      remarks: "as flown",
      is_locked: false,
      locked_reason: null,
      cfi_signed_at: null,
      corrects_flight_id: uuidOf(locked._id),
      correction_reason: null,
    });
    const [row] = start["flight_legs"] as { id: string }[];
    expect(row!.id).not.toBe(locked.flight_legs[0]!.id);
    const moment = "2026-05-03T10:00:00Z";
    const document = { ...start, _id: locked._id, created_at: moment, updated_at: moment };
    expect(validate(document)).toMatchObject({
      ok: false,
      problems: [{ code: "E_CORRECTION_REASON" }],
    });
  });
});

describe("a change says why", () => {
  const entry = { _id: "flight:x", created_at: "2026-05-01T10:00:00Z" };
  test("when the entry has stood for more than 30 days", () => {
    expect(reasonAsked(entry, "2026-05-01", "2026-05-31", [])).toBeNull();
    expect(reasonAsked(entry, "2026-05-01", "2026-06-01", [])).toBe("old");
  });
  test("when a report has counted it", () => {
    const report = { generated_at: "2026-05-02T10:00:00Z", as_of_date: "2026-05-02" };
    expect(reasonAsked(entry, "2026-05-01", "2026-05-03", [report])).toBe("reported");
    const before = { generated_at: "2026-04-30T10:00:00Z", as_of_date: "2026-05-02" };
    expect(reasonAsked(entry, "2026-05-01", "2026-05-03", [before])).toBeNull();
    const of_april = { ...report, as_of_date: "2026-04-30" };
    expect(reasonAsked(entry, "2026-05-01", "2026-05-03", [of_april])).toBeNull();
  });
  test("but not for a record that no correction entry can supersede", () => {
    const person = { ...entry, _id: "person:x" };
    expect(reasonAsked(person, "", "2027-01-01", [])).toBeNull();
  });
});
