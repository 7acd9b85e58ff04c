import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BlobStore, BlobsAway } from "../../../server/blobs/blob_store.ts";
import { diskBlobs } from "../../../server/blobs/disk_blobs.ts";
import { openBlobs, readS3Place } from "../../../server/blobs/open_blobs.ts";
import { s3Blobs, type S3Place } from "../../../server/blobs/s3_blobs.ts";
import {
  canonicalRequest,
  type S3Server,
  s3Account,
  signatureOf,
  startS3,
} from "../../harness/s3_server.ts";

const nameOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const someBytes = (size = 1000) => new Uint8Array(randomBytes(size));
/** Whether a store gives back these bytes. Compared by hash: the test runner compares one by one. */
const isThere = async (store: BlobStore, bytes: Uint8Array) => {
  const found = await store.get(nameOf(bytes));
  return found !== undefined && nameOf(found) === nameOf(bytes);
};
const folder = mkdtempSync(join(tmpdir(), "offblock-blobs-"));

let s3: S3Server;
let place: S3Place;
beforeAll(async () => {
  s3 = await startS3();
  place = { bucket: "files", prefix: "", region: "eu-test-1", endpoint: s3.endpoint, ...s3Account };
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  s3.cutUploadsAfter(undefined);
  s3.failNext(0, 0);
});

/** The stores, and how their owner would damage what lies in them. */
const stores: [string, () => BlobStore, (name: string, bytes: Uint8Array) => void][] = [
  [
    "on disk",
    () => diskBlobs(folder),
    (name, bytes) => writeFileSync(join(folder, name.slice(0, 2), name.slice(2, 4), name), bytes),
  ],
  ["in a bucket", () => s3Blobs(place), (name, bytes) => s3.objects.set(`/files/${name}`, bytes)],
  [
    "in a folder of a bucket",
    () => s3Blobs({ ...place, prefix: "a folder/x/" }),
    (name, bytes) => s3.objects.set(`/files/a%20folder/x/${name}`, bytes),
  ],
];

describe.each(stores)("blobs %s", (_, open, damage) => {
  test.each([0, 1, 70_000, 3_000_000])("of %i bytes are given back as they were", async (size) => {
    const bytes = someBytes(size);
    await open().put(nameOf(bytes), bytes);
    expect(await isThere(open(), bytes)).toBe(true);
  });

  test("that are not there are undefined", async () => {
    expect(await open().get(nameOf(someBytes()))).toBeUndefined();
  });

  test.each(["", "x", "../../etc/passwd", "A".repeat(64), `${"a".repeat(64)}/..`])(
    "have no name such as %j",
    async (name) => {
      await expect(open().get(name)).rejects.toThrow("64 hexadecimal digits");
      await expect(open().put(name, someBytes())).rejects.toThrow("64 hexadecimal digits");
    },
  );

  test("with another's name are refused, and nothing is there", async () => {
    const name = nameOf(someBytes());
    await expect(open().put(name, someBytes())).rejects.toThrow("not what their name says");
    expect(await open().get(name)).toBeUndefined();
  });

  test("by many writers at once are there once, whole", async () => {
    const bytes = someBytes(200_000);
    const others = Array.from({ length: 8 }, () => someBytes(50_000));
    await Promise.all([
      ...Array.from({ length: 8 }, () => open().put(nameOf(bytes), bytes)),
      ...others.map((each) => open().put(nameOf(each), each)),
    ]);
    for (const each of [bytes, ...others]) expect(await isThere(open(), each)).toBe(true);
  });

  test("that were cut short are not given out, and mended when they come again", async () => {
    const bytes = someBytes();
    await open().put(nameOf(bytes), bytes);
    damage(nameOf(bytes), bytes.slice(0, 500));
    expect(await open().get(nameOf(bytes))).toBeUndefined();
    await open().put(nameOf(bytes), bytes);
    expect(await isThere(open(), bytes)).toBe(true);
  });

  test("that were changed are not given out", async () => {
    const bytes = someBytes();
    await open().put(nameOf(bytes), bytes);
    damage(nameOf(bytes), someBytes());
    expect(await open().get(nameOf(bytes))).toBeUndefined();
  });
});

test("the same bytes are uploaded once", async () => {
  const bytes = someBytes();
  await s3Blobs(place).put(nameOf(bytes), bytes);
  await s3Blobs(place).put(nameOf(bytes), bytes);
  expect(s3.requests.filter((line) => line === `PUT /files/${nameOf(bytes)}`)).toHaveLength(1);
});

