/** Builds the server, unless it was built from the same sources. */
export function ensureServerBuilt(): Promise<void>;
