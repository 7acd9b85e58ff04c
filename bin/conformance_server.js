// `npm run conformance-server`: installs what is missing, then serves the CouchDB layer to suites
// of CouchDB clients, on this machine only.
import { checkNode, ensureInstalled } from "./install.js";

checkNode();
ensureInstalled();
if (!process.features.typescript) {
  const { register } = await import("tsx/esm/api");
  register();
}
await import("../server/conformance/main.ts");
