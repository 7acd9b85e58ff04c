import * as z from "zod/mini";
import type { Field, Fields } from "./fields.ts";
import { isUuid, parseRecordId } from "./ids.ts";
import type { Envelope, Kind, ValuesOf } from "./kinds/kind.ts";
import { kindNamed } from "./kinds/kinds.ts";
import { limits } from "./limits.ts";
import type { Problem, ProblemCode } from "./problems.ts";

/** A record that passed: its kind, its uuid, and its fields with every default filled in. */
export interface ValidRecord {
  kind: Kind;
  uuid: string;
  record: Envelope & ValuesOf<Fields>;
}

/** What validation answers: the record, or everything that is wrong with it. */
export type Validation = { ok: true; value: ValidRecord } | { ok: false; problems: Problem[] };

// The JIT of zod needs `new Function`, which the content security policy forbids.
z.config({ jitless: true });

const dayPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const momentPattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z$/;

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!dayPattern.test(text)) return false;
  const day = Number(text.slice(8));
  return day <= 28 || new Date(`${text}T00:00:00Z`).getUTCDate() === day;
}

/** Whether a text is a UTC instant with `Z`. */
export function isMoment(text: string): boolean {
  return momentPattern.test(text) && isDay(text.slice(0, 10));
}

/** Text that PostgreSQL and UTF-8 can hold: no NUL, no half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

// A refinement names its own code through `params`, so that an issue maps to a problem one to one.
function rule<T>(code: ProblemCode, error: string, holds: (value: T) => boolean) {
  return z.refine<T>(holds, { error, params: { code } });
}

function line(max: number) {
  return z.string({ error: "This must be text." }).check(
    rule("E_FIELD_TOO_LONG", `At most ${max} characters.`, (v: string) => v.length <= max),
    rule("E_FIELD_FORMAT", "The text holds a character that cannot be kept.", isStorable),
  );
}

function whole(max: number, what: string) {
  return z
    .number({ error: `This must be a whole number of ${what}.` })
    .check(
      rule(
        "E_FIELD_RANGE",
        `This must be a whole number of ${what} from 0 to ${max}.`,
        (v: number) => Number.isInteger(v) && v >= 0 && v <= max,
      ),
    );
}

function filled(schema: z.ZodMiniType, value: unknown): z.ZodMiniType {
  return z.pipe(
    z.transform((v) => v ?? value),
    schema,
  );
}

function uuid(of: string) {
  return line(36).check(rule("E_FIELD_FORMAT", `This must be the id of ${of}.`, isUuid));
}

function bare(field: Field): z.ZodMiniType {
  switch (field.type) {
    case "text": {
      const schema = line(limits.text_characters);
      const { pattern, pattern_says } = field;
      return pattern === undefined
        ? schema
        : schema.check(
            rule("E_FIELD_FORMAT", `This must be ${pattern_says}.`, (v: string) => pattern.test(v)),
          );
    }
    case "long_text":
      return line(limits.long_text_characters);
    case "day":
      return line(10).check(rule("E_FIELD_FORMAT", "This must be a day, YYYY-MM-DD.", isDay));
    case "moment":
      return line(30).check(
        rule("E_FIELD_FORMAT", "This must be a time in UTC, YYYY-MM-DDTHH:MM:SSZ.", isMoment),
      );
    case "minutes":
      return whole(limits.minutes, "minutes");
    case "count":
      return whole(field.max ?? limits.count, "units");
    case "number": {
      const { min, max, scale } = field;
      const fits = (v: number) => v >= min && v <= max && Number(v.toFixed(scale)) === v;
      const places = scale === 0 ? "a whole number" : `a number of at most ${scale} decimals`;
      return z
        .number({ error: `This must be ${places}.` })
        .check(rule("E_FIELD_RANGE", `This must be ${places} from ${min} to ${max}.`, fits));
    }
    case "boolean":
      return z.boolean({ error: "This must be true or false." });
    case "choice": {
      const choices = Object.keys(field.choices);
      return line(limits.text_characters).check(
        rule("E_FIELD_CHOICE", `This must be one of ${choices.join(", ")}.`, (v: string) =>
          choices.includes(v),
        ),
      );
    }
    case "lookup":
      return uuid(`an entry of ${field.lookup}`);
    case "reference":
      return uuid(`a record of kind ${field.kind}`);
    case "row_id":
      return uuid(`a row of ${field.table}`);
    case "airport":
      return uuid("an airport");
    case "reference_model":
      return uuid("an aircraft model");
    case "reference_device_model":
      return uuid("a training device model");
    case "json":
      return z.unknown();
    case "texts":
      return z
        .array(line(limits.text_characters), { error: "This must be a list of texts." })
        .check(
          rule(
            "E_FIELD_RANGE",
            `At most ${limits.rows} texts.`,
            (v: string[]) => v.length <= limits.rows,
          ),
        );
    case "rows":
      return rowsSchema(field.fields, field.max ?? limits.rows);
  }
}

function rowsSchema(fields: Fields, max: number): z.ZodMiniType {
  const row = z.strictObject(
    { id: uuid("this row, its own"), ...shape(fields) },
    { error: objectError },
  );
  return z.array(row, { error: "This must be a list of rows." }).check(
    rule(
      "E_FIELD_RANGE",
      max === 1 ? "At most one row." : `At most ${max} rows.`,
      (v: { id: string }[]) => v.length <= max,
    ),
    rule(
      "E_ROW_DUPLICATE",
      "Two rows have the same id.",
      (v: { id: string }[]) => new Set(v.map((r) => r.id)).size === v.length,
    ),
  );
}

/** The schema of a field with what absence means: its default, nothing, or a refusal. */
function fieldSchema(field: Field): z.ZodMiniType {
  const schema = bare(field);
  switch (field.type) {
    case "minutes":
    case "count":
      return filled(schema, 0);
    case "rows":
    case "texts":
      return filled(schema, []);
    case "boolean":
    case "choice":
      if (field.default !== undefined) return filled(schema, field.default);
  }
  // An empty text says nothing, so it does not satisfy a field that must say something.
  return field.required
    ? schema.check(rule("E_FIELD_REQUIRED", "This must be filled in.", (v: unknown) => v !== ""))
    : filled(z.nullable(schema), null);
}

