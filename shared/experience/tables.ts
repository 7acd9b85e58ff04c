import { atpTables } from "./atp.ts";
import { atpOtherTables } from "./atp_other.ts";
import { commercialTables } from "./commercial.ts";
import { commercialRotorcraftTables } from "./commercial_rotorcraft.ts";
import { gliderTables } from "./glider.ts";
import { instrumentTables } from "./instrument.ts";
import { lighterThanAirTables } from "./lighter_than_air.ts";
import { part142Tables } from "./part_142.ts";
import { privateTables } from "./private.ts";
import type { ExperienceTable } from "./requirement.ts";
import { sportTables } from "./sport.ts";
import { sportLighterThanAirTables } from "./sport_lighter_than_air.ts";
import { sportOtherTables } from "./sport_other.ts";

/** Every table of experience. Adding one is data in a file beside this, and a line. */
export const experienceTables: readonly ExperienceTable[] = [
  ...sportTables,
  ...sportOtherTables,
  ...sportLighterThanAirTables,
  ...privateTables,
  ...gliderTables,
  ...lighterThanAirTables,
  ...instrumentTables,
  ...commercialTables,
  ...commercialRotorcraftTables,
  ...atpTables,
  ...atpOtherTables,
  ...part142Tables,
];
