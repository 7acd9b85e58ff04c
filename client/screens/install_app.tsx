import { useApp } from "../app_context.ts";
import { Status } from "../ui/status.tsx";

/** How to have the app like any other on this device. */
export function InstallApp() {
  const { install } = useApp();
  if (install.state.value === "installed") return <Status tone="good">Installed</Status>;
  return (
    <>
      <p>
        Installed, Offblock opens from the home screen like any other app, in a window of its own,
        and the browser keeps your logbook longer.
      </p>
      {install.state.value === "offered" ? (
        <button type="button" class="button after" onClick={() => install.ask()}>
          Install Offblock
        </button>
      ) : (
        <p class="soft small after">
          In the menu of your browser it is called “Install app” or “Add to Home Screen”.
        </p>
      )}
    </>
  );
}
