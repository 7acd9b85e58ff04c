/**
 * A small S3 in memory that believes nobody: it checks Signature Version 4 as Amazon describes it
 * ("Authenticating Requests: Using the Authorization Header"), and the content's SHA-256.
 */
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The only account of the server. */
export const s3Account = { access_key_id: "TESTKEY", secret_access_key: "test/secret+key" };

/** A store that runs on this machine. */
export interface S3Server {
  /** `http://127.0.0.1:<port>`; the bucket `files` is there. */
  endpoint: string;
  /** Objects by `/bucket/key`. */
  objects: Map<string, Uint8Array>;
  /** Requests so far, as `PUT /files/…`. */
  requests: string[];
  /** Cuts the connection of each upload after so many bytes. */
  cutUploadsAfter(bytes: number | undefined): void;
  /** Answers the next requests with this status. */
  failNext(status: number, times: number): void;
  close(): Promise<void>;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array<ArrayBuffer>, data: string) =>
  new Uint8Array(createHmac("sha256", key).update(data).digest());

const header = (request: IncomingMessage, name: string) => String(request.headers[name] ?? "");

/** The canonical request of a request, with these headers signed. */
export function canonicalRequest(request: IncomingMessage, signed: string): string {
  const url = new URL(request.url ?? "/", "http://store");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join("&");
  const lines = signed.split(";").map((name) => `${name}:${header(request, name).trim()}\n`);
  return [
    request.method,
    url.pathname,
    query,
    lines.join(""),
    signed,
    header(request, "x-amz-content-sha256"),
  ].join("\n");
}

/** The signature that a canonical request must have. `scope` is `day/region/service/aws4_request`. */
export function signatureOf(
  canonical: string,
  moment: string,
  scope: string,
  secret: string,
): string {
  const key = scope
    .split("/")
    .reduce<string | Uint8Array<ArrayBuffer>>(
      (so_far, part) => hmac(so_far, part),
      `AWS4${secret}`,
    );
  const text = ["AWS4-HMAC-SHA256", moment, scope, sha256(canonical)].join("\n");
  return Buffer.from(hmac(key, text)).toString("hex");
}

/** Why a request is not let in; undefined when it is. */
function refusalOf(request: IncomingMessage, body: Uint8Array): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      header(request, "authorization"),
    );
  if (parts === null) return "AccessDenied";
  const [, id, scope, signed, signature] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (id !== s3Account.access_key_id) return "InvalidAccessKeyId";
  if (
    !["host", "x-amz-date", "x-amz-content-sha256"].every((name) =>
      signed.split(";").includes(name),
    )
  )
    return "AccessDenied";
  const expected = signatureOf(
    canonicalRequest(request, signed),
    header(request, "x-amz-date"),
    scope,
    s3Account.secret_access_key,
  );
  if (expected !== signature) return "SignatureDoesNotMatch";
  const said = header(request, "x-amz-content-sha256");
  return said === "UNSIGNED-PAYLOAD" || said === sha256(body)
    ? undefined
    : "XAmzContentSHA256Mismatch";
}

async function bodyOf(request: IncomingMessage, cutAfter: number | undefined) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (cutAfter !== undefined && size > cutAfter) {
      request.socket.destroy();
      return undefined;
    }
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Starts the server on a free port. */
export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Uint8Array>();
  const requests: string[] = [];
  let cutAfter: number | undefined;
  let failing = { status: 0, times: 0 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, code = "") =>
      response.writeHead(status).end(code === "" ? "" : `<Error><Code>${code}</Code></Error>`);
    const body = await bodyOf(request, request.method === "PUT" ? cutAfter : undefined);
    if (body === undefined) return;
    const { pathname } = new URL(request.url ?? "/", "http://store");
    requests.push(`${request.method} ${pathname}`);
    if (failing.times > 0) {
      failing.times--;
      return void say(failing.status, "SlowDown");
    }
    const refused = refusalOf(request, body);
    if (refused !== undefined) return void say(refused.startsWith("XAmz") ? 400 : 403, refused);
    if (!pathname.startsWith("/files/")) return void say(404, "NoSuchBucket");
    if (pathname === "/files/") return void say(200);
    if (request.method === "PUT") {
      objects.set(pathname, body);
      return void say(200);
    }
    const found = objects.get(pathname);
    if (found === undefined) return void say(404, "NoSuchKey");
    response.writeHead(200, { "Content-Length": found.length });
    response.end(request.method === "HEAD" ? undefined : found);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    cutUploadsAfter: (bytes) => void (cutAfter = bytes),
    failNext: (status, times) => void (failing = { status, times }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
