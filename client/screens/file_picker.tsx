import { useState } from "preact/hooks";

interface FilePickerProps {
  /** Files can be read now. */
  ready: boolean;
  onFile: (file: File) => void;
}

/** Takes a file, chosen or dropped. */
export function FilePicker({ ready, onFile }: FilePickerProps) {
  const [over, setOver] = useState(false);
  return (
    <label
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (ready && file !== undefined) onFile(file);
      }}
    >
      <span class="lead">Choose a file, or drop it here</span>
      <span class="soft">ForeFlight's logbook export (CSV)</span>
      <input
        type="file"
        accept=".csv,text/csv,text/plain"
        disabled={!ready}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
