import { choice, longText, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** The pilot's own marks on entries. Database design 6.24. */
export const tag = defineKind({
  kind: "tag",
  table: "tags",
  label: "Tag",
  label_many: "Tags",
  fields: {
    tag_name: text("Name", { required: true }),
    tag_value_type: choice(
      "Holds",
      { boolean: "Nothing: it is there or not", numeric_hours: "Hours", text: "A text" },
      { default: "boolean" },
    ),
    tag_color: text("Colour", { pattern: /^#[0-9a-f]{6}$/, pattern_says: "like #3366cc" }),
    description: longText("Description"),
  },
  title: (record) => record.tag_name,
  natural_key: (record) => record.tag_name.trim().toLowerCase(),
});
