/** Signing and checking: one entry, and a whole logbook of signed flights with its audit log. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nacl from "tweetnacl";
import { nodePrimitives } from "../../server/node_primitives.ts";
import { oplfVerifier } from "../../shared/formats/oplf_verify.ts";
import { uuidOf } from "../../shared/ids.ts";
import type { Values } from "../../shared/merge.ts";
import { canonicalEntryText } from "../../shared/signatures/canonical_form.ts";
import { checkSignature } from "../../shared/signatures/check_signature.ts";
import { type Primitives, portablePrimitives } from "../../shared/signatures/primitives.ts";
import { signEntry } from "../../shared/signatures/sign_entry.ts";
import { writeLargeExport } from "../harness/large_export.ts";
import { type Document, recordOf } from "../harness/pilots.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import { aSigner, signedBy } from "../harness/signed.ts";
import { type Bench, type Comparison, type Figure, timed } from "./measure.ts";

/** tweetnacl takes 7 ms for each: it is measured on a part, and compared check by check. */
const counts = { openssl: 30_000, tweetnacl: 1_000 };
const entryCount = 50;

type Signature = Parameters<typeof checkSignature>[0];

async function measureOne(aircraft: Document): Promise<Comparison[]> {
  const signer = aSigner();
  const flights = Array.from({ length: entryCount }, () => aFlight(aircraft) as Document);
  const records = flights.map((flight) => signedBy(signer, flight));
  const signed: Signature[] = [];
  const what = "sign one entry, validated (tweetnacl)";
  const signing = await timed(what, entryCount, "entries", () => {
    records.forEach((record, i) => {
      const flight = recordOf(flights[i]!) as Values;
      const made = signEntry(record as never, flight, signer.seed);
      signed.push(recordOf({ ...record, ...made }) as never);
    });
    return Promise.resolve();
  });
  const key = recordOf(signer.key) as never;
  const check = await timed("check one entry (tweetnacl)", entryCount, "entries", () => {
    signed.forEach((signature, i) => {
      const entry = canonicalEntryText("flights", recordOf(flights[i]!) as Values);
      const logbook_person_id = uuidOf(signer.pilot._id);
      const { verdict } = checkSignature(signature, {
        entry,
        entry_day: null,
        key,
        logbook_person_id,
      });
      if (verdict !== "VALID") throw new Error(`The bench signs badly: ${verdict}.`);
    });
    return Promise.resolve();
  });
  const aim = "under 50 ms each";
  return [
    { ours: signing, baselines: [], aim },
    { ours: check, baselines: [], aim },
  ];
}

/** Bare checks of signatures over a message of the same length. */
function bare(name: string, count: number, check: Primitives["verifyEd25519"]): Promise<Figure> {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(7));
  const message = new Uint8Array(1_000).fill(7);
  const signature = nacl.sign.detached(message, secretKey);
  const what = `bare checks of ${count.toLocaleString("en-US")} signatures, ${name}`;
  return timed(what, count, "checks", () => {
    for (let i = 0; i < count; i++) check(message, signature, publicKey);
    return Promise.resolve();
  });
}

function verifying(path: string, count: number, what: string, primitives: Primitives) {
  return timed(
    `verify ${count.toLocaleString("en-US")} signed flights with their chain, ${what}`,
    count,
    "flights",
    async () => {
      const verifier = oplfVerifier(primitives);
      for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 }))
        await verifier.push(piece as Uint8Array);
      const { problems, signatures } = await verifier.end();
      if (problems.length > 0 || signatures.length !== count)
        throw new Error(`The export is not sound: ${problems[0]}`);
    },
  );
}

/** All of it, and the same without the curve, which tells what the rest takes. */
async function measureLogbook(path: string): Promise<Comparison[]> {
  const [few, many] = [counts.tweetnacl, counts.openssl];
  await writeLargeExport(path, many);
  const fast = await verifying(path, many, "OpenSSL", nodePrimitives);
  const uncurved = { ...nodePrimitives, verifyEd25519Aside: () => Promise.resolve(true) };
  const rest = await verifying(path, many, "signatures believed", uncurved);
  const byOpenssl = await bare("OpenSSL", many, nodePrimitives.verifyEd25519);
  const byNacl = await bare("tweetnacl", few, portablePrimitives.verifyEd25519);
  const percent = Math.min(100, Math.round((100 * rest.ms) / fast.ms));
  const reading = `JSON, validation, hashes and replay, in one thread: ${percent} %`;
  await writeLargeExport(path, few);
  return [
    {
      ours: fast,
      baselines: [rest, byOpenssl, byNacl],
      limited_by: reading,
    },
    {
      ours: await verifying(path, few, "tweetnacl", portablePrimitives),
      baselines: [byNacl],
      limited_by: "the curve in JavaScript",
    },
  ];
}

async function measureSigning(): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-bench-"));
  try {
    const one = await measureOne(anAircraft(aModel()) as Document);
    return [...one, ...(await measureLogbook(join(folder, "large.oplf.json")))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Signing and checking. */
export const signingBench: Bench = {
  name: "signing",
  title: "Signatures",
  run: measureSigning,
};
