import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { lockFields } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { Elsewhere, isReadOnly } from "../fields/elsewhere.tsx";
import { EntryRecord } from "../fields/entry_record.tsx";
import { emptyWords } from "../fields/empty_words.ts";
import { FormFoot } from "../fields/form_foot.tsx";
import { FormNotices } from "../fields/form_notices.tsx";
import { ReasonField } from "../fields/reason_field.tsx";
import { RecordActions } from "../fields/record_actions.tsx";
import { RecordFacts } from "../fields/record_facts.tsx";
import { FileView, RecordFiles } from "../fields/record_files.tsx";
import { RecordFields } from "../fields/record_fields.tsx";
import { recordMore } from "../fields/record_words.ts";
import { CorrectionReason } from "../fields/correction_reason.tsx";
import { useRecordForm } from "../fields/use_record_form.ts";
import { addressOf } from "../models/addresses.ts";
import { fieldsOf, type AnyRecord } from "../models/logbook.ts";
import { flownMinutes } from "../models/flown_hours.ts";
import { correctionStart } from "../models/locks.ts";
import { endorsementTemplate } from "../models/endorsement_template.ts";
import type { Form } from "../models/form.ts";
import { isTyped } from "../models/offered_kinds.ts";
import { newSession } from "../models/session_start.ts";
import { RecordUse } from "./record_use.tsx";
import { SessionFields } from "./session_fields.tsx";
import { Icon } from "../ui/icon.tsx";
import { formatTotal } from "../ui/durations.ts";
import { dayInWords } from "../ui/moments.ts";
import { Page } from "../ui/page.tsx";
import { ScreenName } from "../ui/screen_name.tsx";
import { evenLines, WindowedList } from "../ui/windowed_list.tsx";

/** The height of a line of the list in rem; the style sheet has the same. */
const line_rem = 3.75;

/** Fields that `EntryRecord` tells in words. */
const shownInRecord = Object.keys(lockFields).concat("corrects_training_session_id");

interface KindProps {
  kind: KindName;
}

/** The name of the list, the way back, a new record, and the search. */
function ListHead({ kind, query }: KindProps & { query: Signal<string> }) {
  const { router, may_write } = useApp();
  const { label_many } = kindNamed(kind)!;
  return (
    <header class="list_head">
      <div class="page_head">
        <button
          type="button"
          class="icon_button"
          aria-label="Back"
          onClick={() => router.back("/more")}
        >
          <Icon name="back" />
        </button>
        <ScreenName>{label_many}</ScreenName>
        {may_write && isTyped(kind) && (
          <a class="button" href={`#/records/${kind}/new`}>
            <Icon name="plus" />
            New
          </a>
        )}
      </div>
      <label class="search">
        <span class="visually_hidden">Search {label_many.toLowerCase()}</span>
        <Icon name="search" />
        <input
          type="search"
          class="input"
          placeholder="Search"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
        />
      </label>
    </header>
  );
}

interface ListedRecord {
  href: string;
  title: string;
  more: string;
  /** Minutes flown in an aircraft. */
  flown: number | undefined;
}

function RecordLine({ href, title, more, flown }: ListedRecord) {
  const style = useApp().settings.duration_style.value;
  return (
    <a class="row record_line" href={href} tabIndex={-1}>
      <span>
        <span class="row_title">{title}</span>
        {more !== "" && <span class="row_more one_line">{more}</span>}
      </span>
      <span class="row_end with_icon">
        {flown !== undefined && `${formatTotal(flown, style)} h`}
        <Icon name="forward" />
      </span>
    </a>
  );
}

/** Every record of a kind. */
export function RecordList({ kind }: KindProps) {
  const app = useApp();
  const { logbook, standing } = app;
  const query = useSignal("");
  const all = logbook.all(kind) as unknown as readonly AnyRecord[];
  const said = query.value.trim().toLowerCase();
  const flown = kind === "aircraft" ? flownMinutes(standing) : undefined;
  const lines = all
    .map((record): ListedRecord => ({
      href: addressOf(record._id),
      title: dayInWords(logbook.title(record)),
      more: recordMore(app, record),
      flown: flown?.get(uuidOf(record._id)),
    }))
    .filter(({ title, more }) => `${title} ${more}`.toLowerCase().includes(said));
  return (
    <div class="page list_page">
      <ListHead kind={kind} query={query} />
      {logbook.ready.value && lines.length === 0 && (
        <p class="empty soft">{said === "" ? emptyWords(kind) : "Nothing has these words."}</p>
      )}
      <WindowedList
        label={kindNamed(kind)!.label_many}
        layout={evenLines(lines.length, line_rem)}
        render={(line) => <RecordLine {...lines[line]!} />}
      />
    </div>
  );
}

