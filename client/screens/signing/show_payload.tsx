import { useEffect, useMemo, useState } from "preact/hooks";
import { payloadFrames, payloadText } from "../../../shared/signatures/payload.ts";
import { useApp } from "../../app_context.ts";
import { saveFile } from "../../ui/save_file.ts";
import { QrPicture } from "./qr_picture.tsx";

/** How long each of several codes is shown, in milliseconds: a phone's camera reads ten a second. */
const frame_ms = 400;

interface ShowPayloadProps {
  value: object;
  /** What it is, for the code's name: `The flight`. */
  what: string;
  file_name: string;
}

/** The address that opens a payload in this app on another device. */
function linkTo(text: string): string {
  return `${window.location.origin}/#/sign/open/${text}`;
}

/** Shows a payload to another device: as codes to film, as a link, or in a file. */
export function ShowPayload({ value, what, file_name }: ShowPayloadProps) {
  const { toasts } = useApp();
  const frames = useMemo(() => payloadFrames(value), [value]);
  const [at, setAt] = useState(0);
  const [runs, setRuns] = useState(true);
  const several = frames.length > 1;
  useEffect(() => {
    setAt(0);
  }, [frames]);
  useEffect(() => {
    if (!several || !runs) return undefined;
    const timer = setInterval(() => setAt((now) => (now + 1) % frames.length), frame_ms);
    return () => clearInterval(timer);
  }, [frames, several, runs]);
  const step = (by: number) => {
    setRuns(false);
    setAt((at + by + frames.length) % frames.length);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(linkTo(payloadText(value)));
      toasts.show("Link copied");
    } catch {
      toasts.show("This browser does not let the app copy; save a file instead.");
    }
  };
  return (
    <div class="qr_box">
      <QrPicture
        text={frames[at] ?? frames[0]!}
        label={several ? `${what}, code ${at + 1} of ${frames.length}` : `${what}, as a code`}
      />
      {several && (
        <div class="buttons qr_steps">
          <button type="button" class="button" onClick={() => step(-1)} aria-label="Code before">
            ‹
          </button>
          <button type="button" class="button" onClick={() => setRuns(!runs)}>
            {runs ? "Hold" : "Go on"}
          </button>
          <button type="button" class="button" onClick={() => step(1)} aria-label="Next code">
            ›
          </button>
          <span class="soft">
            Code {at + 1} of {frames.length}
          </span>
        </div>
      )}
      <div class="buttons">
        <button type="button" class="button plain" onClick={() => void copy()}>
          Copy a link
        </button>
        <button
          type="button"
          class="button plain"
          onClick={() => saveFile(file_name, JSON.stringify(value))}
        >
          Save a file
        </button>
      </div>
    </div>
  );
}
