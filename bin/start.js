// `npm start`: installs and builds what is not current, then serves.
import { ensureBuilt } from "./build_client.js";
import { checkNode, ensureInstalled } from "./install.js";

checkNode();
ensureInstalled();
ensureBuilt();
process.argv.splice(2, Infinity, "serve");
await import("./offblock.js");
