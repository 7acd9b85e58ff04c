import type { Undo } from "../models/undo.ts";
import { Icon } from "../ui/icon.tsx";

interface FormFootProps {
  label: string;
  onDiscard: () => void;
  undo: Undo;
}

/** The end of every form: save, take the last step back, or drop what was typed. Always in reach. */
export function FormFoot({ label, onDiscard, undo }: FormFootProps) {
  return (
    <div class="form_foot">
      <button type="submit" class="button primary large">
        {label}
      </button>
      <button
        type="button"
        class="icon_button"
        aria-label="Undo the last change"
        disabled={!undo.possible.value}
        onClick={() => undo.undo()}
      >
        <Icon name="undo" />
      </button>
      <button type="button" class="button large plain" onClick={onDiscard}>
        Discard
      </button>
    </div>
  );
}
