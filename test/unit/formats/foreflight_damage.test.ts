/** Files that are not as they should be: each says what is wrong and where, and loses nothing. */
import { describe, expect, test } from "vitest";
import { readForeFlight } from "../../../shared/formats/import_plan.ts";
import { limits } from "../../../shared/limits.ts";
import { cessna, fileText } from "../../fixtures/foreflight/file_text.ts";
import { fixture, planFile, planned, planText } from "./planning.ts";

const remarksAt = (plan: ReturnType<typeof planText>, line: number) =>
  plan.remarks.filter((remark) => remark.line === line);

describe("a file that is not ForeFlight's says what it looks like", () => {
  test.each([
    ["an empty file", "", /empty/],
    ["blank lines", "\r\n \r\n", /empty/],
    [
      "a spreadsheet",
      "PK\u0003\u0004\u0014\u0000\u0006\u0000[Content_Types].xml",
      /spreadsheet.*export it as CSV/,
    ],
    ["an old spreadsheet", "\uFFFD\uFFFD\u0011\u0871\uFFFD\u0000\u0000", /old Excel/],
    ["a PDF", "%PDF-1.7\n...", /PDF/],
    ["a web page", "<!DOCTYPE html><html>", /web page/],
    ["JSON", '{"flights": []}', /JSON/],
    ["bytes of anything", "\u0001\u0002\u0003\uFFFD\uFFFD\u0007abc", /not a text file/],
    ["UTF-16", "D\u0000a\u0000t\u0000e\u0000,\u0000", /UTF-16/],
    [
      "MyFlightbook",
      "Date,Tail Number,Total Flight Time,Approaches,Hold,Landings,X-Country\n",
      /MyFlightbook/,
    ],
    ["Garmin Pilot", "Date,Aircraft ID,Time Out,PIC Duration\n", /Garmin Pilot/],
    ["another table", "Name;Age\nAda;36\n", /a table that begins with "Name;Age"/],
    ["a letter", "Dear Sir\nyours", /a text that begins with "Dear Sir"/],
  ])("%s", (_, text, says) => {
    const plan = planText(text);
    expect(plan.failure).toMatch(says);
    expect(plan.documents).toEqual([]);
    expect(plan.total.read).toBe(0);
  });

  test("a file above the limit names the limit", () => {
    const reading = readForeFlight("x".repeat(limits.import_bytes + 1));
    expect(reading.failure).toMatch(/64 MB/);
  });
});

describe("the same file, as other programs store it, makes the same documents", () => {
  const original = planText(fixture("current.csv")).documents;
  const text = fixture("current.csv");

  test.each([
    ["with a byte order mark", `\uFEFF${text}`],
    ["with LF", text.replaceAll("\r\n", "\n")],
    ["with CR CR LF", text.replaceAll("\r\n", "\r\r\n")],
    [
      "with CRLF and LF in turn",
      text
        .split("\r\n")
        .map((line, i) => line + (i % 2 ? "\n" : "\r\n"))
        .join(""),
    ],
    ["with a space after Flights Table", text.replace("Flights Table", "Flights Table ")],
    ["with more blank lines", text.replace(/\r\n(?=2024-05-1)/g, "\r\n,,,\r\n\r\n")],
    ["without a last line end", text.replace(/\r\n$/, "")],
    ["without padding", text.replace(/,+(?=\r\n)/g, "")],
    ["without the first line", text.slice(text.indexOf("\r\n") + 2)],
  ])("%s", (_, other) => {
    const plan = planText(other);
    expect(plan.documents).toEqual(original);
    expect(plan.not_importable).toEqual([]);
  });

  const flights = [
    { From: "KPAO", To: "KUKI", TotalTime: "1.6", Distance: "112.20", PilotComments: "a, b; c" },
  ];
  const plain = planFile({ flights }).documents;
  const comma = [{ ...flights[0]!, TotalTime: "1,6", Distance: "112,20" }];

  test.each([";", "\t", ","])("separated by %j, with decimal commas", (separator) => {
    expect(planFile({ flights: comma, separator }).documents).toEqual(plain);
  });
});

test("the line that tells Excel the separator is no line of the logbook", () => {
  const text = fileText({ flights: [{ TotalTime: "1.0" }], separator: ";" });
  expect(planText(`sep=;\r\n${text}`)).toMatchObject({ not_importable: [], remarks: [] });
});

test("letters that were lost before the file came here are remarked on", () => {
  const plan = planFile({ flights: [{ TotalTime: "1.0", PilotComments: "Caf\uFFFD" }] });
  expect(remarksAt(plan, 8)).toMatchObject([{ level: "warning", message: /UTF-8/ }]);
});

