import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ServerProcess,
  offblock,
  offblockServe,
  postgresPid,
} from "../harness/offblock_process.ts";
import { writeLargeExport } from "../harness/large_export.ts";
import { fileText } from "../fixtures/foreflight/file_text.ts";

const password = "correct horse battery";
const stopMaxMs = 5_000;

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "offblock-process-"));
  env = { OFFBLOCK_DATA: join(folder, "data") };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = () => join(folder, "data");
const isRunning = () => existsSync(join(data(), "postgres", "cluster", "postmaster.pid"));

const isListening = (server: ServerProcess) =>
  fetch(server.url).then(
    () => true,
    () => false,
  );

async function post(server: ServerProcess, path: string, body: object): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/auth/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
  return answer.status;
}
const signUp = (server: ServerProcess, email: string) =>
  post(server, "signup", { email, password });
const logIn = (server: ServerProcess, email: string) => post(server, "login", { email, password });

describe("the server with a PostgreSQL of its own", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "ends within five seconds of %s, with 0, and takes its PostgreSQL along",
    async (signal) => {
      const server = await offblockServe(env);
      expect(await signUp(server, `${signal.toLowerCase()}@example.test`)).toBe(201);
      const began = performance.now();
      const ended = server.end(signal);
      // Under npm a Ctrl-C arrives twice: from the terminal, and passed on.
      await expect.poll(() => isListening(server)).toBe(false);
      server.child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, err: "" });
      expect(performance.now() - began).toBeLessThan(stopMaxMs);
      expect(isRunning()).toBe(false);
    },
  );

  test("has lost nothing after kill -9 of node: the next start takes over its PostgreSQL", async () => {
    const killed = await offblockServe(env);
    expect(await signUp(killed, "node@example.test")).toBe(201);
    const pid = postgresPid(data());
    await killed.end("SIGKILL");
    const next = await offblockServe(env);
    expect(postgresPid(data())).toBe(pid);
    expect(await logIn(next, "sigterm@example.test")).toBe(200);
    expect(await logIn(next, "node@example.test")).toBe(200);
    await next.end("SIGTERM");
    expect(isRunning()).toBe(false);
  });

  test("has lost nothing after kill -9 of both", async () => {
    const killed = await offblockServe(env);
    expect(await signUp(killed, "both@example.test")).toBe(201);
    process.kill(postgresPid(data()), "SIGKILL");
    await killed.end("SIGKILL");
    const next = await offblockServe(env);
    expect(await logIn(next, "both@example.test")).toBe(200);
    await next.end("SIGTERM");
  });

  test("starts after a crash also when another program has got its PostgreSQL's number", async () => {
    const killed = await offblockServe(env);
    const postgres = join(data(), "postgres");
    const locks = [
      join(postgres, "cluster/postmaster.pid"),
      join(postgres, "socket/.s.PGSQL.5432.lock"),
    ];
    const pid = postgresPid(data());
    process.kill(pid, "SIGKILL");
    await killed.end("SIGKILL");
    // Of the same user, so that PostgreSQL cannot tell by its rights either.
    const { uid, gid } = statSync(postgres);
    const other = spawn("sleep", ["600"], { stdio: "ignore", uid, gid });
    for (const lock of locks)
      writeFileSync(lock, readFileSync(lock, "utf8").replace(/^\d+/, String(other.pid)));
    const next = await offblockServe(env);
    expect(await logIn(next, "sigterm@example.test")).toBe(200);
    await next.end("SIGTERM");
    other.kill("SIGKILL");
  });

  test("starts its PostgreSQL again when that is killed under it", async () => {
    const server = await offblockServe(env);
    const pid = postgresPid(data());
    process.kill(pid, "SIGKILL");
    await expect.poll(() => logIn(server, "sigterm@example.test"), { interval: 100 }).toBe(200);
    expect(postgresPid(data())).not.toBe(pid);
    await server.end("SIGTERM");
  });

  test("shares it with a second one, and whoever ends last stops it", async () => {
    const [one, two] = await Promise.all([offblockServe(env), offblockServe(env)]);
    await one.end("SIGTERM");
    expect(await logIn(two, "sigterm@example.test")).toBe(200);
    await two.end("SIGTERM");
    expect(isRunning()).toBe(false);
  });

  test("says in a sentence that its port is taken, and leaves the other alone", async () => {
    const server = await offblockServe(env);
    const port = new URL(server.url).port;
    const second = await offblock(["serve"], { ...env, PORT: port });
    expect(second).toMatchObject({ code: 1, out: "" });
    expect(second.err).toMatch(new RegExp(`^offblock: Port ${port} is in use\\. .*\\n$`));
    expect(await logIn(server, "sigterm@example.test")).toBe(200);
    await server.end("SIGTERM");
  });

  test("says where it cannot write, and what to do", async () => {
    const noFolder = join(folder, "no folder");
    writeFileSync(noFolder, "");
    const { code, err } = await offblock(["serve"], { OFFBLOCK_DATA: noFolder });
    expect(code).toBe(1);
    expect(err).toContain(`The data folder ${noFolder} cannot be written`);
    expect(err).toMatch(/set OFFBLOCK_DATA to another folder\.\n$/);
  });
});

