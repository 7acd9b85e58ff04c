import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { useApp, type App } from "../app_context.ts";
import { FieldInput } from "../fields/field_input.tsx";
import { ProblemText } from "../fields/field_frame.tsx";
import {
  cellsOf,
  columns,
  draftOfRows,
  isEmptyRow,
  momentBefore,
  nextRow,
  rowsOfDraft,
  setCell,
} from "../models/flight_sheet.ts";
import { endsOf, type Flight } from "../models/flight_facts.ts";
import { countTaps } from "../models/quick_log.ts";
import type { Form } from "../models/form.ts";
import { workOut } from "../models/work_out.ts";
import { formatTotal } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { useAtOnce } from "../ui/use_at_once.ts";
import { columnOf, focusRow, saveByKey, useRowKeys } from "./sheet_keys.ts";

/** The name of the draft that the rows are kept in. */
const draft_key = "flight.several";

/** The rows, kept as a draft whenever one changes. */
function useRows(app: App) {
  const { clock, drafts, logbook } = app;
  const last = logbook.all("flight")[0];
  const [start] = useState(() => {
    const draft = drafts.read(draft_key);
    return draft === undefined ? [nextRow(clock.today(), undefined, last)] : rowsOfDraft(draft);
  });
  const rows = useSignal<readonly Form[]>(start);
  const first = useRef(true);
  useSignalEffect(() => {
    const draft = draftOfRows(rows.value);
    if (!first.current) drafts.write(draft_key, draft);
    first.current = false;
  });
  return {
    rows,
    add() {
      const row = nextRow(clock.today(), rows.value.at(-1), last);
      rows.value = [...rows.value, row];
      return row;
    },
    remove(row: Form) {
      const others = rows.value.filter((one) => one !== row);
      rows.value = others.length > 0 ? others : [nextRow(clock.today(), undefined, last)];
    },
  };
}

type Rows = ReturnType<typeof useRows>;

/** Puts pasted cells into the rows from one cell on, adding rows as they are needed. */
function pasteCells(app: App, { rows, add }: Rows, row: Form, column: number, cells: string[][]) {
  const context = {
    places: app.places,
    aircraftNamed: (registration: string) => {
      const named = app.logbook
        .all("aircraft")
        .find((one) => one.registration === registration.toUpperCase());
      return named === undefined ? undefined : uuidOf(named._id);
    },
  };
  let at = rows.value.indexOf(row);
  for (const line of cells) {
    const into = rows.value[at] ?? add();
    for (const [i, text] of line.entries()) setCell(into, column + i, text, context);
    at++;
  }
}

interface SheetRowProps {
  form: Form;
  number: number;
  sheet: Rows;
}

function SheetRow({ form, number, sheet }: SheetRowProps) {
  const app = useApp();
  const { settings, places } = app;
  useAtOnce(() => {
    workOut(form, { style: settings.duration_style.value, role: settings.role.value, places });
    const ends = endsOf((form.values.value as unknown as Flight).flight_legs[0]!);
    countTaps(form, (end) => places.airportOf(ends[end]));
  });
  const keys = useRowKeys(number, sheet);
  const onPaste = (event: ClipboardEvent) => {
    const cells = cellsOf(event.clipboardData?.getData("text/plain") ?? "");
    const column = columnOf(event.target);
    if (cells === undefined || column < 0) return;
    event.preventDefault();
    pasteCells(app, sheet, form, column, cells);
  };
  const problems = form.problems.value.filter(
    ({ path }) => !columns.some((column) => column.path === path),
  );
  return (
    <li
      class="sheet_row"
      aria-label={`Flight ${number}`}
      data-row={number}
      onPaste={onPaste}
      {...keys}
    >
      <span class="sheet_number">{number}</span>
      {columns.map(({ path, field, head }) => {
        // The head of the column says it; hints are for the whole form.
        const { hint: _, ...rest } = { hint: "", ...field };
        const shown = { ...rest, label: head, required: false };
        return (
          <div class={`sheet_cell of_${head.toLowerCase()}`} key={path}>
            <FieldInput
              form={form}
              path={path}
              field={path === "remarks" ? { ...shown, type: "text" } : (shown as typeof field)}
              after={momentBefore(form, path, sheet.rows.value[number - 2])}
            />
          </div>
        );
      })}
      <button
        type="button"
        class="icon_button"
        aria-label={`Remove flight ${number}`}
        onClick={() => sheet.remove(form)}
      >
        <Icon name="trash" />
      </button>
      {problems.length > 0 && (
        <div class="sheet_problems">
          {problems.map((problem) => (
            <ProblemText key={problem.code + problem.path} id="" problem={problem} />
          ))}
        </div>
      )}
    </li>
  );
}

