/** The memory of a gateway in a process of its own, under many readers that wait. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureServerBuilt } from "../../bin/build_server.js";
import { offblockServe } from "../harness/offblock_process.ts";

/** What `npm start` tells Node. */
const asStarted = "--max-semi-space-size=2";

const rssOf = (pid: number) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);

/** Opens a long-poll; resolves when its answer has begun. */
function follow(agent: Agent, url: string, token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    get(`${url}/_changes?feed=longpoll&since=now&heartbeat=30000`, { agent, headers }, (answer) => {
      answer.once("data", () => resolve());
      answer.on("error", () => undefined);
    }).on("error", reject);
  });
}

/** Resident memory in MB, before and with so many followers of one logbook. Linux only. */
export async function followersRss(count: number): Promise<[number, number]> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-followers-"));
  await ensureServerBuilt();
  const server = await offblockServe({ OFFBLOCK_DATA: folder, NODE_OPTIONS: asStarted });
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  try {
    const post = async (path: string, body: object) => {
      const headers = { "Content-Type": "application/json" };
      const init = { method: "POST", body: JSON.stringify(body), headers };
      return (await (await fetch(`${server.url}/api/v1/auth/${path}`, init)).json()) as {
        token: string;
        logbook: { id: string };
      };
    };
    const account = { email: "followed@example.test", password: "correct horse battery" };
    const { logbook } = await post("signup", account);
    const { token } = await post("tokens", { ...account, name: "bench" });
    const least_mb = rssOf(server.child.pid!);
    const url = `${server.url}/db/${logbook.id}`;
    for (let opened = 0; opened < count; opened += 50)
      await Promise.all(Array.from({ length: 50 }, () => follow(agent, url, token)));
    return [least_mb, rssOf(server.child.pid!)];
  } finally {
    agent.destroy();
    await server.end("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}
