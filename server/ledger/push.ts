/**
 * The one way into the store. The judge admits each document and decides what becomes of it; then
 * documents, revisions, rows, audit and feed are stored in one transaction. What one document does
 * wrong never stops the others.
 */
import type { Decision } from "../../shared/push_decision.ts";
import type { Database } from "../postgres/database.ts";
import type { Access } from "./access.ts";
import { lockLogbook, recordAttachments, store } from "./document_store.ts";
import { type Incoming, type KeptFile, type Outcome, refusal } from "./incoming.ts";
import type { Judge, JustStored } from "./judge.ts";
import { problemOfError } from "./refusals.ts";
import { addCorrections, type Admitted, load, take, writesOf } from "./working.ts";

/** Who pushes, and into which logbook. */
export interface PushContext {
  db: Database;
  /** The moment, as UTC text. */
  now: () => string;
  user_id: string;
  logbook_id: string;
  /** Whose logbook it is and which book; the user's own pilot logbook unless told. */
  access?: Pick<Access, "owner_user_id" | "book">;
  device_id: string | null;
  /** Who says what is admitted, and what becomes of it. */
  judge: Judge;
}

/** Takes in documents; answers one outcome for each, in their order. */
export async function pushDocuments(
  context: PushContext,
  incoming: readonly Incoming[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const admitted: Admitted[] = [];
  incoming.forEach((one, at) => {
    const verdict = context.judge.admit(one, context.access?.book ?? "pilot");
    if ("problem" in verdict) outcomes[at] = refusal(one, verdict.problem);
    else admitted.push({ at, incoming: one, record: verdict.record });
  });
  for (const [reason, group] of groupByReason(admitted))
    await pushGroup(context, reason, group, outcomes);
  return outcomes;
}

/** The reason of a change belongs to a transaction, so documents with one reason go together. */
function groupByReason(admitted: Admitted[]): Map<string | null, Admitted[]> {
  const groups = new Map<string | null, Admitted[]>();
  for (const one of admitted) {
    const reason = one.incoming.body["change_reason"];
    const key = typeof reason === "string" && reason !== "" ? reason : null;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** What an earlier attempt at a single document has taught. */
interface Lesson {
  /** Others refer to what is deleted: it comes back. */
  restoring?: boolean;
  /** It was signed between being read and being written: now it is read as signed. */
  again?: boolean;
}

/** Pushes a group whole; where the ledger refuses it, each half by itself, down to one document. */
async function pushGroup(
  context: PushContext,
  reason: string | null,
  group: Admitted[],
  outcomes: Outcome[],
  lesson: Lesson = {},
): Promise<void> {
  try {
    for (const [at, outcome] of await attemptGroup(context, reason, group, lesson))
      outcomes[at] = outcome;
  } catch (error) {
    const refused = await problemOfError(context.db, error);
    if (refused === undefined) throw error;
    if (group.length > 1) {
      const middle = group.length >> 1;
      await pushGroup(context, reason, group.slice(0, middle), outcomes);
      await pushGroup(context, reason, group.slice(middle), outcomes);
      return;
    }
    const one = group[0]!;
    const retry = (learned: Lesson) =>
      pushGroup(context, reason, group, outcomes, { ...lesson, ...learned });
    if (one.incoming.deleted && refused.referenced && !lesson.restoring)
      return await retry({ restoring: true });
    if (refused.problem.code === "E_ENTRY_LOCKED" && !lesson.again)
      return await retry({ again: true });
    outcomes[one.at] = refusal(one.incoming, refused.problem);
  }
}

async function attemptGroup(
  context: PushContext,
  reason: string | null,
  group: Admitted[],
  { restoring = false }: Lesson,
): Promise<[number, Outcome][]> {
  const { judge } = context;
  return await context.db.transaction(
    context.user_id,
    async (tx, is_again) => {
      // Somebody was quicker: now nobody can be, however many write to one document.
      if (is_again) await lockLogbook(tx, context.logbook_id);
      const working = await load(tx, context.logbook_id, group);
      const stored = [...working.values()].filter((state) => state.seq !== undefined);
      for (const id of await judge.signed(
        tx,
        stored.map((state) => state.id),
      ))
        working.get(id)!.is_signed = true;
      const corrections: Decision["corrections"] = [];
      const outcomes = group.map((one): [number, Outcome] => {
        const [outcome, decision] = take(
          working.get(one.incoming.id)!,
          one,
          context.now(),
          restoring,
          judge,
        );
        corrections.push(...(decision?.corrections ?? []));
        return [one.at, outcome];
      });
      await recordAttachments(tx, context.logbook_id, group.flatMap(filesOf));
      const write: JustStored["write"] = async (states, proposals) => {
        await addCorrections(tx, context.logbook_id, states, proposals);
        const writes = writesOf(states, judge);
        if (writes.revisions.length > 0 || writes.documents.length > 0)
          await store(tx, context.logbook_id, writes, judge.kinds);
      };
      await write(working, corrections);
      await judge.settle(tx, {
        logbook: context.logbook_id,
        ids: [...working.keys()],
        now: context.now(),
        write,
      });
      return outcomes;
    },
    {
      device_id: context.device_id,
      change_reason: reason,
      viewed_owner_id: context.access?.owner_user_id ?? context.user_id,
    },
  );
}

function filesOf({ incoming }: Admitted): KeptFile[] {
  return Object.values(incoming.files ?? {});
}
