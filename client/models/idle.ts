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

function after(wait_ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, wait_ms);
  });
}

/** Resolves when the page has been left alone for a while and has nothing better to do. */
export async function atRest(): Promise<void> {
  await after(rest_ms);
  await idle();
}

/** Resolves after the page has had a chance to paint and to answer a touch. */
export function breath(): Promise<void> {
  return after(0);
}

/** Does some work once what is shown now has been painted; answers its undo. */
export function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(work);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** How many times as long as work took the page has to itself before more of it. */
const share = 4;

/**
 * Answers a function that asks for work to be done: at once, or, while it is asked for again and
 * again, at a pace that leaves the page most of its time, however slow the device. What was asked
 * for last is always done.
 */
export function paced(work: () => void): () => void {
  let isAsked = false;
  let isBusy = false;
  async function run() {
    isBusy = true;
    while (isAsked) {
      isAsked = false;
      const began = performance.now();
      work();
      // What is drawn because of it counts as well.
      await breath();
      await after(share * (performance.now() - began));
    }
    isBusy = false;
  }
  return () => {
    isAsked = true;
    if (!isBusy) void run();
  };
}
