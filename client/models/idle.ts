/** The longest that work put off may wait, in milliseconds. */
const patience_ms = 2_000;
/** Where a browser does not say when it is idle: this long after, in milliseconds. */
const later_ms = 50;

/** Resolves when the page has nothing better to do. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function")
      requestIdleCallback(() => resolve(), { timeout: patience_ms });
    else setTimeout(resolve, later_ms);
  });
}

/** How long nothing has been asked of a page that is at rest, in milliseconds. */
const rest_ms = 1_000;

/** Resolves when the page has been left alone for a while and has nothing better to do. */
export async function atRest(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, rest_ms);
  });
  await idle();
}

/** Resolves after the page has had a chance to paint and to answer a touch. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
