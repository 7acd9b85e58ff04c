import { useMemo } from "preact/hooks";
import { kindOfTable } from "../../../shared/kinds/kinds.ts";
import type { ReadRequest } from "../../../shared/signatures/sign_request.ts";
import { type App, AppContext, useApp } from "../../app_context.ts";
import { RecordFacts } from "../../fields/record_facts.tsx";
import type { AnyRecord } from "../../models/logbook.ts";
import { openPlaces } from "../../models/places.ts";

/** The app, with the names of the pilot's logbook in the place of those of this one. */
function appWithNames(app: App, names: Readonly<Record<string, string>>): App {
  const nameOf = (kind: string, uuid: string | null) =>
    uuid === null ? "" : (names[`${kind}:${uuid}`] ?? "not named");
  const get = (kind: string, uuid: string | null) => ({ code: nameOf(kind, uuid) });
  const places = openPlaces(app.airports, { get: get as never, all: () => [] });
  return { ...app, places, logbook: { ...app.logbook, nameOf } };
}

/** All that will be signed, in plain words: every field that says something, and nothing else. */
export function EntryInWords({ read: { request, record } }: { read: ReadRequest }) {
  const app = useApp();
  const named = useMemo(() => appWithNames(app, request.names), [app, request]);
  return (
    <AppContext.Provider value={named}>
      <RecordFacts kind={kindOfTable(request.entry_table)!} record={record as AnyRecord} />
    </AppContext.Provider>
  );
}
