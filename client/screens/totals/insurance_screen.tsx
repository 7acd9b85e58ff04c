/** What underwriters ask, on one page. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { insuranceSummary } from "../../../shared/totals/insurance.ts";
import { useApp } from "../../app_context.ts";
import { formatTotal } from "../../ui/durations.ts";
import { formatDay } from "../../ui/moments.ts";
import { Page } from "../../ui/page.tsx";
import { WideTable } from "../../ui/wide_table.tsx";
import { SelectField } from "../../ui/input_field.tsx";
import { PrintButtons } from "../../ui/print_buttons.tsx";

/** The summary for an aircraft, at first the one flown last. */
export function InsuranceScreen() {
  const { standing, today, settings, router, logbook } = useApp();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const facts = standing.facts.value;
  if (facts === undefined) return null;
  const style = settings.duration_style.value;
  const aircraft = chosen ?? facts.flights.at(-1)?.aircraft_id ?? "";
  const { craft, lines, twelve_months_from, ninety_days_from, as_of } = insuranceSummary(
    facts,
    today.value,
    aircraft || null,
  );
  return (
    <Page title="Insurance summary" onBack={() => router.back("/totals")}>
      <div class="form_grid on_screen">
        <SelectField
          label="For which aircraft"
          value={aircraft}
          options={[
            ["", "No particular aircraft"],
            ...logbook
              .all("aircraft")
              .map(({ _id, registration }) => [uuidOf(_id), registration] as const),
          ]}
          onPick={setChosen}
        />
      </div>
      <p class="after">
        {craft === null
          ? "All aircraft"
          : [craft.registration, craft.model].filter(Boolean).join(", ")}
        , as of {formatDay(as_of)}.
      </p>
      <WideTable
        label="Insurance summary"
        head={["Experience", "In all", "Last 12 months", "Last 90 days"]}
        rows={lines.map(({ line, label, is_time, all, twelve_months, ninety_days }) => ({
          key: line,
          name: label,
          figures: [all, twelve_months, ninety_days].map((value) =>
            is_time ? formatTotal(value, style) : String(value),
          ),
        }))}
      />
      <p class="soft small after">
        Twelve months are calendar months, from {formatDay(twelve_months_from)}; 90 days begin{" "}
        {formatDay(ninety_days_from)}. Time in aircraft, simulators left out. “In type” is by the
        ICAO type, “in make and model” by the model’s name.
      </p>
      <PrintButtons />
    </Page>
  );
}
