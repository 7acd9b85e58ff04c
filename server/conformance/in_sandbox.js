// What the functions of design documents find around them, and how each kind of them is called.
// This text runs inside QuickJS (`sandbox_worker.js` reads it): no Node, no network, no clock of ours.
// Names and manners are those of CouchDB's query server, share/server/*.js.

let emitted = [];

globalThis.emit = (key, value) => void emitted.push([key, value]);
globalThis.sum = (values) => values.reduce((total, value) => total + value, 0);
globalThis.isArray = Array.isArray;
globalThis.toJSON = JSON.stringify;
globalThis.log = () => undefined;

/** The function that a source text is. In sloppy mode: such functions are older than the other. */
function compiled(source) {
  const text = String(source).replace(/[\s;]+$/, "");
  // oxlint-disable-next-line no-eval -- that is what this place is for.
  const value = (0, eval)(`(${text}\n)`);
  if (typeof value === "function") return value;
  throw new SyntaxError(`Expression does not eval to a function. (${text})`);
}

/** What a rule throws that means it: an object with one of these names. */
const refusals = ["forbidden", "unauthorized"];

function refusalOf(thrown) {
  const error = refusals.find((name) => typeof thrown === "object" && thrown?.[name] !== undefined);
  if (error === undefined) return { error: "forbidden", reason: String(thrown) };
  const reason = thrown[error];
  return { error, reason: typeof reason === "string" ? reason : JSON.stringify(reason) };
}

const tasks = {
  /** Whether a filter lets each document through. */
  filter({ source, design, request, documents }) {
    const filter = compiled(source);
    return documents.map((document) => Boolean(filter.call(design, document, request)));
  },
  /** Whether a map function emits anything for each document. */
  emits({ source, documents }) {
    const map = compiled(source);
    return documents.map((document) => {
      emitted = [];
      map(document);
      return emitted.length > 0;
    });
  },
  /** What a map function emits for each document: pairs of key and value; nothing where it throws. */
  map({ source, documents }) {
    const map = compiled(source);
    return documents.map((document) => {
      emitted = [];
      try {
        map(document);
      } catch {
        return [];
      }
      return emitted.map(([key, value]) => [key ?? null, value ?? null]);
    });
  },
  /** What each group of `[[key, id], value]` comes to; null where the function throws. */
  reduce({ source, documents }) {
    const reduce = compiled(source);
    return documents.map((rows) => {
      try {
        const [keys, values] = [0, 1].map((at) => rows.map((row) => row[at]));
        return reduce(keys, values, false) ?? null;
      } catch {
        return null;
      }
    });
  },
  /** Why the first rule that refuses an edit refuses it: `{error, reason}`, or null. */
  validate({ rules, documents }) {
    const all = rules.map(({ source, design }) => [compiled(source), design]);
    return documents.map(({ document, before, user, security }) => {
      try {
        for (const [rule, design] of all) rule.call(design, document, before, user, security);
        return null;
      } catch (thrown) {
        return refusalOf(thrown);
      }
    });
  },
};

globalThis.perform = (text) => {
  const { task, ...input } = JSON.parse(text);
  return JSON.stringify(tasks[task](input));
};
