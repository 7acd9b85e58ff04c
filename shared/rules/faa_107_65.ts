import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { lookupById } from "../reference/lookups.ts";
import { completedEvents, type Done, judgeDone, passedTests } from "./events.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { monthsConvention, monthsWindow } from "./window.ts";

/** 14 CFR 107.65: within the previous 24 calendar months. */
const window = monthsWindow(24);

function find(facts: Facts, as_of: Day): Finding[] {
  const certificates = facts.records.certificate
    .filter((one) => one.date_of_issuance <= as_of)
    .filter(
      (one) => lookupById("certificate_levels", one.certificate_level_id)?.code === "remote_pilot",
    )
    .map((one): Done => ({ id: one._id, date: one.date_of_issuance, what: "certificate issued" }));
  const tests = passedTests(facts).filter(({ what }) => /remote|unmanned|uas|\b107\b/i.test(what));
  const training = completedEvents(facts, ["recurrent_UAS"]).map(({ done }) => done);
  const done = [...certificates, ...tests, ...training];
  if (!done.some(({ date }) => date <= as_of)) return [];
  const { held, ...state } = judgeDone(done, as_of, window);
  const fromIssue = state.counted.some(({ what }) => what === "certificate issued");
  return [
    {
      ...state,
      applies_to: { certificate: "remote_pilot", operation: "flying small unmanned aircraft" },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      missing: held ? [] : [{ what: "recurrent training", have: 0, need: 1 }],
      regain:
        "Recurrent training, 14 CFR 107.65(b), free and online; a part 61 pilot with a current flight review may take the training of 107.65(c).",
      unknown: fromIssue
        ? [
            "When the knowledge test was passed: counted from the issue of the certificate, which is later.",
          ]
        : [],
    },
  ];
}

/**
 * Recent knowledge of remote pilots, 14 CFR 107.65. Part 107 took effect on 29 August 2016; what was
 * a recurrent test at first is training now, with the same 24 calendar months.
 */
export const faa_107_65 = defineRule({
  rule: "faa_107_65",
  title: "Remote pilot, recent knowledge",
  regulation: "14 CFR 107.65",
  authority: "FAA",
  law_from: "2016-08-29",
  law_to: null,
  convention: monthsConvention(24),
  find,
});