describe("columns", () => {
  test("a column that nobody knows is named once, and its cells are kept", () => {
    const plan = planFile({
      more_columns: ["Mood", "Empty One"],
      flights: [
        { TotalTime: "1.0", Mood: "calm" },
        { TotalTime: "2.0", Mood: "0" },
      ],
    });
    expect(planned(plan, "flight").map((flight) => flight.import_notes)).toEqual([
      "Mood: calm",
      "Mood: 0",
    ]);
    expect(
      remarksAt(plan, 7).map(({ column, level, message }) => [column, level, message]),
    ).toEqual([
      [
        "Mood",
        "warning",
        "This column is unknown. Its 2 cells are kept in the notes of their entries.",
      ],
      ["Empty One", "info", "This column is unknown, and empty."],
    ]);
  });

  test("missing columns are as good as blank ones", () => {
    const plan = planText("Flights Table\nDate,AircraftID,TotalTime\n2024-05-01,N1AB,1.5\n");
    expect(planned(plan, "flight")).toMatchObject([{ flight_date: "2024-05-01", total_time: 90 }]);
  });

  test("a flights table without its column names is reported line by line", () => {
    const plan = planText("Flights Table\n2024-05-01,N1AB,1.5\n2024-05-02,N1AB,1.5\n");
    expect(plan.documents).toEqual([]);
    expect(plan.not_importable.map(({ line, raw }) => [line, raw])).toEqual([
      [2, "2024-05-01,N1AB,1.5"],
      [3, "2024-05-02,N1AB,1.5"],
    ]);
    expect(plan.not_importable[0]!.problems[0]!.message).toMatch(/no line of column names/);
  });

  test("cells beyond the last column are kept", () => {
    const text = fileText({ flights: [{ TotalTime: "1.0" }] }).replace(/\r\n$/, ",stray\r\n");
    const plan = planText(text);
    expect(planned(plan, "flight")[0]!.import_notes).toBe("column 62: stray");
    expect(remarksAt(plan, 8)).toMatchObject([{ level: "warning", cell: "stray" }]);
  });
});

describe("cells", () => {
  test("25:61 o'clock: the flight is read, the cell is kept and reported", () => {
    const plan = planFile({ flights: [{ TotalTime: "1.0", TimeOut: "25:61", TimeIn: "12:00" }] });
    expect(planned(plan, "flight")[0]).toMatchObject({
      total_time: 60,
      block_out: null,
      block_in: "2024-05-01T12:00:00Z",
      import_notes: "TimeOut: 25:61",
    });
    expect(remarksAt(plan, 8)).toMatchObject([
      { column: "TimeOut", cell: "25:61", level: "warning" },
    ]);
  });

  test("a wrong date: the line is not imported, and shown", () => {
    const plan = planFile({
      flights: [{ Date: "2024-02-30", TotalTime: "1.0" }, { TotalTime: "2.0" }],
    });
    expect(planned(plan, "flight").map((flight) => flight.total_time)).toEqual([120]);
    expect(plan.not_importable).toMatchObject([
      { line: 8, kind: "flight", problems: [{ code: "E_FIELD_FORMAT", path: "flight_date" }] },
    ]);
    expect(plan.not_importable[0]!.raw).toContain("2024-02-30");
    expect(remarksAt(plan, 8)).toMatchObject([
      { column: "Date", cell: "2024-02-30", level: "error" },
    ]);
  });

  test.each([
    ["TotalTime", "long"],
    ["PIC", "-1.0"],
    ["Night", "1:75"],
    ["DayTakeoffs", "some"],
    ["AllLandings", "-5"],
    ["TotalTime", "100000"],
  ])("%s of %j: the line is not imported, since a zero would be false", (column, cell) => {
    const plan = planFile({ flights: [{ TotalTime: "1.0", [column]: cell }] });
    expect(planned(plan, "flight")).toEqual([]);
    expect(plan.not_importable).toMatchObject([{ line: 8, kind: "flight" }]);
    expect(remarksAt(plan, 8)).toMatchObject([{ column, level: "error" }]);
  });

  test("a part that exceeds the total by more than a tenth is a problem; by a tenth it is rounding", () => {
    const plan = planFile({
      flights: [
        { TotalTime: "1.0", PIC: "1.2" },
        { TotalTime: "1.0", PIC: "1.1" },
      ],
    });
    expect(plan.not_importable).toMatchObject([
      { line: 8, problems: [{ code: "E_FLIGHT_PART_OVER_TOTAL", path: "pic_time" }] },
    ]);
    expect(remarksAt(plan, 8)).toMatchObject([{ column: "PIC", level: "error" }]);
    expect(planned(plan, "flight").map((flight) => flight.pic_time)).toEqual([66]);
  });

  test("other cells that cannot be read are kept in the notes", () => {
    const long = "x".repeat(201);
    const cells = {
      Distance: "far",
      HobbsStart: "12x",
      "IPC (FAA)": "perhaps",
      Approach1: "0;ILS;;;",
      Person1: `${long};Passenger`,
      Route: long,
    };
    const [flight] = planned(planFile({ flights: [{ TotalTime: "1.0", ...cells }] }), "flight");
    for (const [column, cell] of Object.entries(cells))
      expect(flight!.import_notes).toContain(`${column.replace(" (FAA)", "")}: ${cell}`);
    expect(flight).toMatchObject({ is_ipc: false, flight_crew: [], route: null });
  });

  test("days as spreadsheets write them are read when one of them shows the month", () => {
    const sure = planFile({
      flights: [
        { Date: "9/11/2023", TotalTime: "1" },
        { Date: "9/13/2023", TotalTime: "1" },
      ],
    });
    expect(planned(sure, "flight").map((flight) => flight.flight_date)).toEqual([
      "2023-09-11",
      "2023-09-13",
    ]);
    expect(remarksAt(sure, 7)).toMatchObject([{ column: "Date", level: "info" }]);
    const unsure = planFile({ flights: [{ Date: "9/11/2023", TotalTime: "1" }] });
    expect(unsure.not_importable[0]!.problems[0]!.message).toMatch(/day or the month/);
  });
});

