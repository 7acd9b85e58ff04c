import type { ComponentChildren } from "preact";
import { useApp } from "./app_context.ts";
import { GrantNotice } from "./screens/grant_notice.tsx";
import { Home } from "./screens/home.tsx";
import { Later } from "./screens/later.tsx";
import { SampleNotice } from "./screens/sample_notice.tsx";
import { SyncStatus } from "./screens/sync_status.tsx";
import { WitnessNotice } from "./screens/witness_notice.tsx";
import { Icon, type IconName } from "./ui/icon.tsx";
import { ToastList } from "./ui/toast_list.tsx";

/** The screen at an address. Home comes with the app, the others later. */
function screenAt(path: string[]): ComponentChildren {
  const [first, second] = path;
  if (first === undefined || (first === "privileges" && second === undefined)) return <Home />;
  return <Later show={({ LaterScreen }) => <LaterScreen path={path} />} />;
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
  const { router, logbook, sync, may_write } = useApp();
  const [first, second] = router.path.value;
  const isForm = first === "flights" && ["new", "quick", "several"].includes(second ?? "");
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
      {may_write && <BarLink href="#/flights/new" icon="plus" label="Log" current={isForm} />}
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
        <GrantNotice />
        <SampleNotice />
        <UpdateNotice />
        <ReadFailure />
        {screenAt(router.path.value)}
      </main>
      <ToastList toasts={toasts} />
    </div>
  );
}
