/** Reports of totals: those that were saved, and the addresses of those that are looked at. */
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import {
  type Grouping,
  groupings,
  plainReport,
  readReportConfig,
  type ReportConfig,
} from "../../shared/totals/report_config.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { fieldsOf, type AnyRecord, type Logbook } from "./logbook.ts";
import type { TypedRecord } from "./records.ts";

/** A report as its owner saved it. */
export type SavedReport = TypedRecord<"saved_report">;

/** The screens of reports that are always made in the same way. */
const fixedAddresses: Readonly<Record<string, string>> = {
  "8710": "/totals/8710",
  medical: "/totals",
  currency: "/totals/currency",
};

/** Where a saved report that has nothing to be set is shown; undefined for one of totals. */
export function fixedAddress({ report_type }: SavedReport): string | undefined {
  return fixedAddresses[report_type];
}

/** The address of a report as it is set now: it survives a reload, and can be sent to another device. */
export function reportAddress(config: ReportConfig, saved: SavedReport | undefined): string {
  const of = saved === undefined ? "new" : uuidOf(saved._id);
  return `/totals/report/${of}/${encodeURIComponent(JSON.stringify(config))}`;
}

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The report at an address below `/totals/report`: `<uuid>`, `new`, `<either>/<configuration>`. */
export function reportAt(
  logbook: Pick<Logbook, "get">,
  [of = "new", said]: readonly string[],
): { config: ReportConfig; problems: string[]; saved: SavedReport | undefined } {
  const saved = of === "new" ? undefined : logbook.get("saved_report", of);
  return { ...readReportConfig(parsed(said) ?? saved?.config ?? undefined), saved };
}

/** A report of everything by one thing. */
export function reportBy(name: string): ReportConfig {
  const group_by = Object.hasOwn(groupings, name) ? (name as Grouping) : plainReport.group_by;
  return { ...plainReport, group_by };
}

/** The document of a saved report; `before` is the one that it takes the place of. */
export function reportDocument(
  config: ReportConfig,
  { name, is_quick_access }: { name: string; is_quick_access: boolean },
  before?: SavedReport,
): DocumentToSave {
  const said = { name, is_quick_access, config: config as unknown as Json };
  if (before === undefined)
    return { _id: newRecordId("saved_report"), report_type: "custom", ...said };
  const { _id, _rev, created_at } = before;
  return { ...fieldsOf(before as unknown as AnyRecord), ...said, _id, _rev, created_at };
}
