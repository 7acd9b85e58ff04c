/** Reading QR codes: with the browser's own detector where there is one, else with a decoder. */

/** Reads the code in a picture; undefined when there is none. */
type ReadCode = (picture: HTMLCanvasElement) => Promise<string | undefined>;

interface Detector {
  detect(picture: HTMLCanvasElement): Promise<{ rawValue: string }[]>;
}

interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

async function nativeReader(): Promise<ReadCode | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorMaker };
  if (BarcodeDetector === undefined) return undefined;
  const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => []);
  if (!formats.includes("qr_code")) return undefined;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
}

async function ownReader(): Promise<ReadCode> {
  const { decodeQR } = await import("qr/decode.js");
  return async (picture) => {
    const { width, height } = picture;
    const context = picture.getContext("2d", { willReadFrequently: true })!;
    const { data } = context.getImageData(0, 0, width, height);
    try {
      return decodeQR({ width, height, data });
    } catch {
      // No code in this picture.
      return undefined;
    }
  };
}

/** The reader of this browser. */
async function reader(): Promise<ReadCode> {
  return (await nativeReader()) ?? (await ownReader());
}

/** Larger pictures take longer to read and say no more. */
const side_max = 1280;

function drawn(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const scale = Math.min(1, side_max / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The code in a picture file; undefined when there is none, or it is no picture. */
export async function readPicture(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file);
    return await (
      await reader()
    )(drawn(picture, picture.width, picture.height));
  } catch {
    return undefined;
  }
}

/** Why the camera cannot be used, in words. */
function cameraProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "The camera is not allowed for this app. Allow it in the browser’s settings, or use a link or a file.";
  if (name === "NotFoundError") return "This device has no camera. Use a link or a file.";
  return "The camera could not be opened. Close other apps that use it, or use a link or a file.";
}

/** A running camera. */
export interface Camera {
  stop(): void;
}

/**
 * Films into a video element and answers every code that is seen, until it is stopped. Fails with
 * words when there is no camera to be had.
 */
export async function openCamera(
  video: HTMLVideoElement,
  onCode: (text: string) => void,
): Promise<Camera> {
  if (navigator.mediaDevices === undefined)
    throw new Error("Browsers open the camera on https addresses only. Use a link or a file.");
  const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const [stream, read] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: wish }).catch((error: unknown) => {
      throw new Error(cameraProblem(error));
    }),
    reader(),
  ]);
  let runs = true;
  const look = async () => {
    if (!runs) return;
    const { videoWidth: width, videoHeight: height } = video;
    const text = width > 0 ? await read(drawn(video, width, height)) : undefined;
    if (text !== undefined && runs) onCode(text);
    if (runs) requestAnimationFrame(() => void look());
  };
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  void look();
  return {
    stop() {
      runs = false;
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}
