/** `npm run build:schema`: writes the JSON Schema of OPLF anew, after a kind has changed. */
import { writeFileSync } from "node:fs";
import { oplfSchema } from "../shared/formats/oplf_schema.ts";

writeFileSync(
  new URL("../docs/oplf/schema-1.0.json", import.meta.url),
  `${JSON.stringify(oplfSchema(), null, 2)}\n`,
);