/** One record, everything that it says, and how it came to be. */
export function RecordPage({ kind, uuid }: KindProps & { uuid: string }) {
  const { logbook, router } = useApp();
  const record = logbook.record(`${kind}:${uuid}`);
  const back = `/records/${kind}`;
  if (record === undefined)
    return (
      <Page title={kindNamed(kind)!.label} onBack={() => router.back(back)}>
        {logbook.ready.value && <p>This record is not in the logbook on this device.</p>}
      </Page>
    );
  return (
    <Page
      title={dayInWords(logbook.title(record))}
      onBack={() => router.back(back)}
      actions={<RecordActions record={record} list={() => back} />}
    >
      {kind === "attachment" && <FileView attachment={logbook.get("attachment", uuid)!} />}
      <RecordUse kind={kind} uuid={uuid} />
      <RecordFacts kind={kindNamed(kind)!} record={record} without={shownInRecord} />
      <EntryRecord record={record} />
      <RecordFiles record={record} />
      <div class="buttons after">
        <a class="button" href={`#/history/${kind}/${uuid}`}>
          History
        </a>
      </div>
    </Page>
  );
}

/** The form of a record of any kind, section by section as the kind says. */
export function RecordFormScreen({ kind, uuid }: KindProps & { uuid: string | null }) {
  const app = useApp();
  const { logbook } = app;
  const record = uuid === null ? undefined : logbook.record(`${kind}:${uuid}`);
  if (!logbook.ready.value) return null;
  // What is locked or gone is shown instead: the page says what can be done.
  if (uuid !== null && (record === undefined || isReadOnly(app, record)))
    return <Elsewhere path={`/records/${kind}/${uuid}`} />;
  const start = record === undefined ? {} : fieldsOf(record);
  return <RecordFormFields key={`${kind} ${uuid}`} kind={kind} uuid={uuid} start={start} />;
}

/** The form of a correction entry: a new record that supersedes the one with `uuid`. */
export function CorrectionForm({ kind, uuid }: KindProps & { uuid: string }) {
  const { logbook } = useApp();
  const record = logbook.record(`${kind}:${uuid}`);
  if (!logbook.ready.value) return null;
  if (record === undefined) return <RecordPage kind={kind} uuid={uuid} />;
  const start = correctionStart(record);
  return (
    <RecordFormFields
      key={`${kind} corrects ${uuid}`}
      kind={kind}
      uuid={null}
      corrects={uuid}
      start={start}
    />
  );
}

/** Fills in what the chosen kind of endorsement says already; what was typed stays. */
function usePrefilledEndorsement(kind: KindName, form: Form): void {
  const type = kind === "endorsement" ? form.value("endorsement_type_id") : null;
  const isNew = form.base === null;
  useEffect(() => {
    if (!isNew || typeof type !== "string") return;
    for (const [name, value] of Object.entries(endorsementTemplate(type)))
      form.prefill(name, value);
  }, [type, isNew, form]);
}

interface FormFieldsProps extends KindProps {
  uuid: string | null;
  start: ReturnType<typeof fieldsOf>;
  /** The record that this new one corrects. */
  corrects?: string;
}

function RecordFormFields({ kind, uuid, start, corrects }: FormFieldsProps) {
  const { clock, logbook, router, toasts } = useApp();
  const { label } = kindNamed(kind)!;
  const isSession = kind === "training_session";
  const isNew = uuid === null && corrects === undefined;
  const draft = corrects === undefined ? "new" : `corrects.${corrects}`;
  const begin = () =>
    isSession && isNew
      ? newSession(clock.today(), logbook.all("training_session")[0])
      : { values: start };
  const editing = useRecordForm(kind, uuid, begin(), draft);
  usePrefilledEndorsement(kind, editing.form);
  const saved = (id: string) => {
    toasts.show(`${label} saved`);
    if (editing.isOpen()) router.end(`/records/${kind}/${uuidOf(id)}`);
  };
  const page = uuid ?? corrects;
  const goBack = () => router.back(`/records/${kind}${page === undefined ? "" : `/${page}`}`);
  const leave = () => {
    editing.discard();
    goBack();
  };
  const name = label.toLowerCase();
  return (
    <Page
      title={
        corrects !== undefined ? `Correct ${name}` : uuid === null ? `New ${name}` : `Edit ${name}`
      }
      onBack={goBack}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void editing.save().then((id) => id !== undefined && saved(id));
        }}
      >
        <FormNotices editing={editing} onSaved={saved} onLeave={leave} />
        <ReasonField form={editing.form} />
        {corrects !== undefined && <CorrectionReason form={editing.form} />}
        {isSession ? <SessionFields form={editing.form} /> : <RecordFields form={editing.form} />}
        <FormFoot label="Save" onDiscard={leave} undo={editing.form.undo} />
      </form>
    </Page>
  );
}
