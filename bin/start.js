// `npm start`: installs and builds what is not current, then serves.
import { checkNode, ensureBuilt, ensureInstalled } from "./install.js";

checkNode();
ensureInstalled();
ensureBuilt();
process.argv.splice(2, Infinity, "serve");
await import("./offblock.js");
