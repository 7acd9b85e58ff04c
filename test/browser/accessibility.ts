import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 A and AA, and what axe-core thinks good beyond it. */
const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colours. */
const ofColour = ["color-contrast", "link-in-text-block"];

/**
 * What axe-core finds wrong with a page as it is now: the rule, and where. `colours`: by the rules
 * that look at colours alone, for a page whose colours have changed and nothing else.
 */
export async function violationsOf(page: Page, look: "all" | "colours" = "all"): Promise<string[]> {
  // Once for each load of the page: it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async (options) => {
      const { axe: runner } = window as unknown as { axe: typeof axe };
      const { violations } = await runner.run(document, options);
      // What lies half under the sticky head or foot can be scrolled out from there.
      const isUnderBar = (summary = "") => summary.includes("partially obscured");
      return violations.flatMap(({ id, nodes }) =>
        nodes
          .filter((node) => id !== "target-size" || !isUnderBar(node.failureSummary))
          .map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
      );
    },
    {
      runOnly: look === "all" ? everything : { type: "rule" as const, values: ofColour },
      resultTypes: ["violations" as const],
    },
  );
}
