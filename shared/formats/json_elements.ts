/**
 * Reads a JSON text in pieces: says which lists and objects to go into, and hears every element of
 * those as one value. So a file of any size needs the memory of its largest element.
 */

declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => { decode(bytes: Uint8Array): string };

/** A value that was found: where, in which line of the file (from 1), and as it was written. */
export interface JsonElement {
  /** Names of members; `*` for a place in a list. */
  path: readonly string[];
  line: number;
  text: string;
  /** The value; `text` parsed. */
  value: unknown;
}

/** What to go into, and who hears. A text that `element` answers is a problem, and ends the reading. */
export interface JsonListener {
  goesInto(path: readonly string[], opener: "{" | "["): boolean;
  /** Whether elements here are heard; others are passed over unread. Without it, all are. */
  hears?(path: readonly string[]): boolean;
  element(element: JsonElement): string | undefined;
}

/** Takes the bytes piece by piece. Both answer a problem, after which nothing more is read. */
export interface JsonReader {
  push(bytes: Uint8Array): string | undefined;
  end(): string | undefined;
}

interface Frame {
  opener: "{" | "[";
  path: readonly string[];
  /** The path of what lies in it, if it is a list. */
  inside: readonly string[];
  /** What may come next. */
  state: "first" | "key" | "colon" | "value" | "after";
}

const [lf, quote, backslash, comma, colon] = [0x0a, 0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
/** The first byte of the mark; no value of JSON begins with it. */
const byteOrderMark = 0xef;
const isSpace = (byte: number) => byte === 0x20 || byte === lf || byte === 0x0d || byte === 0x09;

/** Where a string that begins at `at` ends; -1 when not within the bytes. */
function endOfString(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === backslash) i++;
    else if (bytes[i] === quote) return i + 1;
  }
  return -1;
}

/** Where the value that begins at `at` ends; -1 when not within the bytes. */
function endOfValue(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first === quote) return endOfString(bytes, at);
  if (first !== openObject && first !== openList) {
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === comma || byte === closeList || byte === closeObject || isSpace(byte)) return i;
    }
    return -1;
  }
  let depth = 0;
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === quote) {
      const end = endOfString(bytes, i);
      if (end === -1) return -1;
      i = end - 1;
    } else if (byte === openObject || byte === openList) depth++;
    else if ((byte === closeObject || byte === closeList) && --depth === 0) return i + 1;
  }
  return -1;
}

