/** Searches under a name: saved reports of the kind that lists flights one by one. */
import { filterOfKept, type FlightFilter, keptFilter } from "../../shared/flight_filter.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { fieldsOf, type AnyRecord, type Logbook } from "./logbook.ts";
import { saveChecked } from "./save_checked.ts";

/** A search that was kept. */
export interface SavedSearch {
  uuid: string;
  name: string;
  /** Undefined when a newer version of the app made it. */
  filter: FlightFilter | undefined;
  record: AnyRecord;
}

/** The searches of a logbook, by name. A report of another shape is none. */
export function savedSearches(logbook: Pick<Logbook, "all">): SavedSearch[] {
  return logbook
    .all("saved_report")
    .filter(({ report_type, config }) => {
      const isObject = typeof config === "object" && config !== null && !Array.isArray(config);
      return report_type === "detailed" && isObject && "flights" in config;
    })
    .map((record) => ({
      uuid: uuidOf(record._id),
      name: record.name,
      filter: filterOfKept(record.config),
      record: record as unknown as AnyRecord,
    }));
}

/** Keeps a filter under a name, as a new search or in the place of one. */
export async function saveSearch(
  context: Parameters<typeof saveChecked>[0],
  { name, filter, record }: { name: string; filter: FlightFilter; record?: AnyRecord },
): ReturnType<typeof saveChecked> {
  const said = { name, report_type: "detailed", config: keptFilter(filter) };
  const document =
    record === undefined
      ? { _id: newRecordId("saved_report"), ...said }
      : {
          ...fieldsOf(record),
          ...said,
          _id: record._id,
          _rev: record._rev,
          created_at: record.created_at,
        };
  return saveChecked(context, [document]);
}
