import { describe, expect, test } from "vitest";
import { facingColumns } from "../../../client/models/book_columns.ts";
import { amount, type BookColumn, words } from "../../../client/models/book_lines.ts";
import { levelHeights } from "../../../client/screens/print_fit.ts";

const said = (name: string) => words(name, name, () => "");
const counted = (name: string) => amount("count", name, name, () => 0);
const names = (columns: readonly BookColumn[]) => columns.map(({ name }) => name);

describe("two facing sheets", () => {
  test.each([
    ["AMC1 FCL.050", ["landings_day", "landings_night"]],
    ["14 CFR 61.51", ["day_landings", "night_landings", "approaches"]],
    ["14 CFR 61.51 with no night", ["day_landings"]],
  ])("end with the landings on the left, and say the day again on the right: %s", (_, landings) => {
    const rest = [counted("night"), said("remarks")];
    const all = [said("date"), counted("total"), ...landings.map(counted), ...rest];
    const [left, right] = facingColumns(all);
    expect(names(left)).toEqual(["date", "total", ...landings]);
    expect(names(right)).toEqual(["date", "night", "remarks"]);
  });

  test("have lines of one height: the taller of both, and a share of what room is left", () => {
    const room = { height: 100, first: 1, end: 3 };
    expect(levelHeights([10, 20, 5, 8], [12, 10, 30, 8], room)).toEqual([12, 35, 45, 8]);
    expect(levelHeights([10, 90, 5, 8], [12, 10, 30, 8], room)).toEqual([12, 90, 30, 8]);
  });
});
