/**
 * The part of papaparse that the readers use. Its published types pull in those of Node, which
 * `shared/` must not see; so the file inside the package is imported, and described here.
 */
declare module "papaparse/papaparse.js" {
  interface Parsed {
    data: string[][];
    errors: { code: string }[];
  }
  const papa: {
    parse(text: string, options: { delimiter: string; newline: "\n" }): Parsed;
  };
  export default papa;
}
