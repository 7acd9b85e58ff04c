/** Functions of design documents, read and performed; and those that filter the feed. */
import type { Choice, DesignFunctions, Target } from "../couch/context.ts";
import { isObject, type JsonObject } from "../couch/body.ts";
import { wireDocument } from "../couch/documents.ts";
import { CouchError, notFound } from "../couch/errors.ts";
import { oneRev, readRevs } from "../couch/revisions.ts";
import { FunctionFailed, type Sandbox, type Task } from "./sandbox.ts";

/** Who asks, as functions are told: everybody is the administrator here. */
export const userOf = (target: Target) => ({ db: target.name, name: null, roles: ["_admin"] });

/** The design document of this name. Throws 404. */
export async function readDesign(target: Target, name: string): Promise<JsonObject> {
  const found = await readRevs(target, `_design/${name}`, (tree) => oneRev(tree, undefined, false));
  const revision = found?.revisions[0];
  if (found === undefined || revision === undefined) throw notFound();
  if (revision.is_deleted) throw notFound("deleted");
  const { document_id, rev, body } = revision;
  return wireDocument(document_id, rev, false, body, found.tree);
}

/** What lies at a path of a design document. Throws 404 with CouchDB's words. */
export function memberOf(design: JsonObject, path: readonly string[]): unknown {
  let at: unknown = design;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) throw notFound(`missing json key: ${name}`);
    at = at[name];
  }
  return at;
}

/** Characters of JSON that go into the sandbox at once: it has 64 MiB for all that it does with them. */
const batchCharacters = 4 * 1024 * 1024;

/** Performs a task on documents, some at a time. Throws 400 with what the function threw. */
export async function performOn(
  sandbox: Sandbox,
  task: Task,
  documents: readonly object[],
): Promise<unknown[]> {
  const results: unknown[] = [];
  let [batch, characters]: [object[], number] = [[], 0];
  const perform = async () => {
    results.push(...((await sandbox.perform({ ...task, documents: batch })) as unknown[]));
    [batch, characters] = [[], 0];
  };
  try {
    for (const document of documents) {
      batch.push(document);
      characters += JSON.stringify(document).length;
      if (characters > batchCharacters) await perform();
    }
    if (batch.length > 0) await perform();
  } catch (error) {
    if (error instanceof FunctionFailed) throw new CouchError(400, error.error, error.message);
    throw error;
  }
  return results;
}

/** The filters of the feed, with what `security` says of a database. */
export function designFunctions(
  sandbox: Sandbox,
  security: (target: Target) => unknown,
): DesignFunctions {
  return {
    async choice(target, from, name, member, request): Promise<Choice> {
      const design = await readDesign(target, name);
      const task: Task =
        from === "filters"
          ? {
              task: "filter",
              source: memberOf(design, ["filters", member]),
              design,
              request: { ...request, userCtx: userOf(target), secObj: security(target) },
            }
          : { task: "emits", source: memberOf(design, ["views", member, "map"]) };
      return async (documents) => (await performOn(sandbox, task, documents)) as boolean[];
    },
  };
}
