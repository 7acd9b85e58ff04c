import type { ComponentChildren } from "preact";
import { Dialog } from "./dialog.tsx";
import { Problem } from "./input_field.tsx";

interface FormDialogProps {
  title: string;
  /** What the button that does it says. */
  submit: string;
  /** What is wrong, in words; nothing while all is well. */
  problem: string;
  onSubmit: () => unknown;
  onClose: () => void;
  children: ComponentChildren;
}

/** A question with something to fill in: Enter answers it, Escape and Cancel leave it. */
export function FormDialog({
  title,
  submit,
  problem,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <Problem>{problem}</Problem>
        <div class="buttons">
          <button type="submit" class="button primary">
            {submit}
          </button>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
