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