describe("a store that fails", () => {
  test("in the middle of an upload leaves nothing, and says that it is away", async () => {
    const bytes = someBytes(2_000_000);
    s3.cutUploadsAfter(100_000);
    await expect(s3Blobs(place).put(nameOf(bytes), bytes)).rejects.toBeInstanceOf(BlobsAway);
    expect(await s3Blobs(place).get(nameOf(bytes))).toBeUndefined();
    s3.cutUploadsAfter(undefined);
    await s3Blobs(place).put(nameOf(bytes), bytes);
    expect(await isThere(s3Blobs(place), bytes)).toBe(true);
  });

  test("for a moment is asked again", async () => {
    const bytes = someBytes();
    s3.failNext(503, 2);
    await s3Blobs(place).put(nameOf(bytes), bytes);
    expect(await isThere(s3Blobs(place), bytes)).toBe(true);
  });

  test("for longer is away: missing is something else", async () => {
    s3.failNext(503, 100);
    await expect(s3Blobs(place).get(nameOf(someBytes()))).rejects.toBeInstanceOf(BlobsAway);
  });

  test("has no disk to write on is away", async () => {
    const file = join(folder, "no_folder");
    writeFileSync(file, "");
    const bytes = someBytes();
    await expect(diskBlobs(file).put(nameOf(bytes), bytes)).rejects.toBeInstanceOf(BlobsAway);
  });
});

test("a writer that is killed leaves each blob whole or not at all", async () => {
  const place_of_it = mkdtempSync(join(folder, "killed-"));
  const source = `
    import { createHash, randomBytes } from "node:crypto";
    import { diskBlobs } from ${JSON.stringify(join(import.meta.dirname, "../../../server/blobs/disk_blobs.ts"))};
    const store = diskBlobs(${JSON.stringify(place_of_it)});
    for (let i = 0; ; i++) {
      const bytes = randomBytes(4_000_000);
      await store.put(createHash("sha256").update(bytes).digest("hex"), bytes);
      if (i === 1) console.log("writing");
    }`;
  const writer: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", source],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((resolve) => writer.stdout!.once("data", resolve));
  const gone = new Promise((resolve) => writer.once("exit", resolve));
  writer.kill("SIGKILL");
  await gone;
  const files = readdirSync(place_of_it, { recursive: true, withFileTypes: true });
  const names = files.filter((one) => one.isFile()).map(({ name }) => name);
  const whole = names.filter((name) => !name.includes("."));
  expect(whole.length).toBeGreaterThanOrEqual(2);
  for (const name of whole) expect(nameOf((await diskBlobs(place_of_it).get(name))!)).toBe(name);
});

test("the checker of signatures agrees with Amazon's example of a request", () => {
  // "GET Object" in "Signature Calculations for the Authorization Header", Amazon S3 API Reference.
  const empty = nameOf(new Uint8Array());
  const request = {
    method: "GET",
    url: "/test.txt",
    headers: {
      host: "examplebucket.s3.amazonaws.com",
      range: "bytes=0-9",
      "x-amz-content-sha256": empty,
      "x-amz-date": "20130524T000000Z",
    },
  } as unknown as IncomingMessage;
  const canonical = canonicalRequest(request, "host;range;x-amz-content-sha256;x-amz-date");
  expect(
    signatureOf(
      canonical,
      "20130524T000000Z",
      "20130524/us-east-1/s3/aws4_request",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ),
  ).toBe("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
});

describe("the bucket of the environment", () => {
  const aws = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

  test("is read with its folder, region and endpoint", () => {
    expect(readS3Place({})).toBeUndefined();
    const OFFBLOCK_BLOBS = "s3://my-bucket/some/folder/?endpoint=https://s3.example&region=eu-1";
    expect(readS3Place({ ...aws, OFFBLOCK_BLOBS })).toEqual({
      bucket: "my-bucket",
      prefix: "some/folder/",
      region: "eu-1",
      endpoint: "https://s3.example",
      access_key_id: "a",
      secret_access_key: "b",
      session_token: undefined,
    });
    expect(
      readS3Place({
        ...aws,
        AWS_REGION: "eu-2",
        AWS_SESSION_TOKEN: "c",
        OFFBLOCK_BLOBS: "s3://my-bucket",
      }),
    ).toMatchObject({ region: "eu-2", prefix: "", endpoint: undefined, session_token: "c" });
  });

  test.each([
    ["folder", aws],
    ["https://s3.example/bucket", aws],
    ["s3://", aws],
    ["s3://Not_A_Bucket", aws],
    ["s3://my-bucket?endpoint=s3.example", aws],
    ["s3://my-bucket?regoin=eu-1", aws],
    ["s3://my-bucket", { AWS_ACCESS_KEY_ID: "a" }],
    ["s3://my-bucket", { AWS_SECRET_ACCESS_KEY: "b" }],
  ])("is refused with words: %s", (OFFBLOCK_BLOBS, env) => {
    expect(() => readS3Place({ ...env, OFFBLOCK_BLOBS })).toThrow(/OFFBLOCK_BLOBS/);
  });

  test("has to be there and to let us in, when the server starts", async () => {
    const open = (change: object) => openBlobs({ dataFolder: folder, s3: { ...place, ...change } });
    await expect(open({})).resolves.toBeDefined();
    await expect(open({ bucket: "other" })).rejects.toThrow("does not exist");
    await expect(open({ secret_access_key: "wrong" })).rejects.toThrow("does not let");
    await expect(open({ access_key_id: "wrong" })).rejects.toThrow("does not let");
    await expect(open({ endpoint: "http://127.0.0.1:1" })).rejects.toThrow("cannot be reached");
  });
});
