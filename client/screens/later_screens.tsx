/** The app's second part: every screen that is not the first. It is fetched once the logbook is ready. */
import type { ComponentChildren } from "preact";
import { isUuid } from "../../shared/ids.ts";
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { type App, useApp } from "../app_context.ts";
import { keepTexts } from "../models/flight_texts.ts";
import { keepHandingOver } from "../models/hand_over.ts";
import { keepTakingAnswers } from "../models/signature_requests.ts";
import { DesignPage } from "../ui/design_page.tsx";
import { Page } from "../ui/page.tsx";
import { Account } from "./account.tsx";
export { AccountForm } from "./account_form.tsx";
export { InspectLink } from "./signing/inspect_link.tsx";
import { DayScreen } from "./day_screen.tsx";
import { Corrections } from "./corrections.tsx";
import { FinishQuickLog, FlightCorrectionForm, FlightForm } from "./flight_form.tsx";
import { FlightSheet } from "./flight_sheet.tsx";
import { LogbookScreen } from "./logbook_screen.tsx";
import { Grants } from "./grants.tsx";
import { History } from "./history.tsx";
import { ImportFile } from "./import_file.tsx";
import { MapScreen } from "./map/map_screen.tsx";
import { More } from "./more.tsx";
import { NotFound } from "./not_found.tsx";
import { PrivilegePage } from "./privilege_page.tsx";
import { CorrectionForm, RecordFormScreen, RecordList, RecordPage } from "./records.tsx";
import { QuickLog } from "./quick_log.tsx";
import { Settings } from "./settings.tsx";
import { MakeReport } from "./signing/make_report.tsx";
import { keyScreen, signScreen } from "./signing/signing_screens.tsx";
import { Sync } from "./sync.tsx";
import { Inspection } from "./signing/inspection.tsx";
import { totalsScreen } from "./totals/totals_screens.tsx";
import { Verify } from "./signing/verify.tsx";
import { WitnessScreen } from "./witness.tsx";

function flightScreen(path: string[]) {
  const [uuid, action, like] = path;
  if (uuid === "quick") return action === "finish" ? <FinishQuickLog /> : <QuickLog />;
  if (uuid === "several") return <FlightSheet />;
  if (uuid !== "new") {
    if (action === "edit" && uuid !== undefined) return <FlightForm uuid={uuid} like={null} />;
    if (action === "correct" && uuid !== undefined) return <FlightCorrectionForm uuid={uuid} />;
    return <LogbookScreen path={path} />;
  }
  const isLike = action !== undefined && like !== undefined;
  return <FlightForm uuid={null} like={isLike ? [action, like] : null} />;
}

function recordScreen([name = "", uuid, action]: string[]) {
  if (kindNamed(name) === undefined) return <NotFound />;
  const kind = name as KindName;
  if (uuid === undefined) return <RecordList kind={kind} />;
  if (uuid === "new") return <RecordFormScreen kind={kind} uuid={null} />;
  if (!isUuid(uuid)) return <NotFound />;
  if (action === "correct" && correctsField(kind) !== undefined)
    return <CorrectionForm kind={kind} uuid={uuid} />;
  if (action === "edit") return <RecordFormScreen kind={kind} uuid={uuid} />;
  return <RecordPage kind={kind} uuid={uuid} />;
}

function reportScreen([action, day]: string[]) {
  if (action === "new") return <MakeReport />;
  return action === "day" ? <DayScreen key={day} day={day} /> : <NotFound />;
}

function historyScreen([name = "", uuid = ""]: string[]) {
  if (kindNamed(name) === undefined || !isUuid(uuid)) return <NotFound />;
  return <History key={uuid} kind={name as KindName} uuid={uuid} />;
}

/** In the place of a form, in a logbook that may be read only. */
function ReadOnly() {
  const { logbooks, router } = useApp();
  return (
    <Page title="Read only" onBack={() => router.back("/")}>
      <p>
        You may read {logbooks.opened()?.owner_name}’s logbook, not write it. Ask its owner to make
        the entry.
      </p>
    </Page>
  );
}

const writing: ReadonlySet<string | undefined> = new Set([
  "new",
  "edit",
  "correct",
  "quick",
  "several",
]);

/** Whether an address leads to something that writes: `flights/new`, `records/tag/<uuid>/edit`. */
function writes([first, ...rest]: string[]): boolean {
  if (first === "import") return true;
  // What is signed for others is written by them.
  if (first === "sign") return rest[0] === "ask" || rest[0] === "own";
  const holdsForms = first === "flights" || first === "records" || first === "reports";
  return holdsForms && rest.some((part) => writing.has(part));
}

function Design() {
  const { router } = useApp();
  return <DesignPage onBack={() => router.back("/settings")} />;
}

/** What goes on beside every screen while a logbook is open. Answers its undo. */
export function keepInStep(app: App): () => void {
  const stops = [keepHandingOver(app), keepTakingAnswers(app), keepTexts(app)];
  return () => stops.forEach((stop) => stop());
}

/** A screen of the second part; a form only where one may write. */
export function LaterScreen({ path }: { path: string[] }) {
  const { may_write } = useApp();
  return !may_write && writes(path) ? <ReadOnly /> : <>{screenAt(path)}</>;
}

/** The screen at an address that is not home. */
function screenAt([first, ...rest]: string[]): ComponentChildren {
  switch (first) {
    case "grants":
      return <Grants />;
    case "flights":
      return flightScreen(rest);
    case "privileges":
      return <PrivilegePage name={rest[0] ?? ""} />;
    case "records":
      return recordScreen(rest);
    case "history":
      return historyScreen(rest);
    case "import":
      return <ImportFile />;
    case "keys":
      return keyScreen(rest);
    case "sign":
      return signScreen(rest);
    case "reports":
      return reportScreen(rest);
    case "inspection":
      return <Inspection />;
    case "verify":
      return <Verify />;
    case "corrections":
      return <Corrections />;
    case "sync":
      return <Sync />;
    case "witness":
      return <WitnessScreen />;
    case "account":
      return <Account />;
    case "totals":
      return totalsScreen(rest);
    case "map":
      return <MapScreen />;
    case "design":
      return <Design />;
    case "settings":
      return <Settings />;
    case "more":
      return <More />;
    default:
      return <NotFound />;
  }
}
