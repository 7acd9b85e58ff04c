import { useEffect, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { mergeRecords, type Values } from "../../shared/merge.ts";
import { problemOf, type Problem } from "../../shared/problems.ts";
import { validate } from "../../shared/validate.ts";
import { useApp, type App } from "../app_context.ts";
import { reasonAsked, type ReasonAsked } from "../models/change_reason.ts";
import type { Draft } from "../models/drafts.ts";
import { idle } from "../models/idle.ts";
import { openForm, type Form, type FormStart } from "../models/form.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { removeAll } from "../models/removal.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { saveForm, takenCodes } from "./save_form.ts";

/** A form, and what can be done with it. */
export interface RecordForm {
  form: Form;
  /** The form was left open earlier, and is as it was. */
  restored: boolean;
  /** The record as it is now, when somebody changed the same fields meanwhile. */
  rival: AnyRecord | undefined;
  /** Saves; answers the id, or undefined: then the form, or `rival`, says why. */
  save(): Promise<string | undefined>;
  /** Saves what the form says over what somebody else said meanwhile. */
  saveOver(): Promise<string | undefined>;
  /** Whether the form is still shown: somebody may have gone elsewhere while it was saved. */
  isOpen(): boolean;
  /**
   * Forgets the draft and removes what was saved for it alone, its files; a line says so and can
   * take all of that back.
   */
  discard(files?: readonly AnyRecord[]): void;
}

function startOf(draft: Draft): FormStart {
  const { new_uuid, unread, prefilled, typed = [], change_reason = "" } = draft;
  return { new_uuid, values: draft.values as Values, unread, prefilled, typed, change_reason };
}

/** A form as it is now. */
function draftOf(form: Form): Draft {
  return {
    new_uuid: form.new_uuid,
    values: form.values.value,
    unread: form.unread.value,
    base: form.base,
    prefilled: [...form.prefilled.value],
    typed: [...form.typed.value],
    change_reason: form.change_reason.value,
  };
}

/** Writes a form into the drafts whenever it changes; answers the undo. */
function keepDraft(app: App, key: string, form: Form): () => void {
  let first = true;
  return effect(() => {
    const draft = draftOf(form);
    if (!first) app.drafts.write(key, draft);
    first = false;
  });
}

/** The draft of a form, unless its record has been saved since: a browser that dies may forget that. */
function openDraft(app: App, kind: KindName, key: string): Draft | undefined {
  const draft = app.drafts.read(key);
  const isSaved =
    draft?.base === null && app.logbook.record(`${kind}:${draft.new_uuid}`) !== undefined;
  if (!isSaved) return draft;
  app.drafts.discard(key);
  return undefined;
}

/** Both changed the record, but different things: the two edits as one, or undefined. */
function merged(form: Form, mine: DocumentToSave, theirs: AnyRecord): DocumentToSave | undefined {
  const both = mergeRecords(form.kind.fields, form.base as Values, mine, theirs as Values);
  if (both === undefined) return undefined;
  const document = { ...both, _id: mine._id, _rev: theirs._rev } as DocumentToSave;
  return validate(document).ok ? document : undefined;
}

/** Why the change of a record says a reason, or null. */
function asked(app: App, record: AnyRecord): ReasonAsked | null {
  const day = kindNamed(record._id.slice(0, record._id.indexOf(":")))!.day?.(record as never) ?? "";
  return reasonAsked(record, day, app.clock.today(), app.logbook.all("book_report"));
}

/** What the ledger said when it refused this revision of a record. */
function refusalOf(app: App, record: AnyRecord): Problem | undefined {
  const { refused } = app.sync.report.value;
  const found = refused.find(({ id, rev }) => id === record._id && rev === record._rev);
  const problem = found === undefined ? undefined : problemOf(found.reason);
  if (problem === undefined || problem.path !== "") return problem;
  const taken = Object.values(takenCodes).find(([code]) => code === problem.code);
  return taken === undefined ? problem : { ...problem, path: taken[1] };
}

/** Brings a field into sight, ready to be typed in; what is folded over it opens. */
export function goToField(path: string): void {
  const field = document.querySelector(`[data-path="${CSS.escape(path)}"]`);
  for (let fold = field?.closest("details"); fold; fold = fold.parentElement?.closest("details"))
    fold.open = true;
  field?.scrollIntoView({ block: "center" });
  field?.querySelector<HTMLElement>("input, select, textarea")?.focus();
}

/**
 * The form of a record (`uuid`), or of a new one, kept as a draft until it is saved. `draft` tells
 * new records apart that are begun for different ends: a correction of this entry or of that.
 */
export function useRecordForm(
  kind: KindName,
  uuid: string | null,
  start: FormStart,
  draft_name = "new",
): RecordForm {
  const app = useApp();
  const key = `${kind}.${uuid ?? draft_name}`;
  const [rival, setRival] = useState<AnyRecord | undefined>(undefined);
  const saving = useRef(false);
  const [{ form, restored }] = useState(() => {
    const draft = openDraft(app, kind, key);
    const record = uuid === null ? undefined : app.logbook.record(`${kind}:${uuid}`);
    const base = (draft?.base ?? record ?? null) as DocumentToSave | null;
    const from = draft === undefined ? start : startOf(draft);
    const asks_reason = record === undefined ? null : asked(app, record);
    const form = openForm(kindNamed(kind)!, base, { ...from, asks_reason });
    const refusal = record === undefined ? undefined : refusalOf(app, record);
    if (refusal !== undefined) form.refuse(refusal);
    return { form, restored: draft !== undefined };
  });
  useEffect(() => {
    const [first] = form.problems.value;
    if (first !== undefined) goToField(first.path);
  }, []);
  useEffect(() => {
    // The first check makes what all are made with: nobody waits for it yet.
    void idle().then(() => validate(form.base ?? { _id: `${kind}:${form.new_uuid}` }));
  }, []);
  const open = useRef(true);
  useEffect(() => {
    const stop = keepDraft(app, key, form);
    return () => {
      open.current = false;
      stop();
    };
  }, []);

  const store = async (document: DocumentToSave) => {
    const result = (await app.logbook.save([document]))[0]!;
    return result.ok ? result.id : undefined;
  };
  const settle = (id: string | undefined) => {
    if (id !== undefined) app.drafts.discard(key);
    return id;
  };
  const attempt = async () => {
    const current = form.base === null ? undefined : app.logbook.record(form.base._id);
    if (current === undefined || current._rev === form.base?._rev) return saveForm(app, form);
    const mine = form.check(app.clock.now());
    if (mine === undefined) return undefined;
    const both = merged(form, mine, current);
    if (both !== undefined) return store(both);
    setRival(current);
    return undefined;
  };
  /** A second tap while the first save is under way is the same save. */
  const once = async (save: () => Promise<string | undefined>) => {
    if (saving.current) return undefined;
    saving.current = true;
    try {
      return settle(await save());
    } finally {
      saving.current = false;
    }
  };
  return {
    form,
    restored,
    rival,
    save: () => once(attempt),
    saveOver: () =>
      once(async () => {
        const mine = form.check(app.clock.now());
        if (mine === undefined || rival === undefined) return undefined;
        return store({ ...mine, _rev: rival._rev });
      }),
    isOpen: () => open.current,
    discard(files = []) {
      const isKept = app.drafts.read(key) !== undefined;
      const draft = draftOf(form);
      app.drafts.discard(key);
      if (!isKept && files.length === 0) return;
      const bringBack = removeAll(app.logbook, files);
      const address = `/${app.router.path.peek().join("/")}`;
      app.toasts.show("Discarded", {
        label: "Undo",
        run() {
          void bringBack();
          app.drafts.write(key, draft);
          app.router.go(address);
        },
      });
    },
  };
}
