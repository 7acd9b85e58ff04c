/** Sizes the type of sheets of paper, so that what a page of the book says fits and can be read. */

/** Sizes of the type, in points, largest first. Smaller print is not read at arm's length. */
const type_sizes_pt = [8, 7.5, 7] as const;

const fits = (sheet: HTMLElement) =>
  sheet.scrollHeight <= sheet.clientHeight && sheet.scrollWidth <= sheet.clientWidth;

/** Takes back what an earlier fitting set. */
function reset(sheet: HTMLElement): void {
  sheet.classList.remove("runs_over");
  for (const row of sheet.querySelectorAll("tr")) row.style.height = "";
}

/** Sets the largest type in which a page fits one sheet; answers whether there is one. */
export function fitSheet(sheet: HTMLElement): boolean {
  reset(sheet);
  return type_sizes_pt.some((size) => {
    sheet.style.fontSize = `${size}pt`;
    return fits(sheet);
  });
}

/**
 * The heights of rows that run over two tables: the taller of each two, and of what room is left
 * an equal share for each row from `first` to before `end`. All lengths are of one unit.
 */
export function levelHeights(
  left: readonly number[],
  right: readonly number[],
  room: { height: number; first: number; end: number },
): number[] {
  const taller = left.map((height, i) => Math.max(height, right[i]!));
  const rest = room.height - taller.reduce((sum, height) => sum + height, 0);
  const share = Math.max(0, rest) / (room.end - room.first);
  return taller.map((height, i) => (i >= room.first && i < room.end ? height + share : height));
}

/** Sets one height for each row of two sheets, and for the heads and feet. */
function level(sheets: readonly HTMLElement[]): void {
  const rows = sheets.map((sheet) => [...sheet.querySelectorAll("tr")]);
  const [left = [], right = []] = rows.map((of) =>
    of.map((row) => row.getBoundingClientRect().height),
  );
  const sheet = sheets[0]!;
  const taken =
    sheet.querySelector("caption")!.offsetHeight +
    sheet.querySelector<HTMLElement>(".certified")!.offsetHeight;
  const first = sheet.querySelectorAll("thead tr").length;
  const end = left.length - sheet.querySelectorAll("tfoot tr").length;
  const heights = levelHeights(left, right, { height: sheet.clientHeight - taken - 1, first, end });
  for (const of of rows) of.forEach((row, i) => (row.style.height = `${heights[i]!}px`));
}

/**
 * Sets the largest type in which a page fits two facing sheets, its lines level with each other.
 * What fits in none runs over to more sheets, in the smallest.
 */
export function fitFacing(sheets: readonly HTMLElement[]): void {
  const fitted = type_sizes_pt.some((size) => {
    for (const sheet of sheets) {
      reset(sheet);
      sheet.style.fontSize = `${size}pt`;
    }
    level(sheets);
    return sheets.every(fits);
  });
  for (const sheet of sheets) sheet.classList.toggle("runs_over", !fitted);
}
