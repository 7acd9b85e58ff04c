import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  openKey,
  passphraseProblem,
  sealKey,
  sealRandomBytes,
} from "../../../shared/signatures/key_backup.ts";
import {
  fingerprintHex,
  fingerprintWords,
  readPublicKey,
} from "../../../shared/signatures/public_keys.ts";
import { portablePrimitives } from "../../../shared/signatures/primitives.ts";
import { readSshSignature, sshNamespace } from "../../../shared/signatures/ssh_signature.ts";
import { fromBase64, toBase64 } from "../../../shared/signatures/wire.ts";

const seed = new Uint8Array(32).fill(7);
const { publicKey } = nacl.sign.keyPair.fromSeed(seed);

/** Reads a key that must be readable. */
function keyOf(text: string) {
  const reading = readPublicKey(text);
  if (!reading.ok) expect.fail(reading.reason);
  return reading.key;
}

test("base64 comes back, whatever the length, and refuses what is none", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    expect(fromBase64(toBase64(bytes, false))).toEqual(bytes);
  }
  for (const text of ["A", "AA=A", "é", "AB"]) expect(fromBase64(text)).toBeUndefined();
});

describe("with the ssh-keygen of this machine", () => {
  let folder: string;
  let line: string;
  const path = (name: string) => join(folder, name);
  const ssh = (...args: string[]) =>
    execFileSync("ssh-keygen", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "offblock-ssh-"));
    ssh("-q", "-t", "ed25519", "-N", "", "-C", "an instructor", "-f", path("key"));
    line = readFileSync(path("key.pub"), "utf8");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const sign = (bytes: Uint8Array, namespace = sshNamespace) => {
    writeFileSync(path("entry"), bytes);
    rmSync(path("entry.sig"), { force: true });
    ssh("-Y", "sign", "-n", namespace, "-f", path("key"), path("entry"));
    return readFileSync(path("entry.sig"), "utf8");
  };

  test("a public key reads, with the fingerprint that ssh-keygen -l shows", () => {
    const key = keyOf(line);
    expect(ssh("-l", "-f", path("key.pub"))).toContain(key.key_fingerprint);
    expect(key).toMatchObject({ key_algorithm: "ed25519", key_format: "openssh" });
    expect(keyOf(Buffer.from(key.bytes).toString("hex")).key_fingerprint).toBe(key.key_fingerprint);
    expect(keyOf(key.public_key_data).bytes).toEqual(key.bytes);
    const other = ssh("-e", "-m", "RFC4716", "-f", path("key.pub"));
    expect(readPublicKey(other)).toMatchObject({ reason: expect.stringContaining("another form") });
  });

  test("a signature of ssh-keygen -Y sign is good for its bytes and its key alone", () => {
    const bytes = utf8ToBytes("offblock entry 1\n{}");
    const { bytes: key } = keyOf(line);
    const text = sign(bytes);
    const good = (read: ReturnType<typeof readSshSignature>) =>
      read.ok && portablePrimitives.verifyEd25519(read.message, read.signature, key);
    expect(good(readSshSignature(text, bytes, key))).toBe(true);
    expect(good(readSshSignature(text, utf8ToBytes("offblock entry 1\n{} "), key))).toBe(false);
    expect(readSshSignature(text, bytes, publicKey)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("another key"),
    });
    expect(readSshSignature(sign(bytes, "file"), bytes, key)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("namespace"),
    });
    for (let at = 30; at < text.length - 30; at += 7) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      expect(good(readSshSignature(changed, bytes, key)), changed).toBe(false);
    }
    expect(readSshSignature(text.slice(0, 90), bytes, key).ok).toBe(false);
  });

  test.each([
    ["rsa", /Only Ed25519/],
    ["ecdsa", /Only Ed25519/],
  ])("an %s key is refused, with what to do", (type, words) => {
    ssh("-q", "-t", type, "-N", "", "-f", path(type));
    const reading = readPublicKey(readFileSync(path(`${type}.pub`), "utf8"));
    expect(reading).toMatchObject({ ok: false, reason: expect.stringMatching(words) });
  });

  test("a private key given by mistake is refused, and not repeated", () => {
    const reading = readPublicKey(readFileSync(path("key"), "utf8"));
    expect(reading).toMatchObject({ ok: false, reason: expect.stringMatching(/private key/) });
  });
});

test.each([
  ["-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ", /OpenPGP/],
  ["-----BEGIN CERTIFICATE-----\nMIIB", /X\.509/],
  ["-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA", /X\.509/],
  ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZ", /cut off/],
  ["", /no Ed25519/],
  ["00".repeat(31), /no Ed25519/],
])("%s is refused honestly", (text, words) => {
  expect(readPublicKey(text)).toMatchObject({ ok: false, reason: expect.stringMatching(words) });
});

test("a fingerprint is shown whole in hex, and as twelve words", () => {
  expect(fingerprintHex(publicKey)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintWords(publicKey).split(" ")).toHaveLength(12);
  const other = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(8)).publicKey;
  expect(fingerprintWords(other)).not.toBe(fingerprintWords(publicKey));
});

describe("a key backup", () => {
  let backup: Awaited<ReturnType<typeof sealKey>>;
  beforeAll(async () => {
    const random = Uint8Array.from({ length: sealRandomBytes }, (_, i) => i);
    backup = await sealKey(seed, "d\u00e9j\u00e0 vu at dusk", random);
  });

  test("opens with its passphrase, however that was composed, and with no other", async () => {
    const stored = JSON.parse(JSON.stringify(backup));
    expect(JSON.stringify(stored)).not.toContain(toBase64(seed).slice(0, 20));
    expect(await openKey(stored, "de\u0301ja\u0300 vu at dusk")).toEqual({ ok: true, seed });
    expect(await openKey(stored, "d\u00e9j\u00e0 vu at dawn")).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/passphrase is wrong/),
    });
  });

  test("that asks for more memory than any of ours is refused before it gets any", async () => {
    const changes = [
      { n: 2 ** 30 },
      { n: 3 },
      { r: 4096 },
      { p: 64 },
      { salt: "AA==" },
      { box: 7 },
    ];
    for (const changed of changes)
      expect(await openKey({ ...backup, ...changed }, "anything at all")).toEqual({
        ok: false,
        reason: "The key backup is damaged.",
      });
    for (const value of [null, 7, {}, { format: "offblock key", version: 2 }])
      expect((await openKey(value, "anything at all")).ok).toBe(false);
  });

  test.each([
    ["short", /at least 12/],
    ["twelve chars", undefined],
  ])("the passphrase %s is judged by its length", (passphrase, words) => {
    const problem = passphraseProblem(passphrase);
    if (words === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(words);
  });
});
