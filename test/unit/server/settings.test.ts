import { describe, expect, test } from "vitest";
import { readSettings } from "../../../server/command_line/settings.ts";

describe("the environment decides where to serve and where the ledger is", () => {
  test("with nothing set: port 8080, a database of our own in ./data", () => {
    const settings = readSettings({});
    expect(settings.port).toBe(8080);
    expect(settings.databaseUrl).toBeUndefined();
    expect(settings.dataFolder).toMatch(/\/data$/);
  });

  test("each can be overridden", () => {
    const settings = readSettings({
      PORT: "9000",
      HOST: "127.0.0.1",
      DATABASE_URL: "postgresql://a:b@db/offblock",
      OFFBLOCK_DATA: "/srv/offblock",
      OFFBLOCK_URL: "https://logbook.example/",
      OFFBLOCK_PROXIES: "1",
      PGPOOL: "4",
    });
    expect(settings).toMatchObject({
      port: 9000,
      host: "127.0.0.1",
      databaseUrl: "postgresql://a:b@db/offblock",
      dataFolder: "/srv/offblock",
      outside: { publicUrl: "https://logbook.example", proxies: 1 },
      pool: 4,
    });
  });

  test.each([
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["PGPOOL", "-1"],
    ["DATABASE_URL", "mysql://a/b"],
    ["DATABASE_URL", "nonsense"],
    ["OFFBLOCK_URL", "logbook.example"],
    ["OFFBLOCK_URL", "file:///etc"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(name);
  });
});
