import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { ScreenName } from "./screen_name.tsx";

interface PageProps {
  title: string;
  /** Where back leads; without it there is no way back, as on the four main screens. */
  onBack?: () => void;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A screen: its name, the way back, what can be done with it, and the rest. */
export function Page({ title, onBack, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Offblock`;
  }, [title]);
  return (
    <div class="page">
      <header class="page_head">
        {onBack !== undefined && (
          <button type="button" class="icon_button" aria-label="Back" onClick={onBack}>
            <Icon name="back" />
          </button>
        )}
        <ScreenName>{title}</ScreenName>
        {actions}
      </header>
      {children}
    </div>
  );
}

/** A part of a page under its own heading. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A number that matters, under its name. */
export function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
