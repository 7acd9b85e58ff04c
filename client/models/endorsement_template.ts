import { lookupById } from "../../shared/reference/lookups.ts";

/** The edition whose numbers the table of endorsements holds. */
const edition = "AC 61-65K";

/** What the kind of an endorsement says already: where its wording stands, and under which rule. */
export interface EndorsementTemplate {
  ac_edition: string | null;
  ac_id: string | null;
  far_reference: string | null;
}

/**
 * The template of a kind of endorsement. The wording is the instructor's: it is signed as it was
 * written, whatever a later edition says.
 */
export function endorsementTemplate(endorsement_type_id: string): EndorsementTemplate {
  const description = lookupById("endorsement_types", endorsement_type_id)?.description ?? "";
  const [numbered = ""] = description.split(";");
  const ids = /^A\.\d+(?:(?: to |, )A\.\d+)*/.exec(numbered)?.[0] ?? null;
  const rule = numbered.slice(ids?.length ?? 0).replace(/^, /, "");
  const far_reference = /^\d+\.\d/.test(rule)
    ? `14 CFR ${rule}`
    : /CFR|SFAR/.test(rule)
      ? rule
      : null;
  return { ac_edition: ids === null ? null : edition, ac_id: ids, far_reference };
}
