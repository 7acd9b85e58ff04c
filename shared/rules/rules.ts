import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { easa_fcl_060_b_1, easa_fcl_060_b_2, easa_fcl_060_b_3 } from "./easa_fcl_060.ts";
import { easa_fcl_740_a } from "./easa_fcl_740.ts";
import { faa_107_65 } from "./faa_107_65.ts";
import { faa_61_23 } from "./faa_61_23.ts";
import { faa_61_55 } from "./faa_61_55.ts";
import { faa_61_56 } from "./faa_61_56.ts";
import { faa_61_57_a } from "./faa_61_57_a.ts";
import { faa_61_57_b } from "./faa_61_57_b.ts";
import { faa_61_57_c } from "./faa_61_57_c.ts";
import { faa_61_57_c_glider } from "./faa_61_57_c_glider.ts";
import { faa_61_57_e } from "./faa_61_57_e.ts";
import { faa_61_57_f } from "./faa_61_57_f.ts";
import { faa_61_58 } from "./faa_61_58.ts";
import { faa_61_197 } from "./faa_61_197.ts";
import type { Rule, Verdict } from "./verdict.ts";

/** Every rule, in the order in which a pilot asks. Adding one is a file and a line. */
export const rules: readonly Rule[] = [
  faa_61_23,
  faa_61_56,
  faa_61_57_a,
  faa_61_57_b,
  faa_61_57_c,
  faa_61_57_c_glider,
  faa_61_57_e,
  faa_61_57_f,
  faa_61_55,
  faa_61_58,
  faa_61_197,
  faa_107_65,
  easa_fcl_060_b_1,
  easa_fcl_060_b_2,
  easa_fcl_060_b_3,
  easa_fcl_740_a,
];

/** Judges all rules on a day. */
export function judgeRules(facts: Facts, as_of: Day): Verdict[] {
  return rules.flatMap((rule) => rule.judge(facts, as_of));
}
