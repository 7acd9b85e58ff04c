import type { ComponentChildren } from "preact";
import { isUuid } from "../shared/ids.ts";
import { kindNamed, type KindName } from "../shared/kinds/kinds.ts";
import { useApp } from "./app_context.ts";
import { correctsField } from "./models/locks.ts";
import { Account } from "./screens/account.tsx";
import { Corrections } from "./screens/corrections.tsx";
import { FlightCorrectionForm, FlightForm } from "./screens/flight_form.tsx";
import { Flights } from "./screens/flights.tsx";
import { History } from "./screens/history.tsx";
import { Home } from "./screens/home.tsx";
import { ImportFile } from "./screens/import_file.tsx";
import { More } from "./screens/more.tsx";
import { PrivilegePage } from "./screens/privileges.tsx";
import { CorrectionForm, RecordFormScreen, RecordList, RecordPage } from "./screens/records.tsx";
import { Settings } from "./screens/settings.tsx";
import { Sync } from "./screens/sync.tsx";
import { SyncStatus } from "./screens/sync_status.tsx";
import { WitnessNotice, WitnessScreen } from "./screens/witness.tsx";
import { Icon, type IconName } from "./ui/icon.tsx";
import { Page } from "./ui/page.tsx";
import { ToastList } from "./ui/toast_list.tsx";

function NotFound() {
  return (
    <Page title="Not here">
      <p class="empty">
        This address leads nowhere. <a href="#/">Go home</a>
      </p>
    </Page>
  );
}

function flightScreen([uuid, action, like]: string[]) {
  if (uuid !== "new") {
    if (action === "edit" && uuid !== undefined) return <FlightForm uuid={uuid} like={null} />;
    if (action === "correct" && uuid !== undefined) return <FlightCorrectionForm uuid={uuid} />;
    return <Flights open_uuid={uuid} />;
  }
  const isRepeat = (action === "again" || action === "back") && like !== undefined;
  return <FlightForm uuid={null} like={isRepeat ? [action, like] : null} />;
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

function historyScreen([name = "", uuid = ""]: string[]) {
  if (kindNamed(name) === undefined || !isUuid(uuid)) return <NotFound />;
  return <History key={uuid} kind={name as KindName} uuid={uuid} />;
}

/** The screen at an address. */
function screenAt([first, ...rest]: string[]): ComponentChildren {
  switch (first) {
    case undefined:
      return <Home />;
    case "flights":
      return flightScreen(rest);
    case "privileges":
      return rest[0] === undefined ? <Home /> : <PrivilegePage name={rest[0]} />;
    case "records":
      return recordScreen(rest);
    case "history":
      return historyScreen(rest);
    case "import":
      return <ImportFile />;
    case "corrections":
      return <Corrections />;
    case "sync":
      return <Sync />;
    case "witness":
      return <WitnessScreen />;
    case "account":
      return <Account />;
    case "settings":
      return <Settings />;
    case "more":
      return <More />;
    default:
      return <NotFound />;
  }
}

interface BarLinkProps {
  href: string;
  icon: IconName;
  label: string;
  current: boolean;
  attention?: boolean;
}

function BarLink({ href, icon, label, current, attention }: BarLinkProps) {
  return (
    <a href={href} class={icon === "plus" ? "add" : ""} aria-current={current ? "page" : undefined}>
      <Icon name={icon} />
      {label}
      {attention && (
        <>
          <span class="dot" />
          <span class="visually_hidden">needs your attention</span>
        </>
      )}
    </a>
  );
}

function Bar() {
  const { router, logbook, sync } = useApp();
  const [first, second] = router.path.value;
  const isForm = first === "flights" && second === "new";
  const open = logbook.all("correction").some((record) => record.status === "open");
  const attention =
    open || sync.report.value.refused.length > 0 || sync.report.value.phase === "signed_out";
  const inMore = first !== undefined && first !== "flights" && first !== "privileges";
  return (
    <nav class="bar" aria-label="Main">
      <BarLink
        href="#/"
        icon="home"
        label="Home"
        current={first === undefined || first === "privileges"}
      />
      <BarLink
        href="#/flights"
        icon="book"
        label="Logbook"
        current={first === "flights" && !isForm}
      />
      <BarLink href="#/flights/new" icon="plus" label="Log" current={isForm} />
      <BarLink href="#/more" icon="more" label="More" current={inMore} attention={attention} />
      <div class="rail_status">
        <SyncStatus />
      </div>
    </nav>
  );
}

function UpdateNotice() {
  const { update } = useApp();
  if (!update.waiting.value) return null;
  return (
    <div class="update" role="status">
      <span>A new version is ready. Open forms are kept.</span>
      <button type="button" class="button" onClick={() => update.apply()}>
        Use it now
      </button>
    </div>
  );
}

function ReadFailure() {
  const { logbook } = useApp();
  if (logbook.failure.value === null) return null;
  return (
    <div class="page">
      <p class="notice bad" role="alert">
        The logbook could not be read from this device: {logbook.failure.value} Nothing was deleted.
        Close other tabs of Offblock and reload the page.
      </p>
    </div>
  );
}

/** The app around the screens: where one is, where one can go, what has just happened. */
export function AppShell() {
  const { router, toasts } = useApp();
  return (
    <div class="app">
      <Bar />
      <main>
        <WitnessNotice />
        <UpdateNotice />
        <ReadFailure />
        {screenAt(router.path.value)}
      </main>
      <ToastList toasts={toasts} />
    </div>
  );
}
