import type { ComponentChildren } from "preact";

/** How something stands: each tone has its own shape, so that colour never speaks alone. */
export type Tone = "good" | "wait" | "bad" | "quiet";

const shapes: Record<Tone, string> = {
  good: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z",
  wait: "M6 1 11.5 11H.5L6 1Z",
  bad: "M1 1h10v10H1z",
  quiet: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
};

/** A state as word, shape and colour. */
export function Status({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`status ${tone}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        <path d={shapes[tone]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      <span>{children}</span>
    </span>
  );
}
