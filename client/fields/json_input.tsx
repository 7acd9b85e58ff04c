import { useState } from "preact/hooks";
import type { Json } from "../../shared/kinds/kind.ts";
import type { ControlProps, FieldProps } from "./field_frame.tsx";

/** All that such a field holds is told by names: a number or a list alone says nothing. */
function read(text: string): Json | undefined {
  try {
    const said = text.trim() === "" ? null : (JSON.parse(text) as Json);
    return typeof said === "object" && !Array.isArray(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

/** Data that has no form of its own, as JSON text. What cannot be read stays as it was typed. */
export function JsonInput({ form, path, control }: FieldProps & { control: ControlProps }) {
  const [text, setText] = useState<string | undefined>(undefined);
  const value = form.value(path);
  const shown = form.unread.value[path] ?? (value === null ? "" : JSON.stringify(value, null, 2));
  return (
    <textarea
      id={control.id}
      class="input"
      rows={6}
      spellcheck={false}
      autocomplete="off"
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      value={text ?? shown}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        const said = read(typed);
        setText(typed);
        if (said === undefined) form.setUnread(path, typed);
        else form.set(path, said);
      }}
      onBlur={() => setText(undefined)}
    />
  );
}
