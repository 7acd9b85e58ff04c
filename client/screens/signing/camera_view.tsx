import { useEffect, useRef, useState } from "preact/hooks";
import { openCamera, type Camera } from "./qr_reader.ts";

interface CameraViewProps {
  onCode: (text: string) => void;
}

/** What the camera sees, while it looks for codes. It is let go with the view. */
export function CameraView({ onCode }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState("");
  const told = useRef(onCode);
  told.current = onCode;
  useEffect(() => {
    let gone = false;
    let camera: Camera | undefined;
    openCamera(video.current!, (text) => told.current(text)).then(
      (opened) => {
        camera = opened;
        if (gone) opened.stop();
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      gone = true;
      camera?.stop();
    };
  }, []);
  return (
    <>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {/* A picture to aim with; what it shows is read by the app, there is nothing to hear. */}
      {problem === "" && (
        <video ref={video} class="camera" muted playsInline aria-label="What the camera sees" />
      )}
    </>
  );
}
