import type { Form } from "../models/form.ts";

/** A button that gives a part of an entry the whole time. */
export function WholeTime({ form, path }: { form: Form; path: string }) {
  const total = form.value("total_time");
  if (typeof total !== "number" || total === 0 || form.value(path) === total) return null;
  return (
    <button type="button" class="whole_time" onClick={() => form.set(path, total)}>
      = total
    </button>
  );
}
