/** What a file that is not the expected one looks like, so that the error can say it. */

/** How a file of another program begins, when its bytes are read as text. */
const beginnings: readonly (readonly [string, string])[] = [
  ["PK\u0003\u0004", "a spreadsheet or a ZIP archive"],
  ["\u00D0\u00CF\u0011\u00E0", "an old Excel spreadsheet"],
  ["\uFFFD\uFFFD\u0011", "an old Excel spreadsheet"],
  ["%PDF-", "a PDF document"],
  ["SQLite format 3\u0000", "a database"],
];

/** How a text file of another kind begins. */
const textBeginnings: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype|html)/i, "a web page"],
  [/^\s*<\?xml/i, "an XML file"],
  [/^\s*[[{]\s*["{[\]}]/, "a JSON file"],
];

/** Column names that only one program's file has. */
const headers: readonly (readonly [RegExp, string])[] = [
  [/\bflight_flightDate\b/, "LogTen's raw export"],
  [/\bPILOTLOG_DATE\b|\bmcc_DATE\b/, "a CrewLounge PILOTLOG (mccPILOTLOG) file"],
  [/"?Tail Number"?.*"?Approaches"?.*"?X-Country"?/, "a MyFlightbook file"],
  [/\bPIC Duration\b/, "a Garmin Pilot file"],
  [/\bFlight number\b.*\bSeat type\b/, "a myFlightradar24 file"],
  [/\baircraft_side\b.*\bticket_class\b/, "a Jetlog file"],
  [/\bDeparture Place\b.*\bTime SE\b/, "a web-logbook file"],
  [/\bPIC\/P1 Crew\b/, "a LogTen file"],
  [/\bKennzeichen\b.*\bStartort\b/, "a Vereinsflieger file"],
];

/** What can be done about a file that is not text. */
const saveAsCsv = "Open it in its own program and export it as CSV, then choose that file.";

function isOdd(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 9 || (code > 13 && code < 32) || code === 0xfffd;
}

/** Why a file is no CSV file, in words, with a remedy; null when it may be one. */
export function notCsvBecause(text: string): string | null {
  const known =
    beginnings.find(([beginning]) => text.startsWith(beginning)) ??
    textBeginnings.find(([pattern]) => pattern.test(text.slice(0, 200)));
  if (known !== undefined) return `This is ${known[1]}, not a CSV file. ${saveAsCsv}`;
  const head = Array.from(text.slice(0, 2000));
  if (head.filter(isOdd).length <= head.length / 50) return null;
  return head.filter((character) => character === "\u0000").length > head.length / 4
    ? "This text is stored as UTF-16. Save it as CSV in UTF-8, then choose that file."
    : `This is not a text file. ${saveAsCsv}`;
}

/** What a text file without ForeFlight's tables looks like. */
export function looksLike(text: string): string {
  const head = text.slice(0, 20_000);
  const first = head.split(/[\r\n]/).find((line) => line.trim() !== "") ?? "";
  const known = headers.find(([pattern]) => pattern.test(head));
  if (known !== undefined) return `It looks like ${known[1]}.`;
  const shown = first.length > 80 ? `${first.slice(0, 80)}…` : first;
  return /[,;\t]/.test(first)
    ? `It is a table that begins with "${shown}".`
    : `It is a text that begins with "${shown}".`;
}
