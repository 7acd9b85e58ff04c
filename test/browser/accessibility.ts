import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe-core finds wrong with a page as it is now: the rule, and where. WCAG 2.2 A and AA. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: typeof axe };
    const { violations } = await runner.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    // What lies half under the sticky head or foot can be scrolled out from there.
    const isUnderBar = (summary = "") => summary.includes("partially obscured");
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter((node) => id !== "target-size" || !isUnderBar(node.failureSummary))
        .map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    );
  });
}
