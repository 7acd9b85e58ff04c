/** Filling in forms by what is written on them, whatever the control behind a label is. */
import type { Locator, Page } from "playwright-core";

/** Types or chooses a value at a label. A value of a list is the text of its option. */
export async function fillField(within: Page | Locator, label: string, value: string) {
  const named = new RegExp(`^${label.replaceAll(/[.()]/g, String.raw`\$&`)}(\\s*\\(required\\))?$`);
  const field = within.getByLabel(named).first();
  const kind = await field.evaluate((element) =>
    element.getAttribute("role") === "combobox"
      ? "combobox"
      : element.getAttribute("type") === "checkbox"
        ? "checkbox"
        : element.tagName.toLowerCase(),
  );
  if (kind === "checkbox") await field.setChecked(value === "yes");
  else if (kind === "select") await field.selectOption({ label: value });
  else {
    await field.fill(value);
    if (kind === "combobox")
      await within.getByRole("option").filter({ hasText: value }).first().click();
  }
}

/** Drops the open form, and waits until one is where one came from: a browser goes back in its own time. */
export async function discardForm(page: Page, name = "Discard"): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator(".form_foot").waitFor({ state: "detached" });
}

/** Opens every part of a form that is folded away. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
}
