import { describe, expect, test } from "vitest";
import { dayOf } from "../../../shared/calendar.ts";
import { lintContext, lintFlight } from "../../../shared/flight_lint/lint.ts";
import { factsOf, keepFacts } from "../../../shared/facts/facts.ts";
import type { FlightRecord } from "../../../shared/facts/records.ts";
import { stableId } from "../../../shared/ids.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import { reportHome } from "../../../shared/rules/home_report.ts";
import { report8710, reportExperience, reportMedical } from "../../../shared/rules/report.ts";
import {
  aircraft,
  code,
  dayLandings,
  factsFrom,
  flight,
  type FlightParts,
  lookups,
  record,
} from "./logbook.ts";

// What a logbook may hold and no rule expects: answers say what they could not know.

const fleet = aircraft("N1");
const as_of = "2026-04-01";

function verdict(rule: string, facts: ReturnType<typeof factsFrom>) {
  return reportHome(facts, as_of).currency.verdicts.find((one) => one.rule === rule);
}

const owner = (date_of_birth: string | null) =>
  record("person", "owner", { display_name: "Owner", is_logbook_owner: true, date_of_birth });

const medical = (key: string, of_class: string, exam_date: string) =>
  record("medical", key, { medical_class_id: code("medical_classes", of_class), exam_date });

function adviceOf(parts: FlightParts, ...more: Envelope[]): string[] {
  const facts = factsFrom(fleet, more);
  const one = flight(parts) as unknown as FlightRecord;
  return lintFlight(one, lintContext(facts, one, as_of)).map((advice) => advice.code);
}

describe("flights without airports", () => {
  const facts = factsFrom(
    fleet,
    flight({
      date: "2026-03-01",
      dual_received: 60,
      cross_country_time: 60,
      legs: [dayLandings(3)],
    }),
  );
  test("count for landings", () => {
    expect(verdict("faa_61_57_a", facts)).toMatchObject({
      state: "current",
      last_day: "2026-05-30",
    });
  });
  test("are listed as undecided where a distance is asked, and not counted", () => {
    const id = facts.flights[0]!.id;
    expect(report8710(facts, as_of, "private")).toMatchObject({
      undecided: [id],
      rows: { airplanes: { xc_instruction_received: 0, instruction_received: 60 } },
    });
    const [table] = reportExperience(facts, as_of, ["faa_61_109_a"]).tables;
    expect(table!.lines.find(({ line }) => line === "dual_xc")).toMatchObject({
      have: 0,
      undecided: [id],
    });
  });
});

describe("flights with unknown airports", () => {
  test("are undecided too, and a landing by the clock is neither day nor night there", () => {
    const legs = [
      {
        from_airport_id: stableId("airport:NOWHERE"),
        to_airport_id: stableId("airport:ELSEWHERE"),
        landings_takeoffs: [
          {
            id: "00000000-0000-7000-8000-000000000001",
            is_landing: true,
            is_full_stop: true,
            occurred_at: "2026-03-01T08:00:00Z",
          },
        ],
      },
    ];
    const facts = factsFrom(fleet, flight({ date: "2026-03-01", pic_time: 60, legs }));
    expect(report8710(facts, as_of, "commercial").undecided).toEqual([facts.flights[0]!.id]);
    expect(verdict("faa_61_57_b", facts)).toMatchObject({
      state: "never",
      missing: [{ have: 0 }, { have: 0 }],
    });
  });
});

test("flights without times count for their landings, and for no minutes", () => {
  const facts = factsFrom(
    fleet,
    flight({ date: "2026-03-01", total_time: 0, leg: dayLandings(3) }),
  );
  expect(verdict("faa_61_57_a", facts)!.state).toBe("current");
  expect(reportHome(facts, as_of).totals.all).toMatchObject({ total_time: 0, landings: 3 });
});

test("flights in the future do not count until their day, and advice says so", () => {
  const parts = { date: "2026-04-02", leg: dayLandings(3) };
  const facts = factsFrom(fleet, flight(parts));
  expect(verdict("faa_61_57_a", facts)).toBeUndefined();
  expect(reportHome(facts, as_of).totals.all.flights).toBe(0);
  expect(adviceOf(parts)).toContain("date_in_future");
});

