/** The protocol over real sockets: senders and readers that are slow, or go away. */
import { serve as listen } from "@hono/node-server";
import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createConformanceApp } from "../../server/conformance/conformance_app.ts";
import { systemClock } from "../../server/clock.ts";
import { socketLimits } from "../../server/http/socket_limits.ts";
import { type Log, silentLog } from "../../server/log.ts";
import { temporaryBlobs } from "../harness/blobs.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let database: TestDatabase;
let server: Server;
let origin: string;
let errors: string[];
beforeAll(async () => {
  database = await freshDatabase();
  const { db, admin } = database;
  const log: Log = { ...silentLog, error: (event) => void errors.push(event) };
  const app = createConformanceApp({
    db,
    admin,
    clock: systemClock,
    log,
    blobs: temporaryBlobs(database),
  });
  server = listen({
    fetch: app.fetch,
    port: 0,
    hostname: "127.0.0.1",
    serverOptions: socketLimits(400),
  }) as Server;
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  errors = [];
  await fetch(`${origin}/db`, { method: "PUT" });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.drop();
});
beforeEach(() => {
  errors = [];
});

async function opened(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  return socket.setEncoding("latin1");
}

/** What came until a text that matches, or the end. */
async function heard(socket: Socket, pattern: RegExp): Promise<string> {
  let text = "";
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    text += piece;
    if (pattern.test(text)) break;
  }
  return text;
}

const head = (method: string, path: string, more = "") =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${more}\r\n`;

test.each([
  ["a body of a known length", "Content-Length: 100000\r\n", () => " "],
  ["a body in chunks", "Transfer-Encoding: chunked\r\n", () => "1\r\n \r\n"],
])("%s that comes byte by byte is answered 408, and nothing is amiss", async (_, more, piece) => {
  const socket = await opened();
  socket.write(head("POST", "/db/_bulk_docs", more));
  const drip = setInterval(() => socket.write(piece()), 20);
  socket.on("error", () => undefined);
  try {
    expect(await heard(socket, /408/)).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    clearInterval(drip);
    socket.destroy();
  }
  expect((await fetch(`${origin}/db`)).status).toBe(200);
  expect(errors).toEqual([]);
});

test("a sender that goes away in the middle of a body stores nothing, and nothing is amiss", async () => {
  const socket = await opened();
  socket.write(head("PUT", "/db/half", "Content-Length: 1000\r\n") + '{"n":1');
  socket.destroy();
  await once(socket, "close");
  expect((await fetch(`${origin}/db/half`)).status).toBe(404);
  expect(errors).toEqual([]);
});

test("a feed outlives the time of a request, and its reader may go", async () => {
  const socket = await opened();
  socket.write(head("GET", "/db/_changes?feed=continuous&since=now&heartbeat=250"));
  // Three signs of life are more than the 400 ms that a request may take to arrive.
  await heard(socket, /(\r\n\n\r\n[\s\S]*){3}/);
  await fetch(`${origin}/db/late`, { method: "PUT", body: "{}" });
  expect(await heard(socket, /"late"/)).toContain('"id":"late"');
  socket.destroy();
  await once(socket, "close");
  expect((await fetch(`${origin}/db/later`, { method: "PUT", body: "{}" })).status).toBe(201);
  expect(errors).toEqual([]);
});