/** Saves every row that says something, all or none; answers how many, or what is in the way. */
async function saveRows({ clock, logbook }: App, rows: readonly Form[]): Promise<number | string> {
  const said = rows.filter((row) => !isEmptyRow(row));
  if (said.length === 0) return "No flight is filled in yet.";
  const documents = said.map((row) => row.check(clock.now()));
  const wrong = documents.filter((document) => document === undefined).length;
  if (wrong > 0)
    return `${wrong === 1 ? "One flight has" : `${wrong} flights have`} something to be put right; nothing is saved before that, and nothing is lost.`;
  const results = await logbook.save(documents.filter((document) => document !== undefined));
  const failed = results.find((result) => !result.ok);
  if (failed === undefined || failed.ok) return said.length;
  return `This device could not keep it: ${failed.message} What you typed is still here.`;
}

/** Several flights of a day, one a row: the next begins where the last ended. */
function Sheet() {
  const app = useApp();
  const { drafts, router, settings, toasts } = app;
  const sheet = useRows(app);
  const [problem, setProblem] = useState("");
  useEffect(() => focusRow(1), []);
  const rows = sheet.rows.value;
  const minutes = rows.reduce((sum, row) => sum + Number(row.value("total_time") ?? 0), 0);
  const said = rows.filter((row) => !isEmptyRow(row)).length;
  const save = async () => {
    const saved = await saveRows(app, rows);
    if (typeof saved === "string") return setProblem(saved);
    drafts.discard(draft_key);
    toasts.show(saved === 1 ? "1 flight saved" : `${saved} flights saved`);
    router.end("/flights");
  };
  const discard = () => {
    const draft = drafts.read(draft_key);
    drafts.discard(draft_key);
    router.back("/flights");
    if (draft === undefined) return;
    toasts.show("Discarded", {
      label: "Undo",
      run() {
        drafts.write(draft_key, draft);
        router.go("/flights/several");
      },
    });
  };
  return (
    <Page title="Several flights" onBack={() => router.back("/flights")}>
      <form
        class="sheet"
        noValidate
        onKeyDown={saveByKey}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="soft small">
          One flight a row; Enter begins the next, where the last one ended, and Ctrl+Enter saves
          them. A clock of four figures, 1432, leads on to the next. Rows of a spreadsheet can be
          pasted: date, aircraft, from, to, OUT, OFF, ON, IN, total, PIC, landings by day and by
          night, remarks. Clocks are UTC.
        </p>
        {problem !== "" && (
          <p class="notice bad" role="alert">
            {problem}
          </p>
        )}
        <ol>
          {rows.map((form, i) => (
            <SheetRow key={form.new_uuid} form={form} number={i + 1} sheet={sheet} />
          ))}
        </ol>
        <button
          type="button"
          class="button plain add_leg"
          onClick={() => {
            sheet.add();
            focusRow(rows.length + 1);
          }}
        >
          Add a flight
        </button>
        <div class="form_foot">
          <button type="submit" class="button primary large">
            Save {said === 1 ? "1 flight" : `${said} flights`}
          </button>
          <span class="soft" role="status">
            {formatTotal(minutes, settings.duration_style.value)} h
          </span>
          <button type="button" class="button large plain" onClick={discard}>
            Discard
          </button>
        </div>
      </form>
    </Page>
  );
}

/** The sheet, once the logbook is read. */
export function FlightSheet() {
  const { logbook } = useApp();
  return logbook.ready.value ? <Sheet /> : null;
}