describe("the command line", () => {
  const email = "cli@example.test";

  test("makes an account, imports, imports nothing twice, exports and verifies", async () => {
    const file = join(folder, "logbook.csv");
    const exported = join(folder, "logbook.oplf.json");
    const flight = { From: "KPAO", To: "KUKI", TotalTime: "1.6", PIC: "1.6", AllLandings: "1" };
    writeFileSync(file, fileText({ flights: [flight, { ...flight, From: "KUKI", To: "KPAO" }] }));
    expect(
      await offblock(["user", "add", "--email", email, "--password", password], env),
    ).toMatchObject({ code: 0 });
    const first = await offblock(["import", file, "--email", email], env);
    expect(first.out).toMatch(/Added [1-9]\d* records\./);
    const again = await offblock(["import", file, "--email", email], env);
    expect(again.out).toContain("Added 0 records.");
    expect(await offblock(["export", "--email", email, "--out", exported], env)).toMatchObject({
      code: 0,
    });
    const stdout = await offblock(["export", "--email", email], env);
    expect(stdout.out).toBe(readFileSync(exported, "utf8"));
    expect(await offblock(["verify", exported], env)).toMatchObject({ code: 0 });
    expect((await offblock(["verify", "--email", email], env)).out).toContain("VALID");
    expect(isRunning()).toBe(false);
  });

  test("finds an export that was altered afterwards", async () => {
    const exported = join(folder, "logbook.oplf.json");
    const altered = join(folder, "altered.oplf.json");
    writeFileSync(altered, readFileSync(exported, "utf8").replace("N737ER", "N737EQ"));
    const found = await offblock(["verify", altered], env);
    expect(found.code).toBe(1);
    expect(found.out).toMatch(/^audit entry \d+ was changed\n/);
    expect(found.out).toContain("NOT VALID");
  });

  test("works beside a server that runs, and takes in a long log with 40 MB of memory", async () => {
    const server = await offblockServe(env);
    const added = ["user", "add", "--email", "beside@example.test", "--password", password];
    expect(await offblock(added, env)).toMatchObject({ code: 0, err: "" });
    expect(await logIn(server, "beside@example.test")).toBe(200);

    // The program itself takes some 30 of these; the log, held whole, would take 10 more, twice.
    const [file, exported] = ["long", "again"].map((name) => join(folder, `${name}.oplf.json`));
    expect(await writeLargeExport(file!, 40, { edits: 30 })).toBeGreaterThan(9_000_000);
    const little = { ...env, NODE_OPTIONS: "--max-old-space-size=40" };
    const account = ["--email", "beside@example.test"];
    expect(await offblock(["import", file!, ...account], little)).toMatchObject({
      code: 0,
      out: expect.stringContaining("Added 85 records; 0 were there"),
    });
    await offblock(["export", ...account, "--out", exported!], little);
    expect(readFileSync(exported!).equals(readFileSync(file!))).toBe(true);
    await server.end("SIGTERM");
  });

  test.each([
    ["an account that is there", ["user", "add", "--email", email, "--password", password]],
    ["a weak password", ["user", "add", "--email", "x@example.test", "--password", "short"]],
    ["an account that is not there", ["export", "--email", "nobody@example.test"]],
    ["a file that is not ForeFlight's", ["import", "package.json", "--email", email]],
  ])("says what is wrong with %s in a sentence and ends with 1", async (_, args) => {
    const { code, err } = await offblock(args, env);
    expect(code).toBe(1);
    expect(err).toMatch(/^offblock: .+\n$/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
