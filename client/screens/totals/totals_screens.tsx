/** The screen at an address below `/totals`. */
import { reportBy } from "../../models/saved_reports.ts";
import { NotFound } from "../not_found.tsx";
import { CurrencyScreen } from "./currency_screen.tsx";
import { Form8710Screen } from "./form_8710_screen.tsx";
import { InsuranceScreen } from "./insurance_screen.tsx";
import { TotalsOverview } from "./overview.tsx";
import { ReportScreen } from "./report_screen.tsx";

/** `by/aircraft` is a report of everything by that, `report/<uuid>` a saved one. */
export function totalsScreen([first, ...rest]: string[]) {
  switch (first) {
    case undefined:
      return <TotalsOverview />;
    case "8710":
      return <Form8710Screen />;
    case "insurance":
      return <InsuranceScreen />;
    case "currency":
      return <CurrencyScreen />;
    case "by":
      return <ReportScreen key={rest[0]} path={["new", configAt(rest[0] ?? "")]} />;
    case "report":
      return <ReportScreen key={rest[0]} path={rest} />;
    default:
      return <NotFound />;
  }
}

const configAt = (name: string) => JSON.stringify(reportBy(name));
