interface FormFootProps {
  label: string;
  onDiscard: () => void;
}

/** The end of every form: save, or drop what was typed. Always in reach. */
export function FormFoot({ label, onDiscard }: FormFootProps) {
  return (
    <div class="form_foot">
      <button type="submit" class="button primary large">
        {label}
      </button>
      <button type="button" class="button large plain" onClick={onDiscard}>
        Discard
      </button>
    </div>
  );
}
