/** The adapter's package has no types, and nobody publishes any. */
declare module "pouchdb-adapter-idb" {
  const plugin: PouchDB.Plugin;
  export default plugin;
}
