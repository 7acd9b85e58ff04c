/** What may be flown today and until when, on one page to print. */
import { useApp } from "../../app_context.ts";
import { formatDay } from "../../ui/moments.ts";
import { Page } from "../../ui/page.tsx";
import { Privileges } from "../privileges.tsx";
import { PrintButtons } from "../../ui/print_buttons.tsx";

/** Every privilege as the home screen shows it, with the day and the owner's name. */
export function CurrencyScreen() {
  const { logbooks, today, router } = useApp();
  const owner = logbooks.opened()?.owner_name ?? "";
  return (
    <Page title="Currency" onBack={() => router.back("/totals")}>
      <p class="lead">
        {owner !== "" && `${owner}, `}
        {formatDay(today.value)}
      </p>
      <Privileges unfolded />
      <PrintButtons />
    </Page>
  );
}
