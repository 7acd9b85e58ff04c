import { atpTables } from "./atp.ts";
import { commercialTables } from "./commercial.ts";
import { gliderTables } from "./glider.ts";
import { instrumentTables } from "./instrument.ts";
import { privateTables } from "./private.ts";
import type { ExperienceTable } from "./requirement.ts";
import { sportTables } from "./sport.ts";

/** Every table of experience. Adding one is data in a file beside this, and a line. */
export const experienceTables: readonly ExperienceTable[] = [
  ...sportTables,
  ...privateTables,
  ...gliderTables,
  ...instrumentTables,
  ...commercialTables,
  ...atpTables,
];
