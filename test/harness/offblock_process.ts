import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../bin/offblock.js");

/** How a command ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** A server in a process of its own. */
export interface ServerProcess {
  child: ChildProcess;
  url: string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, signal: null, out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.err += text));
  const closed = once(child, "close").then(
    ([code, signal]) => ({ ...ended, code, signal }) as Ended,
  );
  return { child, ended, closed };
}

/** Runs one command to its end. */
export function offblock(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return start(args, env).closed;
}

/** Starts `offblock serve` on a free port and waits until it says that it is ready. */
export async function offblockServe(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { child, ended, closed } = start(["serve"], { PORT: "0", LOG_LEVEL: "warn", ...env });
  const ready = new Promise<string>((resolve) => {
    child.stdout.on("data", () => {
      const url = /ready: (\S+)/.exec(ended.out)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([
    ready,
    closed.then(({ err }) => Promise.reject(new Error(`The server ended: ${err}`))),
  ]);
  return {
    child,
    url,
    end(signal) {
      child.kill(signal);
      return closed;
    },
  };
}

/** Process id of the PostgreSQL of a data folder, as its file says. */
export function postgresPid(dataFolder: string): number {
  const path = join(dataFolder, "postgres", "cluster", "postmaster.pid");
  return Number.parseInt(readFileSync(path, "utf8"), 10);
}
