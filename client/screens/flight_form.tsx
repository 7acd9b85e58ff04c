import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { useApp, type App } from "../app_context.ts";
import { CorrectionReason } from "../fields/correction_reason.tsx";
import { Elsewhere, isReadOnly } from "../fields/elsewhere.tsx";
import { FormFoot } from "../fields/form_foot.tsx";
import { FormNotices } from "../fields/form_notices.tsx";
import { ReasonField } from "../fields/reason_field.tsx";
import { RecordFields } from "../fields/record_fields.tsx";
import { Files } from "../fields/record_files.tsx";
import { useRecordForm } from "../fields/use_record_form.ts";
import { claimSlot, type DraftSlot } from "../models/draft_slots.ts";
import { craftOfForm } from "../models/craft_of_form.ts";
import { hiddenFields } from "../models/flight_roles.ts";
import { moveClocks, newFlight, nextFlight, repeatedFlight } from "../models/flight_start.ts";
import type { Form, FormStart } from "../models/form.ts";
import { correctionStart } from "../models/locks.ts";
import { fieldsOf, type AnyRecord } from "../models/logbook.ts";
import { quickDraft } from "../models/quick_log.ts";
import { openTemplates, templateStart } from "../models/templates.ts";
import { mayWorkOut, workOut } from "../models/work_out.ts";
import { Page } from "../ui/page.tsx";
import { useAtOnce } from "../ui/use_at_once.ts";
import { FlightAdvice } from "./flight_advice.tsx";
import { FlightHead, shownAtHead } from "./flight_fields.tsx";
import { FlightStarts, RoleChooser } from "./flight_starts.tsx";

interface FlightFormProps {
  /** The flight to edit; null for a new one. */
  uuid: string | null;
  start: FormStart;
  title: string;
  /** The name of the draft of a new flight. */
  draft?: string;
  /** Another tab has a new flight open too. */
  is_second?: boolean;
  /** The flight that this new one corrects. */
  corrects?: string;
  /** Puts the draft that was found away, and begins what was asked for instead. */
  onAnew?: () => void;
}

/** The form with a date that takes the clocks along. */
function movingClocks(form: Form): Form {
  return {
    ...form,
    set(path, value) {
      moveClocks(form, form.value(path) as string | null, value as string | null);
      form.set(path, value);
    },
  };
}

/** The files that were added to a flight before it was saved. */
function filesOf({ logbook }: App, uuid: string): AnyRecord[] {
  return (logbook.all("attachment") as unknown as readonly AnyRecord[]).filter(
    (file) => file["owner_table"] === "flights" && file["owner_row_id"] === uuid,
  );
}

function FlightFields(props: FlightFormProps) {
  const { uuid, start, title, draft, is_second = false, corrects, onAnew } = props;
  const app = useApp();
  const { router, settings, places, toasts } = app;
  const editing = useRecordForm("flight", uuid, start, draft);
  const { form } = editing;
  const isNew = uuid === null && corrects === undefined;
  const role = settings.role.value;
  useAtOnce(() => {
    const context = { style: settings.duration_style.value, role: settings.role.value, places };
    if (mayWorkOut(form, isNew)) workOut(form, context);
  });
  const drop = () => editing.discard(uuid === null ? filesOf(app, form.new_uuid) : []);
  const page = uuid ?? corrects;
  const goBack = () => router.back(page === undefined ? "/flights" : `/flights/${page}`);
  const leave = () => {
    drop();
    goBack();
  };
  const saved = (id: string) => {
    toasts.show("Flight saved", {
      label: "Next leg",
      run: () => router.go(`/flights/new/next/${uuidOf(id)}`),
    });
    // Its page may stand beside what was looked for, which its own address has not.
    const isFromPage = uuid !== null && router.cameFrom().some((part) => part.endsWith(uuid));
    if (editing.isOpen()) (isFromPage ? router.back : router.end)(`/flights/${uuidOf(id)}`);
  };
  const anew =
    onAnew === undefined
      ? undefined
      : () => {
          drop();
          onAnew();
        };
  return (
    <Page title={title} onBack={goBack}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void editing.save().then((id) => id !== undefined && saved(id));
        }}
      >
        <FormNotices editing={editing} onSaved={saved} onLeave={leave} onAnew={anew} />
        {is_second && (
          <p class="notice" role="status">
            Another tab has a new flight open. This is a flight of its own; each tab keeps what is
            typed in it.
          </p>
        )}
        {isNew && draft !== quickDraft && <FlightStarts />}
        <ReasonField form={form} />
        {corrects !== undefined && <CorrectionReason form={form} />}
        <FlightHead form={form} dated={movingClocks(form)} />
        <FlightAdvice form={form} />
        <RecordFields
          form={form}
          without={shownAtHead(role)}
          unused={hiddenFields(role, craftOfForm(app, form))}
        />
        <details class="fold">
          <summary>Photos and scans</summary>
          <div class="fold_body">
            <Files table="flights" uuid={uuid ?? form.new_uuid} />
          </div>
        </details>
        <RoleChooser />
        <FormFoot label="Save flight" onDiscard={leave} undo={form.undo} />
      </form>
    </Page>
  );
}