function shape(fields: Fields): Record<string, z.ZodMiniType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]),
  );
}

function objectError(issue: { code?: string }): string {
  return issue.code === "unrecognized_keys"
    ? "The kind has no such field."
    : "This must be an object.";
}

const moment = { type: "moment", label: "", required: true } as const;
const envelope = {
  _id: z.string(),
  _rev: z.optional(z.string()),
  created_at: fieldSchema(moment),
  updated_at: fieldSchema(moment),
  device_id: filled(z.nullable(uuid("a device")), null),
  change_reason: filled(z.nullable(line(limits.long_text_characters)), null),
};

const schemas = new Map<string, z.ZodMiniType>();

/** The zod schema of a kind's documents, made once. */
export function schemaOf(kind: Kind): z.ZodMiniType {
  let schema = schemas.get(kind.kind);
  if (schema === undefined) {
    schema = z.strictObject({ ...envelope, ...shape(kind.fields) }, { error: objectError });
    schemas.set(kind.kind, schema);
  }
  return schema;
}

function codeOf(issue: z.core.$ZodIssue): ProblemCode {
  if (issue.code === "unrecognized_keys") return "E_FIELD_UNKNOWN";
  if (issue.code === "custom") return (issue.params?.["code"] ?? "E_FIELD_TYPE") as ProblemCode;
  if (issue.code === "invalid_type" && issue.input === undefined) return "E_FIELD_REQUIRED";
  return "E_FIELD_TYPE";
}

function problemsOf(error: z.core.$ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = issue.path.join(".");
    const code = codeOf(issue);
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        code,
        path: path === "" ? key : `${path}.${key}`,
        message: issue.message,
      }));
    const message = code === "E_FIELD_REQUIRED" ? "This must be filled in." : issue.message;
    return [{ code, path, message }];
  });
}

/** Keys that change an object's nature instead of naming a field, and nesting without end. */
function structureProblem(value: unknown, path: string, depth: number): Problem | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > limits.json_depth)
    return { code: "E_DOCUMENT_TOO_DEEP", path, message: `At most ${limits.json_depth} levels.` };
  for (const key of Object.keys(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (key === "__proto__" || key === "constructor" || key === "prototype" || !isStorable(key))
      return { code: "E_FIELD_UNKNOWN", path: at, message: "No record has such a field." };
    const problem = structureProblem((value as Record<string, unknown>)[key], at, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** CouchDB's own members, which are not fields of the record. */
const couchMembers = new Set(["_attachments", "_revisions", "_conflicts", "_revs_info"]);

/**
 * Checks one document against its kind: structure, each field, then the rules over the whole record.
 * The same function runs in the form and in the gateway. Answers problems; never throws on data.
 */
export function validate(document: unknown): Validation {
  const refuse = (...problems: Problem[]): Validation => ({ ok: false, problems });
  if (typeof document !== "object" || document === null || Array.isArray(document))
    return refuse({
      code: "E_DOCUMENT_SHAPE",
      path: "",
      message: "The document is not an object.",
    });
  const problem = structureProblem(document, "", 1);
  if (problem !== undefined) return refuse(problem);
  const fields = Object.fromEntries(
    Object.entries(document).filter(([key]) => !couchMembers.has(key)),
  );
  const id = fields["_id"];
  const parsed = typeof id === "string" ? parseRecordId(id) : undefined;
  if (parsed === undefined)
    return refuse({ code: "E_ID_MALFORMED", path: "_id", message: "The id is malformed." });
  const kind = kindNamed(parsed.kind);
  if (kind === undefined)
    return refuse({
      code: "E_KIND_UNKNOWN",
      path: "_id",
      message: `There is no kind "${parsed.kind}".`,
    });
  const result = z.safeParse(schemaOf(kind), fields, { reportInput: true });
  if (!result.success) return refuse(...problemsOf(result.error));
  const record = result.data as ValidRecord["record"];
  const problems = kind.check?.(record) ?? [];
  return problems.length > 0
    ? refuse(...problems)
    : { ok: true, value: { kind, uuid: parsed.uuid, record } };
}
