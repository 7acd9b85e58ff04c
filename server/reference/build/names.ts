/** The FAA's abbreviations in the names of airports, and what they stand for. */
const words: Readonly<Record<string, string>> = {
  AHP: "Army Heliport",
  CNTR: "Center",
  CTR: "Center",
  DEPT: "Department",
  EXEC: "Executive",
  FLD: "Field",
  HOSP: "Hospital",
  INTL: "International",
  LNDG: "Landing",
  MEML: "Memorial",
  MUNI: "Municipal",
  NR: "Number",
  NTL: "National",
  PVT: "Private",
  RGNL: "Regional",
  RLA: "Restricted Landing Area",
  SPB: "Seaplane Base",
  STN: "Station",
  TRML: "Terminal",
  UNIV: "University",
};

/** Written in capitals although they have a vowel. Words without one are, too. */
const capitals = new Set(
  (
    "AAF AFB AFS ANG ANGB ARB BLM CGAS EMS FAA HCA II III IV JFK LLC MCAF MCALF MCAS MCOLF NAF " +
    "NALF NAS NASA NAWS NOLF NSA SCE UCLA UCSD UPMC US USA USAF USCG USFS USMC USN VA VI YMCA"
  ).split(" "),
);

/** Written as a word although they have no vowel. */
const wordsWithoutVowel = new Set("BLVD DR FT HWY JR MC MR MRS MS MT MTN SR ST".split(" "));

function word(text: string): string {
  const expanded = words[text];
  if (expanded !== undefined) return expanded;
  const is_letters = /^[A-Z]+$/.test(text);
  const is_initials =
    capitals.has(text) ||
    text.length === 1 ||
    (is_letters && text.length <= 4 && !/[AEIOUY]/.test(text) && !wordsWithoutVowel.has(text)) ||
    /\d/.test(text);
  return is_initials ? text : text[0]! + text.slice(1).toLowerCase();
}

/** A name or town that the FAA gives in capitals, as people write it: `O'Hare International`. */
export function readableName(text: string): string {
  const spaced = text.trim().replace(/\s+/g, " ");
  return spaced
    .replace(/[A-Z0-9]+/g, word)
    .replace(/(?<=[A-Za-z])'(S|T|LL)\b/g, (end) => end.toLowerCase())
    .replace(/(?<=\S )(Of|The|At|And|On|In|De|La|Del)(?= )/g, (small) =>
      ["De", "La", "Del"].includes(small) ? small : small.toLowerCase(),
    );
}
