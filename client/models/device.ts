import { newRowId } from "../../shared/ids.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

const key = "offblock.device_id";

/** The uuid that this device made for itself at its first visit; it goes into every revision. */
export function deviceId(shelf: Shelf): string {
  const kept = readKept<string>(shelf, key);
  if (kept !== undefined) return kept;
  const made = newRowId();
  keep(shelf, key, made);
  return made;
}

/** What this device is called in the list of sessions: its system and its browser. */
export function deviceName(userAgent: string): string {
  const find = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = find([
    [/iPad/, "iPad"],
    [/iPhone/, "iPhone"],
    [/Android/, "Android"],
    [/Macintosh/, "Mac"],
    [/Windows/, "Windows"],
    [/Linux/, "Linux"],
  ]);
  const browser = find([
    [/Edg\//, "Edge"],
    [/Firefox\//, "Firefox"],
    [/Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  return [system ?? "Device", browser].filter(Boolean).join(", ");
}
