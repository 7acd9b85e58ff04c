// `npm run build`: builds the client and the server.
import { buildClient } from "./build_client.js";
import { buildServer } from "./build_server.js";

buildClient();
await buildServer();
