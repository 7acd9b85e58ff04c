import { useEffect, useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { kindNamed, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import { entryTables } from "../../shared/kinds/entry_parts.ts";
import { limits } from "../../shared/limits.ts";
import { useApp } from "../app_context.ts";
import { attachmentOf, sizeText } from "../models/files.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { Section } from "../ui/page.tsx";

type Attachment = RecordOfKind<"attachment">;

/** The bytes of a file as an address for this page; undefined until they are read. */
function useFile(id: string): { url: string | undefined; missing: boolean } {
  const { logbook } = useApp();
  const [url, setUrl] = useState<string | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    logbook.file(id).then(
      (file) => {
        if (gone) return;
        made = URL.createObjectURL(file);
        setUrl(made);
      },
      () => setMissing(true),
    );
    return () => {
      gone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [id]);
  return { url, missing };
}

/** By its name; a name may lie, and not every browser can show every picture. */
const isPicture = ({ mime_type }: Attachment) => mime_type.startsWith("image/");

/** A file: a picture as it is, anything else by its name, to open and to keep. */
export function FileView({ attachment }: { attachment: Attachment }) {
  const { url, missing } = useFile(attachment._id);
  const [isShown, setShown] = useState(true);
  if (missing) return <p class="soft">The file has not arrived on this device yet.</p>;
  if (url === undefined) return null;
  return (
    <figure class="file_view">
      {!isPicture(attachment) ? null : isShown ? (
        <img
          src={url}
          alt={attachment.description ?? attachment.filename}
          onError={() => setShown(false)}
        />
      ) : (
        <p class="soft">
          This browser cannot show it as a picture. It is kept byte for byte: save it to open it
          elsewhere.
        </p>
      )}
      <a class="button" href={url} download={attachment.filename}>
        Save {attachment.filename}
      </a>
    </figure>
  );
}

function FileLine({ attachment }: { attachment: Attachment }) {
  const { url } = useFile(attachment._id);
  const [isShown, setShown] = useState(true);
  return (
    <li>
      <a class="row file_line" href={`#/records/attachment/${uuidOf(attachment._id)}`}>
        <span>
          <span class="row_title">{attachment.filename}</span>
          <span class="row_more">
            {[attachment.description, sizeText(attachment.file_size_bytes ?? 0)]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        {isPicture(attachment) && isShown && url !== undefined && (
          <img src={url} alt="" onError={() => setShown(false)} />
        )}
      </a>
    </li>
  );
}

/** The files of a record, under their own heading. */
export function RecordFiles({ record }: { record: AnyRecord }) {
  const { table } = kindNamed(record._id.slice(0, record._id.indexOf(":")))!;
  if (!(table in entryTables)) return null;
  return (
    <Section title="Files">
      <Files table={table} uuid={uuidOf(record._id)} />
    </Section>
  );
}

interface FilesProps {
  table: string;
  /** The record; one that is not saved yet may have files already. */
  uuid: string;
}

/** The files of a record, and the way to add one: a photo of the page, the certificate as PDF. */
export function Files({ table, uuid }: FilesProps) {
  const { logbook, clock, toasts, may_write } = useApp();
  const [problem, setProblem] = useState("");
  const files = logbook
    .all("attachment")
    .filter((file) => file.owner_table === table && file.owner_row_id === uuid);
  const add = async (file: File) => {
    if (file.size > limits.attachment_bytes)
      return setProblem(
        `${file.name} has ${sizeText(file.size)}; a file holds at most ${sizeText(limits.attachment_bytes)}. Save it smaller and add it again.`,
      );
    if (file.size === 0)
      return setProblem(
        `${file.name} is empty. Choose it again where it has been downloaded whole.`,
      );
    setProblem("");
    try {
      const owner = { owner_table: table, owner_row_id: uuid };
      const { document, bytes } = await attachmentOf(file, owner, clock.now());
      const result = await logbook.saveFile(document, bytes);
      if (result.ok) toasts.show("File added");
      else setProblem(`Not kept: ${result.message}`);
    } catch (error) {
      setProblem(`Not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <>
      <ul class="rows">
        {files.map((file) => (
          <FileLine key={file._id} attachment={file} />
        ))}
      </ul>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {may_write && (
        <label class="button file_button">
          Add a photo or a file
          <input
            type="file"
            class="visually_hidden"
            accept="image/*,application/pdf"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (file !== undefined) void add(file);
            }}
          />
        </label>
      )}
    </>
  );
}
