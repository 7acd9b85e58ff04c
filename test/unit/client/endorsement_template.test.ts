import { describe, expect, test } from "vitest";
import { endorsementTemplate } from "../../../client/models/endorsement_template.ts";
import { stableId } from "../../../shared/ids.ts";

// The numbers of AC 61-65K, appendix A, and the paragraphs that it names.
describe("the kind of an endorsement says where it stands", () => {
  test.each([
    ["tailwheel", "AC 61-65K", "A.75", "14 CFR 61.31(i)"],
    ["solo", "AC 61-65K", "A.6", "14 CFR 61.87(n)"],
    ["solo_class_b_airport", "AC 61-65K", "A.13", "14 CFR 61.95(b), 91.131(b)(1)"],
    ["TSA_citizenship", "AC 61-65K", "A.14", "49 CFR 1552.15(c)"],
    ["sport_knowledge_test", "AC 61-65K", "A.17", null],
    ["type_rating", "AC 61-65K", "A.79 to A.82", "14 CFR 61.63(d), 61.157(b)"],
    ["towing", "AC 61-65K", "A.84, A.85", "14 CFR 61.69"],
    ["SFAR_73", "AC 61-65K", "A.60 to A.68", "SFAR 73"],
    ["type_specific", null, null, "14 CFR 61.31(h)"],
    ["other", null, null, null],
  ])("%s", (code, ac_edition, ac_id, far_reference) => {
    expect(endorsementTemplate(stableId(`endorsement_types:${code}`))).toEqual({
      ac_edition,
      ac_id,
      far_reference,
    });
  });
});
