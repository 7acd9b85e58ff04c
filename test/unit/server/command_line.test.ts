import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../../server/command_line/main.ts";
import { fileText } from "../../fixtures/foreflight/file_text.ts";
import { writeLargeExport } from "../../harness/large_export.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "offblock-cli-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function run(args: string[], env: Record<string, string> = {}) {
  let out = "";
  let err = "";
  const code = await main(args, {
    print: (line) => void (out += `${line}\n`),
    write: (text) => void (out += text),
    note: (line) => void (err += `${line}\n`),
    env,
  });
  return { code, out, err };
}

describe("the command line explains itself", () => {
  test("help names every command and ends well", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const name of ["serve", "user", "import", "export", "verify", "reference"])
      expect(out).toContain(name);
  });

  test.each([
    ["a command that does not exist", ["fly"]],
    ["an option that does not exist", ["verify", "--fast"]],
    ["a required option that is missing", ["export"]],
    ["an argument that is missing", ["import", "--email", "a@b.test"]],
  ])("%s ends with 2", async (_, args) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: /);
  });

  test.each([
    ["a file that is not there", ["verify", "/nowhere/x.json"], /no such file/],
    ["a folder in place of a file", ["verify", tmpdir()], /It is a folder/],
    ["nothing to verify", ["verify"], /Name a file, or an account/],
  ])("%s ends with 1 and one sentence", async (_, args, words) => {
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test("an export that is too large is refused before it is read, and the limit can be set", async () => {
    const path = join(folder, "logbook.oplf.json");
    writeFileSync(path, `{"format":"OPLF",\n${" ".repeat(2000)}}`);
    const refused = await run(["verify", path], { OFFBLOCK_EXPORT_BYTES: "1000" });
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/holds 2019 bytes; at most 1000 are read/);
    const { err } = await run(["verify", path], { OFFBLOCK_EXPORT_BYTES: "a lot" });
    expect(err).toMatch(/OFFBLOCK_EXPORT_BYTES is "a lot"/);
    expect((await run(["verify", path])).out).toMatch(/NOT VALID/);
    // Nothing but its length: 2 GB on a disk that does not have them.
    truncateSync(path, 2 * 1024 ** 3);
    expect((await run(["verify", path])).err).toMatch(/2147483648 bytes; at most 1073741824 are/);
  });

  test("a database that cannot be reached is named, with what to check", async () => {
    const env = { DATABASE_URL: "postgresql://a:secret@localhost:1/x" };
    const { code, err } = await run(["export", "--email", "a@b.test"], env);
    expect(code).toBe(1);
    expect(err).toContain("DATABASE_URL");
    expect(err).not.toContain("secret");
  });
});

describe("verify needs no database", () => {
  test("for a file that is no export: NOT VALID and 1", async () => {
    const file = join(folder, "x.json");
    writeFileSync(file, '{"hello": "world"}');
    const { code, out } = await run(["verify", file]);
    expect(code).toBe(1);
    expect(out).toContain("NOT VALID");
  });

  // The program itself takes 25 MB of these; held as they were written, the rows alone would take 15.
  test("and 32 MB of memory are enough for 1,500 signed flights with their log", async () => {
    const file = join(folder, "large.json");
    await writeLargeExport(file, 1_500);
    const program = join(import.meta.dirname, "../../../bin/offblock.js");
    const args = ["--max-old-space-size=32", program, "verify", file];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain("VALID. 3005 records");
    expect(stdout).toContain("Signatures: 1500 VALID.");
    expect(stderr).toContain("It does not prove who held the key");
  });
});

describe("convert", () => {
  test("makes a sound OPLF file of a ForeFlight export, the same logbook each time", async () => {
    const csv = join(folder, "logbook.csv");
    const out = join(folder, "logbook.oplf.json");
    writeFileSync(
      csv,
      fileText({ flights: [{ From: "KPAO", To: "KUKI", TotalTime: "1.6", PIC: "1.6" }] }),
    );
    const made = await run(["convert", csv, "--from", "foreflight", "--to", "oplf", "--out", out]);
    expect(made.code).toBe(0);
    const verified = await run(["verify", out]);
    expect(verified).toMatchObject({ code: 0, err: expect.stringContaining("no audit log") });
    const again = await run(["convert", csv, "--from", "foreflight", "--to", "oplf"]);
    const [first, second] = [readFileSync(out, "utf8"), again.out].map((text) => JSON.parse(text));
    expect(second.logbook).toEqual(first.logbook);
    expect(second.records.flight[0]).toMatchObject({ _id: first.records.flight[0]._id });
  });

  test("says what can be converted", async () => {
    const args = ["convert", "x.csv", "--from", "foreflight", "--to", "paper"];
    expect(await run(args)).toMatchObject({
      code: 1,
      err: expect.stringContaining("foreflight to oplf"),
    });
  });
});