test("flights before the pilot was born count as logged, and advice says so", () => {
  const parts = { date: "1999-12-31", leg: dayLandings(3) };
  const facts = factsFrom(owner("2000-01-01"), fleet, flight(parts));
  expect(verdict("faa_61_57_a", facts)!.state).toBe("lapsed");
  expect(adviceOf(parts, owner("2000-01-01"))).toContain("date_before_birth");
});

test("flights in an aircraft that no record tells of are in the totals and in no verdict", () => {
  const facts = factsFrom(flight({ date: "2026-03-01", leg: dayLandings(3) }));
  expect(verdict("faa_61_57_a", facts)).toBeUndefined();
  expect(reportHome(facts, as_of).totals.all.landings).toBe(3);
  expect(report8710(facts, as_of, "private").unplaced).toEqual([facts.flights[0]!.id]);
});

test("a medical without a birth date holds for the shorter time, then is not known", () => {
  const facts = factsFrom(owner(null), medical("a", "class_3", "2024-03-10"));
  const standing = reportMedical(facts, as_of).standing.find(
    ({ operation }) => operation === "private",
  );
  expect(standing).toMatchObject({
    state: "unknown",
    last_day: "2026-03-31",
    unknown: [expect.stringContaining("birth date")],
  });
});

test("a medical of before the pilot was born is judged as of a young pilot", () => {
  const facts = factsFrom(owner("2000-01-01"), medical("a", "class_3", "1999-12-31"));
  expect(reportMedical(facts, as_of).standing).toBeDefined();
});

test("of overlapping medicals each operation goes by the one that lasts longest", () => {
  const facts = factsFrom(
    owner("1980-01-01"),
    medical("a", "class_1", "2026-01-10"),
    medical("b", "class_1", "2026-01-10"),
    medical("c", "class_3", "2026-02-10"),
  );
  const days = new Map(
    reportMedical(facts, as_of).standing.map(({ operation, last_day }) => [operation, last_day]),
  );
  expect([days.get("atp_pic"), days.get("commercial"), days.get("private")]).toEqual([
    "2026-07-31",
    "2027-01-31",
    "2028-02-29",
  ]);
});

test("a rule with a window of 0 days holds on the day of the flight", () => {
  const rule = record("currency_rule", "rule", {
    name: "Today",
    rule_config: { lookback_days: 0, required: { landings: 3 } },
  });
  const state = (date: string) =>
    reportHome(
      factsFrom(fleet, rule, flight({ date, leg: dayLandings(3) })),
      as_of,
    ).currency.verdicts.find(({ authority }) => authority === "own")!.state;
  expect(state(as_of)).toBe("current");
  expect(state("2026-03-31")).toBe("lapsed");
});

// A million were judged once, in 1.9 GB; what grows with the logbook must not be put on the stack.
test("a logbook longer than any list of arguments is judged", () => {
  const one = flight({ date: as_of, pic_time: 60, leg: dayLandings(1) });
  const [kept] = keepFacts([...fleet, one], lookups).snapshot().flights;
  const flights = Array.from({ length: 150_000 }, (_, i) => {
    const day = kept!.facts.day - (i % 6000);
    const id = `flight:00000000-0000-7000-8000-${String(i).padStart(12, "0")}`;
    return { ...kept!, facts: { ...kept!.facts, id, day, date: dayOf(day) } };
  });
  const keeper = keepFacts(fleet, lookups, { flights, sessions: [] });
  expect(reportHome(keeper.current(), as_of).totals.all.flights).toBe(150_000);
  keeper.put(one);
  expect(reportHome(keeper.current(), as_of).totals.all.flights).toBe(150_001);
});

test("records of kinds that nobody knows are passed over", () => {
  const facts = factsOf(
    [{ _id: "nonsense:1", created_at: "", updated_at: "" } as unknown as Envelope],
    lookups,
  );
  expect(reportHome(facts, as_of).totals.all.flights).toBe(0);
});
