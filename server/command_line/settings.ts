import { join, resolve } from "node:path";
import { readS3Place } from "../blobs/open_blobs.ts";
import type { ServeSettings } from "../serve.ts";
import { Refusal } from "../refusal.ts";

const project = join(import.meta.dirname, "../..");

function wholeNumber(name: string, text: string | undefined, absent: number): number {
  if (text === undefined || text === "") return absent;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new Refusal(`${name} is "${text}".`, `Set ${name} to a whole number.`);
}

function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const scheme = URL.canParse(text) ? new URL(text).protocol : "";
  if (scheme === "http:" || scheme === "https:") return new URL(text).origin;
  throw new Refusal(
    `OFFBLOCK_URL is "${text}".`,
    "Set it to an address such as https://my.example.",
  );
}

function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new Refusal(
    "DATABASE_URL is no address of a PostgreSQL.",
    "Write it as postgresql://user:password@host:5432/database.",
  );
}

/**
 * The settings of the environment: `PORT`, `HOST`, `DATABASE_URL`, `OFFBLOCK_DATA`, `OFFBLOCK_URL`
 * (address from outside), `OFFBLOCK_PROXIES` (trusted ones in front), `PGPOOL` (connections),
 * `OFFBLOCK_BLOBS` (a bucket for attached files) with the variables of AWS. Throws `Refusal` for one that cannot be read.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): ServeSettings {
  const dataFolder = env["OFFBLOCK_DATA"] || join(project, "data");
  return {
    port: wholeNumber("PORT", env["PORT"], 8080),
    host: env["HOST"] || undefined,
    databaseUrl: databaseUrl(env["DATABASE_URL"]),
    dataFolder: resolve(dataFolder),
    s3: readS3Place(env),
    pool: wholeNumber("PGPOOL", env["PGPOOL"], 10) || undefined,
    outside: {
      publicUrl: publicUrl(env["OFFBLOCK_URL"]),
      proxies: wholeNumber("OFFBLOCK_PROXIES", env["OFFBLOCK_PROXIES"], 0),
    },
  };
}
