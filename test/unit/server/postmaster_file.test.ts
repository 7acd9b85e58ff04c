import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  disownReusedPids,
  hasEnded,
  readPostmaster,
} from "../../../server/postgres/postmaster_file.ts";

let cluster: string;
let other: ChildProcess;
beforeEach(() => {
  cluster = mkdtempSync(join(tmpdir(), "offblock-postmaster-"));
  other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
});
afterEach(() => {
  other.kill("SIGKILL");
  rmSync(cluster, { recursive: true });
});

const rest = ["/data/cluster", "1780000000", "5432", "/data/socket", "", "  5432001  7", "ready"];
const path = () => join(cluster, "postmaster.pid");
const write = (pid: number) => writeFileSync(path(), [pid, ...rest].join("\n"));

describe("the file that PostgreSQL leaves when it is killed", () => {
  test("tells its process and its socket", () => {
    write(4711);
    expect(readPostmaster(cluster)).toEqual({ pid: 4711, socketFolder: "/data/socket" });
    expect(hasEnded(cluster)).toBe(false);
  });

  test("that is absent or half written tells nothing", () => {
    expect(readPostmaster(cluster)).toBeUndefined();
    expect(hasEnded(cluster)).toBe(true);
    writeFileSync(path(), "4711\n/data");
    expect(readPostmaster(cluster)).toBeUndefined();
  });

  test("with a number that another program has now gets ours, as the socket's, and keeps the rest", () => {
    const lock = join(cluster, ".s.PGSQL.5432.lock");
    write(other.pid!);
    writeFileSync(lock, [other.pid, "/data/cluster"].join("\n"));
    disownReusedPids(cluster, cluster);
    expect(readFileSync(path(), "utf8").split("\n")).toEqual([String(process.pid), ...rest]);
    expect(readFileSync(lock, "utf8")).toBe(`${process.pid}\n/data/cluster`);
  });
});
