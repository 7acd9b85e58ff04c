import { choice, json, longText, moment, text, texts } from "../fields.ts";
import { defineKind } from "./kind.ts";

/**
 * An edit that could not simply be applied: kept whole, until its owner decides. Written by the
 * gateway, or by whoever asks for a change.
 */
export const correction = defineKind({
  kind: "correction",
  table: "corrections",
  label: "Correction",
  label_many: "Corrections",
  fields: {
    corrects_id: text("Corrects", { required: true }),
    corrects_rev: text("Revision that stands"),
    proposed_rev: text("Revision that proposes"),
    /** The full entry that is proposed; null proposes to delete it. */
    proposed: json("Proposed entry"),
    differing_fields: texts("Fields that differ"),
    reason: choice(
      "Why",
      {
        signed_elsewhere: "The entry was locked or signed",
        edited_on_two_devices: "The entry was edited on two devices",
        still_referenced: "Other records still refer to it",
        requested: "Somebody asked for it",
      },
      { required: true },
    ),
    written_by_device: text("Written on device"),
    written_at: moment("Written at"),
    status: choice(
      "State",
      { open: "Open", accepted: "Accepted", dismissed: "Dismissed" },
      { default: "open" },
    ),
    decided_at: moment("Decided at"),
    decided_by_device: text("Decided on device"),
    notes: longText("Notes"),
  },
  title: (record) => `${record.reason} ${record.corrects_id}`,
  day: (record) => record.written_at?.slice(0, 10) ?? "",
});
