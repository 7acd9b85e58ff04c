import type { Toasts } from "./toasts.ts";

/** Shows the toasts, and reads them out. */
export function ToastList({ toasts }: { toasts: Toasts }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.shown.value.map(({ id, text, action }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {action !== null && (
            <button
              type="button"
              onClick={() => {
                toasts.close(id);
                action.run();
                // The button goes away: the keyboard goes on from the screen.
                document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