describe("block times", () => {
  const blocks = (cells: Record<string, string>) =>
    planned(planFile({ flights: [{ TotalTime: "1.0", ...cells }] }), "flight")[0]!;

  test("clocks roll over midnight wherever they run back", () => {
    expect(
      blocks({ TimeOut: "23:50", TimeOff: "00:05", TimeOn: "00:55", TimeIn: "01:00" }),
    ).toMatchObject({
      block_out: "2024-05-01T23:50:00Z",
      block_off: "2024-05-02T00:05:00Z",
      block_on: "2024-05-02T00:55:00Z",
      block_in: "2024-05-02T01:00:00Z",
    });
  });

  test("24:00 is the end of the day, and one midnight among clocks is a midnight", () => {
    expect(blocks({ TimeOut: "23:00", TimeIn: "24:00" }).block_in).toBe("2024-05-02T00:00:00Z");
    expect(blocks({ TimeOut: "00:00", TimeIn: "01:00" }).block_out).toBe("2024-05-01T00:00:00Z");
  });

  test("clocks that are all 00:00 say nothing", () => {
    const zero = "00:00";
    const flight = blocks({ TimeOut: zero, TimeOff: zero, TimeOn: zero, TimeIn: zero });
    expect(flight).toMatchObject({ block_out: null, block_in: null, import_notes: null });
  });

  test("OUT and OFF, ON and IN may share a minute; OFF and ON may not", () => {
    expect(
      blocks({ TimeOut: "10:00", TimeOff: "10:00", TimeOn: "11:00", TimeIn: "11:00" }),
    ).toMatchObject({
      block_off: "2024-05-01T10:00:00Z",
      block_in: "2024-05-01T11:00:00Z",
    });
    expect(blocks({ TimeOff: "10:00", TimeOn: "10:00" })).toMatchObject({
      block_off: null,
      block_on: null,
      import_notes: "TimeOff: 10:00\nTimeOn: 10:00",
    });
  });

  test("a block longer than a day is kept as text and reported", () => {
    const plan = planFile({
      flights: [
        { TotalTime: "1.0", TimeOut: "10:00", TimeOff: "09:00", TimeOn: "08:00", TimeIn: "11:00" },
      ],
    });
    expect(planned(plan, "flight")[0]).toMatchObject({
      block_out: null,
      block_in: null,
      import_notes: "TimeOut: 10:00\nTimeOff: 09:00\nTimeOn: 08:00\nTimeIn: 11:00",
    });
    expect(remarksAt(plan, 8)).toMatchObject([
      { level: "warning", message: expect.stringMatching(/24 hours/) },
    ]);
  });

  test("a block far longer than the total time is worth a look", () => {
    const plan = planFile({ flights: [{ TotalTime: "1.0", TimeOut: "10:00", TimeIn: "09:00" }] });
    expect(remarksAt(plan, 8)).toMatchObject([{ column: "TimeOut", level: "warning" }]);
  });

  test("duty begins no later than the block and ends no earlier", () => {
    expect(
      blocks({ OnDuty: "23:30", TimeOut: "00:30", TimeIn: "01:30", OffDuty: "02:00" }),
    ).toMatchObject({
      on_duty: "2024-04-30T23:30:00Z",
      off_duty: "2024-05-01T02:00:00Z",
    });
  });
});

