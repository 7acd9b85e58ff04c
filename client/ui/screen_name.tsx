import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Goes to the name of the screen, when what had the focus has done its work and is gone. */
export function goToScreenName(): void {
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
}

/**
 * The name of a screen, its first heading. Whoever came here goes on from it by keyboard, and a
 * screen reader says it; somebody who is typing is left alone.
 */
export function ScreenName({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isTyping = document.activeElement?.closest("input, textarea, select, dialog") != null;
    // Before anything was touched the app was only opened: the page begins at its beginning.
    const { userActivation } = navigator as { userActivation?: UserActivation };
    if (userActivation?.hasBeenActive === true && !isTyping)
      heading.current!.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
