/** Calls across a worker's boundary: typed methods one way, answers and events the other. */

interface Call {
  call: number;
  method: string;
  args: unknown[];
}

type Answer = { answer: number; value: unknown } | { answer: number; error: string };

/** The end of a channel: a worker, a worker's own scope, or a message port. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

type Methods<T> = { [K in keyof T]: (...args: never[]) => Promise<unknown> };

/** Answers the calls that arrive at a port. A failure crosses as its message. */
export function answerCalls<T extends Methods<T>>(port: Port, methods: T): void {
  port.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    if (typeof data.call !== "number") return;
    const method = methods[data.method as keyof T] as unknown as (
      ...args: unknown[]
    ) => Promise<unknown>;
    method(...data.args).then(
      (value) => port.postMessage({ answer: data.call, value } satisfies Answer),
      (error: unknown) =>
        port.postMessage({ answer: data.call, error: messageOf(error) } satisfies Answer),
    );
  });
}

/** The methods at the other end of a port; `onEvent` gets everything that is no answer. */
export function callsTo<T extends Methods<T>>(port: Port, onEvent: (event: unknown) => void): T {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  port.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    if (typeof data.answer !== "number") return onEvent(data);
    waiting.get(data.answer)?.(data);
    waiting.delete(data.answer);
  });
  const callMethod = (method: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const call = ++last;
      waiting.set(call, (answer) =>
        "error" in answer ? reject(new Error(answer.error)) : resolve(answer.value),
      );
      port.postMessage({ call, method, args } satisfies Call);
    });
  return new Proxy({} as T, {
    get:
      (_, method: string) =>
      (...args: unknown[]) =>
        callMethod(method, args),
  });
}

/** The words of anything that was thrown; PouchDB throws objects that are no errors. */
export function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { message, reason, name } = error as Record<string, unknown>;
  const said = [message, reason, name].find((part) => typeof part === "string" && part !== "");
  return String(said ?? "Something failed without saying why.");
}
