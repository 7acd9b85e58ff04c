import { choice, longText, moment, number, rowId, text } from "../fields.ts";
import { entryTables } from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

/**
 * A file that belongs to a record. The bytes are the document's one CouchDB attachment, named
 * `file`; the server keeps them once by their SHA-256. Database design 6.23.
 */
export const attachment = defineKind({
  kind: "attachment",
  table: "attachments",
  label: "Attachment",
  label_many: "Attachments",
  file: "file",
  fields: {
    owner_table: choice("Belongs to a", entryTables, { required: true }),
    owner_row_id: rowId("Record", "owner_table", { required: true }),
    filename: text("File", { required: true }),
    mime_type: text("Type", { required: true }),
    file_size_bytes: number("Size", {
      min: 0,
      max: 1_000_000_000,
      scale: 0,
      unit: "bytes",
      required: true,
    }),
    sha256_hash: text("SHA-256", {
      required: true,
      pattern: /^[0-9a-f]{64}$/,
      pattern_says: "64 hexadecimal digits",
    }),
    description: longText("Description"),
    uploaded_at: moment("Added"),
  },
  title: (record) => record.filename,
  day: (record) => record.uploaded_at?.slice(0, 10) ?? "",
});
