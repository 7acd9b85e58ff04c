import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { type Outside, addressOf, ownOrigin } from "../../../server/http/origin.ts";

async function seen(outside: Outside, headers: Record<string, string> = {}) {
  const app = new Hono();
  app.get("/", (c) => c.json([ownOrigin(c, outside), addressOf(c, outside)]));
  return (await app.request("http://inside:8080/", { headers })).json();
}

const forwarded = {
  "X-Forwarded-For": "6.6.6.6, 192.0.2.7, 10.0.0.2",
  "X-Forwarded-Proto": "https",
};

describe("what proxies say is believed only as far as they are ours", () => {
  test("without any: nothing", async () => {
    expect(await seen({}, forwarded)).toEqual(["http://inside:8080", ""]);
  });

  test("with one: its own entry, the last", async () => {
    expect(await seen({ proxies: 1 }, forwarded)).toEqual(["https://inside:8080", "10.0.0.2"]);
  });

  test("with two: the entry before, and never what the caller wrote itself", async () => {
    expect(await seen({ proxies: 2 }, forwarded)).toEqual(["https://inside:8080", "192.0.2.7"]);
  });

  test("the address that people type outweighs all", async () => {
    const publicUrl = "https://logbook.example";
    expect(await seen({ publicUrl, proxies: 1 }, forwarded)).toEqual([publicUrl, "10.0.0.2"]);
  });
});
