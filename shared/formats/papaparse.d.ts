/**
 * The part of papaparse that is used. Its published types pull in those of Node, which
 * `shared/` must not see; so the file inside the package is imported, and described here.
 */
declare module "papaparse/papaparse.js" {
  interface Parsed {
    data: string[][];
    errors: { code: string }[];
  }
  const papa: {
    parse(text: string, options: { delimiter: string; newline: "\n" }): Parsed;
    unparse(rows: readonly (readonly string[])[], options: { escapeFormulae: true }): string;
  };
  export default papa;
}
