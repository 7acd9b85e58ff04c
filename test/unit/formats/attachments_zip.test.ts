import { createHash } from "node:crypto";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  type AttachmentsZip,
  checkFiles,
  openAttachmentsZip,
  writeAttachmentsZip,
  type ZippedFile,
} from "../../../shared/formats/attachments_zip.ts";
import { limits } from "../../../shared/limits.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (text: string, filename: string): ZippedFile => {
  const bytes = bytesOf(text);
  return { sha256: sha256(bytes), filename, bytes };
};
/** What looks like the end of an entry, inside of one. */
const tricky = file("PK\u0007\b PK\u0001\u0002 PK\u0003\u0004 PK\u0005\u0006", "a.PDF");
const files = [file("a photograph", "page 1.jpeg"), tricky, file("", "no ending")];

async function zipped(of: readonly ZippedFile[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeAttachmentsZip(of, (piece) => void pieces.push(piece));
  return new Uint8Array(Buffer.concat(pieces));
}

const open = (bytes: Uint8Array) =>
  openAttachmentsZip({
    size: bytes.length,
    read: (from, to) => Promise.resolve(bytes.slice(from, to)),
  });

async function opened(bytes: Uint8Array): Promise<AttachmentsZip> {
  const got = await open(bytes);
  if (!got.ok) expect.fail(got.reason);
  return got.zip;
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const got = await open(bytes);
  return got.ok ? "" : got.reason;
}

describe("the zip of a logbook's files", () => {
  test("gives back every file, and is the same bytes each time", async () => {
    const bytes = await zipped(files);
    expect(await zipped(files)).toEqual(bytes);
    const zip = await opened(bytes);
    expect(zip.names).toEqual(files.map((one) => one.sha256));
    for (const one of files)
      expect(await zip.read(one.sha256)).toEqual({ ok: true, bytes: one.bytes });
    expect(await zip.read("0".repeat(64))).toBeUndefined();
  });
  test("any program opens it: names are the SHA-256 and the ending", async () => {
    const [photo, pdf, bare] = files.map((one) => one.sha256);
    const read = unzipSync(await zipped(files));
    expect(Object.keys(read)).toEqual([`${photo}.jpeg`, `${pdf}.pdf`, bare]);
  });
  test("one that another program packed is read as well, deflated", async () => {
    const long = file("word ".repeat(10_000), "x.txt");
    const zip = await opened(zipSync({ [`${long.sha256}.txt`]: long.bytes }, { level: 9 }));
    expect(await zip.read(long.sha256)).toEqual({ ok: true, bytes: long.bytes });
  });
  test("what a record speaks of and the zip lacks is named", async () => {
    const zip = await opened(await zipped(files));
    const of = (sha: string) => ({ _id: "attachment:1", sha256: sha });
    expect(
      await checkFiles(
        files.map((one) => of(one.sha256)),
        zip,
      ),
    ).toEqual([]);
    const missing = "0".repeat(64);
    expect(await checkFiles([of(missing)], zip)).toEqual([
      `attachment:1: its file ${missing} is not in the zip`,
    ]);
  });
});

describe("a zip that is not to be trusted", () => {
  test.each(["../../etc/passwd", "/etc/passwd", "C:\\x.exe", `a/${"0".repeat(64)}`, "readme.txt"])(
    "with a file named %s is refused whole",
    async (name) => {
      expect(await refusal(zipSync({ [name]: bytesOf("x") }))).toContain(name);
    },
  );
  test("with one file under two endings is refused", async () => {
    const [photo] = files;
    const names = [`${photo!.sha256}.jpeg`, `${photo!.sha256}.png`];
    const twice = zipSync(Object.fromEntries(names.map((name) => [name, photo!.bytes])));
    expect(await refusal(twice)).toContain("twice");
  });
  test.each([
    ["nothing", new Uint8Array()],
    ["no zip", bytesOf("x".repeat(100_000))],
    ["half of one", undefined],
  ])("that is %s is refused", async (_, bytes) => {
    const whole = await zipped(files);
    expect(await refusal(bytes ?? whole.subarray(0, whole.length / 2))).not.toBe("");
  });
  test("whose file says more than any file holds, or less than it unpacks to, is not unpacked", async () => {
    const bomb = new Uint8Array(4 * 1024 * 1024);
    const name = sha256(bomb);
    const packed = zipSync({ [name]: bomb }, { level: 9 });
    expect(packed.length).toBeLessThan(10_000);
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    const directory = view.getUint32(packed.length - 22 + 16, true);
    view.setUint32(directory + 24, limits.attachment_bytes + 1, true);
    expect(await (await opened(packed)).read(name)).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`at most ${limits.attachment_bytes}`),
    });
    view.setUint32(directory + 24, 1000, true);
    expect(await (await opened(packed)).read(name)).toMatchObject({ ok: false });
  });
  test("with any bit changed gives no other bytes than it was given", async () => {
    const whole = await zipped(files);
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at]! ^= 1;
      const got = await open(changed);
      if (!got.ok) continue;
      for (const one of files) {
        const read = await got.zip.read(one.sha256);
        if (read?.ok === true) expect(read.bytes).toEqual(one.bytes);
      }
    }
  });
});
