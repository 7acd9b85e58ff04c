import { AwsClient } from "aws4fetch";
import { Refusal } from "../refusal.ts";
import { type BlobStore, checkedBlobs } from "./blob_store.ts";

/** A bucket of an S3-compatible store, and how to get in. */
export interface S3Place {
  bucket: string;
  /** Before the name of every blob; empty, or ends with a slash. */
  prefix: string;
  region: string;
  /** Address of the store when it is not Amazon's; the bucket is then the first part of the path. */
  endpoint?: string | undefined;
  access_key_id: string;
  secret_access_key: string;
  session_token?: string | undefined;
}

/** For one request; the largest file there is comes through in it at 6 Mbit/s. */
const request_ms_max = 60_000;
/** How often a request is repeated that met a 5xx or a 429. */
const retries = 3;

function addressOf({ endpoint, bucket, region, prefix }: S3Place): string {
  const base =
    endpoint === undefined
      ? `https://${bucket}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, "")}/${bucket}`;
  return `${base}/${prefix}`;
}

function requester(place: S3Place) {
  const client = new AwsClient({
    accessKeyId: place.access_key_id,
    secretAccessKey: place.secret_access_key,
    ...(place.session_token === undefined ? {} : { sessionToken: place.session_token }),
    service: "s3",
    region: place.region,
    retries,
  });
  return (url: string, init: RequestInit = {}) =>
    client.fetch(url, { ...init, signal: AbortSignal.timeout(request_ms_max) });
}

async function requireOk(answer: Response): Promise<void> {
  // The body has to be read, or the connection is not free for the next request.
  const text = await answer.text();
  if (answer.ok) return;
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "";
  throw new Error(`The store answered ${answer.status} ${code}`.trim());
}

/**
 * Blobs in a bucket, one object each. Every upload carries its SHA-256 in the signed headers, so the
 * store refuses bytes that changed on the way; an object appears whole or not at all.
 */
export function s3Blobs(place: S3Place): BlobStore {
  const request = requester(place);
  const address = addressOf(place);
  const urlOf = (name: string) => `${address}${name}`;
  return checkedBlobs({
    async holds(name, bytes) {
      const answer = await request(urlOf(name), { method: "HEAD" });
      if (answer.status === 404) return false;
      await requireOk(answer);
      return answer.headers.get("content-length") === String(bytes.byteLength);
    },
    async write(name, bytes) {
      const answer = await request(urlOf(name), {
        method: "PUT",
        body: bytes as Uint8Array<ArrayBuffer>,
        headers: { "X-Amz-Content-Sha256": name, "Content-Type": "application/octet-stream" },
      });
      await requireOk(answer);
    },
    async read(name) {
      const answer = await request(urlOf(name));
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      if (answer.status !== 404) await requireOk(answer);
      await answer.body?.cancel();
      return undefined;
    },
  });
}

/** Throws Refusal when the bucket is not there, cannot be reached, or does not let us in. */
export async function requireBucket(place: S3Place): Promise<void> {
  const remedy =
    "Check OFFBLOCK_BLOBS (s3://bucket?endpoint=…&region=…), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
  const say = (what: string) => new Refusal(`The bucket ${place.bucket} ${what}.`, remedy);
  let status: number;
  try {
    const answer = await requester(place)(`${addressOf({ ...place, prefix: "" })}?max-keys=0`);
    status = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    const { cause, message } = error as Error;
    throw say(`cannot be reached: ${(cause as Error | undefined)?.message ?? message}`);
  }
  if (status === 404) throw say("does not exist");
  if (status === 403) throw say("does not let these credentials in");
  if (status >= 400) throw say(`answers ${status}`);
}
