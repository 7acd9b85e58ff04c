import { Page } from "../ui/page.tsx";

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Not here">
      <p class="empty">
        This address leads nowhere. <a href="#/">Go home</a>
      </p>
    </Page>
  );
}
