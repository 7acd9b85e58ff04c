import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../../server/command_line/main.ts";
import { derivedUuid, stableId } from "../../../shared/ids.ts";
import { aircraft, code, type Fields, flight, record } from "../rules/logbook.ts";

// Help and answers are held together: every field of an answer stands in the help of the command,
// and every field of the help in an answer.

const leg = (from: string, to: string, more: Fields = {}): Fields => ({
  from_airport_id: stableId(`airport:FAA-${from}`),
  to_airport_id: stableId(`airport:FAA-${to}`),
  day_takeoffs: 1,
  day_landings_full_stop: 1,
  ...more,
});
const approach = { approach_type_id: code("approach_types", "ILS"), in_simulated_imc: true };
const jet = { class: "AMEL", engine_count: 2, engine_type: "turbofan" };

/** A logbook with something for every field of every report. */
const records = [
  record("person", "me", { display_name: "Me", is_logbook_owner: true }),
  ...aircraft("N1", { is_tailwheel: true }),
  ...aircraft("N2", { ...jet, requires_type_rating: true, type_rating_code: "CE-525" }),
  ...aircraft("N0", { category: null, class: null }),
  flight({
    date: "2025-02-10",
    block_out: "2025-02-10T17:00:00Z",
    block_in: "2025-02-10T18:00:00Z",
    dual_received: 60,
    pic_time: 60,
    simulated_instrument: 30,
    holds: 1,
    remarks: "a remark",
    legs: [leg("PAO", "STS", { approaches: [{ ...approach, id: derivedUuid("approach") }] })],
  }),
  flight({ date: "2026-02-10", pic_time: 60, legs: [leg("PAO", "STS")] }),
  flight({ date: "2026-02-11", pic_time: 60, legs: [leg("PAO", "STS")], from: "PAO" }),
  flight({ date: "2026-02-12", dual_received: 60, cross_country_time: 60, from: "a", to: "b" }),
  flight({ date: "2026-02-13", aircraft: "N2", sic_time: 60, legs: [leg("PAO", "SFO")] }),
  flight({ date: "2026-02-14", aircraft: "N0", legs: [leg("PAO", "SFO")] }),
  // 50.2 NM apart on the sphere: within half a percent of 50.
  record("airport", "west", { name: "West", latitude: 0, longitude: 0 }),
  record("airport", "east", { name: "East", latitude: 0, longitude: 0.8361 }),
  flight({
    date: "2026-02-15",
    pic_time: 60,
    dual_received: 60,
    legs: [
      {
        from_own_airport_id: derivedUuid("west"),
        to_own_airport_id: derivedUuid("east"),
        day_landings_full_stop: 1,
      },
    ],
  }),
  record("training_device", "Sim", {
    name: "Sim",
    device_type_id: code("training_device_types", "AATD"),
  }),
  record("training_session", "lesson", {
    session_date: "2026-01-20",
    session_type: "device",
    training_device_id: derivedUuid("Sim"),
    total_time: 60,
    dual_received: 60,
    instructor_name: "Ann",
  }),
  record("medical", "medical", {
    medical_class_id: code("medical_classes", "class_1"),
    exam_date: "2025-05-05",
  }),
  record("certificate", "instructor", {
    certificate_level_id: code("certificate_levels", "flight_instructor"),
    date_of_issuance: "2024-01-15",
  }),
  { _id: "flight:nonsense" },
];

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "offblock-help-"));
  file = join(folder, "logbook.json");
  writeFileSync(file, JSON.stringify(records));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[]): Promise<string> {
  let out = "";
  const code = await main(args, {
    print: (line) => void (out += `${line}\n`),
    write: (text) => void (out += text),
    note: () => undefined,
    env: {},
  });
  expect(code).toBe(0);
  return out;
}

