// `npm run build`: builds the client.
import { buildClient } from "./build_client.js";

buildClient();
