/** Rules for edits that design documents hold: `validate_doc_update`. */
import type { Values } from "../../shared/merge.ts";
import { generationOf } from "../../shared/rev_tree.ts";
import type { Target } from "../couch/context.ts";
import { type WireDocument, wireDocument } from "../couch/documents.ts";
import { CouchError } from "../couch/errors.ts";
import { readIds, readRevisions } from "../ledger/document_store.ts";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import type { NamedDatabase } from "./databases.ts";
import { performOn, userOf } from "./design_functions.ts";
import type { Sandbox } from "./sandbox.ts";

/** A rule for edits: `validate_doc_update`, with the document that it stands in. */
interface Rule {
  source: unknown;
  design: WireDocument;
}

const designRange = { from: "_design/", to: "_design0", with_to: false };
const designsMax = 1000;

async function readRules(target: Target): Promise<Rule[]> {
  const { logbook_id } = target;
  return await target.read(async (tx) => {
    const page = { limit: designsMax, skip: 0, descending: false };
    const designs = await readIds(tx, logbook_id, designRange, page);
    const wanted = designs.map(({ id, winning_rev: rev }) => ({ id, rev }));
    const rows = wanted.length === 0 ? [] : await readRevisions(tx, logbook_id, wanted);
    return rows.flatMap(({ document_id, rev, body }) => {
      const source = body["validate_doc_update"];
      const design = wireDocument(document_id, rev, false, body, new Map());
      return source === undefined ? [] : [{ source, design }];
    });
  });
}

function revsBefore({ revision }: Incoming): readonly string[] {
  if ("replicated" in revision) return revision.replicated.slice(1);
  return revision.edit === undefined ? [] : [revision.edit];
}

/** What each edit changes, as it is stored: the newest ancestor that is here, or null. */
async function readBefore(target: Target, edits: readonly Incoming[]): Promise<unknown[]> {
  const { logbook_id } = target;
  const wanted = edits.flatMap((one) => revsBefore(one).map((rev) => ({ id: one.id, rev })));
  const rows =
    wanted.length === 0 ? [] : await target.read((tx) => readRevisions(tx, logbook_id, wanted));
  const found = new Map(rows.map((row) => [`${row.document_id} ${row.rev}`, row]));
  return edits.map((one) => {
    const rev = revsBefore(one).find((before) => found.has(`${one.id} ${before}`));
    if (rev === undefined) return null;
    const { is_deleted, body } = found.get(`${one.id} ${rev}`)!;
    return wireDocument(one.id, rev, is_deleted, body, new Map());
  });
}

/** An edit as a rule sees it. */
function editOf({ id, deleted, body, revision }: Incoming): Values {
  const path = "replicated" in revision ? revision.replicated : [revision.edit ?? []].flat();
  const [rev] = path;
  const ids = path.map((one) => one.slice(one.indexOf("-") + 1));
  return {
    ...body,
    _id: id,
    ...(rev === undefined ? {} : { _rev: rev }),
    _revisions: { start: rev === undefined ? 0 : generationOf(rev)!, ids },
    ...(deleted ? { _deleted: true } : {}),
  };
}

type Refusal = { error: "forbidden" | "unauthorized"; reason: string };

async function judged(
  target: Target,
  sandbox: Sandbox,
  rules: readonly Rule[],
  edits: readonly Incoming[],
  security: unknown,
): Promise<(Refusal | null)[]> {
  const before = await readBefore(target, edits);
  const user = userOf(target);
  const asked = edits.map((one, i) => ({
    document: editOf(one),
    before: before[i],
    user,
    security,
  }));
  try {
    const task = { task: "validate", rules };
    return (await performOn(sandbox, task, asked)) as (Refusal | null)[];
  } catch (error) {
    // A rule that cannot be run lets nothing in.
    if (!(error instanceof CouchError)) throw error;
    return edits.map(() => ({ error: "forbidden", reason: error.message }));
  }
}

/** The database with its rules enforced on everything but design documents. */
export function enforcing(target: Target, sandbox: Sandbox, database: NamedDatabase): Target {
  async function push(incoming: readonly Incoming[]): Promise<Outcome[]> {
    const edits = incoming.filter(({ id }) => !id.startsWith("_design/"));
    const rules = database.may_have_rules ? await readRules(target) : [];
    if (edits.length < incoming.length) database.may_have_rules = true;
    if (rules.length === 0 || edits.length === 0) return await target.push(incoming);
    const verdicts = await judged(target, sandbox, rules, edits, database.settings.security);
    const refused = new Map(edits.map((one, i) => [one, verdicts[i]]));
    const admitted = incoming.filter((one) => !refused.get(one));
    const outcomes = await target.push(admitted);
    let next = 0;
    return incoming.map((one): Outcome => {
      const refusal = refused.get(one);
      if (!refusal) return outcomes[next++]!;
      const rev = "replicated" in one.revision ? one.revision.replicated[0] : undefined;
      return { id: one.id, rev, ok: false, ...refusal };
    });
  }
  return { ...target, push };
}
