import { describe, expect, test } from "vitest";
import { main } from "../../../server/command_line/main.ts";

async function run(...args: string[]) {
  let out = "";
  let err = "";
  const code = await main(args, {
    print: (line) => void (out += `${line}\n`),
    write: (text) => void (out += text),
    note: (line) => void (err += `${line}\n`),
    env: {},
  });
  return { code, out, err };
}

/** The answer of a calculation that went well. */
async function calc(...args: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await run("calc", ...args);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
}

const names = [
  ...["sun", "night", "distance", "xc", "medical", "flight-review"],
  ...["recency", "instrument", "due", "calendar", "age"],
];

describe("what calc explains", () => {
  test("names every calculation", async () => {
    const { code, out } = await run("calc", "--help");
    expect(code).toBe(0);
    for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  test.each(names)("calc %s has an example in its help, and the example is true", async (name) => {
    const { out } = await run("calc", name, "--help");
    const [, args, answer] = /Example:\n {2}npx offblock calc (.+)\n {2}(.+)/.exec(out)!;
    const { out: said, code } = await run("calc", ...args!.split(" "));
    expect(code).toBe(0);
    const flat = said.replaceAll(/\s+/g, "");
    const pairs = answer!.match(/"[a-z0-9_]+": (?:"[^"…]*"|-?[\d.]+|null|true|false)/g)!;
    expect(pairs.length).toBeGreaterThan(0);
    for (const pair of pairs) expect(flat).toContain(pair.replaceAll(/\s+/g, ""));
  });
});

describe("calc sun", () => {
  // The command line of the design.
  test("answers for a latitude and longitude, and says why something does not happen", async () => {
    const answer = await calc(
      ...["sun", "--lat", "64.13", "--lon", "-21.9", "--date", "2026-06-21", "--json"],
    );
    expect(answer["sunrise"]).toMatch(/^2026-06-21T02:5\d:\d\dZ$/);
    expect(answer["sunset"]).toMatch(/^2026-06-22T00:0\d:\d\dZ$/);
    expect(answer["civil_dusk"]).toBeNull();
    expect(answer["why_null"]).toMatchObject({ civil_dusk: expect.stringContaining("above 6") });
  });
  test("takes an airport with its zone, and lists a day as almanacs do", async () => {
    // Fairbanks at midsummer: the sun sets after midnight by the clock.
    const answer = await calc("sun", "--at", "PAFA", "--date", "2026-06-21");
    expect(answer["time_zone"]).toBe("America/Anchorage");
    const events = answer["on_the_clock_day"] as { event: string; clock: string }[];
    expect(events.map(({ event, clock }) => `${event} ${clock.slice(0, 13)}`)).toEqual([
      "sunset 2026-06-21 00",
      "sunrise 2026-06-21 02",
    ]);
    expect(answer["sunset"]).toMatch(/^2026-06-22T08:/);
  });
  test.each([
    ["2026-06-21", "always_up", "above the horizon"],
    ["2026-12-21", "always_down", "below the horizon"],
  ])("at 78 degrees north on %s the sun is %s", async (date, sun, why) => {
    const answer = await calc("sun", "--at", "78.25,15.5", "--date", date);
    expect(answer).toMatchObject({ sun, sunrise: null, sunset: null, sunset_plus_hour: null });
    expect(answer["why_null"]).toMatchObject({ sunrise: expect.stringContaining(why) });
  });
  test("tells each night at a moment, whatever its offset", async () => {
    for (const time of ["2026-01-02T04:00Z", "2026-01-01T20:00-08:00", "2026-01-02 04:00"]) {
      const answer = await calc("sun", "--at", "KPAO", "--date", "2026-01-01", "--time", time);
      expect(answer["state"]).toMatchObject({
        at: "2026-01-02T04:00:00Z",
        is_night_part1: true,
        is_night_6157: true,
      });
    }
  });
});

describe("other calculations", () => {
  test.each([
    ["KPAO,KSTS"],
    ["KPAO KSTS"],
    ["KPAO-KSTS"],
    ["faa:PAO;KSTS"],
    ["37.461111,-122.115;38.509722,-122.812778"],
  ])("a route is read as %s", async (route) => {
    const { qualifies } = await calc("xc", "--route", route);
    expect(qualifies).toMatchObject({ any_landing: "yes", over_50nm: "yes", atp_50nm: "yes" });
  });
  test("a place overflown needs no landing for the ATP certificate alone", async () => {
    const { qualifies } = await calc(...["xc", "--route", "KPAO-KPAO", "--overflown", "KSTS"]);
    expect(qualifies).toMatchObject({ any_landing: "no", over_50nm: "no", atp_50nm: "yes" });
  });
  test.each(["1", "1st", "first", "Class 1", "class_1", "first class"])(
    "a class is read as %s",
    async (name) => {
      const answer = await calc(
        "medical",
        "--class",
        name,
        "--exam",
        "2026-04-16",
        "--birth",
        "1990-01-01",
      );
      expect(answer["class"]).toBe("class_1");
    },
  );
  // Three landings of 61.57(a): the third last counts through event + 90.
  test.each([
    ["2026-03-31", "current"],
    ["2026-04-01", "lapsed"],
    ["2026-01-31", "never"],
  ])("landings of 2025-12-31, 2026-01-15 and 2026-02-01 on %s: %s", async (day, state) => {
    const dates = "2026-02-01,2025-12-31,2026-01-15";
    expect(await calc("recency", "--dates", dates, "--as-of", day)).toMatchObject({ state });
  });
});

describe("what cannot be used ends with 2 and words that name the option", () => {
  test.each([
    [["sun", "--lat", "91", "--lon", "0", "--date", "2026-01-01"], /--lat: "91".*-90 to 90/],
    [["sun", "--lat", "1", "--date", "2026-01-01"], /--lat .*--lon/],
    [["sun", "--at", "KPAO"], /--date is missing/],
    [["sun", "--at", "KPAO", "--date", "2026-02-29"], /--date: "2026-02-29"/],
    [["sun", "--at", "KPAO", "--date", "today"], /YYYY-MM-DD/],
    [["sun", "--at", "XYZZY", "--date", "2026-01-01"], /--at: "XYZZY".*ICAO/],
    [["sun", "--at", "KPAO", "--date", "2026-01-01", "--zone", "Mars"], /--zone: "Mars".*IANA/],
    [["distance", "--from", "KPAO"], /--to is missing/],
    [["night", "--route", "KPAO-KSTS", "--out", "25:61", "--in", "x"], /--out: "25:61".*UTC/],
    [
      ["night", "--route", "KPAO", "--out", "2026-01-01T05:00Z", "--in", "2026-01-01T04:00Z"],
      /after block_out/,
    ],
    [["medical", "--class", "9", "--exam", "2026-01-01"], /--class: "9".*class_1/],
    [["medical", "--class", "1", "--exam", "2026-01-01", "--birth", "2027-01-01"], /--birth/],
    [["calendar", "--date", "2026-01-01"], /--days 90, --calendar-months/],
    [["calendar", "--date", "2026-01-01", "--days", "1.5"], /whole number/],
    [["age", "--birth", "2000-01-01", "--on", "2026-01-01", "--via", "sql"], /no function/],
    [["age", "--birth", "2000-01-01", "--on", "2026-01-01", "--via", "magic"], /--via/],
  ])("calc %j", async (args, words) => {
    const { code, err, out } = await run("calc", ...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });
  test("a code with several meanings is not guessed at: they are listed", async () => {
    const { code, err } = await run("calc", "distance", "--from", "AAA", "--to", "KPAO");
    expect(code).toBe(2);
    expect(err).toMatch(/several meanings: .*iata:.*;.*Put icao:, faa: or iata: before it/);
  });
});
