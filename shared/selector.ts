/**
 * The selector language of CouchDB (Mango) over plain documents in memory: what saved filters and a
 * pilot's own rules are written in. A selector is checked once and never throws when it is used.
 */
import { limits } from "./limits.ts";

/** Whether a document is meant. */
export type Matcher = (document: unknown) => boolean;

/** A selector made ready, or what is wrong with it. */
export type CompiledSelector = { ok: true; matches: Matcher } | { ok: false; problem: string };

/** Thrown inside this file only: `compileSelector` turns it into a problem. */
class SelectorProblem extends Error {}

const refuse = (problem: string): never => {
  throw new SelectorProblem(problem);
};

type Selector = Record<string, unknown>;

function isObject(value: unknown): value is Selector {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Order of the types in CouchDB's collation; a missing value sorts with null. */
function rank(value: unknown): number {
  if (value === null || value === undefined) return 0;
  const order = { boolean: 1, number: 2, string: 3 }[typeof value as "boolean"];
  return order ?? (Array.isArray(value) ? 4 : 5);
}

/** Compares texts by code unit. */
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares two JSON values by CouchDB's collation, text by code unit unless told otherwise. */
export function collate(a: unknown, b: unknown, compareTexts = byCodeUnit): number {
  const by_type = rank(a) - rank(b);
  if (by_type !== 0) return by_type;
  if (Array.isArray(a) && Array.isArray(b)) return collateLists(a, b, compareTexts);
  if (isObject(a) && isObject(b)) {
    const [keys_a, keys_b] = [Object.keys(a), Object.keys(b)];
    for (let i = 0; i < Math.min(keys_a.length, keys_b.length); i++) {
      const order =
        collate(keys_a[i], keys_b[i], compareTexts) ||
        collate(a[keys_a[i]!], b[keys_b[i]!], compareTexts);
      if (order !== 0) return order;
    }
    return keys_a.length - keys_b.length;
  }
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function collateLists(
  a: readonly unknown[],
  b: readonly unknown[],
  compareTexts: typeof byCodeUnit,
): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = collate(a[i], b[i], compareTexts);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const list = (value: unknown, operator: string): unknown[] =>
  Array.isArray(value) ? value : refuse(`${operator} takes a list.`);

const hasOne = (values: readonly unknown[], one: unknown) =>
  values.some((value) =>
    Array.isArray(one) ? one.some((item) => collate(value, item) === 0) : collate(value, one) === 0,
  );

const exists = (value: unknown) => value !== undefined && value !== null;

const typeNames = ["null", "boolean", "number", "string", "array", "object"];

function compared(test: (order: number) => boolean) {
  return (operand: unknown): Matcher =>
    (value) =>
      value !== undefined && test(collate(value, operand));
}

type Compile = (operand: unknown, depth: number) => Matcher;

/** Operators on one value. */
const operators: Readonly<Record<string, Compile>> = {
  $eq: compared((order) => order === 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $ne: (operand) => (value) => collate(value, operand) !== 0,
  $exists: (operand) => (value) => (value !== undefined) === Boolean(operand),
  $type: (operand) => {
    const wanted = typeNames.indexOf(String(operand));
    if (wanted < 0) refuse(`$type is one of ${typeNames.join(", ")}.`);
    return (value) => value !== undefined && rank(value) === wanted;
  },
  $in: (operand) => {
    const values = list(operand, "$in");
    return (value) => exists(value) && hasOne(values, value);
  },
  $nin: (operand) => {
    const values = list(operand, "$nin");
    return (value) => exists(value) && !hasOne(values, value);
  },
  $all: (operand) => {
    const values = list(operand, "$all");
    return (value) =>
      Array.isArray(value) && values.every((one) => value.some((item) => collate(one, item) === 0));
  },
  $size: (operand) => (value) => Array.isArray(value) && value.length === operand,
  $mod: (operand) => {
    const [divisor, rest] = list(operand, "$mod");
    if (!Number.isInteger(divisor) || divisor === 0 || !Number.isInteger(rest))
      refuse("$mod takes a divisor and a remainder, whole numbers.");
    return (value) => Number.isInteger(value) && (value as number) % (divisor as number) === rest;
  },
  $regex: (operand) => {
    const pattern = regular(operand);
    return (value) => typeof value === "string" && pattern.test(value);
  },
  $elemMatch: (operand, depth) => {
    const matches = valueMatcher(operand, depth);
    return (value) => Array.isArray(value) && value.some(matches);
  },
  $allMatch: (operand, depth) => {
    const matches = valueMatcher(operand, depth);
    return (value) => Array.isArray(value) && value.length > 0 && value.every(matches);
  },
  $not: (operand, depth) => {
    const matches = valueMatcher(operand, depth);
    return (value) => !matches(value);
  },
};

function regular(operand: unknown): RegExp {
  try {
    return new RegExp(String(operand));
  } catch {
    return refuse(`$regex is not a regular expression: ${String(operand)}`);
  }
}

/** A selector on one value: operators, fields of it, or the value itself. */
function valueMatcher(selector: unknown, depth: number): Matcher {
  if (depth > limits.json_depth) refuse(`A selector has at most ${limits.json_depth} levels.`);
  if (!isObject(selector)) return operators["$eq"]!(selector, depth);
  const parts = Object.entries(selector).map(([key, operand]): Matcher => {
    if (!key.startsWith("$")) return fieldMatcher(key, operand, depth + 1);
    if (key in combinations) return combinations[key]!(operand, depth + 1);
    const compile = operators[key] ?? refuse(`There is no operator ${key}.`);
    return compile(operand, depth + 1);
  });
  return (value) => parts.every((matches) => matches(value));
}

function all(operand: unknown, depth: number, name: string): Matcher[] {
  return list(operand, name).map((one) => valueMatcher(one, depth));
}

/** Operators on several selectors. */
const combinations: Readonly<Record<string, Compile>> = {
  $and: (operand, depth) => {
    const parts = all(operand, depth, "$and");
    return (value) => parts.every((matches) => matches(value));
  },
  $or: (operand, depth) => {
    const parts = all(operand, depth, "$or");
    return (value) => parts.some((matches) => matches(value));
  },
  $nor: (operand, depth) => {
    const parts = all(operand, depth, "$nor");
    return (value) => !parts.some((matches) => matches(value));
  },
};

/** A field, dotted to go deeper; `\.` is a dot in a name. */
function fieldMatcher(field: string, selector: unknown, depth: number): Matcher {
  const path = field.split(/(?<!\\)\./).map((part) => part.replaceAll(/\\([.$])/g, "$1"));
  const matches = valueMatcher(selector, depth);
  return (document) => {
    let value: unknown = document;
    for (const part of path)
      value =
        (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, part)
          ? (value as Selector)[part]
          : undefined;
    return matches(value);
  };
}

/** Makes a selector ready, or says what is wrong with it. */
export function compileSelector(selector: unknown): CompiledSelector {
  if (!isObject(selector)) return { ok: false, problem: "A selector is an object." };
  try {
    return { ok: true, matches: valueMatcher(selector, 1) };
  } catch (error) {
    if (error instanceof SelectorProblem) return { ok: false, problem: error.message };
    throw error;
  }
}
