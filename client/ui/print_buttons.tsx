import type { ComponentChildren } from "preact";

/** Buttons under what can be printed, the first of which does so; paper does not show them. */
export function PrintButtons({ children }: { children?: ComponentChildren }) {
  return (
    <div class="buttons after on_screen">
      <button type="button" class="button" onClick={() => window.print()}>
        Print
      </button>
      {children}
    </div>
  );
}
