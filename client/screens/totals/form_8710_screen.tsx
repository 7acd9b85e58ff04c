/** The grid of form 8710-1 and IACRA, ready to be copied. */
import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import {
  type Column8710,
  columns8710,
  form8710,
  type Row8710,
  type Sought,
} from "../../../shared/totals/form_8710.ts";
import { useApp } from "../../app_context.ts";
import { formatTotal } from "../../ui/durations.ts";
import { formatDay } from "../../ui/moments.ts";
import { Page, Section } from "../../ui/page.tsx";
import { WideTable } from "../../ui/wide_table.tsx";
import { SelectField } from "../../ui/input_field.tsx";
import { PrintButtons } from "../../ui/print_buttons.tsx";

const soughtNames: Readonly<Record<Sought, string>> = {
  sport: "Sport",
  recreational: "Recreational",
  private: "Private",
  instrument: "Instrument rating",
  commercial: "Commercial",
  atp: "Airline transport",
  military_commercial: "Commercial, by military competence",
};

const rowNames: Readonly<Record<Row8710, string>> = {
  airplanes: "Airplanes",
  rotorcraft: "Rotorcraft",
  powered_lift: "Powered-lift",
  gliders: "Gliders",
  lighter_than_air: "Lighter-than-air",
  ffs: "Full flight simulator",
  ftd: "Flight training device",
  atd: "Aviation training device",
};

/** The heads of the form; what is no time is a count. */
const columnNames: Readonly<Record<Column8710, string>> = {
  total: "Total",
  instruction_received: "Instruction received",
  solo: "Solo",
  pic: "PIC",
  sic: "SIC",
  xc_instruction_received: "XC instruction received",
  xc_solo: "XC solo",
  xc_pic: "XC PIC",
  xc_sic: "XC SIC",
  instrument: "Instrument",
  night_instruction_received: "Night instruction received",
  night_takeoffs: "Night take-offs, instruction",
  night_landings: "Night landings, instruction",
  night_pic: "Night PIC",
  night_sic: "Night SIC",
  night_takeoffs_pic: "Night take-offs PIC",
  night_landings_pic: "Night landings PIC",
  night_takeoffs_sic: "Night take-offs SIC",
  night_landings_sic: "Night landings SIC",
  flights: "Flights",
  aero_tows: "Aero-tows",
  ground_launches: "Ground launches",
  powered_launches: "Powered launches",
};

const isCount = (column: Column8710) => /takeoffs|landings|flights|tows|launches/.test(column);

/** Flights named that could not be placed. */
const named_max = 20;

function Undecided({ ids, children }: { ids: readonly string[]; children: string }) {
  const { logbook } = useApp();
  if (ids.length === 0) return null;
  return (
    <div class="notice">
      <p>
        <strong>
          {ids.length} {ids.length === 1 ? "flight" : "flights"}
        </strong>{" "}
        {children}
      </p>
      <ul>
        {ids.slice(0, named_max).map((id) => {
          const flight = logbook.get("flight", uuidOf(id));
          return (
            <li key={id}>
              <a href={`#/flights/${uuidOf(id)}`}>
                {flight === undefined
                  ? "A flight"
                  : `${formatDay(flight.flight_date)}, ${logbook.nameOf("aircraft", flight.aircraft_id)}`}
              </a>
            </li>
          );
        })}
      </ul>
      {ids.length > named_max && <p>And {ids.length - named_max} more.</p>}
    </div>
  );
}

/** The grid for the certificate that is sought, as of today. */
export function Form8710Screen() {
  const { standing, today, settings, router } = useApp();
  const [sought, setSought] = useState<Sought>("private");
  const facts = standing.facts.value;
  const back = () => router.back("/totals");
  if (facts === undefined) return null;
  const style = settings.duration_style.value;
  const form = form8710(facts, sought, today.value);
  const text = (column: Column8710, value: number | null) =>
    value === null ? "" : isCount(column) ? String(value) : formatTotal(value, style);
  const rows = (Object.keys(rowNames) as Row8710[]).filter((row) =>
    Object.values(form.rows[row]).some((value) => value !== null && value > 0),
  );
  return (
    <Page title="Form 8710-1 and IACRA" onBack={back}>
      <div class="form_grid on_screen">
        <SelectField
          label="Certificate or rating sought"
          value={sought}
          options={Object.entries(soughtNames)}
          onPick={(name) => setSought(name as Sought)}
        />
      </div>
      <p class="after">
        {soughtNames[sought]}, as of {formatDay(today.value)}. What is sought decides which
        cross-country time counts, 14 CFR 61.1(b).
      </p>
      {rows.length === 0 && <p class="empty soft">No flight counts for this form yet.</p>}
      {rows.length > 0 && (
        <Section title="Pilot time">
          <WideTable
            label="Pilot time by category"
            head={["Column of the form", ...rows.map((row) => rowNames[row])]}
            rows={columns8710.map((column) => ({
              key: column,
              name: columnNames[column],
              figures: rows.map((row) => text(column, form.rows[row][column])),
            }))}
          />
        </Section>
      )}
      {form.classes.length > 0 && (
        <Section title="Class totals">
          <WideTable
            label="Class totals"
            head={["Class", "Total", "PIC", "SIC"]}
            rows={form.classes.map(({ class: name, total, pic, sic }) => ({
              key: name,
              name,
              figures: [total, pic, sic].map((minutes) => formatTotal(minutes, style)),
            }))}
          />
        </Section>
      )}
      <Undecided ids={form.undecided}>
        may count as cross-country: a place is not known, or the distance is too close to call. They
        are left out of the cross-country columns.
      </Undecided>
      <Undecided ids={form.unplaced}>
        are in an aircraft whose category is not known, and stand in no row. Give its model a
        category.
      </Undecided>
      <p class="soft small after">
        {form.convention} Blank cells are shaded on the form. Editions of the form differ: compare
        the heads before you copy.
      </p>
      <PrintButtons />
    </Page>
  );
}
