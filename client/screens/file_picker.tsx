import { useState } from "preact/hooks";

interface FilePickerProps {
  /** Files can be read now. */
  ready: boolean;
  /** Which files it takes, in words. */
  what: string;
  accept: string;
  onFile: (file: File) => void;
}

/** Takes a file, chosen or dropped. */
export function FilePicker({ ready, what, accept, onFile }: FilePickerProps) {
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
      <span class="soft">{what}</span>
      <input
        type="file"
        accept={accept}
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
