declare module "memdown" {
  /** The store behind PouchDB's memory adapter. Its trees are never changed, only replaced. */
  export default function memdown(location: string): { _store: Record<string, unknown> };
}
