/** A logbook as pages of a paper book: so many lines on each, with the sums that stand at its foot. */

/** A column that is added up: whole minutes, or counts. */
export interface SummedColumn<Entry> {
  amount(entry: Entry): number;
}

/** The foot of a page, a number for each column. */
export interface PageFeet {
  this_page: readonly number[];
  brought_forward: readonly number[];
  total: readonly number[];
}

/** The pages of a book. They are counted from 1, and an empty book has one. */
export interface BookPages<Entry> {
  count: number;
  /** The entries of a page, oldest first. */
  linesOf(page: number): readonly Entry[];
  feetOf(page: number): PageFeet;
  /** The page of the entry at a place in the book, counted from 0. */
  pageOf(place: number): number;
}

/**
 * Divides entries, oldest first, into pages of `lines` lines. What is brought forward to each page
 * is added up once: a book of 30,000 lines is leafed through without adding anything again.
 */
export function bookPages<Entry>(
  entries: readonly Entry[],
  columns: readonly SummedColumn<Entry>[],
  lines: number,
): BookPages<Entry> {
  const count = Math.max(1, Math.ceil(entries.length / lines));
  const width = columns.length;
  /** Row `page`: the sums of all pages before the one after it; row 0 is zero. */
  const forward = new Float64Array((count + 1) * width);
  for (let page = 1; page <= count; page++) {
    const [before, row] = [(page - 1) * width, page * width];
    for (let column = 0; column < width; column++)
      forward[row + column] = forward[before + column]!;
    const end = Math.min(entries.length, page * lines);
    for (let i = (page - 1) * lines; i < end; i++)
      for (let column = 0; column < width; column++)
        forward[row + column]! += columns[column]!.amount(entries[i]!);
  }
  const sumsTo = (page: number) => [...forward.subarray(page * width, (page + 1) * width)];
  return {
    count,
    linesOf: (page) => entries.slice((page - 1) * lines, page * lines),
    feetOf(page) {
      const [brought_forward, total] = [sumsTo(page - 1), sumsTo(page)];
      const this_page = total.map((sum, i) => sum - brought_forward[i]!);
      return { this_page, brought_forward, total };
    },
    pageOf: (place) => Math.min(count, Math.floor(place / lines) + 1),
  };
}
