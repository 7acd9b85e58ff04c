/** Words looked for in many texts as one types, in slices, so that no key waits. */

/** Text without case and accents; plain ASCII, of which there is most, is quick. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  // oxlint-disable-next-line no-control-regex -- what is not ASCII is meant
  return /^[\x00-\x7f]*$/.test(lower)
    ? lower
    : lower.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("–", "-");
}

/** How long one goes on looking before the page may paint and be typed on, in milliseconds. */
const slice_ms = 5;
/** Texts that are looked at between two looks at the clock. */
const slice_rows = 500;
/** So many are shown before all texts are looked through: more than a screen has room for. */
const enough = 50;

/** Places of texts, in their order. */
export type Rows = Int32Array;

/** What words have found. */
export interface WordsFound {
  rows: Rows;
  /** All texts were looked through; else these are the first. */
  is_whole: boolean;
}

/** Rows in which words are looked for, as far as one has come. */
interface Looking {
  words: string;
  parts: readonly string[];
  /** The part that is typed now, which `parts` has not, and others that are not known to be in all of `among`. */
  part: string;
  others: readonly string[];
  among: Rows;
  /** How much of the part was found before, and where in the text of each of `among` that ends. */
  begun_length: number;
  begun: Int32Array | undefined;
  next: number;
  /** What was kept so far, `count` of them, and where in the text of each the part ends. */
  kept: Int32Array;
  ends: Int32Array;
  count: number;
  found: WordsFound | undefined;
}

function begin(words: string, last: Looking | undefined, all: Rows): Looking {
  const parts = words.split(/\s+/);
  const part = parts.pop()!;
  const among = last?.found?.rows ?? all;
  const isLonger = last !== undefined && last.parts.length === parts.length;
  return {
    words,
    parts,
    part,
    others: parts.filter((one) => last?.parts.includes(one) !== true && one !== last?.part),
    among,
    begun_length: isLonger ? last.part.length : 0,
    begun: isLonger ? last.ends : undefined,
    next: 0,
    kept: new Int32Array(among.length),
    ends: new Int32Array(among.length),
    count: 0,
    found: undefined,
  };
}

/** Looks through rows up to a place. */
function lookUpTo(stop: number, looking: Looking, textAt: (row: number) => string): void {
  const { part, others, among, begun_length, begun, kept, ends } = looking;
  const more = part.slice(begun_length);
  for (; looking.next < stop; looking.next++) {
    const row = among[looking.next]!;
    const text = textAt(row);
    let end = begun === undefined ? 0 : begun[looking.next]!;
    if (text.startsWith(more, end)) end += more.length;
    else {
      const at = text.indexOf(part, end - begun_length + 1);
      if (at === -1) continue;
      end = at + part.length;
    }
    if (!others.every((one) => text.includes(one))) continue;
    kept[looking.count] = row;
    ends[looking.count++] = end;
  }
}

/** Looks through one slice more. */
function lookOn(looking: Looking, textAt: (row: number) => string): void {
  const { among, kept } = looking;
  const end = performance.now() + slice_ms;
  do lookUpTo(Math.min(among.length, looking.next + slice_rows), looking, textAt);
  while (looking.next < among.length && performance.now() < end);
  const is_whole = looking.next === among.length;
  // What leaves nothing out is the same list, for nobody to draw it anew.
  if (is_whole && looking.count === among.length) looking.found = { rows: among, is_whole };
  else if (is_whole || (looking.found === undefined && looking.count >= enough))
    looking.found = { rows: kept.slice(0, looking.count), is_whole };
}

/**
 * Looks for words, folded, in the texts of rows. Whenever it is asked it goes on for a slice, until
 * what it answers is whole; undefined while there is nothing worth showing yet. What was typed is
 * remembered letter by letter: one more looks through what the last one left, one less is known.
 */
export function openWordSearch(
  all: Rows,
  textAt: (row: number) => string,
): (words: string) => WordsFound | undefined {
  const every: WordsFound = { rows: all, is_whole: true };
  const trail: Looking[] = [];
  const leadsTo = ({ words: known, found }: Looking, words: string) =>
    known === words || (found?.is_whole === true && words.startsWith(known));
  return (words) => {
    if (words === "") return every;
    while (trail.length > 0 && !leadsTo(trail.at(-1)!, words)) trail.pop();
    let looking = trail.at(-1);
    if (looking?.words !== words) trail.push((looking = begin(words, looking, all)));
    if (looking.found?.is_whole !== true) lookOn(looking, textAt);
    return looking.found;
  };
}