/** The form of a correction entry: a new flight that supersedes the one with `uuid`. */
export function FlightCorrectionForm({ uuid }: { uuid: string }) {
  const { logbook } = useApp();
  if (!logbook.ready.value) return null;
  const flight = logbook.get("flight", uuid);
  if (flight === undefined) return <MissingFlight />;
  const draft = `corrects.${uuid}`;
  const values = correctionStart(flight as unknown as AnyRecord);
  return (
    <FlightFields
      key={draft}
      uuid={null}
      start={{ values }}
      title="Correct flight"
      draft={draft}
      corrects={uuid}
    />
  );
}

function MissingFlight() {
  const { router } = useApp();
  return (
    <Page title="Edit flight" onBack={() => router.replace("/flights")}>
      <p>This flight is not in the logbook on this device.</p>
    </Page>
  );
}

/** The rest of a flight whose clocks were tapped. */
export function FinishQuickLog() {
  const { clock, logbook } = useApp();
  if (!logbook.ready.value) return null;
  const start = newFlight(clock.today(), logbook.all("flight")[0]);
  return <FlightFields uuid={null} start={start} title="Finish the flight" draft={quickDraft} />;
}

/** What a new flight is to be like: another one again or back, the leg after it, a template. */
export type Like = readonly [how: string, id: string];

function startLike({ clock, logbook, shelf }: App, like: Like | null): FormStart {
  const today = clock.today();
  const [how, id] = like ?? ["", ""];
  if (how === "template") {
    const template = openTemplates(shelf, logbook.id).all.value.find((one) => one.id === id);
    if (template !== undefined) return templateStart(today, template);
  }
  const flight = logbook.get("flight", id);
  if (flight === undefined) return newFlight(today, logbook.all("flight")[0]);
  return how === "next" ? nextFlight(flight) : repeatedFlight(today, flight, how === "back");
}

/** The draft that this tab writes of a new flight; undefined until it is known, and for others. */
function useDraftSlot({ logbook, drafts }: App, isNew: boolean): DraftSlot | undefined {
  const [slot, setSlot] = useState<DraftSlot | undefined>(undefined);
  useEffect(() => {
    if (!isNew) return undefined;
    let gone = false;
    const claimed = claimSlot({
      locks: "locks" in navigator ? navigator.locks : undefined,
      logbook_id: logbook.id,
      hasDraft: (name) => drafts.read(`flight.${name}`) !== undefined,
    });
    void claimed.then((found) => gone || setSlot(found));
    return () => {
      gone = true;
      setSlot(undefined);
      void claimed.then((found) => found.letGo());
    };
  }, [isNew, logbook.id, drafts]);
  return slot;
}

/** The form of a flight: what every flight needs first, everything else a section away. */
export function FlightForm({ uuid, like }: { uuid: string | null; like: Like | null }) {
  const app = useApp();
  const { logbook } = app;
  const round = useSignal(0);
  const slot = useDraftSlot(app, uuid === null);
  if (!logbook.ready.value) return null;
  if (uuid === null)
    return slot === undefined ? null : (
      <FlightFields
        key={`${like?.join() ?? "new"} ${round.value} ${slot.name}`}
        uuid={null}
        start={startLike(app, like)}
        title="New flight"
        draft={slot.name}
        is_second={slot.is_second}
        {...(like !== null && { onAnew: () => round.value++ })}
      />
    );
  return <FlightEdit key={uuid} uuid={uuid} />;
}

function FlightEdit({ uuid }: { uuid: string }) {
  const app = useApp();
  const flight = app.logbook.get("flight", uuid) as unknown as AnyRecord | undefined;
  // What it said when it was opened: a save that comes back draws no form anew.
  const start = useMemo(() => ({ values: flight === undefined ? {} : fieldsOf(flight) }), []);
  if (flight === undefined) return <MissingFlight />;
  // What is locked is shown instead: the page says what can be done.
  if (isReadOnly(app, flight)) return <Elsewhere path={`/flights/${uuid}`} />;
  return <FlightFields uuid={uuid} start={start} title="Edit flight" />;
}
