/** Signing and checking: one entry, and a whole logbook of signed flights with its audit log. */
import nacl from "tweetnacl";
import { exportLogbook } from "../../server/ledger/export.ts";
import { nodePrimitives } from "../../server/node_primitives.ts";
import { oplfVerifier } from "../../shared/formats/oplf_verify.ts";
import type { Values } from "../../shared/merge.ts";
import { canonicalEntryText } from "../../shared/signatures/canonical_form.ts";
import { checkSignature } from "../../shared/signatures/check_signature.ts";
import { type Primitives, portablePrimitives } from "../../shared/signatures/primitives.ts";
import type { Document } from "../harness/pilots.ts";
import { recordOf } from "../harness/pilots.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import { aSigner, signedBy } from "../harness/signed.ts";
import { uuidOf } from "../../shared/ids.ts";
import { type BenchServer, signUpBench } from "./bench_server.ts";
import { type Bench, type Comparison, type Figure, timed } from "./measure.ts";

/** Figures are by the flight, and tweetnacl, which signs them all first, takes 14 ms for each. */
const counts = { openssl: 5_000, tweetnacl: 1_000 };
const batchCount = 1_000;
const entryCount = 50;

function signatureFor(signer: ReturnType<typeof aSigner>, flight: Document) {
  return recordOf(signedBy(signer, flight)) as unknown as Parameters<typeof checkSignature>[0];
}

async function measureOne(aircraft: Document): Promise<Comparison[]> {
  const signer = aSigner();
  const flights = Array.from({ length: entryCount }, () => aFlight(aircraft) as Document);
  const signed: ReturnType<typeof signatureFor>[] = [];
  const signing = await timed(
    "sign one entry, validated (tweetnacl)",
    entryCount,
    "entries",
    () => {
      for (const flight of flights) signed.push(signatureFor(signer, flight));
      return Promise.resolve();
    },
  );
  const key = recordOf(signer.key) as never;
  const check = await timed("check one entry (tweetnacl)", entryCount, "entries", () => {
    signed.forEach((signature, i) => {
      const entry = canonicalEntryText("flights", recordOf(flights[i]!) as Values);
      const logbook_person_id = uuidOf(signer.pilot._id);
      const { verdict } = checkSignature(signature, { entry, key, logbook_person_id });
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

/** Bare checks of as many signatures over a message of the same length. */
function bare(count: number, { verifyEd25519 }: Primitives): Promise<Figure> {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(7));
  const message = new Uint8Array(1_000).fill(7);
  const signature = nacl.sign.detached(message, secretKey);
  return timed("bare checks of as many signatures", count, "checks", () => {
    for (let i = 0; i < count; i++) verifyEd25519(message, signature, publicKey);
    return Promise.resolve();
  });
}

/** The export of a logbook of signed flights, in pieces, by way of the ledger. */
async function exportOfSigned(server: BenchServer, email: string, count: number) {
  const account = await signUpBench(server, email);
  const model = aModel() as Document;
  const aircraft = anAircraft(model) as Document;
  const signer = aSigner();
  const push = async (docs: Document[]) => {
    const body = JSON.stringify({ docs });
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", body, headers };
    const answer = await account.fetch(`${account.url}/_bulk_docs`, init);
    const wrong = ((await answer.json()) as { error?: string }[]).find((row) => row.error);
    if (wrong !== undefined) throw new Error(JSON.stringify(wrong));
  };
  await push([model, aircraft, signer.pilot, signer.person, signer.key]);
  for (let done = 0; done < count; done += batchCount) {
    const flights = Array.from({ length: batchCount }, () => aFlight(aircraft) as Document);
    await push(flights.flatMap((flight) => [flight, signedBy(signer, flight)]));
  }
  const pieces: Uint8Array[] = [];
  await exportLogbook(server.db, account.user_id, (piece) => void pieces.push(piece));
  return pieces;
}

async function measureLogbook(
  server: BenchServer,
  name: keyof typeof counts,
  primitives: Primitives,
): Promise<Comparison> {
  const count = counts[name];
  const pieces = await exportOfSigned(server, `${name}@example.test`, count);
  const what = `verify ${count.toLocaleString("en-US")} signed flights with their chain, ${name}`;
  const ours = await timed(what, count, "flights", async () => {
    const verifier = oplfVerifier(primitives);
    for (const piece of pieces) await verifier.push(piece);
    const { problems, signatures } = await verifier.end();
    if (problems.length > 0 || signatures.length !== count)
      throw new Error(`The export is not sound: ${problems[0]}`);
  });
  return { ours, baselines: [await bare(count, primitives)] };
}

/** Leaves logbooks of its own in the ledger. */
async function measureSigning(server: BenchServer): Promise<Comparison[]> {
  const one = await measureOne(anAircraft(aModel()) as Document);
  return [
    ...one,
    await measureLogbook(server, "openssl", nodePrimitives),
    await measureLogbook(server, "tweetnacl", portablePrimitives),
  ];
}

/** Signing and checking. */
export const signingBench: Bench = {
  name: "signing",
  title: "Signatures, in one thread",
  run: async (server) => measureSigning(await server()),
};
