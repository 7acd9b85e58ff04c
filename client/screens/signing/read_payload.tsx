import { useRef, useState } from "preact/hooks";
import { limits } from "../../../shared/limits.ts";
import { frameCollector, readPayloadText } from "../../../shared/signatures/payload.ts";
import { CameraView } from "./camera_view.tsx";
import { readPicture } from "./qr_reader.ts";

interface ReadPayloadProps {
  /** Takes what was read; answers why it will not do, or undefined. */
  onValue: (value: unknown) => string | undefined;
}

/** Reads a payload of another device: by camera, from a picture, from a link or a file. */
export function ReadPayload({ onValue }: ReadPayloadProps) {
  const [filming, setFilming] = useState(false);
  const [pasted, setPasted] = useState("");
  const [said, setSaid] = useState({ problem: "", progress: "" });
  const frames = useRef(frameCollector());

  const take = (value: unknown) => {
    const problem = onValue(value);
    setSaid({ problem: problem ?? "", progress: "" });
    if (problem === undefined) setFilming(false);
  };
  const takeCode = (text: string) => {
    const { have, of, problem, value } = frames.current.take(text);
    if (value !== undefined) return take(value);
    const progress = of > 1 ? `${have} of ${of} codes read` : "";
    setSaid({ problem: problem ?? "", progress });
  };
  const takeText = (text: string) => {
    const read = readPayloadText(text);
    if (read.ok) take(read.value);
    else setSaid({ problem: read.reason, progress: "" });
  };
  const takeFile = async (file: File) => {
    if (file.type.startsWith("image/")) {
      const code = await readPicture(file);
      if (code !== undefined) takeCode(code);
      else setSaid({ problem: `There is no code to be read in ${file.name}.`, progress: "" });
    } else if (file.size > limits.signing_payload_bytes)
      setSaid({ problem: `${file.name} is too large to be one.`, progress: "" });
    else takeText(await file.text());
  };

  return (
    <div class="stack">
      {said.problem !== "" && (
        <p class="notice bad" role="alert">
          {said.problem}
        </p>
      )}
      {filming && <CameraView onCode={takeCode} />}
      <p class="soft" role="status">
        {said.progress}
      </p>
      <div class="buttons">
        <button
          type="button"
          class={filming ? "button" : "button primary"}
          onClick={() => setFilming(!filming)}
        >
          {filming ? "Close the camera" : "Read with the camera"}
        </button>
        <label class="button file_button">
          Choose a file or a picture
          <input
            type="file"
            class="visually_hidden"
            accept=".json,application/json,image/*"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (file !== undefined) void takeFile(file);
            }}
          />
        </label>
      </div>
      <label class="field">
        <span class="field_label">Or paste the link</span>
        <textarea
          class="input"
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
      </label>
      {pasted.trim() !== "" && (
        <div class="buttons">
          <button type="button" class="button" onClick={() => takeText(pasted)}>
            Read it
          </button>
        </div>
      )}
    </div>
  );
}
