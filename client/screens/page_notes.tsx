import { correctsField } from "../../shared/kinds/entry_parts.ts";
import { useApp } from "../app_context.ts";
import { SignatureLine } from "../fields/signatures.tsx";
import { Version } from "../fields/versions.tsx";
import type { BookLine } from "../models/book_lines.ts";
import { kindOf, signaturesOf } from "../models/locks.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { otherVersions } from "../models/versions.ts";
import { dayInWords } from "../ui/moments.ts";

interface PageNotesProps {
  title: string;
  /** The lines of the page. */
  lines: readonly BookLine[];
}

/** Beside a page: who signed its lines, and what corrected lines said before, with its signatures. */
export function PageNotes({ title, lines }: PageNotesProps) {
  const { logbook } = useApp();
  const noted = lines
    .map((line) => {
      const record = line as unknown as AnyRecord;
      const isCorrection = record[correctsField(kindOf(record))!] !== null;
      const others = isCorrection ? otherVersions(logbook, record) : [];
      return { record, others, signatures: signaturesOf(logbook, record) };
    })
    .filter(({ signatures, others }) => signatures.length + others.length > 0);
  if (noted.length === 0) return null;
  return (
    <section class="page_notes">
      <h2>{title}</h2>
      {noted.map(({ record, signatures, others }) => (
        <div key={record._id} class="page_note">
          <h3>{dayInWords(logbook.title(record))}</h3>
          <ul class="record_lines">
            {signatures.map((signature) => (
              <SignatureLine key={signature._id} signature={signature} />
            ))}
          </ul>
          {record["correction_reason"] !== null && <p>Corrected: {record["correction_reason"]}</p>}
          {others.map((other) => (
            <Version key={other._id} record={record} other={other} linked={false} />
          ))}
        </div>
      ))}
    </section>
  );
}
