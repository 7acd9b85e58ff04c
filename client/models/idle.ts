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

/** Resolves after the page has had a chance to paint and to answer a touch. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
