/** A network that misbehaves as told: it stands between a browser and a server. */
import { createServer, request as ask, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request instead of its answer: another answer, a dead connection, or silence. */
export type Fault =
  | { status: number; headers?: Readonly<Record<string, string>>; body?: string }
  | "reset"
  | "hang"
  | undefined;

/** A proxy on a port of its own. */
export interface FaultyProxy {
  /** `http://localhost:<port>`: a secure context, so service workers run. */
  url: string;
  /** The server behind it; another one is another server at the same address. */
  target: string;
  /** Asked for each request, as `POST /db/…`; undefined lets it through. */
  fault: (line: string) => Fault;
  /** Every request so far, as `POST /db/…`. */
  seen: string[];
  /** How far the clock of the answers is from the true one, in milliseconds. */
  date_shift_ms: number;
  cutConnections(): void;
  close(): Promise<void>;
}

function lineOf({ method, url }: IncomingMessage): string {
  return `${method} ${url}`;
}

/** Starts a proxy in front of the server at a URL. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const proxy: FaultyProxy = {
    url: "",
    target,
    fault: () => undefined,
    seen: [],
    date_shift_ms: 0,
    cutConnections: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server: Server = createServer((incoming, outgoing) => {
    const line = lineOf(incoming);
    proxy.seen.push(line);
    const fault = proxy.fault(line);
    if (fault === "reset") {
      incoming.socket.destroy();
      return;
    }
    if (fault === "hang") return;
    if (fault !== undefined) {
      incoming.resume();
      outgoing.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      outgoing.end(fault.body ?? "{}");
      return;
    }
    const through = ask(
      new URL(incoming.url ?? "/", proxy.target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        const date = new Date(Date.now() + proxy.date_shift_ms).toUTCString();
        outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
        answer.pipe(outgoing);
        answer.on("close", () => outgoing.destroy());
      },
    );
    through.on("error", () => outgoing.destroy());
    outgoing.on("close", () => through.destroy());
    incoming.pipe(through);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  proxy.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return proxy;
}