describe("a file that is cut off", () => {
  const flights = [
    { From: "KPAO", To: "KUKI", TotalTime: "1.2", PIC: "1.2" },
    { From: "KUKI", To: "KPAO", TotalTime: "1.6", PIC: "1.5" },
  ];
  const whole = fileText({ flights });

  test("in the middle of a line: the line is reported, and offered as far as it was read", () => {
    // Cut after the 1 of PIC's 1.5: the last cell could be anything that begins so.
    const cut = whole.slice(0, whole.lastIndexOf("1.5") + 1);
    const plan = planText(cut);
    expect(planned(plan, "flight").map((flight) => flight.total_time)).toEqual([72]);
    expect(plan.not_importable).toMatchObject([
      { line: 9, kind: "flight", problems: [{ message: "The file is cut off in this line." }] },
    ]);
    expect(plan.not_importable[0]!.offer).toMatchObject({
      flight_date: "2024-05-01",
      total_time: 96,
    });
    expect(remarksAt(plan, 9)).toMatchObject([{ level: "error", message: /cut off/ }]);

    const taken = planText(cut, [], { take_incomplete: [9] });
    expect(taken.not_importable).toEqual([]);
    const [, second] = planned(taken, "flight");
    expect(second).toMatchObject({ total_time: 96, pic_time: 0 });
    expect(second!.import_notes).toBe("The file is cut off in this line.\nPIC: 1");
  });

  test("inside a quoted remark", () => {
    const text = fileText({
      flights: [...flights, { TotalTime: "0.5", PilotComments: "long, long" }],
    });
    const plan = planText(text.slice(0, text.indexOf("long, long") + 4));
    expect(planned(plan, "flight")).toHaveLength(2);
    expect(plan.not_importable).toMatchObject([{ line: 10, offer: { total_time: 30 } }]);
  });

  test("a line taken incomplete shows up as a possible duplicate of the whole line, later", () => {
    const cut = whole.slice(0, whole.lastIndexOf("1.5") + 1);
    const first = planText(cut, [], { take_incomplete: [9] });
    const later = planText(whole, first.documents);
    expect(later.documents).toEqual([]);
    expect(later.already_there.filter((entry) => entry.possible_duplicate)).toMatchObject([
      { line: 9 },
    ]);
  });

  test("before the flights", () => {
    const plan = planText(whole.slice(0, whole.indexOf("Flights Table")));
    expect(planned(plan, "aircraft")).toHaveLength(1);
    expect(plan.remarks.at(-1)).toMatchObject({ level: "error", message: /no Flights Table/ });
  });

  test("in the middle of an aircraft", () => {
    const plan = planText(whole.slice(0, whole.indexOf("Cessna") + 3));
    expect(plan.documents).toEqual([]);
    expect(plan.not_importable).toMatchObject([{ line: 5, raw: "N737ER,C172,,Ces" }]);
  });

  test("with trimmed lines, where nobody can tell, a remark asks to check", () => {
    const trimmed = whole.replace(/,+(?=\r\n)/g, "").replace(/\r\n$/, "");
    const plan = planText(trimmed);
    expect(planned(plan, "flight")).toHaveLength(2);
    expect(remarksAt(plan, 9)).toMatchObject([
      { level: "warning", message: /check that this line is whole/ },
    ]);
  });
});

test("a quotation mark that is never closed costs its own line, and that one is offered", () => {
  const text = fileText({
    flights: [
      { TotalTime: "1.0", PilotComments: "first, quoted" },
      { TotalTime: "2.0", PilotComments: '"second"' },
    ],
  }).replace('first, quoted"', "first, quoted");
  const plan = planText(text);
  expect(planned(plan, "flight").map((flight) => [flight.total_time, flight.remarks])).toEqual([
    [120, "second"],
  ]);
  expect(plan.not_importable).toMatchObject([
    { line: 8, problems: [{ message: /never closed/ }], offer: { total_time: 60 } },
  ]);
});

test("a tail number that no register has is reported, with the flights that need it", () => {
  const plan = planFile({
    aircraft: [cessna, { AircraftID: "N🛩1" }],
    flights: [{ AircraftID: "N🛩1", TotalTime: "1.0" }, { TotalTime: "2.0" }],
  });
  expect(plan.not_importable.map(({ line, kind }) => [line, kind])).toEqual([
    [6, "aircraft"],
    [9, "flight"],
  ]);
  expect(planned(plan, "flight")).toHaveLength(1);
});

test("text that the ledger cannot hold is refused for its line alone", () => {
  const plan = planFile({
    flights: [
      { TotalTime: "1.0", PilotComments: "a\u0000b" },
      { TotalTime: "2.0", PilotComments: "x".repeat(20_001) },
      { TotalTime: "3.0" },
    ],
  });
  expect(plan.not_importable.map(({ line, problems }) => [line, problems[0]!.code])).toEqual([
    [8, "E_FIELD_FORMAT"],
    [9, "E_FIELD_TOO_LONG"],
  ]);
  expect(planned(plan, "flight")).toHaveLength(1);
});
