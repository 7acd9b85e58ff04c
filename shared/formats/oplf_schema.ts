/** The JSON Schema of an export (draft 2020-12), made from the fields of the kinds. */
import type { Field, Fields } from "../fields.ts";
import type { Json, Kind } from "../kinds/kind.ts";
import { kinds } from "../kinds/kinds.ts";
import { limits } from "../limits.ts";
import { oplfMembers, oplfVersion } from "./oplf.ts";

type Schema = { [name: string]: Json };

const uuid = { $ref: "#/$defs/uuid" };
const moment = { $ref: "#/$defs/moment" };

const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

function bare(field: Field): Schema {
  switch (field.type) {
    case "text":
      return {
        type: "string",
        maxLength: limits.text_characters,
        ...(field.pattern === undefined ? {} : { pattern: field.pattern.source }),
      };
    case "long_text":
      return { type: "string", maxLength: limits.long_text_characters };
    case "day":
      return { type: "string", format: "date" };
    case "moment":
      return moment;
    case "minutes":
      return { type: "integer", minimum: 0, maximum: limits.minutes };
    case "count":
      return { type: "integer", minimum: 0, maximum: field.max ?? limits.count };
    case "number":
      return {
        type: field.scale === 0 ? "integer" : "number",
        minimum: field.min,
        maximum: field.max,
      };
    case "boolean":
      return { type: "boolean" };
    case "choice":
      return { enum: Object.keys(field.choices) };
    case "json":
      return {};
    case "texts":
      return {
        type: "array",
        items: { type: "string", maxLength: limits.text_characters },
        maxItems: limits.rows,
      };
    case "rows":
      return {
        type: "array",
        maxItems: field.max ?? limits.rows,
        items: {
          type: "object",
          required: ["id", ...requiredOf(field.fields)],
          properties: { id: uuid, ...propertiesOf(field.fields) },
        },
      };
    default:
      return uuid;
  }
}

function propertiesOf(fields: Fields): Schema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const schema = field.required ? bare(field) : orNull(bare(field));
      return [name, { title: field.label, ...schema }];
    }),
  );
}

function requiredOf(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => fields[name]!.required);
}

function recordSchema(kind: Kind): Schema {
  return {
    title: kind.label,
    type: "object",
    required: ["_id", "created_at", "updated_at", ...requiredOf(kind.fields)],
    properties: {
      _id: { type: "string", pattern: `^${kind.kind}:[0-9a-f-]{36}$` },
      created_at: moment,
      updated_at: moment,
      device_id: orNull(uuid),
      change_reason: orNull({ type: "string" }),
      ...(kind.file === undefined ? {} : { _attachments: { type: "object" } }),
      ...propertiesOf(kind.fields),
    },
  };
}

const hash = { $ref: "#/$defs/hash" };
const text = { type: "string" };
const textOrNull = { type: ["string", "null"] };

const auditEntry: Schema = {
  type: "object",
  required:
    "logbook_id chain_number table_name row_id operation changed_at changed_by_user_id session_user device_id change_reason old_values new_values prev_hash row_hash".split(
      " ",
    ),
  properties: {
    logbook_id: uuid,
    chain_number: { type: "integer", minimum: 1 },
    table_name: text,
    row_id: uuid,
    operation: { enum: ["INSERT", "UPDATE", "DELETE"] },
    changed_at: moment,
    changed_by_user_id: textOrNull,
    session_user: text,
    device_id: textOrNull,
    change_reason: textOrNull,
    old_values: textOrNull,
    new_values: textOrNull,
    prev_hash: hash,
    row_hash: hash,
  },
};

const checkpoint: Schema = {
  type: "object",
  required:
    "logbook_id number made_at leaves prev_hash checkpoint_hash public_key signature chain_number row_hash".split(
      " ",
    ),
  properties: {
    logbook_id: uuid,
    number: { type: "integer", minimum: 1 },
    made_at: moment,
    leaves: { type: "array", items: hash },
    prev_hash: hash,
    checkpoint_hash: hash,
    public_key: hash,
    signature: { type: "string", pattern: "^[0-9a-f]{128}$" },
    chain_number: { type: "integer", minimum: 1 },
    row_hash: hash,
  },
};

/** The published schema. Members and fields that it does not name are allowed, and kept. */
export function oplfSchema(): Schema {
  const records = Object.values(kinds) as unknown as Kind[];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Open Pilot Logbook Format ${oplfVersion}`,
    type: "object",
    required: [...oplfMembers, "sha256"],
    properties: {
      format: { const: "OPLF" },
      schema_version: { const: oplfVersion },
      logbook: {
        type: "object",
        required: ["id", "book"],
        properties: { id: uuid, book: { enum: ["pilot", "remote_pilot", "driver"] } },
      },
      audit_log: { type: "array", items: auditEntry },
      checkpoints: { type: "array", items: checkpoint },
      records: {
        type: "object",
        properties: Object.fromEntries(
          records.map(({ kind }) => [kind, { type: "array", items: { $ref: `#/$defs/${kind}` } }]),
        ),
        additionalProperties: false,
      },
      waiting: {
        type: "array",
        items: { type: "object", required: ["_id"], properties: { _id: text } },
      },
      sha256: hash,
    },
    $defs: {
      uuid: { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" },
      hash: { type: "string", pattern: "^[0-9a-f]{64}$" },
      moment: {
        type: "string",
        pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?Z$",
      },
      ...Object.fromEntries(records.map((kind) => [kind.kind, recordSchema(kind)])),
    },
  };
}
