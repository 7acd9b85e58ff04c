import type { App } from "../app_context.ts";
import type { Form } from "../models/form.ts";
import type { Problem } from "../../shared/problems.ts";

/** What is said when the device itself cannot keep the record, with the browser's words if it has any. */
function deviceProblem(said: string): Problem {
  const because = /^(unknown)?$/.test(said) ? "It may be full." : `It said: ${said}`;
  return { code: "E_NOT_KEPT", path: "", message: `This device could not keep it. ${because}` };
}

/** What is said of a record whose name is taken, and at which field. */
export const takenCodes = {
  aircraft: ["E_AIRCRAFT_REGISTRATION_TAKEN", "registration"],
  tag: ["E_TAG_NAME_TAKEN", "tag_name"],
} as const;

/**
 * Checks a form and saves its record; answers the id, or undefined: then the form says why. A stale
 * revision of an existing record is for the caller, who sees that the base is no longer current.
 */
export async function saveForm(
  { logbook, clock }: Pick<App, "logbook" | "clock">,
  form: Form,
): Promise<string | undefined> {
  const document = form.check(clock.now());
  if (document === undefined) return undefined;
  try {
    const result = (await logbook.save([document]))[0]!;
    if (result.ok) return result.id;
    const [code, path] = takenCodes[form.kind.kind as keyof typeof takenCodes] ?? [
      "E_CONSTRAINT",
      "",
    ];
    if (result.error === "conflict" && form.base === null)
      form.refuse({ code, path, message: "This is already in the logbook." });
    else if (result.error === "conflict")
      form.refuse({
        code: "E_CONSTRAINT",
        path: "",
        message: "This entry was changed elsewhere while the form was open.",
      });
    else form.refuse(deviceProblem(result.message));
  } catch (error) {
    form.refuse(deviceProblem(error instanceof Error ? error.message : String(error)));
  }
  return undefined;
}
