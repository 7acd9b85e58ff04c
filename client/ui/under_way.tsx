import type { ComponentChildren } from "preact";

/** What is under way and how far it is, and a way to stop it. */
export function UnderWay({
  onStop,
  children,
}: {
  onStop: () => void;
  children: ComponentChildren;
}) {
  return (
    <>
      <p role="status">{children}</p>
      <div class="buttons after">
        <button type="button" class="button large" onClick={onStop}>
          Stop
        </button>
      </div>
    </>
  );
}
