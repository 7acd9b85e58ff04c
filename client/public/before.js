/**
 * Runs before anything is painted; the page brings the first screen along, made by `first_screen.tsx`.
 * A device that has a logbook, or was sent one to inspect, does not see it, and the theme is the chosen
 * one from the start. A tap that comes before the app is here is done again when it is.
 */
{
  const page = document.documentElement;
  const kept = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const hasLogbook = typeof kept("offblock.logbooks").open_id === "string";
  const { theme = "system" } = kept("offblock.settings");
  if (theme !== "system") page.dataset.theme = theme;
  if (hasLogbook || location.hash.startsWith("#/inspect")) page.classList.add("not_first");

  let tapped;
  const keepTap = (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    event.preventDefault();
    tapped = button;
  };
  document.addEventListener("click", keepTap);
  document.addEventListener(
    "app_shown",
    () => {
      document.removeEventListener("click", keepTap);
      page.classList.remove("not_first");
      tapped?.click();
    },
    { once: true },
  );
}
