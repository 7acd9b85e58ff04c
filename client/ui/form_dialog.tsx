import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "./dialog.tsx";
import { Problem } from "./input_field.tsx";

interface FormDialogProps {
  title: string;
  /** What the button that does it says. */
  submit: string;
  /** What it says while that is under way; the same, unless it takes long. */
  under_way?: string;
  /** What is wrong, in words; nothing while all is well, or where its fields say it. */
  problem?: string;
  /** Does it. Until it is done a second tap does nothing; the signal says that the question was left. */
  onSubmit: (signal: AbortSignal) => unknown;
  onClose: () => void;
  /** Its fields say what is wrong with them, and not the browser. */
  noValidate?: boolean;
  children: ComponentChildren;
}

/** A question with something to fill in: Enter answers it, Escape and Cancel leave it. */
export function FormDialog({
  title,
  submit,
  under_way = submit,
  problem = "",
  onSubmit,
  onClose,
  noValidate = false,
  children,
}: FormDialogProps) {
  const running = useRef(false);
  const open = useRef(new AbortController());
  // At once: what is done in small steps leaves no time for effects.
  useLayoutEffect(() => () => open.current.abort(), []);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await onSubmit(open.current.signal);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate={noValidate}
        onSubmit={(event) => {
          event.preventDefault();
          // It may stand inside the form that needs its answer.
          event.stopPropagation();
          void run();
        }}
      >
        {children}
        <Problem>{problem}</Problem>
        <div class="buttons">
          <button type="submit" class="button primary" aria-disabled={busy}>
            {busy ? under_way : submit}
          </button>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
