/** What a device's camera sees: the codes that another device shows, as the video of a fake camera. */
import { writeFile } from "node:fs/promises";
import type { Page } from "playwright-core";

const [width, height] = [640, 480];
/** A code is in view for so many pictures of the video, at 20 a second. */
const pictures = 8;

const ascii = (text: string) => new TextEncoder().encode(text);
const videoStart = ascii(`YUV4MPEG2 W${width} H${height} F20:1 Ip A1:1 C420jpeg\n`);
const frameStart = ascii("FRAME\n");

/**
 * The arguments of a Chromium whose cameras play a file, whatever is in it when one is opened. Only a
 * device with the permission `camera` may open one.
 */
export function cameraArguments(file: string): string[] {
  return ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${file}`];
}

/** The brightness of each dot of a picture (PNG), drawn into the middle of a grey view. */
async function brightness(page: Page, png: Buffer): Promise<Uint8Array> {
  const base64 = await page.evaluate(
    async ([data, wide, high]) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(wide, high);
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#777";
      context.fillRect(0, 0, wide, high);
      const side = high - 20;
      context.drawImage(picture, (wide - side) / 2, 10, side, side);
      const dots = context.getImageData(0, 0, wide, high).data;
      let text = "";
      for (let at = 0; at < dots.length; at += 4) text += String.fromCharCode(dots[at]!);
      return btoa(text);
    },
    [png.toString("base64"), width, height] as const,
  );
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** Writes the codes that a page shows, in an order of their own, as a video (YUV4MPEG2). */
export async function film(page: Page, file: string): Promise<void> {
  const code = page.locator("svg.qr");
  await code.waitFor();
  const name = (await code.getAttribute("aria-label")) ?? "";
  const count = Number(/ of (\d+)$/.exec(name)?.[1] ?? 1);
  const colour = new Uint8Array((width * height) / 2).fill(128);
  const frames: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    if (count > 1) await page.getByRole("button", { name: "Next code" }).click();
    const shown = await brightness(page, await code.screenshot());
    for (let n = 0; n < pictures; n++) frames.push(frameStart, shown, colour);
  }
  await writeFile(file, [videoStart, ...frames]);
}
