import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { correctsField, lockFields } from "../../shared/kinds/entry_parts.ts";
import type { Values } from "../../shared/merge.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { kindOf, orderOf, signaturesOf } from "../models/locks.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { otherVersions } from "../models/versions.ts";
import { formatMoment } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { CompareTable } from "./compare_table.tsx";
import { SignatureLine } from "./signatures.tsx";
import { shownFields, valueText, type ValueContext } from "./value_text.ts";

/** The fields that read otherwise in two versions: rows of a correction have ids of their own. */
function fieldsThatDiffer(context: ValueContext, a: AnyRecord, b: AnyRecord): string[] {
  const kind = kindNamed(kindOf(a))!;
  const told = new Set([...Object.keys(lockFields), correctsField(kind.kind)]);
  const words = (record: AnyRecord, name: string) =>
    valueText(
      kind.fields[name]!,
      record[name] ?? null,
      context,
      record as { [field: string]: Json },
      name,
    );
  return shownFields(kind.fields)
    .map(([name]) => name)
    .filter((name) => !told.has(name) && words(a, name) !== words(b, name));
}

/** What a version is called: the first, or a correction of a day. */
function versionName(version: AnyRecord): string {
  const corrected = version[correctsField(kindOf(version)) ?? ""];
  return typeof corrected === "string" ? "Correction" : "First version";
}

interface VersionProps {
  /** The one that is shown. */
  record: AnyRecord;
  other: AnyRecord;
  /** Whether the other can be opened from here. */
  linked?: boolean;
}

/** Another version of an entry: why there is one, what it says otherwise, who signed it. */
export function Version({ record, other, linked = true }: VersionProps) {
  const app = useApp();
  const { logbook } = app;
  const name = versionName(other);
  const names = fieldsThatDiffer(app, record, other);
  const sides = [
    { title: name, values: other as Values },
    { title: "This version", values: record as Values },
  ] as const;
  const [left, right] = orderOf(other) < orderOf(record) ? sides : [sides[1], sides[0]];
  const reason = other["correction_reason"];
  const signatures = signaturesOf(logbook, other);
  return (
    <div class="version">
      <p>
        {linked ? <a href={addressOf(other._id)}>{name}</a> : name}
        <span class="soft">, written {formatMoment(other.created_at)}</span>
        {typeof reason === "string" && `: ${reason}`}
      </p>
      {names.length === 0 ? (
        <p class="soft">It says the same.</p>
      ) : (
        <CompareTable kind={kindNamed(kindOf(record))!} names={names} left={left} right={right} />
      )}
      <ul class="record_lines">
        {signatures.map((signature) => (
          <SignatureLine key={signature._id} signature={signature}>
            {name}, signed
          </SignatureLine>
        ))}
        {signatures.length === 0 && <li class="soft">Nobody has signed it.</li>}
      </ul>
    </div>
  );
}

/** The other versions of a corrected entry, each with its own signatures, which stay valid. */
export function Versions({ record, linked = true }: Pick<VersionProps, "record" | "linked">) {
  const { logbook } = useApp();
  const others = otherVersions(logbook, record);
  if (others.length === 0) return null;
  return (
    <Section title="Other versions of this entry">
      {others.map((other) => (
        <Version key={other._id} record={record} other={other} linked={linked} />
      ))}
    </Section>
  );
}
