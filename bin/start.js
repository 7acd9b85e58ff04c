// `npm start`: installs and builds what is not current, then serves.
import { ensureClientBuilt } from "./build_client.js";
import { ensureServerBuilt } from "./build_server.js";
import { checkNode, ensureInstalled } from "./install.js";

checkNode();
ensureInstalled();
ensureClientBuilt();
await ensureServerBuilt();
process.argv.splice(2, Infinity, "serve");
await import("./offblock.js");
