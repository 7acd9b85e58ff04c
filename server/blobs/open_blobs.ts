/** Which store of attached files the environment asks for. */
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import type { BlobStore } from "./blob_store.ts";
import { diskBlobs } from "./disk_blobs.ts";
import { requireBucket, s3Blobs, type S3Place } from "./s3_blobs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const wrong = (what: string) =>
  new Refusal(
    what,
    "Write it as s3://bucket/folder?endpoint=https://s3.example&region=eu-1, or leave it out to keep files on the disk.",
  );

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "")
    throw new Refusal(`OFFBLOCK_BLOBS names a bucket, but ${name} is not set.`, `Set ${name}.`);
  return value;
}

/**
 * The bucket that `OFFBLOCK_BLOBS` names (`s3://bucket/folder?endpoint=…&region=…`), with the
 * credentials of the usual variables of AWS; undefined when it is not set: files lie on the disk.
 * Throws Refusal.
 */
export function readS3Place(env: Environment): S3Place | undefined {
  const text = env["OFFBLOCK_BLOBS"];
  if (text === undefined || text === "") return undefined;
  if (!URL.canParse(text)) throw wrong(`OFFBLOCK_BLOBS is "${text}".`);
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  if (protocol !== "s3:" || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(hostname))
    throw wrong(`OFFBLOCK_BLOBS is "${text}".`);
  const unknown = [...searchParams.keys()].find((name) => !["endpoint", "region"].includes(name));
  if (unknown !== undefined) throw wrong(`OFFBLOCK_BLOBS has ${unknown}, which it cannot have.`);
  const endpoint = searchParams.get("endpoint") ?? undefined;
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/.test(endpoint)))
    throw wrong(`The endpoint of OFFBLOCK_BLOBS is "${endpoint}".`);
  const folder = pathname.replace(/^\/+|\/+$/g, "");
  return {
    bucket: hostname,
    prefix: folder === "" ? "" : `${folder}/`,
    region: searchParams.get("region") || env["AWS_REGION"] || "us-east-1",
    endpoint,
    access_key_id: required(env, "AWS_ACCESS_KEY_ID"),
    secret_access_key: required(env, "AWS_SECRET_ACCESS_KEY"),
    session_token: env["AWS_SESSION_TOKEN"] || undefined,
  };
}

/** Opens the store: the bucket, or a folder of the data folder. Throws Refusal when it is not there. */
export async function openBlobs(place: {
  dataFolder: string;
  s3?: S3Place | undefined;
}): Promise<BlobStore> {
  if (place.s3 === undefined) return diskBlobs(join(place.dataFolder, "attachments"));
  await requireBucket(place.s3);
  return s3Blobs(place.s3);
}
