/** Runs functions of strangers where they reach nothing: QuickJS in a thread, with limits. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** One thing to do in the sandbox, as `in_sandbox.js` names it, with what it needs. */
export type Task = { task: string } & Record<string, unknown>;

/** A place for functions of strangers. */
export interface Sandbox {
  /** What a task answers. Throws FunctionFailed. */
  perform: (task: Task) => Promise<unknown>;
}

/** A function that threw, is none, or took too much; the message is for its author. */
export class FunctionFailed extends Error {
  /** What was thrown, by its name: `TypeError`, `timeout`. */
  readonly error: string;

  constructor(error: string, message: string) {
    super(message);
    this.error = error;
  }
}

/** Milliseconds that a task may take: CouchDB's os_process_timeout. */
const task_ms = 5000;

type Answer = { json: string } | { error: { name: string; message: string } };

/** One task in a thread: rejects when it takes too long, or when the thread breaks. */
function answered(worker: Worker, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      worker.off("message", answer).off("error", broken);
      settle();
    };
    const fail = (error: string, message: string) =>
      end(() => {
        void worker.terminate();
        reject(new FunctionFailed(error, message));
      });
    const timer = setTimeout(
      () => fail("timeout", `The function took more than ${task_ms / 1000} seconds.`),
      task_ms,
    );
    const answer = (found: Answer) => end(() => resolve(found));
    const broken = (error: unknown) => fail("InternalError", String(error));
    worker.on("message", answer).on("error", broken);
    worker.postMessage(text);
  });
}

/** A thread that is ready: what it takes to begin is not counted against a function. */
async function started(): Promise<Worker> {
  const worker = new Worker(new URL("sandbox_worker.js", import.meta.url), { execArgv: [] });
  worker.unref();
  await once(worker, "message");
  return worker;
}

/** Opens a sandbox. Its thread begins with the first task, does one at a time, and keeps no process alive. */
export function openSandbox(): Sandbox {
  let worker: Worker | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  async function perform(task: Task): Promise<unknown> {
    worker ??= await started();
    const answer = await answered(worker, JSON.stringify(task)).catch((broken: unknown) => {
      worker = undefined;
      throw broken;
    });
    if ("json" in answer) return JSON.parse(answer.json);
    throw new FunctionFailed(answer.error.name, answer.error.message);
  }
  return {
    perform(task) {
      const result = turn.then(() => perform(task));
      turn = result.catch(() => undefined);
      return result;
    },
  };
}