/** Where each value of an answer stands: `verdicts[].counted[].id`. */
function pathsOf(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${at}[]`));
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, at ? `${at}.${key}` : key));
}

/** The fields that the help of a command lists, with their words. */
async function helped(...command: string[]): Promise<[path: string, words: string][]> {
  const help = await run([...command, "--help"]);
  const list = /Output: JSON.*\n((?: {2}.+\n)+)/.exec(help)![1]!;
  const fields = list
    .trimEnd()
    .split("\n")
    .map((line) => /^ {2}(\S+) +(.+)$/.exec(line)!.slice(1) as [string, string]);
  const whole: [string, string][] = [];
  for (const [path, words] of fields) {
    const report = /^what report (\w+) answers(?:, without (\w+))?$/.exec(words);
    const list_of = /the fields of (\w+)$/.exec(words)?.[1];
    if (report !== null) {
      const [, name, without] = report;
      for (const [own, meaning] of await helped("report", name!))
        if (own !== `${without}[]`) whole.push([`${path}.${own}`, meaning]);
    } else if (list_of !== undefined)
      for (const [own, meaning] of fields.filter(([own]) => own.startsWith(`${list_of}[]`)))
        whole.push([own.replace(list_of, path.slice(0, -2)), meaning]);
    else whole.push([path, words]);
  }
  return whole;
}

const ofEveryReport = ["report", "via", "records", "not_read[].id", "not_read[].why"];

/** Whether a field of the help is that of an answer; a star is a name that some words list. */
function isOf(pattern: string, path: string, all_words: string): boolean {
  if (!pattern.endsWith(".*")) return pattern === path;
  const name = path.slice(path.lastIndexOf(".") + 1);
  return path === pattern.slice(0, -1) + name && new RegExp(`\\b${name}\\b`).test(all_words);
}

async function held(command: string[], asked: string[][]): Promise<void> {
  const fields = await helped(...command);
  const words = fields.map(([, meaning]) => meaning).join(" ");
  const answers = await Promise.all(asked.map((args) => run([...command, ...args])));
  const paths = [...new Set(answers.flatMap((answer) => pathsOf(JSON.parse(answer))))];
  const inside = fields.map(([path]) => path).filter((path) => !isRepeated(path));
  expect(paths.filter((path) => !inside.some((one) => isOf(one, path, words)))).toEqual([]);
  expect(inside.filter((one) => !paths.some((path) => isOf(one, path, words)))).toEqual([]);
}

/** What the help of another report says of itself is no field within this one. */
const isRepeated = (path: string) =>
  ofEveryReport.some((own) => path === `currency.${own}` || path === `expirations.${own}`);

test.each([
  ["currency", []],
  ["experience", ["--table", "faa_61_109_a,faa_61_65_d,faa_61_129_a"]],
  ["totals", ["--by", "class", "--since", "2025-01-01"]],
  ["8710", []],
  ["medical", []],
  ["expirations", []],
  ["easa", []],
  ["lint", []],
  ["home", []],
])("help and answer of report %s have the same fields", async (name, more) => {
  await held(["report", name], [["--from", file, "--as-of", "2026-04-01", ...more]]);
});

test.each([
  [
    "sun",
    [
      "--at PAFA --date 2026-06-21 --time 2026-06-21T08:00Z",
      "--at 78,15 --date 2026-12-21",
      "--at KPAO --date 2026-06-21",
    ],
  ],
  [
    "night",
    [
      "--route KSFO-KJFK --out 2026-01-10T23:30Z --in 2026-01-11T05:00Z --off 2026-01-10T23:40Z --on 2026-01-11T04:50Z --leg-minutes 330",
    ],
  ],
  ["distance", ["--from KJFK --to KLAX"]],
  ["xc", ["--route KPAO-KSTS --overflown KSFO"]],
  [
    "medical",
    [
      "--class 1 --exam 2026-04-16 --birth 1986-04-16 --as-of 2026-11-01",
      "--class 1 --exam 2026-04-16 --until 2026-12-31",
      "--class 1 --exam 2026-04-16 --as-of 2026-11-01",
      "--class basicmed --exam 2026-04-16 --course 2026-04-20",
    ],
  ],
  ["flight-review", ["--date 2024-02-29 --as-of 2026-03-01"]],
  ["recency", ["--dates 2026-01-01,2026-01-05,2026-02-01 --as-of 2026-04-02"]],
  ["instrument", ["--date 2025-01-15 --as-of 2025-08-01"]],
  ["due", ["--dates 2024-05-10,2025-06-20 --as-of 2025-07-01"]],
  ["calendar", ["--date 2025-08-31 --calendar-months 6 --as-of 2025-09-01"]],
  ["age", ["--birth 1986-04-16 --on 2026-04-16"]],
])("help and answer of calc %s have the same fields", async (name, asked) => {
  await held(
    ["calc", name],
    asked.map((line) => line.split(" ")),
  );
});