/** Starts to read. `element_bytes_max` bounds one element, and with it the memory. */
export function jsonReader(listener: JsonListener, element_bytes_max: number): JsonReader {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const stack: Frame[] = [];
  let held: Uint8Array = new Uint8Array(0);
  let at = 0;
  let line = 1;
  let key = "";
  let problem: string | undefined;
  let is_over = false;

  const fail = (what: string) => (problem = `line ${line}: ${what}`);
  const wrong = () =>
    fail(`"${String.fromCharCode(held[at]!)}" stands where JSON has something else.`);

  function passTo(end: number): Uint8Array {
    const bytes = held.subarray(at, end);
    for (let i = bytes.indexOf(lf); i !== -1; i = bytes.indexOf(lf, i + 1)) line++;
    at = end;
    return bytes;
  }

  function takeTo(end: number): string | undefined {
    const bytes = passTo(end);
    try {
      return decoder.decode(bytes);
    } catch {
      fail("the bytes are no UTF-8.");
      return undefined;
    }
  }

  function takeJson(end: number): { text: string; value: unknown } | undefined {
    const began = line;
    const text = takeTo(end);
    if (text === undefined) return undefined;
    try {
      return { text, value: JSON.parse(text) as unknown };
    } catch (error) {
      line = began;
      fail(`this is not JSON: ${(error as Error).message}`);
      return undefined;
    }
  }

  /**
   * An object that ends with its line, as we write them: what parses from its brace to there is the
   * whole of it, and need not be looked through byte by byte before.
   */
  function takeLine(): { text: string; value: unknown } | undefined {
    const lineEnd = held.indexOf(lf, at);
    const end = held[lineEnd - 1] === comma ? lineEnd - 1 : lineEnd;
    if (lineEnd === -1 || held[end - 1] !== closeObject) return undefined;
    try {
      const text = decoder.decode(held.subarray(at, end));
      const value = JSON.parse(text) as unknown;
      at = end;
      return { text, value };
    } catch {
      return undefined;
    }
  }

  function leave(frame: Frame | undefined): true {
    if (frame === undefined) is_over = true;
    else frame.state = "after";
    return true;
  }

  function hear(frame: Frame | undefined, found: JsonElement): true {
    leave(frame);
    const said = listener.element(found);
    if (said !== undefined) problem = `line ${found.line}: ${said}`;
    return true;
  }

  /** A value of the frame, or the root. Answers whether there were bytes enough. */
  function takeValue(frame: Frame | undefined, final: boolean): boolean {
    const path =
      frame === undefined ? [] : frame.opener === "{" ? [...frame.path, key] : frame.inside;
    const first = held[at]!;
    if (first === byteOrderMark) {
      fail("this begins with a byte order mark: a program has written the file anew.");
      return true;
    }
    const opener = first === openObject ? "{" : first === openList ? "[" : undefined;
    if (opener !== undefined && listener.goesInto(path, opener)) {
      if (frame !== undefined) frame.state = "after";
      stack.push({ opener, path, inside: [...path, "*"], state: "first" });
      at++;
      return true;
    }
    const isHeard = listener.hears?.(path) ?? true;
    const whole = isHeard && first === openObject ? takeLine() : undefined;
    if (whole !== undefined) return hear(frame, { path, line, ...whole });
    const end = endOfValue(held, at);
    if (end === -1) {
      if (held.length - at > element_bytes_max)
        fail(`one value holds more than ${element_bytes_max} bytes.`);
      else if (final) fail("the file is cut off.");
      return false;
    }
    if (!isHeard) {
      passTo(end);
      return leave(frame);
    }
    const began = line;
    const json = takeJson(end);
    return json === undefined || hear(frame, { path, line: began, ...json });
  }

  function takeKey(frame: Frame, final: boolean): boolean {
    if (held[at] !== quote) return (wrong(), true);
    const end = endOfString(held, at);
    if (end === -1) {
      if (final) fail("the file is cut off.");
      return false;
    }
    const json = takeJson(end);
    if (json === undefined) return true;
    key = String(json.value);
    frame.state = "colon";
    return true;
  }

  function step(frame: Frame, final: boolean): boolean {
    const byte = held[at]!;
    const closer = frame.opener === "{" ? closeObject : closeList;
    if (byte === closer && (frame.state === "first" || frame.state === "after")) {
      stack.pop();
      at++;
      if (stack.length === 0) is_over = true;
      return true;
    }
    switch (frame.state) {
      case "after":
        if (byte !== comma) return (wrong(), true);
        at++;
        frame.state = frame.opener === "{" ? "key" : "value";
        return true;
      case "colon":
        if (byte !== colon) return (wrong(), true);
        at++;
        frame.state = "value";
        return true;
      case "key":
        return takeKey(frame, final);
      case "first":
        return frame.opener === "{" ? takeKey(frame, final) : takeValue(frame, final);
      case "value":
        return takeValue(frame, final);
    }
  }

  function run(final: boolean): string | undefined {
    while (problem === undefined) {
      while (at < held.length && isSpace(held[at]!)) if (held[at++] === lf) line++;
      if (at >= held.length) break;
      if (is_over) return fail("something follows the end.");
      const frame = stack.at(-1);
      if (!(frame === undefined ? takeValue(undefined, final) : step(frame, final))) break;
    }
    if (final && problem === undefined && !is_over) fail("the file is cut off.");
    held = held.slice(at);
    at = 0;
    return problem;
  }

  return {
    push(bytes) {
      if (problem !== undefined) return problem;
      if (held.length === 0) held = bytes;
      else {
        const joined = new Uint8Array(held.length + bytes.length);
        joined.set(held);
        joined.set(bytes, held.length);
        held = joined;
      }
      return run(false);
    },
    end: () => problem ?? run(true),
  };
}
