/** How values of PostgreSQL's text protocol read in TypeScript, by the type's OID. */
type Parser = (text: string) => unknown;

/** `2025-09-01 14:05:00.25+00` → `2025-09-01T14:05:00.25Z`; sessions run in UTC. */
function moment(text: string): string {
  return text.endsWith("+00") ? `${text.slice(0, -3).replace(" ", "T")}Z` : text;
}

/** A one-dimensional array of a type whose text holds no comma, quote or backslash. */
function arrayOf(parse: Parser): Parser {
  return (text) =>
    text === "{}"
      ? []
      : text
          .slice(1, -1)
          .split(",")
          .map((item) => (item === "NULL" ? null : parse(item.replaceAll('"', ""))));
}

const day: Parser = (text) => text;

/**
 * int8 and numeric → number, date → `YYYY-MM-DD`, timestamptz → ISO 8601 with `Z`, and arrays of
 * those. Counts and minutes stay far below 2^53. Other types are read as the driver reads them.
 */
export const valueParsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [20, Number],
  [1700, Number],
  [1082, day],
  [1184, moment],
  [1016, arrayOf(Number)],
  [1231, arrayOf(Number)],
  [1182, arrayOf(day)],
  [1185, arrayOf(moment)],
]);
