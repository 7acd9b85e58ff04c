/** The part of PouchDB's selector matcher that the test asks; it comes without types. */
declare module "pouchdb-selector-core" {
  export function matchesSelector(document: unknown, selector: unknown): boolean;
}
