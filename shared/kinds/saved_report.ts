import { boolean, choice, json, longText, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A report that its owner wants again: filters, grouping, columns. Architecture overview. */
export const savedReport = defineKind({
  kind: "saved_report",
  table: "saved_reports",
  label: "Saved report",
  label_many: "Saved reports",
  fields: {
    name: text("Name", { required: true }),
    description: longText("Description"),
    report_type: choice(
      "Report",
      {
        summary: "Summary",
        detailed: "Detailed",
        "8710": "FAA 8710-1",
        medical: "Medical",
        currency: "Currency",
        custom: "Custom",
      },
      { default: "custom" },
    ),
    config: json("Configuration"),
    is_quick_access: boolean("On the home screen", { default: false }),
  },
  title: (record) => record.name,
});
