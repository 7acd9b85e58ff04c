import fc from "fast-check";
import { expect, test } from "vitest";
import { bookPages } from "../../../shared/totals/book_pages.ts";

const columns = [{ amount: (entry: number) => entry }, { amount: () => 1 }];

test("a page holds so many lines, and its foot is what it and all before it add up to", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      (entries, lines) => {
        const pages = bookPages(entries, columns, lines);
        const sum = (some: readonly number[]) => [some.reduce((a, b) => a + b, 0), some.length];
        const all = Array.from({ length: pages.count }, (_, i) => pages.linesOf(i + 1));
        expect(all.flat()).toEqual(entries);
        expect(all.slice(0, -1).every((page) => page.length === lines)).toBe(true);
        for (let page = 1; page <= pages.count; page++) {
          const before = all.slice(0, page - 1).flat();
          const own = all[page - 1]!;
          expect(pages.feetOf(page)).toEqual({
            this_page: sum(own),
            brought_forward: sum(before),
            total: sum([...before, ...own]),
          });
        }
        entries.forEach((entry, i) => {
          expect(pages.linesOf(pages.pageOf(i))[i % lines]).toBe(entry);
        });
      },
    ),
  );
});

test("a book with nothing in it has one empty page", () => {
  const pages = bookPages([], columns, 12);
  expect(pages.count).toBe(1);
  expect(pages.linesOf(1)).toEqual([]);
  expect(pages.feetOf(1).total).toEqual([0, 0]);
});
