import { useApp } from "../app_context.ts";
import { placeOfAddress } from "../models/logbook_address.ts";
import { Page } from "../ui/page.tsx";
import { BookPagesScreen } from "./book_pages.tsx";
import { Flights } from "./flights.tsx";
import { LogbookCalendar } from "./logbook_calendar.tsx";

/** In the place of a list that would hold more than its address asks for. */
function UnknownSearch() {
  const { router } = useApp();
  return (
    <Page title="Logbook">
      <div class="empty">
        <p>
          This address asks for something that this version of the app does not know: it was cut
          short, or made by a newer one.
        </p>
        <button type="button" class="button" onClick={() => router.replace("/flights")}>
          Show the logbook
        </button>
      </div>
    </Page>
  );
}

/** The logbook as its address says: a list, pages or a calendar, of the flights that are looked for. */
export function LogbookScreen({ path }: { path: readonly string[] }) {
  const { view, filter } = placeOfAddress(path);
  if (filter === undefined) return <UnknownSearch />;
  if (view === "pages") return <BookPagesScreen />;
  return view === "calendar" ? <LogbookCalendar /> : <Flights />;
}
